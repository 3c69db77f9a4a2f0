"""environment/report, once .venv and the library are ready."""

from __future__ import annotations

import sys
from pathlib import Path

from ..places import venv_folder
from ..progress import Progress, UserError
from .arguments import parse


def main(arguments: list[str]) -> int:
    """Writes every report; goes on after a notebook that fails, and then ends with its status."""
    try:
        options = parse(arguments)
    except UserError as error:
        print(f"infimum: {error}", file=sys.stderr)
        return error.status
    progress = Progress()
    status = 0
    for notebook in options.notebooks:
        try:
            _report(notebook, options, progress)
        except UserError as error:
            print(f"infimum: {error}", file=sys.stderr)
            status = max(status, error.status)
    return status


def _report(notebook: Path, options, progress: Progress) -> None:
    # late: these take a second to load
    from .document import document
    from .html import write_html
    from .outputs import keep_outputs
    from .pdf import write_pdf
    from .run import execute

    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot write to {options.out}: {error.strerror}; choose another folder with --out.") from None
    unfinished = options.out / f"{notebook.stem}.unfinished.ipynb"
    progress.say(f"running {notebook.name}")
    try:
        executed = execute(notebook, unfinished, options.parameters, progress.say)
    except KeyboardInterrupt:
        if unfinished.exists():
            print(f"\ninfimum: interrupted; the notebook up to there is kept in {unfinished}.", file=sys.stderr)
        raise SystemExit(130) from None
    html, pdf = (options.out / f"{notebook.stem}.{kind}" for kind in ("html", "pdf"))
    share = venv_folder() / "share" / "infimum"
    write_html(document(executed, notebook), share, html)
    _written(html, progress)
    write_pdf(document(executed, notebook), share, pdf)
    _written(pdf, progress)
    if options.update_notebook:
        keep_outputs(executed, notebook)
        _written(notebook, progress)
    if options.keep_notebook:
        unfinished.replace(options.out / notebook.name)
    else:
        unfinished.unlink(missing_ok=True)


def _written(file: Path, progress: Progress) -> None:
    here = Path.cwd()
    shown = file.relative_to(here) if here != Path("/") and file.is_relative_to(here) else file
    progress.say(f"wrote {shown} ({file.stat().st_size / 1024:,.0f} kB)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
