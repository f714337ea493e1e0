"""The files of a lesson, wherever it lies: in a folder, or in a zip."""

from __future__ import annotations

from pathlib import Path

from momentum_lab.core.errors import InputError
from momentum_lab.core.files import check_name
from momentum_lab.lessons.archive import read_archive
from momentum_lab.lessons.folder import read_folder
from momentum_lab.lessons.layout import STRUCTURE, LessonFiles, shown_place


def read_files(path: Path) -> LessonFiles:
    """Return the files of a lesson in a folder, which its ``lesson.toml`` may stand for, or in a zip.

    Raises
    ------
    InputError
        There is none, or what is there is no lesson's.
    """
    check_name(path)
    if path.is_dir():
        return read_folder(path)
    if path.name == STRUCTURE and path.is_file():
        return read_folder(path.parent)
    if not path.exists():
        raise InputError("there is no such folder or zip", shown_place(path))
    return read_archive(path)
