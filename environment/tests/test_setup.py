"""Set-up: what is missing is said in a sentence, what is done is not done again, what is half done is not taken for done."""

import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from infimum_environment import kernel, tools
from infimum_environment.build import Build
from infimum_environment.cli import main, one_at_a_time
from infimum_environment.places import ENVIRONMENT, ROOT
from infimum_environment.progress import Progress, UserError
from infimum_environment.suites import Count, count_results, maven_results
from infimum_environment.venv import Venv

BASE_PYTHON = os.path.realpath(sys.executable)


def program(folder, name, text):
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def fake_path(tmp_path):
    """A PATH with hardly anything on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def run_report(path, notebook, **more):
    environment = {"PATH": str(path), "HOME": "/nowhere", **more}
    command = [shutil.which("bash"), str(ENVIRONMENT / "report"), str(notebook)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr.strip()


def test_no_python(fake_path, fixture_notebook):
    status, said = run_report(fake_path, fixture_notebook)
    assert status == 2
    assert said == "infimum: python3 is missing; install Python 3.10 or newer (Debian, Ubuntu: python3 and python3-venv)."


def test_old_python(fake_path, fixture_notebook):
    program(fake_path, "python3", 'if [ "$1" = --version ]; then echo Python 3.8.2; else exit 1; fi\n')
    status, said = run_report(fake_path, fixture_notebook)
    assert status == 2
    assert said.startswith("infimum: Python 3.8.2 is too old; install Python 3.10 or newer")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("java", "said_first"),
    [
        (None, "infimum: java is missing; install a JDK 17 or newer (Debian, Ubuntu: openjdk-17-jdk"),
        ("11.0.2", "is version 11, too old; install a JDK 17 or newer"),
        ("1.8.0_292", "is version 8, too old; install a JDK 17 or newer"),
    ],
)
def test_no_or_old_java(fake_path, fixture_notebook, java, said_first):
    (fake_path / "python3").symlink_to(BASE_PYTHON)
    if java:
        program(fake_path, "java", f"echo 'openjdk version \"{java}\" 2020' >&2\n")
        program(fake_path, "javac", f"echo 'javac {java}'\n")
    status, said = run_report(fake_path, fixture_notebook)
    assert status == 2
    assert said_first in said
    assert "\n" not in said


def test_java_without_its_compiler(fake_path, fixture_notebook):
    (fake_path / "python3").symlink_to(BASE_PYTHON)
    program(fake_path, "java", "echo 'openjdk version \"17.0.1\" 2020' >&2\n")
    status, said = run_report(fake_path, fixture_notebook)
    assert (status, said.split(";")[0]) == (2, "infimum: javac is missing")


def test_java_home_that_holds_no_jdk(fake_path, fixture_notebook):
    (fake_path / "python3").symlink_to(BASE_PYTHON)
    status, said = run_report(fake_path, fixture_notebook, JAVA_HOME="/nowhere/jdk")
    assert (status, said.split(";")[0]) == (2, "infimum: JAVA_HOME is '/nowhere/jdk', which has no bin/java")


def test_no_or_old_maven(fake_path, monkeypatch):
    monkeypatch.setenv("PATH", str(fake_path))
    with pytest.raises(UserError, match=r"mvn is missing; install Maven 3\.6\.3 or newer \(Debian, Ubuntu: maven\)\."):
        tools.find_maven()
    program(fake_path, "mvn", "echo Apache Maven 3.3.9\n")
    with pytest.raises(UserError, match="Apache Maven 3.3.9 is too old; install Maven 3.6.3 or newer"):
        tools.find_maven()


def test_no_venv_module(monkeypatch):
    monkeypatch.setattr(tools.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(UserError, match="python3-venv"):
        tools.require_venv()


@pytest.mark.parametrize(
    "arguments", [["lab", "--port", "many"], ["test", "jave"], ["report", "-p", "one"], ["report", "--unknown"]]
)
def test_wrong_arguments_print_the_usage(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert f"usage: environment/{arguments[0]}" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["lab", "test", "report"])
def test_help(command):
    done = subprocess.run([ENVIRONMENT / command, "--help"], capture_output=True, text=True, cwd="/", timeout=60)
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: environment/{command}")


def test_an_unknown_notebook_is_one_sentence(capsys):
    assert main(["report", "no-such-notebook"]) == 2
    assert "there is no notebook 'no-such-notebook'; notebooks/ holds: " in capsys.readouterr().err


class Recorder(Progress):
    """Notes what would be run; `fail_at` interrupts at the first command that holds this word."""

    def __init__(self, fail_at=None):
        super().__init__()
        self.commands = []
        self.fail_at = fail_at

    def run(self, command, what, **more):
        words = " ".join(map(str, command))
        self.commands.append(words)
        if self.fail_at and self.fail_at in words:
            raise KeyboardInterrupt
        if "-m venv" in words:
            python = Path(command[-1], "bin", "python")
            python.parent.mkdir(parents=True, exist_ok=True)
            python.symlink_to(BASE_PYTHON)


def ensure(folder, tests=False, fail_at=None):
    recorder = Recorder(fail_at)
    try:
        Venv(folder).ensure(recorder, tests)
    except KeyboardInterrupt:
        pass
    return recorder.commands


def test_a_finished_venv_is_left_alone(tmp_path):
    assert any("-r" in command for command in ensure(tmp_path / "v"))
    assert ensure(tmp_path / "v") == []
    added = ensure(tmp_path / "v", tests=True)
    assert len(added) == 1 and added[0].endswith("requirements-test.txt")
    assert ensure(tmp_path / "v", tests=True) == []
    assert ensure(tmp_path / "v") == []


def test_an_interrupted_venv_is_made_again_from_the_start(tmp_path):
    ensure(tmp_path / "v", fail_at="requirements.txt")
    (tmp_path / "v" / "half-made").touch()
    assert "-m venv" in ensure(tmp_path / "v")[0]
    assert not (tmp_path / "v" / "half-made").exists()
    assert ensure(tmp_path / "v") == []


def test_a_moved_venv_is_made_again(tmp_path):
    ensure(tmp_path / "v")
    (tmp_path / "v").rename(tmp_path / "w")
    assert "-m venv" in ensure(tmp_path / "w")[0]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    folder = tmp_path / "precious"
    folder.mkdir()
    (folder / "thesis.tex").touch()
    with pytest.raises(UserError, match="was not made by Infimum and is left alone"):
        ensure(folder)
    assert (folder / "thesis.tex").exists()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A source tree whose `mvn` counts its calls."""
    root = tmp_path / "project"
    (root / "lib/core/src/main/java").mkdir(parents=True)
    (root / "lib/notebook").mkdir(parents=True)
    for file in ("pom.xml", "lib/core/pom.xml", "lib/notebook/pom.xml", "lib/core/src/main/java/A.java"):
        (root / file).write_text(file)
    tools_folder = tmp_path / "tools"
    tools_folder.mkdir()
    program(
        tools_folder,
        "mvn",
        f"""case "$*" in *--version*) echo Apache Maven 3.9.9; exit 0;; esac
echo "$*" >> '{root}/calls'
[ -e '{root}/broken' ] && {{ echo '[ERROR] it is broken'; exit 1; }}
mkdir -p '{root}/lib/notebook/target'
touch '{root}/lib/notebook/target/infimum-notebook-0.9.jar' '{root}/dependency.jar'
printf %s '{root}/dependency.jar' > '{root}/lib/notebook/target/classpath.txt'
""",
    )
    monkeypatch.setenv("PATH", f"{tools_folder}:{os.environ['PATH']}")
    return root


