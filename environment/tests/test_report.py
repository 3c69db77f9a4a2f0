"""environment/report through the real kernel."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from conftest import outputs
from infimum_environment.report.document import document, mathematics, plain
from infimum_environment.report.html import write_html
from infimum_environment.report.pdf import write_pdf
from infimum_environment.places import venv_folder

SHARE = venv_folder() / "share" / "infimum"


def visible(html):
    """The page without its scripts, whose text may name addresses that it never asks for."""
    return re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)


def external(html):
    return re.findall(r"""(?:\b(?:src|srcset|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)(?!data:|#)([^"'\s)>]+)""", visible(html)) + re.findall(
        r"<link\b[^>]*>|<script\b[^>]*\bsrc=[^>]*>", html.split("</head>")[0]
    )


def written(name, cells, tmp_path):
    """Both reports of a notebook that has its outputs already."""
    nb = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "java", "pygments_lexer": "java"}})
    source = tmp_path / f"{name}.ipynb"
    nbformat.write(nb, source)
    html, pdf = tmp_path / f"{name}.html", tmp_path / f"{name}.pdf"
    write_html(document(nb, source), SHARE, html)
    write_pdf(document(nb, source), SHARE, pdf)
    return html.read_text(encoding="utf-8"), pdf.read_bytes()


def display(**data):
    return nbformat.v4.new_output("display_data", data={key.replace("_", "/"): value for key, value in data.items()})


def test_a_report_is_one_html_and_one_pdf(report, fixture_notebook):
    status, said, out = report(fixture_notebook, "-p", "steps", "3", "-p", "title", 'a "b"')
    assert status == 0, said
    assert sorted(path.name for path in out.iterdir()) == ["live-descent.html", "live-descent.pdf"]
    html = (out / "live-descent.html").read_text(encoding="utf-8")
    assert "3 steps done" in html
    assert external(html) == []
    assert html.count("Plotly.newPlot(") >= 1 and html.count('class="plot"') == 1
    assert "renderMathInElement(" in html
    assert (out / "live-descent.pdf").read_bytes().startswith(b"%PDF-")
    assert re.search(r"cell +2 of \d+, +[\d.]+ s: import", said)


def test_the_executed_notebook_is_kept_on_request(report, write_notebook):
    notebook = write_notebook("kept", "//parameters\nint a = 1;\nString s = \"x\";\nlong[] l = {1L};", 'a + s + l[0]')
    status, said, out = report(notebook, "--keep-notebook", "-p", "a", "41", "-p", "s", "é\\\"", "-p", "l", "5,12345678901")
    assert status == 0, said
    assert [o["data"]["text/plain"] for _, o in outputs(out / "kept.ipynb")] == [['41é\\"5']]


def test_a_full_runs_outputs_go_into_the_notebook_with_its_defaults(report, write_notebook):
    notebook = write_notebook("full", "//parameters\nint n = 1;", 'System.out.println("n is " + n);')
    before = [cell.source for cell in nbformat.read(notebook, as_version=4).cells]
    status, said, _ = report(notebook, "-p", "n", "7", "--update-notebook")
    assert status == 0, said
    after = nbformat.read(notebook, as_version=4)
    assert [cell.source for cell in after.cells] == before
    assert "n is 7" in json.dumps(after.cells[1].outputs)
    assert [cell.execution_count for cell in after.cells] == [1, 2]


def test_the_kernel_starts_in_the_folder_of_the_notebook(report, write_notebook):
    notebook = write_notebook("where", 'System.out.print(System.getProperty("user.dir"))')
    status, said, out = report(notebook, "--keep-notebook")
    assert status == 0, said
    assert outputs(out / "where.ipynb")[0][1]["text"] == [str(notebook.parent)]


def test_a_failing_cell_ends_the_report_and_keeps_the_notebook(report, write_notebook):
    notebook = write_notebook("broken", "int a = 1;", "System.out.println(a);\nInteger.parseInt(\"many\");", "int never = 2;")
    status, said, out = report(notebook)
    assert status == 1
    kept = out / "broken.unfinished.ipynb"
    assert "broken.ipynb, cell 2, failed at" in said
    assert 'Integer.parseInt("many");' in said
    assert 'java.lang.NumberFormatException: For input string: "many"' in said
    assert f"kept in {kept}" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in out.iterdir()) == ["broken.unfinished.ipynb"]
    assert [o["output_type"] for _, o in outputs(kept)] == ["stream", "error"]


