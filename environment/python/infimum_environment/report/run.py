"""Runs one notebook through the kernel, with its parameters checked first."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.log import logger

from . import engine  # noqa: F401  (registers the engine's translator)
from ..progress import UserError
from .failure import failing_lines, message
from .parameters import Declaration, declarations, literals


class CellFailure(UserError):
    """A cell ended with an error; the notebook so far is kept."""

    def __init__(self, notebook: Path, error: PapermillExecutionError, cell_number: int, kept: Path) -> None:
        lines = failing_lines(error.source, error.traceback or [])
        where = "failed at" if len(lines) == 1 else "failed at one of"
        quoted = "".join(f"\n    {line}" for line in lines)
        super().__init__(
            f"{notebook.name}, cell {cell_number}, {where}{quoted}\n"
            f"  with {message(error.ename, error.evalue, error.traceback or [])}\n"
            f"  The notebook up to there is kept in {kept}.",
            1,
        )


def execute(
    notebook: Path, unfinished: Path, parameters: Mapping[str, str], say: Callable[[str], None]
) -> nbformat.NotebookNode:
    """Executes `notebook` in its own folder; `unfinished` holds what has run so far, and stays if it fails."""
    nb = nbformat.read(notebook, as_version=4)
    values = literals(_declared(nb), parameters, notebook.name)
    with _quiet() as aside:
        try:
            return papermill.execute_notebook(
                nb,
                # papermill formats paths, so braces in a folder's name are doubled
                str(unfinished).replace("{", "{{").replace("}", "}}"),
                parameters=values,
                engine_name="infimum",
                kernel_name="java",
                language="java",
                cwd=str(notebook.parent),
                progress_bar=False,
                autosave_cell_every=10,
                say=say,
            )
        except PapermillExecutionError as error:
            # the index counts the notebook's own cells, one more where this run's parameters were put in
            raise CellFailure(notebook, error, error.cell_index + 1, unfinished) from None
        except (DeadKernelError, RuntimeError) as error:
            # nbclient raises a plain RuntimeError when the kernel does not start
            raise UserError(
                f"{notebook.name}: the kernel ended by itself ({error}); what ran is kept in {unfinished}.{_last_lines(aside)}", 1
            ) from None


def _declared(nb: nbformat.NotebookNode) -> list[Declaration]:
    for cell in nb.cells:
        if "parameters" in cell.metadata.get("tags", []):
            return declarations(cell.source)
    return []


@contextmanager
def _quiet() -> Iterator[IO[bytes]]:
    """Sets aside papermill's log, which repeats the line of each cell, and what the kernel's process writes about itself."""
    level = logger.level
    logger.setLevel(logging.ERROR)
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield aside
        finally:
            sys.stderr.flush()
            os.dup2(terminal, 2)
            os.close(terminal)
            logger.setLevel(level)


def _last_lines(aside: IO[bytes], count: int = 20) -> str:
    aside.seek(0)
    lines = [line for line in aside.read().decode(errors="replace").splitlines() if not line.startswith("[I ")][-count:]
    return "".join(f"\n    {line}" for line in lines)