def calls(root):
    file = root / "calls"
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_the_library_is_built_once(project):
    Build(project).ensure(Progress())
    Build(project).ensure(Progress())
    assert calls(project) == 1
    assert Build(project).version() == "0.9"
    assert [p.name for p in Build(project).classpath()] == ["infimum-notebook-0.9.jar", "dependency.jar"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "lib/core/src/main/java/A.java").write_text("changed"),
        lambda root: (root / "lib/core/src/main/java/B.java").write_text("new"),
        lambda root: (root / "lib/core/src/main/java/A.java").unlink(),
        lambda root: (root / "pom.xml").write_text("changed"),
        lambda root: (root / "lib/notebook/target/infimum-notebook-0.9.jar").unlink(),
        lambda root: (root / "dependency.jar").unlink(),
        lambda root: shutil.rmtree(root / "lib/notebook/target"),
    ],
)
def test_the_library_is_built_again_after_a_change(project, change):
    Build(project).ensure(Progress())
    change(project)
    Build(project).ensure(Progress())
    assert calls(project) == 2


def test_another_back_end_is_another_build(project, capsys):
    Build(project).ensure(Progress())
    Build(project, cuda=True).ensure(Progress())
    assert "-Pcuda" in (project / "calls").read_text()
    said = capsys.readouterr().out
    assert "2.4 GB" in said and "3.7 to 8.6" in said


