"""GIF: 255 colours for the whole film, so that nothing flickers, and one for what stays as it was."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import Final

from PIL import Image
from PIL.GifImagePlugin import getdata

from momentum_lab.gui.pictures.films.palette import COLORS, Palette
from momentum_lab.gui.pictures.films.patches import Cells, PatchWriter
from momentum_lab.gui.pictures.films.writer import Pixels, Timeline

_STAY: Final = 1
"""What becomes of a frame before the next is drawn on it: nothing."""


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

    def _cells_of(self, image: Pixels) -> Cells:
        return self._palette.indices(image)

    def _put(self, patch: Cells, left: int, top: int, ticks: int) -> None:
        image = Image.fromarray(patch).convert("P")
        times = {"duration": 10 * ticks, "disposal": _STAY, "transparency": self.CLEAR}
        self._stream.writelines(getdata(image, (left, top), **times))

    def _end(self) -> None:
        self._stream.write(b";")