def test_a_kernel_that_ends_is_a_sentence(report, write_notebook):
    status, said, out = report(write_notebook("gone", "System.exit(3);"))
    assert status == 1
    assert "gone.ipynb: the kernel ended by itself" in said
    assert "Traceback" not in said


def test_an_unknown_parameter_is_refused_before_anything_runs(report, write_notebook):
    status, said, out = report(write_notebook("p", "//parameters\nint maxEpochs = 2;"), "-p", "epochs", "1")
    assert status == 2
    assert "p.ipynb has no parameter 'epochs'; its parameters are maxEpochs (int)." in said
    assert not list(out.iterdir())


def test_formulas_reach_both_reports(tmp_path):
    text = (
        "# On $\\|x\\|$ and *more*\n\nIt costs \\$5, $|f(x) - f(z)| \\le L\\|x - z\\|_2$ and \\$6.\n\n"
        "\\begin{align}\n\\label{eq:a} a &= b, & c &= \\left\\|\\frac{1}{2}\\right\\| \\\\\n\n d &= e \\nonumber\n\\end{align}\n"
    )
    html, pdf = written("formulas", [nbformat.v4.new_markdown_cell(text)], tmp_path)
    assert "<span>$</span>5" in visible(html) and "<span>$</span>6" in visible(html)
    assert "\\begin{aligned}" in visible(html)
    assert "\\begin{align}" not in visible(html) and "\\label" not in visible(html)
    assert pdf.startswith(b"%PDF-")


def test_a_formula_outside_dollars_becomes_one_inside():
    assert mathematics("`\\begin{align}x\\end{align}`") == "`\\begin{align}x\\end{align}`"
    assert mathematics("$$\n\\begin{gather*}x\n\n\\end{gather*}$$") == "$$\n\\begin{gathered}x\n\\end{gathered}$$"
    assert mathematics("\\begin{equation}x\\label{a}\\end{equation}").strip() == "$$x$$"


def test_every_kind_of_output_is_set(tmp_path):
    rows = "".join(f"<tr><td>{i}</td><td>a &lt; b # $ *x*</td><td>{i * 1e-7:.3e}</td></tr>" for i in range(80))
    wide = "".join(f"<td>{i * 1.234567e-7:.9e}</td>" for i in range(20))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text y="30" font-family="sans-serif">μ</text></svg>'
    cell = nbformat.v4.new_code_cell(
        'f("```", \'#[x]\');',
        outputs=[
            display(text_html=f"<table><caption>Long</caption><tr><th>i</th><th>t</th><th>v</th></tr>{rows}</table>"),
            display(text_html=f"<table><tr>{wide}</tr></table>"),
            display(**{"image_svg+xml": svg, "text_plain": "A line, 50 % of it"}),
            display(**{"application_vnd.plotly.v1+json": {"data": [{"y": [1, "</script>"]}], "layout": {}}, "text_plain": "x"}),
            display(text_markdown="**bold** $x^2$"),
            display(text_latex="$$\\alpha$$"),
            display(text_plain='a "quoted" \\ #text ``` \t $x$'),
            nbformat.v4.new_output("stream", name="stdout", text="10 %\r20 %\r\x1b[31mdone\x1b[0m\n"),
            nbformat.v4.new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE: v\x1b[0m"]),
        ],
    )
    html, pdf = written("outputs", [cell], tmp_path)
    assert pdf.startswith(b"%PDF-")
    assert external(html) == []
    assert "20 %" not in html and ">done</pre>" in html
    assert "</script>\"]" not in html


def test_pictures_from_the_network_become_links(tmp_path):
    html, pdf = written("net", [nbformat.v4.new_markdown_cell("![far](https://example.org/a.png)")], tmp_path)
    assert external(html) == []
    assert pdf.startswith(b"%PDF-")


def test_plain_text_is_what_a_terminal_shows():
    assert plain("a\rb\r\n\x1b[1mc\x1b[0m\n\n") == "b\nc"


@pytest.mark.parametrize("folder", ["a {brace} and blank"])
def test_odd_folders(report, write_notebook, tmp_path, folder):
    notebook = write_notebook("odd", "1 + 1")
    place = tmp_path / folder
    place.mkdir()
    status, said, out = report(notebook.rename(place / "odd.ipynb"), "--out", str(place / "out {x}"))
    assert status == 0, said
    assert Path(place / "out {x}" / "odd.pdf").exists()
