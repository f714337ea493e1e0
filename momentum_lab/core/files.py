"""Reading files of bounded size, and writing files that are either the old one or the new one."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from momentum_lab.core.errors import InputError, MomentumLabError, one_line
from momentum_lab.core.processes import Owner, Presence, owned_pattern, this_process
from momentum_lab.core.values import dataclass

LONGEST_SHOWN: Final = 120
"""Characters of a name that cannot be: its reason has to be seen, too."""
LARGEST_COMPARED: Final = 10_000_000
"""Bytes of a file that are looked at to tell whether it has changed; what is larger is told by its size."""
_LONGEST_STEM: Final = 20
"""Characters of a file's name that the name of its part file begins with; four bytes each still fit."""
_PART: Final = owned_pattern(rf"\..{{0,{_LONGEST_STEM}}}\.", r"-[a-z0-9_]{8}\.part(\.[^.]+)?")
"""The name of a part file, in which the process that writes it is the first group."""

MOST_OF_A_TITLE: Final = 60
"""Characters of a proposed name; four bytes each still fit into what file systems allow."""


class WriteError(MomentumLabError):
    """A file could not be written; what stood there before still stands there."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was like at a moment.

    Attributes
    ----------
    size
        Bytes.
    modified
        When it was changed last, in nanoseconds since 1970.
    inode
        The number by which the file system knows it: one that takes its place has another.
    checksum
        SHA-256 of its bytes; empty for a file that is larger than :data:`LARGEST_COMPARED`.
    """

    size: int
    modified: int
    inode: int
    checksum: str

    def is_like(self, other: Fingerprint) -> bool:
        """Whether a file of another fingerprint has the same bytes."""
        return (self.size, self.checksum) == (other.size, other.checksum)


def fingerprint(path: Path) -> Fingerprint | None:
    """Return what a regular file is like; None where there is none that can be read."""
    try:
        with reading(path) as stream:
            found = os.fstat(stream.fileno())
            is_small = found.st_size <= LARGEST_COMPARED
            checksum = hashlib.sha256(stream.read()).hexdigest() if is_small else ""
    except InputError:
        return None
    return Fingerprint(found.st_size, found.st_mtime_ns, found.st_ino, checksum)


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
    check_name(path)
    try:
        if path.exists() and not path.is_file():
            raise InputError("is not a regular file", str(path))
        with path.open("rb") as stream:
            yield stream
    except (OSError, ValueError) as error:
        raise InputError("cannot be read ({reason})", str(path), reason=reason(error)) from error


@contextmanager
def replacing(path: Path, is_private: bool = False) -> Iterator[Path]:
    """Give the path of a temporary file that takes the place of ``path`` when the block ends well.

    The temporary file lies in the same folder; it is flushed to the disk before it is renamed. When the
    block fails, the temporary file is removed and ``path`` is as it was. What processes that were killed have
    left of theirs in the folder is removed, too. A file that is replaced keeps its mode and its extended
    attributes; other hard links of it keep what stood in it. Only its owner may read a file that
    ``is_private``.

    Raises
    ------
    InputError
        No file can have that name.
    WriteError
        The folder is missing or not writable, the disk is full, or the file cannot be replaced.
    """
    check_replaceable(path)
    target = Path(os.path.realpath(path))
    remove_left_parts(target.parent)
    begin = f".{target.stem[:_LONGEST_STEM]}.{this_process().tag}-"
    try:
        handle, name = tempfile.mkstemp(prefix=begin, suffix=f".part{target.suffix}", dir=target.parent)
        os.close(handle)
    except (OSError, ValueError) as error:
        raise WriteError("{path}: cannot be written ({reason})", path=path, reason=reason(error)) from error
    temporary = Path(name)
    try:
        yield temporary
        flush(temporary)
        temporary.chmod(0o600 if is_private else _mode_for(target))
        _keep_attributes(target, temporary)
        temporary.replace(target)
    except OSError as error:
        raise WriteError("{path}: cannot be written ({reason})", path=path, reason=reason(error)) from error
    finally:
        with suppress(OSError):  # Windows keeps a file that is still open: the first error is what counts
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, is_private: bool = False) -> None:
    """Write ``text`` as UTF-8 with plain newlines, whole or not at all."""
    with replacing(path, is_private) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def remove_left_parts(folder: Path) -> None:
    """Remove from a folder the part files of this person's processes that are gone from this machine."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _PART.fullmatch(entry.name) if entry.name.startswith(".") else None
            if match is not None and _is_left(entry, Owner.of_tag(match[1])):
                with suppress(OSError):
                    Path(entry.path).unlink()


def is_own_file(entry: os.DirEntry[str] | Path) -> bool:
    """Whether this is a regular file, no link to one, that belongs to the person who asks."""
    found = entry.lstat() if isinstance(entry, Path) else entry.stat(follow_symlinks=False)
    return stat.S_ISREG(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _is_left(entry: os.DirEntry[str], owner: Owner) -> bool:
    try:
        return owner.presence is Presence.GONE and is_own_file(entry)
    except OSError:  # it has gone meanwhile
        return False


def reason(error: Exception) -> str:
    """Return an operating system's own words for an error, without the path that it repeats."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def check_replaceable(path: Path) -> None:
    """Raise :class:`WriteError` if something stands at ``path`` that no file can take the place of.

    :class:`InputError` if no file can have that name at all.
    """
    check_name(path)
    target = Path(os.path.realpath(path))
    try:
        is_there, is_folder, is_file = target.exists(), target.is_dir(), target.is_file()
    except OSError as error:  # its folder may not be looked into
        raise WriteError("{path}: cannot be written ({reason})", path=path, reason=reason(error)) from error
    if is_folder:
        raise WriteError("{path}: cannot be written (it is a folder)", path=path)
    if is_there and not is_file:
        raise WriteError("{path}: cannot be written (it is not a regular file)", path=path)
    if is_there and not os.access(target, os.W_OK):
        raise WriteError("{path}: cannot be written (it is write-protected)", path=path)


def check_name(path: Path) -> None:
    """Raise :class:`InputError` if no file can have a name, which is too long, or has a NUL in it."""
    try:
        os.path.realpath(path)
        path.lstat()
    except (ValueError, OSError) as error:
        if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
            said = "cannot be the name of a file ({reason})"
            raise InputError(said, one_line(str(path), LONGEST_SHOWN), reason=reason(error)) from error


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


def _keep_attributes(target: Path, temporary: Path) -> None:
    """Give a file the extended attributes of the one that it replaces, as far as the system allows."""
    if not sys.platform.startswith("linux") or not target.exists():
        return
    with suppress(OSError):
        for name in os.listxattr(target):
            with suppress(OSError):
                os.setxattr(temporary, name, os.getxattr(target, name))


def file_name(title: str) -> str:
    """Return a file name, without suffix, that an experiment's title suggests and every system allows."""
    return re.sub(r"[^\w-]+", "-", title.lower())[:MOST_OF_A_TITLE].strip("-") or "experiment"
