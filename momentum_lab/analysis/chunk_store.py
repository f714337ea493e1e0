"""The finished chunks of something long, in a folder beside the file that it will become.

A chunk is a file of numpy's with one row for each run, put there whole or not at all. A file with the
description of the whole says what the chunks belong to. Files that are not what they should be are left
alone, and what they should hold is computed again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tokenize import TokenError
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from momentum_lab.core.arrays import Records
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError, read_text, reason, replacing, write_text

DESCRIPTION: Final = "sweep.json"
LARGEST_DESCRIPTION: Final = 1_000_000
_LARGEST_HEADER: Final = 4096
_NAME: Final = re.compile(r"([0-9]{10})-([0-9]{10})\.npy")
_DAMAGED: Final = (
    *(OSError, EOFError, ValueError, TypeError, SyntaxError, LookupError),
    *(ArithmeticError, MemoryError, RecursionError, TokenError, BadZipFile),
)
"""What numpy raises of a file that is damaged: it reads the header as a literal of Python's."""
_TEMPORARY: Final = re.compile(r"\..{1,40}\.[^.]*\.part\.(npy|json)")


def parts_folder(path: Path) -> Path:
    """Return where the chunks of the file at ``path`` are kept until it is written."""
    return path.with_name(f"{path.name}.parts")


def records(count: int, dimension: int) -> Records:
    """Return rows of zeros for some runs: the fields of ``Cells``, and ``position``."""
    return np.zeros(count, dtype=_row_type(dimension))


def remove_parts(folder: Path) -> None:
    """Remove the chunks in a folder, and the folder unless somebody else has put something there."""
    with suppress(OSError):
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
        try:
            folder.mkdir(exist_ok=True)
            is_empty = all(_TEMPORARY.fullmatch(path.name) for path in folder.iterdir())
        except OSError as error:
            raise WriteError(
                "{folder}: cannot be written ({reason})", folder=folder, reason=reason(error)
            ) from error
        if is_empty:
            write_text(folder / DESCRIPTION, json.dumps(description, indent=2, ensure_ascii=False) + "\n")
        else:
            self._check(description)

    def read(self, are_possible: Callable[[Records], bool]) -> Iterator[tuple[int, int, Records]]:
        """Yield the chunks that are there: first, last (not included), and rows that ``are_possible``."""
        for path in sorted(self.folder.iterdir()):
            if (match := _NAME.fullmatch(path.name)) is None:
                continue
            first, last = map(int, match.groups())
            if first < last <= self._size:
                rows = self._rows(path, last - first)
                if rows is not None and are_possible(rows):
                    yield first, last, rows

    def write(self, first: int, rows: Records) -> None:
        """Keep a chunk.

        Raises
        ------
        WriteError
            It cannot be written.
        """
        path = self.folder / f"{first:010}-{first + len(rows):010}.npy"
        with replacing(path) as temporary, temporary.open("wb") as stream:
            np.save(stream, rows, allow_pickle=False)

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
            if not path.is_file() or not 0 < size <= _LARGEST_HEADER:
                return None
            rows: Any = np.load(path, mmap_mode="r", allow_pickle=False)
        except _DAMAGED:
            return None
        is_right = isinstance(rows, np.memmap) and rows.dtype == self._type and rows.shape == (count,)
        return np.array(rows) if is_right else None


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
