"""A lesson in a zip: its files are read into memory, and nothing is ever extracted."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import reading
from momentum_lab.lessons.layout import (
    EXPERIMENTS,
    LARGEST_FILE,
    LARGEST_LESSON,
    MOST_FILES,
    LessonFiles,
    NameCheck,
    check_number,
    check_parts,
    checked_lesson_name,
    shown_name,
    shown_place,
)

SUFFIX: Final = ".zip"
_LEFT_BY_SYSTEMS: Final = "__MACOSX/"
"""A folder that a desktop adds to the zips that it makes."""
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNIX: Final = 3
"""The system that writes what kind of file an entry is."""
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What reading a zip ends with that is damaged, or made to look so."""


def read_archive(path: Path) -> LessonFiles:
    """Return the files of a lesson's zip, which holds them as they are or all in one folder.

    Raises
    ------
    InputError
        It is no zip, or too large; or something in it cannot be read or may not be there.
    """
    with reading(path) as stream:
        data = stream.read(LARGEST_LESSON + 1)
    with located(shown_place(path)):
        if len(data) > LARGEST_LESSON:
            raise InputError("is larger than the {limit:,} bytes that are allowed", limit=LARGEST_LESSON)
        name, contents = _read(data)
        if name is None:
            name = checked_lesson_name(path.stem)
    return LessonFiles(shown_place(path), name, contents)


def _read(data: bytes) -> tuple[str | None, dict[str, bytes]]:
    """Return the name of the folder in a zip, if there is one, and the files in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [*_entries(archive)]
            folder = _folder_of([name for name, _ in entries])
            return folder, dict(_contents(archive, entries, folder))
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError("is not a zip that can be read ({what})", what=str(error)) from error


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield the files with their names, once it is known that all names stay within the lesson."""
    infos = archive.infolist()
    check_number(len(infos) - 2 * MOST_FILES)  # a desktop adds a file to each, and folders are no files
    for info in infos:
        name = info.orig_filename
        check_parts(name)
        _check_kind(info, name)
        if name.startswith(_LEFT_BY_SYSTEMS):
            continue
        if not name.endswith("/"):
            yield name, info
        elif len(name.split("/")) > 3 or (name.count("/") == 2 and name.split("/")[1] != EXPERIMENTS):
            raise InputError(
                "found the folder {found}, allowed is the folder {allowed}",
                found=shown_name(name),
                allowed=EXPERIMENTS,
            )


def _check_kind(info: zipfile.ZipInfo, name: str) -> None:
    """Raise :class:`InputError` for what is not a plain file that anybody can read, or a folder."""
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == _UNIX else 0
    allowed = stat.S_IFDIR if name.endswith("/") else stat.S_IFREG
    if kind not in (0, allowed):
        found = shown_name(name)
        if kind == stat.S_IFLNK:
            raise InputError("found the link {found}, allowed are plain files", found=found)
        raise InputError("found the special file {found}, allowed are plain files", found=found)
    with located(shown_name(name)):
        if info.flag_bits & _ENCRYPTED:
            raise InputError("is encrypted; allowed are files that need no password")
        if info.compress_type not in _METHODS:
            raise InputError(
                "is compressed by method {method}; allowed are deflated files", method=info.compress_type
            )


def _folder_of(names: list[str]) -> str | None:
    """Return the one folder in which all files lie; None if they lie there as they are."""
    firsts = {name.partition("/")[0] for name in names}
    is_in_folder = len(firsts) == 1 and all("/" in name for name in names) and firsts != {EXPERIMENTS}
    return checked_lesson_name(firsts.pop()) if is_in_folder else None


def _contents(
    archive: zipfile.ZipFile, entries: list[tuple[str, zipfile.ZipInfo]], folder: str | None
) -> Iterator[tuple[str, bytes]]:
    check = NameCheck()
    wanted = []
    for full, info in entries:
        name = full if folder is None else full.partition("/")[2]
        if check.is_wanted(name):
            wanted.append((name, info))
    declared = NameCheck()
    for name, info in wanted:  # what a zip says of itself first, then what is true
        declared.add(name, info.file_size)
    for name, info in wanted:
        with archive.open(info) as stream:
            content = stream.read(LARGEST_FILE + 1)
        check.add(name, len(content))
        yield name, content
