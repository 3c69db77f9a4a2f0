"""One HTML file that needs no network: plotly.js, KaTeX and its fonts are inside."""

from __future__ import annotations

import base64
import importlib.resources
import re
import zipfile
from pathlib import Path

from nbconvert import HTMLExporter
from traitlets.config import Config

from ..places import TEMPLATES
from ..progress import UserError
from .document import PLOTLY, Document, caption, mathematics, plain

# the first of these that an output has is the one that is shown
_PRIORITY = [
    PLOTLY,
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "text/latex",
    "image/png",
    "image/jpeg",
    "text/plain",
]


def write_html(document: Document, share: Path, target: Path) -> None:
    """Writes `document`; `share` is where the set-up put KaTeX."""
    cells = document.notebook.cells
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _dollars(mathematics(cell.source))
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    exporter = HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": _PRIORITY}}),
        template_name="infimum",
        extra_template_basedirs=[str(TEMPLATES)],
    )
    exporter.register_filter("caption", caption)
    exporter.register_filter("plain", plain)
    exporter.register_filter("svg_data", _svg_data)
    exporter.register_filter("embed", lambda html: _embed(html, document.folder))
    resources = {
        "infimum": {
            "document": document,
            "plotly": _plotly() if any(PLOTLY in output.get("data", {}) for output in outputs) else "",
            "katex": _katex(share) if any(_has_maths(cell) for cell in cells) else None,
        }
    }
    html, _ = exporter.from_notebook_node(document.notebook, resources)
    temporary = target.with_name(target.name + ".new")
    temporary.write_text(html, encoding="utf-8")
    temporary.replace(target)


def _dollars(text: str) -> str:
    """A dollar sign that is meant as one, out of reach of KaTeX, which looks for formulas in running text."""
    pieces = re.split(r"(```.*?```|`[^`\n]+`|\$\$.*?\$\$|(?<![\\$])\$(?!\s)(?:\\.|[^$\\])+?\$)", text, flags=re.DOTALL)
    return "".join(piece if i % 2 else piece.replace("\\$", "<span>&#36;</span>") for i, piece in enumerate(pieces))


def _has_maths(cell) -> bool:
    latex = any("text/latex" in o.get("data", {}) or "text/markdown" in o.get("data", {}) for o in cell.get("outputs", []))
    return latex or (cell.cell_type == "markdown" and ("$" in cell.source or "\\(" in cell.source or "\\[" in cell.source))


def _plotly() -> str:
    text = importlib.resources.files("plotly").joinpath("package_data/plotly.min.js").read_text(encoding="utf-8")
    return _script(text)


def _katex(share: Path) -> dict[str, str]:
    """KaTeX's scripts and its style sheet, whose fonts become part of it."""
    jars = list(share.glob("katex-*.jar"))
    if len(jars) != 1:
        raise UserError(f"KaTeX is missing in {share}; remove the folder above it and run again.", 1)
    with zipfile.ZipFile(jars[0]) as jar:
        names = {name.split("/dist/", 1)[1]: name for name in jar.namelist() if "/dist/" in name}

        def font(match: re.Match) -> str:
            data = base64.b64encode(jar.read(names[match[1]])).decode()
            return f'src:url(data:font/woff2;base64,{data}) format("woff2")'

        style = jar.read(names["katex.min.css"]).decode()
        style = re.sub(r"src:url\((fonts/[^)]+\.woff2)\)[^;}]*", font, style)
        return {
            "style": style,
            "script": _script(jar.read(names["katex.min.js"]).decode()),
            "render": _script(jar.read(names["contrib/auto-render.min.js"]).decode()),
        }


def _script(text: str) -> str:
    """JavaScript that can stand inside an HTML page."""
    return re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE)


def _svg_data(svg: str) -> str:
    """A picture as an address: in an <img> its names and styles cannot meet those of another picture."""
    return "data:image/svg+xml;base64," + base64.b64encode(str(svg).encode()).decode()


def _embed(html: str, folder: Path) -> str:
    """Pictures beside the notebook become part of the page; those on the network become links. Numbers stay on one line."""
    kinds = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml", ".gif": "image/gif"}

    def replace(match: re.Match) -> str:
        address = match[2]
        if address.startswith("data:"):
            return match[0]
        if re.match(r"(?:https?:)?//", address):
            return f'<a href="{address}">{address}</a>'
        file = folder / address
        if not file.is_file() or file.suffix.lower() not in kinds:
            return match[0]
        data = base64.b64encode(file.read_bytes()).decode()
        return f"{match[1]}data:{kinds[file.suffix.lower()]};base64,{data}{match[3]}"

    html = re.sub(r"<td(?![^>]*\bclass=)([^>]*)>(\s*[^<\s]{1,40}\s*)</td>", r'<td class="word"\1>\2</td>', str(html))
    return re.sub(r'(<img\b[^>]*?\bsrc=")([^"]*)("[^>]*>)', replace, html)
