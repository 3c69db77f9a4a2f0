"""Papermill's own engine, with a line for each cell. Importing it registers the Java translator."""

from __future__ import annotations

import time

from papermill.engines import NBClientEngine

from . import translator  # noqa: F401  (registers itself)


class ReportingEngine(NBClientEngine):
    """Prints which cell runs, and for how long the cells before it ran."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, say=None, **kwargs):
        """`say`, a function of one text, gets the lines; without it the engine is papermill's own."""
        if say is not None:
            _announce(nb_man, say)
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


def _announce(nb_man, say):
    start, complete = nb_man.cell_start, nb_man.cell_complete
    total = len(nb_man.nb.cells)
    began = 0.0

    def cell_start(cell, cell_index=None, **kwargs):
        nonlocal began
        began = time.monotonic()
        return start(cell, cell_index, **kwargs)

    def cell_complete(cell, cell_index=None, **kwargs):
        result = complete(cell, cell_index=cell_index, **kwargs)
        if cell.cell_type == "code" and cell_index is not None and cell.source.strip():
            first = cell.source.strip().splitlines()[0]
            say(f"  cell {cell_index + 1:2d} of {total}, {time.monotonic() - began:5.1f} s: {_cut(first)}")
        return result

    nb_man.cell_start, nb_man.cell_complete = cell_start, cell_complete


def _cut(line: str, width: int = 70) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"
