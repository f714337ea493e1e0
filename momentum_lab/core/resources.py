"""Where the files lie that come with the program: the only module that knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resources_folder() -> Path:
    """Return the folder ``resources``: inside the package in a wheel, beside it in a source tree."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource_files(kind: str, suffix: str) -> Iterator[Path]:
    """Yield the files of ``resources/KIND`` that end in ``suffix``, by name."""
    return iter(sorted((resources_folder() / kind).glob(f"*{suffix}")))
