"""The command line of environment/report. Standard library only: it is read before .venv exists."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from ..places import NOTEBOOKS, ROOT
from ..progress import UserError


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Options with `notebooks` resolved to existing files and `parameters` as a dict of texts."""
    parser = argparse.ArgumentParser(
        prog="environment/report",
        description="Runs notebooks from top to bottom and writes one HTML and one PDF of each; without a name, all of notebooks/.",
        epilog="The HTML needs no network, the PDF neither LaTeX nor a browser. A failing cell ends the run with exit status 1 "
        "and leaves NAME.unfinished.ipynb beside the reports.",
    )
    parser.add_argument("name", nargs="*", metavar="NAME", help="01-numerical-test, with or without .ipynb, or a path")
    parser.add_argument(
        "-p",
        nargs=2,
        action="append",
        default=[],
        metavar=("name", "value"),
        dest="pairs",
        help="another value for a parameter of the notebook (its cell tagged 'parameters'); arrays: -p rates 0.1,0.2",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", default=ROOT / "reports", help="where to write (default: reports/)")
    parser.add_argument("--keep-notebook", action="store_true", help="also keep the executed notebook, NAME.ipynb")
    parser.add_argument(
        "--update-notebook",
        action="store_true",
        help="also put the outputs into the notebook itself, whose parameters cell stays as it is: for a full run kept in git",
    )
    parser.add_argument(
        "--cuda",
        action="store_true",
        default=os.environ.get("INFIMUM_BACKEND", "") == "cuda",
        help="build with the CUDA back end (2.4 GB; GPUs of compute capability 3.7 to 8.6 only)",
    )
    options = parser.parse_args(arguments)
    options.notebooks = [_find(name) for name in options.name] if options.name else sorted(NOTEBOOKS.glob("*.ipynb"))
    if not options.notebooks:
        raise UserError("notebooks/ holds no notebook; name one by its path.")
    options.parameters = {name: value for name, value in options.pairs}
    options.out = options.out.expanduser().absolute()
    return options


def _find(name: str) -> Path:
    given = Path(name).expanduser()
    for candidate in (given, given.with_name(given.name + ".ipynb"), NOTEBOOKS / given, NOTEBOOKS / (name + ".ipynb")):
        if candidate.is_file() and candidate.suffix == ".ipynb":
            return candidate.absolute()
    known = ", ".join(sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))) or "none yet"
    raise UserError(f"there is no notebook '{name}'; notebooks/ holds: {known}.")
