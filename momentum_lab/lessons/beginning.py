"""A small lesson that works, as a beginning for one's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import WriteError, check_name, reason
from momentum_lab.core.resources import resources_folder
from momentum_lab.lessons.layout import checked_lesson_name, shown_place

BEGINNING: Final = "new_lesson"
"""The folder of the resources that is copied."""


def write_beginning(folder: Path) -> None:
    """Write a new folder with a lesson in it, which is called as the folder is; all of it or nothing.

    Raises
    ------
    InputError
        There is something of that name already, or no lesson can have it.
    WriteError
        The folder cannot be written.
    """
    check_name(folder)
    with located(shown_place(folder)):
        checked_lesson_name(folder.resolve().name)
        if os.path.lexists(folder):
            raise InputError("is there already, allowed is the name of a new folder")
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.resolve().parent))
        try:
            whole = made / folder.name
            _copy(resources_folder() / BEGINNING, whole)
            whole.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise WriteError(
            "{folder}: cannot be written ({reason})", folder=folder, reason=reason(error)
        ) from error


def _copy(source: Path, target: Path) -> None:
    """Copy files, not what may be done with them: those of the program may be there to be read only."""
    for path in sorted(source.rglob("*.*")):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
