"""What the user sees while things happen, and the one kind of error that is a sentence to the user."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class UserError(Exception):
    """One sentence for the user; the program ends with `status`."""

    def __init__(self, sentence: str, status: int = 2) -> None:
        super().__init__(sentence)
        self.status = status


class Progress:
    """One line a step, each with the seconds since the start."""

    HEARTBEAT_SECONDS = 10.0

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._last = self._start

    def say(self, text: str) -> None:
        self._last = time.monotonic()
        print(f"[{self._last - self._start:6.1f} s] {text}", flush=True)

    def heartbeat(self, text: str) -> None:
        """Says something only if nothing was said for a while."""
        if time.monotonic() - self._last >= self.HEARTBEAT_SECONDS:
            self.say(text)

    def run(
        self,
        command: Sequence[str | Path],
        what: str,
        news: Callable[[str], str | None] = lambda line: None,
        beat: Callable[[str], str | None] = lambda line: None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Runs a program whose output is kept back unless it fails.

        `news` turns a line of its output into a line for the user, `beat` into one that is shown when it has been quiet.
        """
        tail: list[str] = []
        with subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env,
            cwd=cwd,
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    line = line.rstrip()
                    tail.append(line)
                    del tail[:-200]
                    if text := news(line):
                        self.say("  " + text)
                    elif text := beat(line):
                        self.heartbeat("  " + text)
            except KeyboardInterrupt:
                process.terminate()
                process.wait()
                raise
        if process.returncode != 0:
            errors = [line for line in tail if line.startswith(("[ERROR]", "ERROR", "error:"))]
            for line in errors[:60] or tail[-40:]:
                print("    " + line, file=sys.stderr)
            raise UserError(f"{what} failed (exit status {process.returncode}); the lines above say why.", 1)
