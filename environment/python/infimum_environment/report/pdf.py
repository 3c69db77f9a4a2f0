"""One PDF file, without LaTeX and without a browser: notebook to Markdown, pandoc to Typst, Typst to PDF."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

import pypandoc
import typst

from ..places import TEMPLATES
from ..progress import UserError
from .document import Document, caption, mathematics, plain

# Jupyter's Markdown is GitHub's with formulas
_MARKDOWN = "gfm+yaml_metadata_block-emoji+tex_math_dollars+attributes+raw_attribute"
# faces for the text of pictures: the first that this machine has
_SANS = ["Inter", "Source Sans 3", "Noto Sans", "Open Sans", "Liberation Sans", "Arial", "Helvetica", "DejaVu Sans"]
_KATEX_SANS = "KaTeX_SansSerif"


def write_pdf(document: Document, share: Path, target: Path) -> None:
    """Writes `document`; `share` is where the set-up put KaTeX, one of whose fonts is the sans face of last resort."""
    with tempfile.TemporaryDirectory(prefix="infimum-report-") as name:
        folder = Path(name)
        fonts = _sans_fonts(share, folder)
        markdown = _Markdown(document, folder, fonts[0])
        source = folder / "report.typ"
        source.write_text(_typst(markdown.text(), document), encoding="utf-8")
        try:
            pdf = typst.compile(str(source), root=str(folder), font_paths=[str(folder)])
        except typst.TypstError as error:
            raise UserError(f"{document.name}: the PDF could not be set: {error}", 1) from None
    temporary = target.with_name(target.name + ".new")
    temporary.write_bytes(pdf)
    temporary.replace(target)


class _Markdown:
    """The document as Markdown, its pictures as files in `folder`."""

    def __init__(self, document: Document, folder: Path, sans: str) -> None:
        self._document = document
        self._folder = folder
        self._sans = sans
        self._pictures = 0

    def text(self) -> str:
        return "\n\n".join(part for cell in self._document.notebook.cells for part in self._cell(cell))

    def _cell(self, cell) -> list[str]:
        if not cell.source.strip():
            return []
        if cell.cell_type == "markdown":
            return [self._with_pictures(mathematics(cell.source), cell.get("attachments", {}))]
        if cell.cell_type != "code":
            return []
        code, outputs = _fenced(cell.source.strip("\n"), "java"), self._outputs(cell.outputs)
        return [_fenced("#tied[", "{=typst}"), code, _fenced("]", "{=typst}"), *outputs] if outputs else [code]

    def _outputs(self, outputs) -> list[str]:
        parts = []
        for output in outputs:
            if output.output_type == "stream":
                parts.append(_output(output.text))
            elif output.output_type == "error":
                parts.append(_output("\n".join(output.traceback)))
            else:
                parts.append(self._data(output))
        return [part for part in parts if part]

    def _data(self, output) -> str:
        data = output.data
        if "image/svg+xml" in data:
            svg = re.sub(r"""(font-family\s*[=:]\s*["']?)[^"';>]+""", rf"\g<1>{self._sans}", str(data["image/svg+xml"]))
            return self._figure(svg.encode(), "svg", caption(output))
        if "text/html" in data:
            return _fenced(str(data["text/html"]), "{=html}")
        for kind in ("png", "jpeg"):
            if f"image/{kind}" in data:
                return self._figure(base64.b64decode(data[f"image/{kind}"]), kind, caption(output))
        if "text/markdown" in data:
            return mathematics(str(data["text/markdown"]))
        if "text/latex" in data:
            return mathematics(str(data["text/latex"]))
        return _output(str(data.get("text/plain", "")))

    def _figure(self, content: bytes, kind: str, text: str) -> str:
        name = self._file(content, kind)
        return _fenced(f"#picture({_string(name)}, {_string(text)})", "{=typst}")

    def _file(self, content: bytes, kind: str) -> str:
        self._pictures += 1
        name = f"picture-{self._pictures}.{kind}"
        (self._folder / name).write_bytes(content)
        return name

    def _with_pictures(self, markdown: str, attachments) -> str:
        def replace(match: re.Match) -> str:
            address = match[2]
            if address.startswith("attachment:"):
                bundle = attachments.get(address.removeprefix("attachment:"), {})
                for mime, content in bundle.items():
                    return f"![{match[1]}]({self._file(base64.b64decode(content), mime.split('/')[1].split('+')[0])})"
            file = self._document.folder / address
            if not re.match(r"\w+:", address) and file.is_file():
                return f"![{match[1]}]({self._file(file.read_bytes(), file.suffix.lstrip('.'))})"
            # not here, so a link stands for it
            return f"[{match[1] or address}]({address})"

        return re.sub(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)", replace, markdown)


def _typst(markdown: str, document: Document) -> str:
    # a title may hold markup and formulas, which pandoc reads in metadata
    markdown = f"---\ntitle: {json.dumps(document.title)}\n---\n\n{markdown}"
    options = {"date": document.date, "version": document.version, "notebook": document.name}
    command = [
        pypandoc.get_pandoc_path(),
        f"--from={_MARKDOWN}",
        "--to=typst",
        "--standalone",
        "--wrap=none",
        "--syntax-highlighting=idiomatic",
        f"--lua-filter={TEMPLATES / 'report.lua'}",
        f"--template={TEMPLATES / 'report.typ'}",
        *(f"--variable={name}:{_markup(value)}" for name, value in options.items()),
    ]
    answer = subprocess.run(command, input=markdown, capture_output=True, text=True, encoding="utf-8", check=False)
    if answer.returncode != 0:
        raise UserError(f"{document.name}: pandoc could not convert it: {answer.stderr.strip()}", 1)
    return answer.stdout


def _fenced(text: str, kind: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence} {kind}\n{text}\n{fence}"


def _output(text: str) -> str:
    # lines without a blank would run off the page: a break without width lets them wrap
    text = re.sub(r"(\S{90})(?=\S)", "\\1\u200b", plain(text))
    return _fenced(f"#output({_string(text)})", "{=typst}") if text.strip() else ""


def _string(text: str) -> str:
    """A text as a string of Typst."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", "    ")
    return f'"{escaped}"'


def _markup(text: str) -> str:
    """A text that means itself in Typst's markup."""
    return re.sub(r"([\\#$*_`<>@\[\]~=/-])", r"\\\1", text)


def _sans_fonts(share: Path, folder: Path) -> list[str]:
    installed = set(typst.Fonts().families())
    found = [family for family in _SANS if family in installed]
    if found:
        return found
    for jar in share.glob("katex-*.jar"):
        with zipfile.ZipFile(jar) as archive:
            for name in archive.namelist():
                if name.rsplit("/", 1)[-1] in (f"{_KATEX_SANS}-Regular.ttf", f"{_KATEX_SANS}-Bold.ttf"):
                    (folder / name.rsplit("/", 1)[-1]).write_bytes(archive.read(name))
    return [_KATEX_SANS]
