"""Folders whose files are run, or believed: only the person whose they are may have written there."""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import MomentumLabError

_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_MOST_LINKS: Final = 40


class UnsafeFolderError(MomentumLabError):
    """Somebody else may write to a folder, or has made it."""


def private_folder(path: Path) -> Path:
    """Return a folder that nobody else may look into, made if it is not there.

    What is looked at are the folder and all that lead to it, links included: who may write to one of them can
    put another folder in its place. One such as ``/tmp``, in which everybody may only touch what is their
    own, leads to others safely. On Windows a profile is protected by itself, and nothing is looked at.

    Raises
    ------
    UnsafeFolderError
        It belongs to somebody else, or others may write to it, or this holds of one that leads to it; or the
        path depends on where the program was started.
    OSError
        It cannot be made.
    """
    if not path.is_absolute():
        raise UnsafeFolderError("{path} is no path from the root on", path=path)
    if not hasattr(os, "geteuid"):
        path.mkdir(parents=True, exist_ok=True)
        return path
    for place, found in _way(path):  # before anything is made there
        _check_leading(place, found)
    for place in (*reversed(path.parents), path):
        if place.is_dir():  # systems do not agree on what to say of making what is there, such as the root
            continue
        with suppress(FileExistsError):  # somebody else makes it just now
            place.mkdir(mode=0o700)
            place.chmod(0o700)  # whatever the mask took away
    place, found = path, path.lstat()
    for place, found in _way(path):  # the last one is what the path leads to
        _check_leading(place, found)
    _check_own(place, found)
    return path


def is_private_file(found: os.stat_result) -> bool:
    """Return whether a file in such a folder is the person's, and nobody else may write to it."""
    if not hasattr(os, "geteuid"):
        return stat.S_ISREG(found.st_mode)
    is_theirs = found.st_uid == os.geteuid() and not found.st_mode & _BY_OTHERS
    return stat.S_ISREG(found.st_mode) and is_theirs


def _way(path: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield all that is there of what leads to a path, and what it leads to at the end: folders and links."""
    here, left, links = Path(path.anchor), deque(path.parts[1:]), 0
    yield here, here.lstat()
    while left:
        part = left.popleft()
        there = here.parent if part == ".." else here / part
        try:
            found = there.lstat()
        except FileNotFoundError:
            return
        yield there, found
        if not stat.S_ISLNK(found.st_mode):
            here = there
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        target = there.readlink()
        left.extendleft(reversed(target.parts[1:] if target.is_absolute() else target.parts))
        here = Path(target.anchor) if target.is_absolute() else here


def _check_leading(place: Path, found: os.stat_result) -> None:
    if found.st_uid not in (0, os.geteuid()):
        raise UnsafeFolderError("{place} belongs to somebody else", place=place)
    is_shared = found.st_mode & _BY_OTHERS and not found.st_mode & stat.S_ISVTX
    if is_shared and not stat.S_ISLNK(found.st_mode):
        raise UnsafeFolderError("others may write to {place}", place=place)


def _check_own(place: Path, found: os.stat_result) -> None:
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    if found.st_uid != os.geteuid():
        raise UnsafeFolderError("{place} belongs to somebody else", place=place)
    if found.st_mode & _BY_OTHERS:
        raise UnsafeFolderError("others may write to {place}", place=place)
    if stat.S_IMODE(found.st_mode) & 0o077:
        with suppress(OSError):  # a disk that is only read: nobody writes to it
            place.chmod(0o700)
