"""Puts the outputs of a run into the notebook that was run: how a full run's results get into git."""

from __future__ import annotations

from pathlib import Path

import nbformat

from ..progress import UserError
from ..venv import write_atomically


def keep_outputs(executed: nbformat.NotebookNode, notebook: Path) -> None:
    """Writes the outputs of `executed` into `notebook`, whose cells stay as they are: other parameters were only this run's.

    A cell that was put in for this run's parameters has no place there. A PNG beside a Plotly figure is dropped, as is what changes
    from run to run and says nothing (execution times, papermill's notes).
    """
    nb = nbformat.read(notebook, as_version=4)
    ran = [cell for cell in executed.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    if [cell.source for cell in ran] != [cell.source for cell in nb.cells]:
        raise UserError(f"{notebook.name} has changed during the run, so its outputs are left as they were.", 1)
    count = 0
    for cell, done in zip(nb.cells, ran):
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = [_clean(output, count) for output in done.outputs]
    write_atomically(notebook, nbformat.writes(nb, ensure_ascii=False).rstrip("\n") + "\n")


def _clean(output: nbformat.NotebookNode, count: int) -> nbformat.NotebookNode:
    if output.output_type == "execute_result":
        output.execution_count = count
    # front ends add one to a figure
    if "application/vnd.plotly.v1+json" in output.get("data", {}):
        output.data.pop("image/png", None)
    return output
