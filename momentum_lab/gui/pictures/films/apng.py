"""APNG: a PNG that moves, with all its colours; programs that do not know better show the first frame."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image

from momentum_lab.gui.pictures.films.patches import Cells, PatchWriter, as_pixels, four_bytes
from momentum_lab.gui.pictures.films.writer import Pixels, Reel

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS_RGBA: Final = bytes([8, 6, 0, 0, 0])
_STAY, _OVER = 0, 1
"""What becomes of a frame: it stays, and the next is drawn over it."""


class ApngWriter(PatchWriter):
    """Writes an APNG a frame at a time."""

    def __init__(self, reel: Reel) -> None:
        super().__init__(reel)
        self._frames = self._numbered = 0
        self._plays = 0 if reel.loops else 1
        self._stream.write(SIGNATURE)
        self._write(b"IHDR", struct.pack(">II", *reel.size) + _EIGHT_BITS_RGBA)
        self._control_at = self._stream.tell()
        self._write_control()
        if reel.comment:
            self._write(b"iTXt", b"Comment\0\0\0\0\0" + reel.comment.encode())

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
        check = zlib.crc32(data, zlib.crc32(kind))
        self._stream.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check))


def _compressed(image: Pixels) -> Iterator[bytes]:
    """Yield the image data of a PNG, which Pillow makes."""
    whole = BytesIO()
    Image.fromarray(image).save(whole, "PNG")
    png, place = whole.getvalue(), len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        if png[place + 4 : place + 8] == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += length + 12
