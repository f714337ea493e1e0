"""A file that is looked through in small pieces, and no further than is allowed."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from momentum_lab.containers.text import LARGEST_PART
from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import Message

MOST_LOOKS: Final = 1_000_000
"""Parts of a file that are looked at: those of a film of gigabytes are fewer."""
PIECE: Final = 65_536
LARGEST_DOCUMENT: Final = 2 * LARGEST_PART
"""Bytes of a text that are looked through."""


class Source:
    """The bytes of a file, from the first on; what is not wanted is skipped unread.

    Attributes
    ----------
    path
        Where the file is.
    size
        How many bytes it has.
    """

    def __init__(self, stream: BinaryIO, path: Path = Path()) -> None:
        self.path = path
        self.size = stream.seek(0, io.SEEK_END)
        self.stream = stream
        self._looks = 0
        stream.seek(0)

    @property
    def place(self) -> int:
        """The number of bytes before the next one."""
        return self.stream.tell()

    def take(self, count: int) -> bytes:
        """Return the next ``count`` bytes, or raise :class:`InputError` if there are fewer."""
        self._looks += 1
        if self._looks > MOST_LOOKS:
            raise InputError(
                "has no experiment in its first {most_looks:,} parts; no more are read", most_looks=MOST_LOOKS
            )
        data = self.stream.read(count)
        if len(data) < count:
            raise InputError("is cut off after {size:,} bytes, before an experiment is found", size=self.size)
        return data

    def numbers(self, layout: str) -> tuple[int, ...]:
        """Return the next bytes as numbers, as :mod:`struct` lays them out."""
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def skip(self, count: int) -> None:
        """Go on after ``count`` more bytes."""
        self.go_to(self.place + count)

    def go_to(self, place: int) -> None:
        """Go on after the first ``place`` bytes; behind the end, the next that is taken is missing."""
        self.stream.seek(min(place, self.size))

    def expect(self, signature: bytes, kind: Message) -> None:
        """Take what every file of a kind begins with, or raise :class:`InputError`."""
        if self.stream.read(len(signature)) != signature:
            raise InputError("is not {kind}, as its name says; its first bytes are others", kind=kind)

    def text(self) -> str:
        """Return the file as text, as far as it is looked through.

        What is not UTF-8 is refused only in an experiment.
        """
        data = self.stream.read(LARGEST_DOCUMENT)
        return data.decode(errors="surrogateescape").replace("\r\n", "\n")

    def pieces(self, most: int) -> Iterator[bytes]:
        """Yield the bytes that are left, piece by piece; :class:`InputError` after more than ``most``."""
        scanned = 0
        while piece := self.stream.read(PIECE):
            scanned += len(piece)
            if scanned > most:
                raise InputError("has no experiment in its first {most:,} bytes; no more are read", most=most)
            yield piece
