"""The programs that must be there already. A missing or too old one is one sentence with the package to install."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .progress import UserError

OLDEST_JAVA = 17
OLDEST_MAVEN = (3, 6, 3)
_JDK = "install a JDK 17 or newer (Debian, Ubuntu: openjdk-17-jdk or openjdk-21-jdk), or set JAVA_HOME to one"
_MAVEN = "install Maven 3.6.3 or newer (Debian, Ubuntu: maven)"


@dataclass(frozen=True)
class Java:
    """The `java` that runs the kernel."""

    launcher: Path
    version: int


def find_java() -> Java:
    """JAVA_HOME's java when that is set, else the one on PATH; its compiler must be there and new enough too."""
    home = os.environ.get("JAVA_HOME", "")
    found = {}
    for name in ("java", "javac"):
        place = str(Path(home, "bin", name)) if home else name
        path = shutil.which(place)
        if path is None:
            missing = f"JAVA_HOME is '{home}', which has no bin/{name}" if home else f"{name} is missing"
            raise UserError(f"{missing}; {_JDK}.")
        found[name] = Path(path)
    # both at once: each is a start of a JVM
    running = {
        name: subprocess.Popen([path, "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for name, path in found.items()
    }
    versions = {}
    for name, process in running.items():
        output = process.communicate()[0]
        version = java_version(output)
        if version is None or version < OLDEST_JAVA:
            what = "cannot say its version" if version is None else f"is version {version}, too old"
            raise UserError(f"{found[name]} {what}; {_JDK}.")
        versions[name] = version
    return Java(found["java"], versions["java"])


def java_version(output: str) -> int | None:
    """The feature release in what `java -version` or `javac -version` print: 17 of 17.0.15, 8 of 1.8.0_292."""
    match = re.search(r'(?:version "|javac )(\d+)(?:\.(\d+))?', output)
    if match is None:
        return None
    return int(match[2]) if match[1] == "1" and match[2] else int(match[1])


def find_maven() -> Path:
    """The `mvn` on PATH."""
    path = shutil.which("mvn")
    if path is None:
        raise UserError(f"mvn is missing; {_MAVEN}.")
    answer = subprocess.run([path, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    match = re.search(r"Apache Maven (\d+)\.(\d+)(?:\.(\d+))?", answer.stdout)
    if match is None:
        raise UserError(f"{path} does not run ({answer.stdout.strip().splitlines()[:1]}); {_MAVEN}.")
    if tuple(int(part or 0) for part in match.groups()) < OLDEST_MAVEN:
        raise UserError(f"{match[0]} is too old; {_MAVEN}.")
    return Path(path)


def require_venv() -> None:
    """Debian splits venv and ensurepip off Python."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise UserError("Python's venv module is missing; install it (Debian, Ubuntu: python3-venv).")
