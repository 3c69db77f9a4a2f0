"""What environment/test runs, and the one line that sums it up."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .build import Build
from .places import ENVIRONMENT, ROOT
from .progress import Progress, UserError
from .venv import Venv

SUITES = ("java", "notebooks", "browser")
# pytest's exit status when a selection holds no test at all
_NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Count:
    """How many tests ended how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_suites(suites: Sequence[str], progress: Progress, build: Build, set_up: Callable[[], Venv]) -> int:
    """Runs every suite, also after a failure; exit status 0 only if all is well."""
    total = Count()
    for suite in [name for name in SUITES if name in suites]:
        try:
            if suite == "java":
                count = _java(progress, build)
            else:
                count = _pytest(suite, progress, set_up())
        except UserError as error:
            if error.status == 2:
                raise
            print(f"infimum: {error}")
            count = Count(failed=1)
        progress.say(f"{suite}: {count}")
        total += count
    print(total)
    return 1 if total.failed else 0


def _java(progress: Progress, build: Build) -> Count:
    # imported late: cli imports this module
    from .cli import one_at_a_time
    from .tools import find_java

    find_java()
    progress.say("Java: mvn verify")
    broken = False
    said: list[str] = []
    with one_at_a_time(progress):
        try:
            build.verify(progress, said.append)
        except UserError as error:
            if error.status == 2:
                raise
            print(f"infimum: {error}")
            broken = True
    count = maven_results(said)
    # a build can also fail by its formatting or its Javadoc
    return count + Count(failed=1) if broken and not count.failed else count


def maven_results(lines: Iterable[str]) -> Count:
    """Adds up the line with which Surefire closes each module.

    Its result files would not do: a class with unit and property tests is run by two engines, which write one file after the other.
    """
    total = Count()
    for line in lines:
        if match := re.match(r"\[\w+\] Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$", line):
            tests, failures, errors, skipped = map(int, match.groups())
            total += Count(tests - failures - errors - skipped, failures + errors, skipped)
    return total


def _pytest(suite: str, progress: Progress, venv: Venv) -> Count:
    progress.say(f"{suite}: pytest")
    with tempfile.TemporaryDirectory(prefix="infimum-test-") as folder:
        results = Path(folder, "results.xml")
        selection = "browser" if suite == "browser" else "not browser"
        command = [venv.python, "-m", "pytest", "-ra", "-m", selection, f"--junitxml={results}", ENVIRONMENT / "tests"]
        environment = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONUNBUFFERED": "1"}
        status = subprocess.run([str(part) for part in command], env=environment, cwd=ROOT).returncode
        if status == _NOTHING_COLLECTED:
            raise UserError(f"the suite '{suite}' holds no test, which cannot be right.", 1)
        if not results.exists():
            raise UserError(f"pytest ended with status {status} before it wrote results.", 1)
        count = count_results([results])
    return count + Count(failed=1) if status != 0 and not count.failed else count


def count_results(files: Iterable[Path]) -> Count:
    """Adds up pytest's JUnit result files."""
    total = Count()
    for file in files:
        for suite in ElementTree.parse(file).getroot().iter("testsuite"):
            tests, failed, skipped = (
                int(suite.get(name, 0)) + int(suite.get(other, 0) if other else 0)
                for name, other in (("tests", ""), ("failures", "errors"), ("skipped", ""))
            )
            total += Count(tests - failed - skipped, failed, skipped)
    return total
