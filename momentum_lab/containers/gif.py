"""GIF: the experiment is a comment.

A film has 255 colours, so that nothing flickers, and one for what stays as it was.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from momentum_lab.containers.film import Timeline
from momentum_lab.containers.palette import COLORS, Palette
from momentum_lab.containers.patches import PatchWriter
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import LARGEST_PART, experiment_in
from momentum_lab.core.arrays import Bytes, Unsigned
from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import message

_EXTENSION, _PICTURE, _END = 0x21, 0x2C, 0x3B
_COMMENT: Final = 0xFE
_STAY: Final = 1
"""What becomes of a frame before the next is drawn on it: nothing."""


def found(source: Source) -> str | None:
    """Return the first comment that is an experiment."""
    source.expect(b"GIF8", message("a GIF picture"))
    source.skip(6)
    (flags,) = source.numbers("Bxx")
    _skip_palette(source, flags)
    while True:
        (kind,) = source.numbers("B")
        if kind == _END:
            return None
        if kind == _PICTURE:
            (flags,) = source.numbers("8xB")
            _skip_palette(source, flags)
            source.skip(1)
        elif kind != _EXTENSION:
            raise InputError(
                "is damaged: found a block of the kind {kind} at byte {place:,}",
                kind=kind,
                place=source.place - 1,
            )
        elif source.numbers("B") == (_COMMENT,):
            content = b"".join(_blocks(source))
            if (text := experiment_in(content)) is not None:
                return text
            continue
        for _ in _blocks(source):
            pass


def _skip_palette(source: Source, flags: int) -> None:
    if flags & 0x80:
        source.skip(3 * 2 ** (1 + (flags & 7)))


def _blocks(source: Source) -> Iterator[bytes]:
    """Yield the blocks of at most 255 bytes into which everything is cut, as many as an experiment has."""
    kept = 0
    while (size := source.take(1)[0]) != 0:
        if kept > LARGEST_PART:
            source.skip(size)
            continue
        kept += size
        yield source.take(size)


class GifWriter(PatchWriter):
    """Writes a GIF a frame at a time."""

    TICK = Fraction(1, 100)
    CLEAR = COLORS

    def __init__(self, timeline: Timeline) -> None:
        self._palette = Palette(timeline.glimpses())
        super().__init__(timeline)
        colors = self._palette.colors.tobytes() + bytes(3)
        self._stream.write(b"GIF89a" + struct.pack("<HHBBB", *timeline.size, 0xF7, 0, 0) + colors)
        if timeline.loops:
            self._stream.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
        self._write_comment(timeline.comment.encode())

    def _write_comment(self, comment: bytes) -> None:
        if comment:
            parts = [comment[start : start + 255] for start in range(0, len(comment), 255)]
            self._stream.write(b"!\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0")

    def _cells_of(self, image: Bytes) -> Unsigned:
        return self._palette.indices(image)

    def _put(self, patch: Unsigned, left: int, top: int, ticks: int) -> None:
        from PIL import Image  # only who writes a film needs it
        from PIL.GifImagePlugin import getdata

        image = Image.fromarray(patch).convert("P")
        times = {"duration": 10 * ticks, "disposal": _STAY, "transparency": self.CLEAR}
        self._stream.writelines(getdata(image, (left, top), **times))

    def _end(self) -> None:
        self._stream.write(b";")


WRITER: Final = GifWriter
