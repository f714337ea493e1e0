"""Where files lie, those that come with the program and a person's own: the only module that knows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

OWN_FOLDER: Final = "MOMENTUM_LAB_FOLDER"
"""The environment variable that puts a person's own folder somewhere else."""
_PACKAGE = Path(__file__).resolve().parent.parent


def resources_folder() -> Path:
    """Return the folder ``resources``: inside the package in a wheel, beside it in a source tree."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource_files(kind: str, suffix: str) -> Iterator[Path]:
    """Yield the files of ``resources/KIND`` that end in ``suffix``, by name."""
    return iter(sorted((resources_folder() / kind).glob(f"*{suffix}")))


def own_folder(kind: str) -> Path:
    """Return where a person's own files of a kind lie, whether or not the folder is there.

    ``optimizers`` holds modules, ``landscapes`` TOML files. The folder is that for a user's data on each
    system, unless the environment variable :data:`OWN_FOLDER` names another.
    """
    chosen = os.environ.get(OWN_FOLDER)
    return (Path(chosen) if chosen else user_data_path("momentum-lab", appauthor=False)) / kind
