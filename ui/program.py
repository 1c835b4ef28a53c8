"""Which Quoth is running."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path


def running_version() -> str:
    """The version of the running code: from the checkout around it, or else from the installed package."""
    with suppress(OSError, tomllib.TOMLDecodeError, KeyError):
        checkout = Path(__file__).resolve().parents[1] / "pyproject.toml"
        project = tomllib.loads(checkout.read_text(encoding="utf-8"))["project"]
        if project["name"] == "quoth":
            return str(project["version"])
    from importlib.metadata import version

    return version("quoth")
