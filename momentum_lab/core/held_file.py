"""Files that a process holds for as long as it lives: the system lets go of them, however it ends.

So no file of a process that was killed stands in anybody's way, and no number of a process, which the system
gives out again, has to be believed.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_CAREFULLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_LONGEST: Final = 1000
_PAUSE: Final = 0.01
"""Seconds between two attempts at holding what somebody else holds."""
_FAR: Final = 2**20
"""On Windows the byte that is locked, which nobody can read: beyond what is written."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a file, as it has written it there: for people only."""

    process: int
    host: str
    since: str

    @classmethod
    def this_process(cls) -> Self:
        """Return who this is."""
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        return cls(os.getpid(), socket.gethostname(), now)


class HeldFile:
    """A file that this process holds until it is released."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self._handle = path, handle

    def release(self) -> None:
        """Let go of the file, which is removed: it is there while it is held."""
        with suppress(OSError):  # Windows removes no file that is open
            self.path.unlink(missing_ok=True)
        os.close(self._handle)
        if sys.platform == "win32":
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def hold(path: Path) -> HeldFile | None:
    """Hold a file, which is made if it is not there; None if somebody holds it already.

    Where the disk knows nothing of holding, everybody gets it. What stands in the file is lost; so it has to
    be one of its own, and not another one by a link.

    Raises
    ------
    OSError
        It cannot be made, or something else is there.
    """
    while True:
        handle = _opened(path, os.O_CREAT)
        try:
            if not _is_taken_now(handle):
                os.close(handle)
                return None
            if _is_at(path, handle):  # else the one who held it has removed it meanwhile
                with suppress(OSError):  # a full disk: it is held without
                    os.ftruncate(handle, 0)
                    os.write(handle, json.dumps(asdict(Holder.this_process())).encode())
                return HeldFile(path, handle)
        except OSError:
            os.close(handle)
            raise
        os.close(handle)


def hold_within(path: Path, seconds: float) -> HeldFile | None:
    """Hold a file as soon as nobody else does; None if somebody still does after so many seconds.

    Raises
    ------
    OSError
        It cannot be made, or something else is there.
    """
    end = time.monotonic() + seconds
    while (held := hold(path)) is None and time.monotonic() < end:
        time.sleep(_PAUSE)
    return held


def is_held(path: Path) -> bool:
    """Return whether a process that lives holds a file."""
    try:
        handle = _opened(path)
    except OSError:
        return False
    try:
        return not _is_taken_now(handle)
    finally:
        os.close(handle)


def holder_of(path: Path) -> Holder | None:
    """Return who says to hold a file; None if that cannot be read."""
    try:
        with path.open("rb") as stream:
            told = json.loads(stream.read(_LONGEST))
        return Holder(int(told["process"]), str(told["host"]), str(told["since"]))
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None


def _opened(path: Path, flags: int = 0) -> int:
    """Return a handle of a regular file that nothing else leads to."""
    try:
        handle = os.open(path, os.O_RDWR | flags | _CAREFULLY, 0o600)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _something_else(path) from error
        raise
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1 or path.is_symlink():
        os.close(handle)
        raise _something_else(path)
    return handle


def _something_else(path: Path) -> OSError:
    said = message("{name} is a link, or no regular file", name=path.name)
    return OSError(errno.EEXIST, str(said), str(path))


def _is_taken_now(handle: int) -> bool:
    """Take hold of an open file; return whether this process has it now."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN
    return True


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False
