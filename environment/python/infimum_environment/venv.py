"""The Python environment: made once, changed only when what it is made from changes, never taken half made."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

from .places import ENVIRONMENT
from .progress import Progress, UserError
from .tools import find_maven, require_venv

# KaTeX draws the formulas of HTML reports; as a jar it comes through the same Maven set-up as the library.
KATEX = "org.webjars.npm:katex:0.18.11"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


class Venv:
    """`folder` with its state file, which is written first and says 'ready' last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.share = folder / "share" / "infimum"
        self._state_file = folder / "infimum.json"

    def ensure(self, progress: Progress, tests: bool) -> None:
        """Installs what the state file does not yet name as installed."""
        wanted = {"base": _key(ENVIRONMENT / "requirements.txt", ENVIRONMENT / "python" / "pyproject.toml")}
        if tests:
            wanted["test"] = _key(ENVIRONMENT / "requirements-test.txt")
        state = self._state()
        if state is None and self.folder.exists() and any(self.folder.iterdir()):
            raise UserError(
                f"{self.folder} was not made by Infimum and is left alone; remove it, or name another folder in INFIMUM_VENV."
            )
        installed = dict(state["installed"]) if self._usable(state) else {}
        if all(installed.get(group) == key for group, key in wanted.items()):
            return

        if not installed:
            require_venv()
            progress.say(f"making {_short(self.folder)} (first time: about 750 MB, half a minute or more)")
            if self.folder.exists():
                shutil.rmtree(self.folder)
            self._write("building", {})
            progress.run([sys.executable, "-m", "venv", self.folder], "making the Python environment")
        self._write("building", installed)
        if installed.get("base") != wanted["base"]:
            self._install(progress, "requirements.txt")
            progress.run(
                [self.python, "-m", "pip", "install", "--no-deps", "-e", ENVIRONMENT / "python"], "installing environment/python"
            )
            self._fetch_katex(progress)
        if tests and installed.get("test") != wanted["test"]:
            self._install(progress, "requirements-test.txt")
        self._write("ready", installed | wanted)
        progress.say(f"{_short(self.folder)} is ready")

    def _install(self, progress: Progress, name: str) -> None:
        progress.say(f"installing the Python packages of environment/{name}")

        def beat(line: str) -> str | None:
            match = re.match(r"\s*(?:Collecting|Downloading|Using cached|Installing collected packages:) ?(\S+)", line)
            return f"{line.split()[0].lower()} {match[1].rsplit('/', 1)[-1].rstrip(',')} ..." if match else None

        progress.run([self.python, "-m", "pip", "install", "-r", ENVIRONMENT / name], f"pip install -r {name}", beat=beat)

    def _fetch_katex(self, progress: Progress) -> None:
        progress.say(f"fetching {KATEX}")
        self.share.mkdir(parents=True, exist_ok=True)
        for old in self.share.glob("katex-*.jar"):
            old.unlink()
        # outside the project, so that Maven neither reads its modules nor resolves their dependencies
        progress.run(
            [find_maven(), "-B", "-q", _COPY, f"-Dartifact={KATEX}", f"-DoutputDirectory={self.share}"],
            "fetching KaTeX",
            cwd=self.share,
        )

    def _usable(self, state: dict | None) -> bool:
        """Finished, of this Python, and not moved since (scripts in a virtual environment name its folder)."""
        return (
            state is not None
            and state["state"] == "ready"
            and state["python"] == _interpreter()
            and state["folder"] == str(self.folder)
            and os.access(self.python, os.X_OK)
        )

    def _state(self) -> dict | None:
        try:
            state = json.loads(self._state_file.read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            state = {}
        return {"state": "building", "python": "", "folder": "", "installed": {}} | state

    def _write(self, state: str, installed: dict[str, str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        content = {"state": state, "python": _interpreter(), "folder": str(self.folder), "installed": installed}
        write_atomically(self._state_file, json.dumps(content, indent=2))


def write_atomically(path: Path, text: str) -> None:
    """Writes beside `path` and moves into place: a reader sees the old or the new text, never half of one."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text)
    temporary.replace(path)


def _interpreter() -> str:
    return f"{sys.base_prefix} {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


def _key(*files: Path) -> str:
    digest = hashlib.sha256(KATEX.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _short(path: Path) -> str:
    return path.name if path.name == ".venv" else str(path)
