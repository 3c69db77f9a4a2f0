"""The Java library: built by Maven when, and only when, something it is made from has changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from .places import ROOT
from .progress import Progress, UserError
from .tools import find_maven
from .venv import write_atomically

_PACKAGE = ["-DskipTests", "-Dspotless.check.skip", "-Dmaven.javadoc.skip", "package"]
CUDA_NOTICE = (
    "CUDA back end: a download of 2.4 GB; it runs only on GPUs of compute capability 3.7 to 8.6 "
    "(Kepler K80 to Ampere: A100, RTX 30xx), on no newer one."
)


class Build:
    """The build of the source tree at `root`, for the processor or for CUDA."""

    def __init__(self, root: Path = ROOT, cuda: bool = False) -> None:
        self._root = root
        self._cuda = cuda
        self._target = root / "lib" / "notebook" / "target"
        # inside target/, so that `mvn clean` forgets it too
        self._stamp = self._target / "infimum-build.json"

    def ensure(self, progress: Progress) -> None:
        """Packages the modules unless the last build was of exactly these sources."""
        key = self.key()
        if self._is_current(key):
            return
        progress.say("building the library with Maven (first time: downloads about 200 MB)")
        self._maven(progress, _PACKAGE)
        self._finish(key)
        progress.say("the library is built")

    def verify(self, progress: Progress, heard: Callable[[str], None]) -> None:
        """All of Java's checks: compiler warnings, tests, formatting, Javadoc; `heard` is given every line that Maven says."""
        key = self.key()
        self._maven(progress, ["verify"], heard)
        self._finish(key)

    def classpath(self) -> list[Path]:
        """The library's jar, then everything it needs."""
        jars = sorted(
            jar
            for jar in self._target.glob("infimum-notebook-*.jar")
            if not jar.name.endswith(("-sources.jar", "-javadoc.jar", "-tests.jar"))
        )
        listed = self._target / "classpath.txt"
        if not jars or not listed.exists():
            raise UserError("the library is not built; run environment/lab or environment/report again.", 1)
        newest = max(jars, key=lambda jar: jar.stat().st_mtime)
        return [newest, *(Path(entry) for entry in listed.read_text().strip().split(os.pathsep) if entry)]

    def version(self) -> str:
        """The library's version, from its jar's name."""
        return self.classpath()[0].name.removeprefix("infimum-notebook-").removesuffix(".jar")

    def key(self) -> str:
        """A hash of everything that the jars are made from."""
        digest = hashlib.sha256(b"cuda" if self._cuda else b"cpu")
        for file in self._sources():
            digest.update(str(file.relative_to(self._root)).encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    def _sources(self) -> Iterator[Path]:
        yield self._root / "pom.xml"
        for pattern in (".mvn/*", "lib/*/pom.xml", "lib/*/src/main/**/*", "datasets/**/*"):
            yield from sorted(file for file in self._root.glob(pattern) if file.is_file())

    def _is_current(self, key: str) -> bool:
        try:
            return json.loads(self._stamp.read_text())["key"] == key and all(e.exists() for e in self.classpath())
        except (FileNotFoundError, ValueError, KeyError, UserError):
            return False

    def _finish(self, key: str) -> None:
        write_atomically(self._stamp, json.dumps({"key": key}))

    def _maven(self, progress: Progress, goals: list[str], heard: Callable[[str], None] = lambda line: None) -> None:
        # a build that is interrupted from here on is not a finished one
        self._stamp.unlink(missing_ok=True)
        if self._cuda:
            progress.say(CUDA_NOTICE)
        command = [find_maven(), "-B", "-Dstyle.color=never", *(["-Pcuda"] if self._cuda else []), *goals]
        downloads = 0

        def news(line: str) -> str | None:
            heard(line)
            if match := re.match(r"\[INFO\] Building (.+?) \S+ +\[(\d+)/(\d+)\]", line):
                return f"{match[1]} ({match[2]} of {match[3]})"
            if match := re.match(r"\[(?:INFO|WARNING|ERROR)\] (Tests run: .*Time elapsed.*)", line):
                return match[1].replace("Time elapsed: ", "").replace(" -- in ", " ")
            return None

        def beat(line: str) -> str | None:
            nonlocal downloads
            downloads += line.startswith("[INFO] Downloaded ") or line.startswith("Downloaded ")
            return f"{downloads} files downloaded ..." if downloads else "..."

        progress.run(command, "mvn " + goals[-1], news=news, beat=beat, cwd=self._root)
