"""What the tests share."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from infimum_environment.places import ROOT

DATA = Path(__file__).parent / "data"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# far beyond the 90 s that a notebook may take: a machine may be busy
PATIENCE_SECONDS = 900


@pytest.fixture
def fixture_notebook():
    """Plain Java that behaves as the library's notebooks do."""
    return DATA / "live-descent.ipynb"


@pytest.fixture
def write_notebook(tmp_path):
    """Writes a notebook of Java cells; a cell that starts with `//parameters` gets that tag."""

    def write(name, *sources):
        nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}})
        for source in sources:
            cell = nbformat.v4.new_code_cell(source)
            if source.startswith("//parameters"):
                cell.metadata["tags"] = ["parameters"]
            nb.cells.append(cell)
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nb, path)
        return path

    return write


@pytest.fixture
def report(tmp_path):
    """Runs environment/report's second half, as .venv's Python does; returns status, what it printed, folder of reports."""

    def run(notebook, *arguments):
        out = tmp_path / "out"
        command = [sys.executable, "-m", "infimum_environment.report", str(notebook), "--out", str(out), *arguments]
        # from a folder that is neither the project nor the notebook's
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        done = subprocess.run(command, capture_output=True, text=True, cwd=elsewhere, timeout=PATIENCE_SECONDS)
        return done.returncode, done.stdout + done.stderr, out

    return run


def outputs(notebook):
    """(cell index, output) of every output of a notebook file."""
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    return [(index, output) for index, cell in enumerate(cells) for output in cell.get("outputs", [])]
