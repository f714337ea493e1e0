"""A small lesson that works, as a beginning for one's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import check_name
from momentum_lab.core.resources import resources_folder
from momentum_lab.lessons.folder import read_folder, write_folder
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
    write_folder(folder, read_folder(resources_folder() / BEGINNING).contents)
