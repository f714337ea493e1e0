"""Reading files of bounded size, and writing files that are either the old one or the new one."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from momentum_lab.core.errors import InputError, MomentumLabError

MOST_OF_A_TITLE: Final = 60
"""Characters of a proposed name; four bytes each still fit into what file systems allow."""


class WriteError(MomentumLabError):
    """A file could not be written; what stood there before still stands there."""


def read_text(path: Path, limit: int) -> str:
    """Return the UTF-8 text of a regular file of at most ``limit`` bytes.

    Raises
    ------
    InputError
        The file is missing, unreadable, not a regular file, too large, or not UTF-8.
    """
    with reading(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError("is larger than the {limit:,} bytes that are allowed", str(path), limit=limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text (byte {start})", str(path), start=error.start) from error


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Give a regular file to be read; :class:`InputError` if it is none, or cannot be read."""
    try:
        if path.exists() and not path.is_file():
            raise InputError("is not a regular file", str(path))
        with path.open("rb") as stream:
            yield stream
    except (OSError, ValueError) as error:
        raise InputError("cannot be read ({reason})", str(path), reason=reason(error)) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path of a temporary file that takes the place of ``path`` when the block ends well.

    The temporary file lies in the same folder; it is flushed to the disk before it is renamed. When the
    block fails, the temporary file is removed and ``path`` is as it was.

    Raises
    ------
    WriteError
        The folder is missing or not writable, the disk is full, or the file cannot be replaced.
    """
    target = Path(os.path.realpath(path))
    check_replaceable(path)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.stem[:40]}.", suffix=f".part{target.suffix}", dir=target.parent
        )
        os.close(handle)
    except (OSError, ValueError) as error:
        raise WriteError("{path}: cannot be written ({reason})", path=path, reason=reason(error)) from error
    temporary = Path(name)
    try:
        yield temporary
        flush(temporary)
        temporary.chmod(_mode_for(target))
        temporary.replace(target)
    except OSError as error:
        raise WriteError("{path}: cannot be written ({reason})", path=path, reason=reason(error)) from error
    finally:
        with suppress(OSError):  # Windows keeps a file that is still open: the first error is what counts
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with plain newlines, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def reason(error: Exception) -> str:
    """Return an operating system's own words for an error, without the path that it repeats."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def check_replaceable(path: Path) -> None:
    """Raise :class:`WriteError` if something stands at ``path`` that no file can take the place of."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise WriteError("{path}: cannot be written (it is a folder)", path=path)
    if target.exists() and not target.is_file():
        raise WriteError("{path}: cannot be written (it is not a regular file)", path=path)
    if target.exists() and not os.access(target, os.W_OK):
        raise WriteError("{path}: cannot be written (it is write-protected)", path=path)


def flush(path: Path) -> None:
    """Wait until a file is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mode_for(target: Path) -> int:
    """The mode of the file that is replaced, or what a newly created file would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def file_name(title: str) -> str:
    """Return a file name, without suffix, that an experiment's title suggests and every system allows."""
    return re.sub(r"[^\w-]+", "-", title.lower())[:MOST_OF_A_TITLE].strip("-") or "experiment"
