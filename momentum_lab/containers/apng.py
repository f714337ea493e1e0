"""APNG: a PNG that moves, with all its colours; programs that do not know better show the first frame."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from momentum_lab.containers import png
from momentum_lab.containers.film import Pixels, Timeline
from momentum_lab.containers.patches import Cells, PatchWriter, as_pixels, four_bytes
from momentum_lab.core.provenance import RELEASE

_EIGHT_BITS_RGBA: Final = bytes([8, 6, 0, 0, 0])
_STAY, _OVER = 0, 1
"""What becomes of a frame: it stays, and the next is drawn over it."""

found = png.found
"""An APNG has its texts where a PNG has them."""


class ApngWriter(PatchWriter):
    """Writes an APNG a frame at a time."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._frames = self._numbered = 0
        self._plays = 0 if timeline.loops else 1
        self._stream.write(png.SIGNATURE)
        self._write(b"IHDR", struct.pack(">II", *timeline.size) + _EIGHT_BITS_RGBA)
        self._control_at = self._stream.tell()
        self._write_control()
        self._write(b"tEXt", b"Software\0" + RELEASE.encode())
        if timeline.comment:
            self._stream.write(png.comment(timeline.comment))

    def _cells_of(self, image: Pixels) -> Cells:
        return four_bytes(image)

    def _put(self, patch: Cells, left: int, top: int, ticks: int) -> None:
        height, width = patch.shape
        box = struct.pack(">IIII", width, height, left, top)
        self._write(b"fcTL", self._number() + box + struct.pack(">HHBB", ticks, 1000, _STAY, _OVER))
        for data in _compressed(as_pixels(patch)):
            if self._frames == 0:
                self._write(b"IDAT", data)
            else:
                self._write(b"fdAT", self._number() + data)
        self._frames += 1

    def _end(self) -> None:
        self._write(b"IEND", b"")
        self._stream.seek(self._control_at)
        self._write_control()

    def _write_control(self) -> None:
        """Write how many frames there are, which is known only at the end."""
        self._write(b"acTL", struct.pack(">II", self._frames, self._plays))

    def _number(self) -> bytes:
        self._numbered += 1
        return struct.pack(">I", self._numbered - 1)

    def _write(self, kind: bytes, data: bytes) -> None:
        self._stream.write(png.chunk(kind, data))


def _compressed(image: Pixels) -> Iterator[bytes]:
    """Yield the image data of a PNG, which Pillow makes."""
    from PIL import Image  # only who writes a film needs it

    whole = BytesIO()
    Image.fromarray(image).save(whole, "PNG")
    picture, place = whole.getvalue(), len(png.SIGNATURE)
    while place < len(picture):
        (length,) = struct.unpack_from(">I", picture, place)
        if picture[place + 4 : place + 8] == b"IDAT":
            yield picture[place + 8 : place + 8 + length]
        place += length + 12


WRITER: Final = ApngWriter
