"""A notebook as a document: its title, what it was made with, and which form of each output to show."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import nbformat

from ..build import Build
from ..places import ROOT
from ..progress import UserError

PLOTLY = "application/vnd.plotly.v1+json"
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Document:
    """Title block and cells."""

    name: str
    title: str
    date: str
    version: str
    folder: Path
    notebook: nbformat.NotebookNode

    @property
    def plain_title(self) -> str:
        """The title where no markup can be."""
        return re.sub(r"[*`$]", "", self.title)


def document(notebook: nbformat.NotebookNode, source: Path) -> Document:
    """Takes the first heading of level one as the title; the rest stays as it is."""
    notebook = nbformat.from_dict(notebook)
    title = source.stem
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if match := re.match(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)", cell.source):
                title = match[1]
                cell.source = cell.source[match.end() :].lstrip("\n")
            break
    return Document(source.name, title, _today(), _version(), source.parent, notebook)


def mathematics(text: str) -> str:
    """Markdown in which every displayed formula is `$$...$$`: notebooks also have bare `align` environments."""
    pieces = re.split(r"(```.*?```|\$\$.*?\$\$|`[^`\n]+`)", text, flags=re.DOTALL)
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            pieces[i] = re.sub(
                r"\\begin\{(align|alignat|equation|gather|multline|eqnarray)(\*?)\}.*?\\end\{\1\2\}",
                lambda match: "\n$$" + _inner(match[0]) + "$$\n",
                piece,
                flags=re.DOTALL,
            )
        elif piece.startswith("$$"):
            pieces[i] = "$$" + _inner(piece[2:-2]) + "$$"
    return "".join(pieces)


def _inner(formula: str) -> str:
    """An environment for a page of LaTeX as the one that goes inside a formula; a blank line would end the formula."""
    formula = re.sub(r"\\(begin|end)\{(?:align|eqnarray|alignat)\*?\}", r"\\\1{aligned}", formula)
    formula = re.sub(r"\\(begin|end)\{(?:gather|multline)\*?\}", r"\\\1{gathered}", formula)
    formula = re.sub(r"\\(?:begin|end)\{equation\*?\}", "", formula)
    formula = re.sub(r"\\label\{[^}]*\}", "", formula)
    return re.sub(r"\n\s*\n", "\n", formula)


def plain(text: str) -> str:
    """Text as a terminal would leave it: colours dropped, overwritten lines overwritten."""
    text = _ANSI.sub("", text)
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")).rstrip("\n")


def caption(output: nbformat.NotebookNode) -> str:
    """The one line of text that goes with a picture, if it is meant for people."""
    text = str(output.data.get("text/plain", "")).strip()
    is_prose = text and "\n" not in text and len(text) <= 240 and not re.search(r"@[0-9a-f]{4,}|[{}<>]", text)
    # a caption says by itself that it belongs to a figure
    text = re.sub(r"^Figure:\s*", "", text)
    text = re.sub(r"^Figure \((.*)\)$", r"\1", text)
    return text if is_prose else ""


def _today() -> str:
    today = date.today()
    return f"{today.day} {today:%B} {today.year}"


def _version() -> str:
    """The library's version, with the commit where there is one."""
    try:
        version = Build().version()
    except UserError:
        version = "not built"
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ) if (ROOT / ".git").exists() else None
    return f"{version} ({commit.stdout.strip()})" if commit is not None and commit.returncode == 0 else version
