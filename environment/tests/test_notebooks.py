"""Every notebook of the project: as committed, and run with its defaults through the real kernel."""

import json

import pytest
from conftest import NOTEBOOKS, outputs
from test_report import external


def test_there_are_notebooks():
    assert NOTEBOOKS, "notebooks/ holds no notebook, so nothing of the product was tested"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_notebook_is_clean(notebook):
    content = json.loads(notebook.read_text(encoding="utf-8"))
    assert content["metadata"]["kernelspec"]["name"] == "java"
    for index, output in outputs(notebook):
        assert output["output_type"] != "error", f"cell {index + 1} was committed with an error"
        data = output.get("data", {})
        figure = "application/vnd.plotly.v1+json" in data
        assert not (figure and "image/png" in data), f"cell {index + 1} has a PNG that JupyterLab added: strip it"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_with_its_defaults_and_becomes_a_report(notebook, report):
    status, said, out = report(notebook, "--keep-notebook")
    assert status == 0, said
    for index, output in outputs(out / notebook.name):
        assert output["output_type"] != "error", f"cell {index + 1}"
    assert external((out / f"{notebook.stem}.html").read_text(encoding="utf-8")) == []
    assert (out / f"{notebook.stem}.pdf").read_bytes().startswith(b"%PDF-")
