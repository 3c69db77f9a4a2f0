"""JupyterLab as a user has it: environment/lab, a notebook, all its cells, the live plot, the final plot, an interrupt."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from conftest import DATA, NOTEBOOKS, PATIENCE_SECONDS
from infimum_environment.places import ENVIRONMENT

pytestmark = pytest.mark.browser
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
PATIENCE = PATIENCE_SECONDS * 1000


@dataclass(frozen=True)
class LongRun:
    """How to make a notebook train for very long, the cell that does, and one that uses what an interrupt left."""

    parameters: str
    # the notebook ends with the first cell that holds this: the kernel runs queued cells even after an interrupted one
    last: str
    use: str


LONG_RUNS = {
    "live-descent": LongRun("steps = 1000000;", "objective.size() < steps", 'System.out.println("usable: " + (objective.size() > 0))'),
    "01-numerical-test": LongRun(
        "epochs = 1000000;",
        "sampled.train(",
        'System.out.println("usable: " + (sampled.result().iterations().last("objective") > 0 && sampling.slopes().max().value() > 0))',
    ),
}
CANDIDATES = [DATA / "live-descent.ipynb", *(path for path in NOTEBOOKS if path.stem == "01-numerical-test")]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("skipped: no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to work for root
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """environment/lab on a folder of its own, untouched by the user's settings; its address and that folder."""
    folder = tmp_path_factory.mktemp("lab")
    settings = tmp_path_factory.mktemp("settings")
    # what notebooks read from beside them
    for beside in (path for notebook in CANDIDATES for path in notebook.parent.iterdir() if path.is_dir() and path.name[0] != "."):
        shutil.copytree(beside, folder / beside.name, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        name: str(settings / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    }
    command = [
        str(ENVIRONMENT / "lab"),
        "--no-browser",
        "--port",
        str(port),
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        "--IdentityProvider.token=",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
    ]
    log = settings / "lab.log"
    with open(log, "w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | own, cwd="/")
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status", server, log)
        yield f"http://127.0.0.1:{port}", folder
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address, server, log):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail("JupyterLab did not start:\n" + log.read_text()[-3000:])


class Lab:
    """One notebook open in JupyterLab."""

    def __init__(self, browser, address, name):
        self.page = browser.new_page(viewport={"width": 1400, "height": 1000})
        self.page.goto(f"{address}/lab/tree/{name}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'",
            timeout=120_000,
        )
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.info.then(() => true)")

    def run_all(self):
        """Starts all cells; `finished` says when they have run."""
        self.page.evaluate(
            """() => { window.finished = false;
                       jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.finished = true; }); }"""
        )

    def wait_finished(self):
        self.page.wait_for_function("() => window.finished", timeout=PATIENCE)

    def cells(self):
        return self.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON().cells")

    def outputs(self):
        return [output for cell in self.cells() for output in cell.get("outputs", [])]

    def errors(self):
        return [output for output in self.outputs() if output["output_type"] == "error"]

    def pictures(self):
        """The SVG pictures of the page, as they are now."""
        return [o["data"]["image/svg+xml"] for o in self.outputs() if "image/svg+xml" in o.get("data", {})]

    def see_live_picture(self):
        """Waits until a picture is drawn on the page, and then until it is another one; both while cells run."""
        drawn = ".jp-RenderedSVG img, .jp-RenderedSVG svg"
        self.page.wait_for_selector(drawn, timeout=PATIENCE, state="attached")
        content = (
            "() => [...document.querySelectorAll('.jp-RenderedSVG')].map(e => e.innerHTML).join('') + (window.finished ? ' finished' : '')"
        )
        first = self.page.evaluate(content)
        assert not first.endswith(" finished"), "the picture came only after the run"
        self.page.wait_for_function(
            f"first => {{ const now = ({content})(); return now !== first && now !== ''; }}", arg=first, timeout=PATIENCE
        )
        assert not self.page.evaluate("() => window.finished"), "the picture did not change during the run"

    def execute(self, code):
        """Runs a new cell at the end; returns its outputs."""
        self.page.evaluate(
            """async code => {
                const notebook = jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = notebook.widgets.length - 1;
                await jupyterapp.commands.execute('notebook:insert-cell-below');
                notebook.activeCell.model.sharedModel.setSource(code);
                await jupyterapp.commands.execute('notebook:run-cell');
            }""",
            code,
        )
        return self.cells()[-1]["outputs"]

    def interrupt(self):
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:interrupt-kernel').then(() => true)")

    def close(self):
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown().then(() => true)")
        self.page.close()


@pytest.fixture
def open_notebook(browser, lab):
    address, folder = lab
    opened = []

    def open_copy(notebook, long_run=None):
        nb = nbformat.read(notebook, as_version=4)
        for cell in nb.cells:
            if cell.cell_type == "code":
                # outputs of an earlier run would be taken for this one's
                cell.outputs, cell.execution_count = [], None
        if long_run is not None:
            index = next(i for i, cell in enumerate(nb.cells) if "parameters" in cell.metadata.get("tags", []))
            nb.cells.insert(index + 1, nbformat.v4.new_code_cell(long_run.parameters))
            end = next(i for i, cell in enumerate(nb.cells) if cell.cell_type == "code" and long_run.last in cell.source)
            del nb.cells[end + 1 :]
        name = f"{notebook.stem}-{len(list(folder.iterdir()))}.ipynb"
        nbformat.write(nb, folder / name)
        opened.append(Lab(browser, address, name))
        return opened[-1]

    yield open_copy
    for notebook in opened:
        notebook.close()


@pytest.mark.parametrize("notebook", CANDIDATES, ids=lambda path: path.stem)
def test_runs_with_a_live_and_an_interactive_plot(open_notebook, notebook, tmp_path):
    lab = open_notebook(notebook)
    lab.run_all()
    lab.see_live_picture()
    lab.wait_finished()
    assert lab.errors() == []
    lab.page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000, state="attached")
    if folder := os.environ.get("INFIMUM_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        lab.page.locator(".js-plotly-plot").last.scroll_into_view_if_needed()
        lab.page.screenshot(path=str(Path(folder) / f"{notebook.stem}.png"))


@pytest.mark.parametrize("notebook", [path for path in CANDIDATES if path.stem in LONG_RUNS], ids=lambda path: path.stem)
def test_an_interrupt_leaves_usable_results(open_notebook, notebook):
    long_run = LONG_RUNS[notebook.stem]
    lab = open_notebook(notebook, long_run)
    lab.run_all()
    lab.see_live_picture()
    lab.interrupt()
    lab.wait_finished()
    printed = json.dumps(lab.execute(long_run.use))
    assert "usable: true" in printed


def test_the_kernel_goes_by_its_name(open_notebook):
    lab = open_notebook(DATA / "live-descent.ipynb")
    assert "Infimum (Java)" in lab.page.locator(".jp-KernelName, .jp-Toolbar-kernelName").first.inner_text()
