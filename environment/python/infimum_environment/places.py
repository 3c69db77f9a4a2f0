"""Where things are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = ROOT / "environment"
NOTEBOOKS = ROOT / "notebooks"
TEMPLATES = ENVIRONMENT / "templates"


def venv_folder() -> Path:
    """The folder of the Python environment: INFIMUM_VENV, else .venv at the root."""
    chosen = os.environ.get("INFIMUM_VENV", "")
    return Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv"