def test_a_failed_build_is_not_taken_for_a_finished_one(project, capsys):
    Build(project).ensure(Progress())
    (project / "pom.xml").write_text("changed")
    (project / "broken").touch()
    with pytest.raises(UserError) as caught:
        Build(project).ensure(Progress())
    assert caught.value.status == 1
    assert "it is broken" in capsys.readouterr().err
    (project / "broken").unlink()
    (project / "pom.xml").write_text("pom.xml")
    Build(project).ensure(Progress())
    assert calls(project) == 3


def test_a_second_run_waits_for_the_first(capsys):
    with open(ROOT / "pom.xml") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        threading.Timer(0.3, lambda: fcntl.flock(lock, fcntl.LOCK_UN)).start()
        started = time.monotonic()
        with one_at_a_time(Progress()):
            waited = time.monotonic() - started
    assert waited > 0.2
    assert "waiting for another run" in capsys.readouterr().out


def test_the_kernel_of_java_17_and_25(tmp_path):
    jars = [Path("/a b/infimum.jar"), Path("/m2/x.jar")]
    spec = kernel.kernelspec(tools.Java(Path("/jdk/bin/java"), 17), Path("/v/jjava.jar"), jars)
    assert spec["argv"][0] == "/jdk/bin/java"
    assert spec["argv"][spec["argv"].index("-cp") + 1] == "/v/jjava.jar:/a b/infimum.jar:/m2/x.jar"
    assert spec["argv"][-2:] == ["org.dflib.jjava.distro.JJava", "{connection_file}"]
    assert (spec["display_name"], spec["interrupt_mode"]) == ("Infimum (Java)", "message")
    assert not any("native-access" in word for word in spec["argv"])
    assert "--enable-native-access=ALL-UNNAMED" in kernel.java_options(25)
    assert "--sun-misc-unsafe-memory-access=allow" in kernel.java_options(25)
    assert kernel.install(tmp_path, tools.Java(Path("/jdk/bin/java"), 17), jars)
    assert not kernel.install(tmp_path, tools.Java(Path("/jdk/bin/java"), 17), jars)
    assert json.loads((tmp_path / "share/jupyter/kernels/java/kernel.json").read_text())["env"]["OMP_WAIT_POLICY"] == "passive"


def test_a_running_kernel_keeps_its_jars_when_the_library_is_built_again(tmp_path):
    built = tmp_path / "project" / "lib" / "core" / "target" / "core.jar"
    built.parent.mkdir(parents=True)
    built.write_bytes(b"first")
    other = tmp_path / "other.jar"
    other.write_bytes(b"dependency")
    first = kernel.keep(tmp_path / "venv", [built, other], tmp_path / "project")
    assert first[1] == other
    assert first[0] != built and first[0].read_bytes() == b"first"
    assert kernel.keep(tmp_path / "venv", [built, other], tmp_path / "project") == first
    with open(first[0], "rb") as running:
        built.write_bytes(b"second")
        second = kernel.keep(tmp_path / "venv", [built, other], tmp_path / "project")
        assert second[0] != first[0] and second[0].read_bytes() == b"second"
        assert running.read() == b"first"
    assert not first[0].exists(), "old copies do not pile up"


def test_results_are_added_up(tmp_path):
    (tmp_path / "one.xml").write_text('<testsuite name="a" tests="5" errors="1" skipped="1" failures="1"/>')
    (tmp_path / "pytest.xml").write_text(
        '<testsuites><testsuite name="pytest" errors="0" failures="0" skipped="2" tests="6"/></testsuites>'
    )
    total = count_results([tmp_path / "one.xml", tmp_path / "pytest.xml"])
    assert total == Count(passed=6, failed=2, skipped=3)
    assert str(total) == "6 passed, 2 failed, 3 skipped"


def test_mavens_results_are_those_of_its_modules():
    said = [
        "[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1.740 s -- in org.infimum.TraceTest",
        "[INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1.169 s -- in org.infimum.TraceTest",
        "[INFO] Tests run: 8, Failures: 0, Errors: 0, Skipped: 0",
        "[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1",
    ]
    assert maven_results(said) == Count(passed=10, failed=2, skipped=1)
