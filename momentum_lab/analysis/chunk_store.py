"""The finished chunks of something long, in a folder beside the file that it will become.

A chunk is a file of numpy's with one row for each run, and a checksum at its end, put there whole or not at
all. A file with the description of the whole says what the chunks belong to. Files that are not what they
should be are left alone, and what they should hold is computed again. One process at a time has the folder.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from momentum_lab.core.arrays import Records
from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.files import WriteError, check_name, read_text, replacing, write_text
from momentum_lab.core.held_file import HeldFile, hold, holder_of
from momentum_lab.core.messages import message
from momentum_lab.core.system_errors import reason

DESCRIPTION: Final = "sweep.json"
LOCK: Final = "sweep.lock"
LARGEST_DESCRIPTION: Final = 1_000_000
_LARGEST_HEADER: Final = 4096
_NAME: Final = re.compile(r"([0-9]{10})-([0-9]{10})\.npy")
_DAMAGED: Final = (
    *(OSError, EOFError, ValueError, TypeError, SyntaxError, LookupError),
    *(ArithmeticError, MemoryError, RecursionError, TokenError, BadZipFile),
)
"""What numpy raises of a file that is damaged: it reads the header as a literal of Python's."""
_CHECKSUM: Final = hashlib.sha256().digest_size
_TEMPORARY: Final = re.compile(r"\..{1,40}\.[^.]*\.part\.(npy|json)")


def parts_folder(path: Path) -> Path:
    """Return where the chunks of the file at ``path`` are kept until it is written."""
    return path.with_name(f"{path.name}.parts")


def records(count: int, dimension: int) -> Records:
    """Return rows of zeros for some runs: the fields of ``Cells``, and ``position``."""
    return np.zeros(count, dtype=_row_type(dimension))


class InUseError(MomentumLabError):
    """Another process has a folder with chunks."""


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Have a folder with chunks for oneself; it is made if it is not there.

    Raises
    ------
    InUseError
        Another process has it; one that has ended has nothing any more.
    InputError
        No folder can have that name.
    WriteError
        It cannot be made.
    """
    check_name(folder)
    try:
        held = _held(folder)
    except OSError as error:
        raise WriteError(
            "{folder}: cannot be written ({reason})", folder=folder, reason=reason(error)
        ) from error
    if held is None:
        raise _in_use(folder)
    try:
        yield
    finally:
        held.release()


def remove_parts(folder: Path) -> None:
    """Remove the chunks in a folder, and the folder unless somebody else has put something there.

    If another process has it, that one will remove them.
    """
    if not folder.is_dir():
        return
    with suppress(OSError, InUseError, WriteError):
        with sole_use(folder):
            for path in folder.iterdir():
                if path.name == DESCRIPTION or _NAME.fullmatch(path.name) or _TEMPORARY.fullmatch(path.name):
                    path.unlink()
        folder.rmdir()


class Parts:
    """The chunks of one sweep.

    Parameters
    ----------
    folder
        Where they are; it is made if it is not there.
    description
        What the numbers depend on, as plain values.
    size, dimension
        How many runs there are in all, and the dimension of their positions.

    Raises
    ------
    InputError
        The folder holds something else, or the chunks of something else.
    WriteError
        It cannot be made.
    """

    def __init__(self, folder: Path, description: Mapping[str, object], size: int, dimension: int) -> None:
        self.folder = folder
        self._size, self._type = size, _row_type(dimension)
        self._description = json.dumps(description, sort_keys=True)
        try:
            folder.mkdir(exist_ok=True)
            names = [path.name for path in folder.iterdir()]
        except OSError as error:
            raise WriteError(
                "{folder}: cannot be written ({reason})", folder=folder, reason=reason(error)
            ) from error
        is_empty = all(name == LOCK or _TEMPORARY.fullmatch(name) for name in names)
        if is_empty:
            write_text(folder / DESCRIPTION, json.dumps(description, indent=2, ensure_ascii=False) + "\n")
        else:
            self._check(description)

    def read(self, are_possible: Callable[[Records], bool]) -> Iterator[tuple[int, int, Records]]:
        """Yield the chunks that are there: first, last (not included), and rows that ``are_possible``.

        Of others it is said that they are computed again.
        """
        for path in sorted(self.folder.iterdir()):
            if (match := _NAME.fullmatch(path.name)) is None:
                continue
            first, last = map(int, match.groups())
            if first < last <= self._size:
                rows = self._rows(path, last - first)
                if rows is not None and are_possible(rows):
                    yield first, last, rows
                else:
                    said = message("{path}: is damaged; what it held is computed again", path=path)
                    logging.getLogger("momentum_lab").warning("%s", said)

    def write(self, first: int, rows: Records) -> None:
        """Keep a chunk.

        Raises
        ------
        WriteError
            It cannot be written.
        """
        path = self.folder / f"{first:010}-{first + len(rows):010}.npy"
        stream = BytesIO()
        np.save(stream, rows, allow_pickle=False)
        with replacing(path) as temporary:
            temporary.write_bytes(stream.getvalue() + self._checksum(path.name, stream.getvalue()))

    def _checksum(self, name: str, content: bytes) -> bytes:
        """Return what stands at the end of a chunk: for one of another place or sweep it is another."""
        parts = (self._description.encode(), name.encode(), content)
        return hashlib.sha256(b"\0".join(parts)).digest()

    def _check(self, description: Mapping[str, object]) -> None:
        try:
            found = json.loads(read_text(self.folder / DESCRIPTION, LARGEST_DESCRIPTION))
        except (InputError, ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise InputError("is there, but is no folder with the chunks of a sweep", str(self.folder))
        other = [key for key, value in description.items() if found.get(key) != value]
        if other or len(found) != len(description):
            if other:
                raise InputError(
                    "holds the chunks of another sweep (of another {key}); finish that one, or remove "
                    "the folder",
                    str(self.folder),
                    key=other[0],
                )
            raise InputError(
                "holds the chunks of another sweep; finish that one, or remove the folder", str(self.folder)
            )

    def _rows(self, path: Path, count: int) -> Records | None:
        """Return the rows of a file; None if it is not one of ``count`` rows, before they are read."""
        try:
            size = path.stat().st_size - count * self._type.itemsize
            if not path.is_file() or not _CHECKSUM < size <= _LARGEST_HEADER:
                return None
            whole = path.read_bytes()
            content, checksum = whole[:-_CHECKSUM], whole[-_CHECKSUM:]
            if checksum != self._checksum(path.name, content):
                return None
            rows: Any = np.load(BytesIO(content), allow_pickle=False)
        except _DAMAGED:
            return None
        is_right = isinstance(rows, np.ndarray) and rows.dtype == self._type and rows.shape == (count,)
        return rows if is_right else None


def _held(folder: Path) -> HeldFile | None:
    while True:
        folder.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # somebody who has finished has removed it meanwhile
            return hold(folder / LOCK)


def _in_use(folder: Path) -> InUseError:
    holder = holder_of(folder / LOCK)
    if holder is None:
        return InUseError("{folder}: another process is at work on this sweep", folder=folder)
    return InUseError(
        "{folder}: process {process} on {host} has been at work on this sweep since {since}; "
        "wait for it, or end it",
        folder=folder,
        process=holder.process,
        host=holder.host,
        since=holder.since,
    )


def _row_type(dimension: int) -> np.dtype[np.void]:
    return np.dtype(
        [
            ("last", "<i8"),
            ("loss", "<f8"),
            ("reached", "<i8"),
            ("minimum", "<i8"),
            ("status", "i1"),
            ("position", "<f8", (dimension,)),
        ]
    )
