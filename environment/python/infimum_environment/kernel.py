"""The kernel: JJava with the library on its class path, under the name `java` that every Java notebook asks for."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from .tools import Java
from .venv import write_atomically

# dl4j: without these two, idle threads of OpenMP and OpenBLAS spin and take the cores from those that work
THREADS = {"OMP_WAIT_POLICY": "passive", "OPENBLAS_THREAD_TIMEOUT": "4"}

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
