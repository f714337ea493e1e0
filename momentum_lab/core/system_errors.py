"""What an operating system refuses, in the program's words: its own are in the language that it is set to."""

from __future__ import annotations

import errno
from typing import Final

from momentum_lab.core.messages import Message, message

_IN_USE: Final = message("another program uses it")
_BY_NUMBER_ON_WINDOWS: Final = {32: _IN_USE, 33: _IN_USE}
"""What has no number of its own elsewhere: sharing violations, and locked parts of files."""
_BY_NAME: Final = {
    "EACCES": message("Permission denied"),
    "EBADF": message("Bad file descriptor"),
    "EBUSY": message("Device or resource busy"),
    "EDQUOT": message("Disk quota exceeded"),
    "EEXIST": message("File exists"),
    "EFBIG": message("File too large"),
    "EINVAL": message("Invalid argument"),
    "EIO": message("Input/output error"),
    "EISDIR": message("Is a directory"),
    "ELOOP": message("Too many levels of symbolic links"),
    "EMFILE": message("Too many open files"),
    "ENAMETOOLONG": message("File name too long"),
    "ENFILE": message("Too many open files in system"),
    "ENODEV": message("No such device"),
    "ENOENT": message("No such file or directory"),
    "ENOMEM": message("Cannot allocate memory"),
    "ENOSPC": message("No space left on device"),
    "ENOTDIR": message("Not a directory"),
    "ENOTEMPTY": message("Directory not empty"),
    "ENOTSUP": message("Operation not supported"),
    "ENXIO": message("No such device or address"),
    "EPERM": message("Operation not permitted"),
    "EPIPE": message("Broken pipe"),
    "EROFS": message("Read-only file system"),
    "ESTALE": message("Stale file handle"),
    "ETIMEDOUT": message("Connection timed out"),
    "ETXTBSY": message("Text file busy"),
}
_WORDS: Final = {
    number: said for name, said in _BY_NAME.items() if (number := getattr(errno, name, None)) is not None
}


def reason(error: Exception) -> Message | str:
    """Return why something failed, for brackets after what it was, without the path that an error repeats.

    What few meet is told by the name that every system has for it; Python's errors say it themselves.
    """
    if not isinstance(error, OSError):
        return str(error)
    said = _BY_NUMBER_ON_WINDOWS.get(getattr(error, "winerror", None) or 0) or _WORDS.get(error.errno or 0)
    if said is not None:
        return said
    name = errno.errorcode.get(error.errno or 0)
    return str(error) if name is None else message("error {name} of the system", name=name)
