"""A lesson in a folder: read into memory, opening nothing but plain files, and written whole."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import WriteError, flush
from momentum_lab.core.system_errors import reason
from momentum_lab.lessons.layout import (
    EXPERIMENTS,
    LARGEST_FILE,
    LessonFiles,
    NameCheck,
    check_number,
    checked_lesson_name,
    shown_name,
    shown_place,
)

_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
"""How a file is opened: no link is followed, and no pipe waited for, though it took the file's place."""

_MOST_BESIDE: Final = 3
"""Files that desktops may have put into a folder besides."""


def read_folder(path: Path) -> LessonFiles:
    """Return the files of a lesson's folder.

    Raises
    ------
    InputError
        The folder, or something in it, cannot be read, may not be there, or is too large.
    """
    check, contents = NameCheck(), dict[str, bytes]()
    with located(shown_place(path)):
        name = checked_lesson_name(path.resolve().name)
        try:
            for relative, entry in _entries(path):
                if check.is_wanted(relative):
                    contents[relative] = _content(entry, relative)
                    check.add(relative, len(contents[relative]))
        except (OSError, ValueError) as error:
            raise InputError("cannot be read ({reason})", reason=reason(error)) from error
    return LessonFiles(shown_place(path), name, contents)


def _entries(path: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files of a folder and of its one folder, by their names in the lesson."""
    for entry in _listed(path):
        if entry.name == EXPERIMENTS and entry.is_dir(follow_symlinks=False):
            for inner in _listed(Path(entry.path)):
                _check_plain(inner, f"{EXPERIMENTS}/{inner.name}")
                yield f"{EXPERIMENTS}/{inner.name}", inner
        else:
            _check_plain(entry, entry.name)
            yield entry.name, entry


def _listed(path: Path) -> list[os.DirEntry[str]]:
    """Return what lies in a folder, by name; no more is looked at than may be there."""
    found: list[os.DirEntry[str]] = []
    with os.scandir(path) as entries:
        for entry in entries:
            found.append(entry)
            check_number(len(found) - _MOST_BESIDE)
    return sorted(found, key=lambda entry: entry.name)


def _check_plain(entry: os.DirEntry[str], name: str) -> None:
    """Raise :class:`InputError` for what is not a plain file: a link, a folder, a pipe, a device."""
    if entry.is_symlink():
        raise InputError("found the link {found}, allowed are plain files", found=shown_name(name))
    if entry.is_dir(follow_symlinks=False):
        raise InputError(
            "found the folder {found}, allowed is the folder {allowed}",
            found=shown_name(name),
            allowed=EXPERIMENTS,
        )
    if not entry.is_file(follow_symlinks=False):
        raise InputError(
            "found {found}, which is not a regular file; allowed are plain files", found=shown_name(name)
        )


def _content(entry: os.DirEntry[str], name: str) -> bytes:
    """Return the bytes of a file, one more than allowed at most."""
    with located(shown_name(name)):
        try:
            with os.fdopen(os.open(entry.path, _FLAGS), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise InputError("is not a regular file")
                return stream.read(LARGEST_FILE + 1)
        except OSError as error:
            raise InputError("cannot be read ({reason})", reason=reason(error)) from error


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Have a folder with these files in the place of the one that is there, if one is: all of them or none.

    Raises
    ------
    WriteError
        It cannot be written; what stood there before still stands there.
    """
    target = folder.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=target.parent))
        try:
            whole = made / folder.name
            for name, content in contents.items():
                path = whole / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                flush(path)
            _exchange(target, whole, made / "before")
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise WriteError(
            "{folder}: cannot be written ({reason})", folder=folder, reason=reason(error)
        ) from error


def _exchange(target: Path, whole: Path, aside: Path) -> None:
    """Put a whole folder in the place of another one; if that fails, the other one stays."""
    if target.exists():
        target.rename(aside)
    try:
        whole.rename(target)
    except OSError:
        with suppress(OSError):
            aside.rename(target)
        raise
