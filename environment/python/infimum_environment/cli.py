"""The commands behind environment/lab, environment/test and environment/report."""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from . import kernel
from .build import Build
from .places import NOTEBOOKS, ROOT, venv_folder
from .progress import Progress, UserError
from .report.arguments import parse as parse_report
from .suites import SUITES, run_suites
from .tools import find_java
from .venv import Venv


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit status."""
    commands = {"lab": _lab, "test": _test, "report": _report}
    if not arguments or arguments[0] not in commands:
        print(f"usage: {'|'.join(commands)} ARGUMENT...", file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](list(arguments[1:]))
    except UserError as error:
        print(f"infimum: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("\ninfimum: interrupted; the same command goes on from here.", file=sys.stderr)
        return 130


def _lab(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="environment/lab",
        description="Builds the library, makes .venv, installs the kernel into it and opens JupyterLab on notebooks/.",
        epilog="Further arguments go to JupyterLab. JAVA_HOME chooses the JDK, INFIMUM_VENV another place than .venv, "
        "JDK_JAVA_OPTIONS adds options to the kernel's JVM (-Xmx8g, say).",
        allow_abbrev=False,
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    parser.add_argument("--port", type=int, metavar="N", help="the port to listen on (JupyterLab's default: 8888)")
    _add_cuda(parser)
    options, further = parser.parse_known_args(arguments)
    progress = Progress()
    venv, _ = set_up(progress, options.cuda)
    command = [str(venv.folder / "bin" / "jupyter-lab")]
    # JupyterLab takes an option once only
    if not any(argument.startswith(("--ServerApp.root_dir", "--notebook-dir")) for argument in further):
        command.append(f"--ServerApp.root_dir={NOTEBOOKS if NOTEBOOKS.is_dir() else ROOT}")
    if options.no_browser:
        command.append("--no-browser")
    if options.port is not None:
        command.append(f"--ServerApp.port={options.port}")
    if os.geteuid() == 0:
        command.append("--allow-root")
    progress.say("starting JupyterLab; Ctrl-C ends it")
    return _become(command + further)


def _report(arguments: list[str]) -> int:
    options = parse_report(arguments)
    venv, _ = set_up(Progress(), options.cuda)
    return _become([str(venv.python), "-m", "infimum_environment.report", *arguments])


def _test(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="environment/test",
        description="Runs the tests; without an argument all of them.",
        epilog="java: mvn verify (unit tests, formatting, Javadoc). notebooks: the environment's own tests and every notebook "
        "through the real kernel. browser: JupyterLab in headless Chromium; skipped where there is no Chromium. "
        "INFIMUM_DATASETS names the folder with the datasets of the tests that need them.",
    )
    parser.add_argument("suite", nargs="*", metavar="|".join(SUITES), help="which tests")
    _add_cuda(parser)
    options = parser.parse_args(arguments)
    for suite in options.suite:
        if suite not in SUITES:
            parser.error(f"there is no suite '{suite}'; choose from {', '.join(SUITES)}")
    progress = Progress()
    return run_suites(
        options.suite or list(SUITES),
        progress,
        Build(cuda=options.cuda),
        lambda: set_up(progress, options.cuda, tests=True)[0],
    )


def set_up(progress: Progress, cuda: bool, tests: bool = False) -> tuple[Venv, Build]:
    """Everything ready: tools checked, .venv, library, kernel. Does only what has changed."""
    java = find_java()
    venv = Venv(venv_folder())
    build = Build(cuda=cuda)
    with one_at_a_time(progress):
        venv.ensure(progress, tests)
        build.ensure(progress)
        if kernel.install(venv.folder, java, kernel.keep(venv.folder, build.classpath(), ROOT)):
            progress.say("the kernel 'Infimum (Java)' is installed")
    return venv, build


@contextmanager
def one_at_a_time(progress: Progress) -> Iterator[None]:
    """Two set-ups of one clone must not build at once. The system lifts this lock whenever, and however, a run ends."""
    with open(ROOT / "pom.xml") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("waiting for another run that is setting up this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _add_cuda(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cuda",
        action="store_true",
        default=os.environ.get("INFIMUM_BACKEND", "") == "cuda",
        help="build with the CUDA back end (2.4 GB; GPUs of compute capability 3.7 to 8.6 only); "
        "INFIMUM_BACKEND=cuda does the same",
    )


def _become(command: list[str]) -> int:
    # the kernel named java in .venv, even if the user has another of that name
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    sys.stdout.flush()
    os.execv(command[0], command)
