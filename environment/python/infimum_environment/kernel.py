"""The kernel: JJava with the library on its class path, under the name `java` that every Java notebook asks for."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from .tools import Java
from .venv import write_atomically

# dl4j: without these, idle threads of OpenMP and OpenBLAS spin and take the cores from those that work; the count lets OpenMP's spin
# for about a tenth of a millisecond, as long as it is from one layer to the next
THREADS = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "20000", "OPENBLAS_THREAD_TIMEOUT": "4"}

JUPYTERLAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # cells off screen are drawn too: a plot is there when one scrolls to it
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


def java_options(version: int) -> list[str]:
    """JVM options of the kernel, for a Java of this feature release."""
    options = [
        # JJava reaches into JShell for completion and for its value printer
        "--add-opens",
        "jdk.jshell/jdk.jshell=ALL-UNNAMED",
        # convolutions by oneDNN: off as Deeplearning4j is shipped
        "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
        "-Djava.awt.headless=true",
    ]
    if version >= 24:
        # JavaCPP and ND4J use JNI and Unsafe, of which newer releases warn in red
        options += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    return options


def kernelspec(java: Java, jjava: Path, classpath: Sequence[Path]) -> dict:
    """What Jupyter needs to know to start the kernel. The working directory is the notebook's folder."""
    jars = os.pathsep.join(str(entry) for entry in (jjava, *classpath))
    main = "org.dflib.jjava.distro.JJava"
    return {
        "argv": [str(java.launcher), *java_options(java.version), "-cp", jars, main, "{connection_file}"],
        "display_name": "Infimum (Java)",
        "language": "java",
        # a signal would end the JVM
        "interrupt_mode": "message",
        "env": THREADS,
        "metadata": {},
    }


def keep(venv: Path, classpath: Sequence[Path], root: Path) -> list[Path]:
    """The class path with every jar that is built under `root` replaced by a copy that no later build touches.

    A kernel reads classes from its jars as long as it runs; a jar that Maven writes anew under it breaks it.
    """
    built = [jar for jar in classpath if jar.is_relative_to(root / "lib")]
    digest = hashlib.sha256()
    for jar in built:
        digest.update(jar.read_bytes())
    jars = venv / "share" / "infimum" / "jars"
    folder = jars / digest.hexdigest()[:16]
    if built and not folder.is_dir():
        half = folder.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        for jar in built:
            shutil.copy2(jar, half / jar.name)
        half.rename(folder)
        # kernels that still run keep the files they have open
        for old in jars.iterdir():
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
    return [folder / jar.name if jar in built else jar for jar in classpath]


def install(venv: Path, java: Java, classpath: Sequence[Path]) -> bool:
    """Writes the kernel's spec and JupyterLab's settings into `venv`; says whether anything had changed."""
    kernel = venv / "share" / "jupyter" / "kernels" / "java"
    settings = venv / "share" / "jupyter" / "lab" / "settings"
    changed = _write(kernel / "kernel.json", kernelspec(java, kernel / "jjava.jar", classpath))
    return _write(settings / "overrides.json", JUPYTERLAB_SETTINGS) or changed


def _write(path: Path, content: dict) -> bool:
    text = json.dumps(content, indent=2) + "\n"
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)
    return True
