"""WebP: the experiment is in its XMP chunk; films without loss."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Final

import numpy as np

from momentum_lab.containers import xml
from momentum_lab.containers.film import Timeline
from momentum_lab.containers.patches import PatchWriter, as_pixels, four_bytes
from momentum_lab.containers.pdf import LARGEST_PACKET
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import check_size
from momentum_lab.core.arrays import Bytes, Unsigned
from momentum_lab.core.files import WriteError
from momentum_lab.core.messages import message

MANY_PIXELS: Final = 500_000
"""Of more than these only a quick compression is quick enough."""
_HAS_ALPHA, _HAS_XMP, _IS_ANIMATED = 0x10, 0x04, 0x02
LARGEST: Final = 2**32 - 2
"""Bytes of a WebP, which tells how many follow its first eight in four bytes, as an even number."""


def found(source: Source) -> str | None:
    """Return the experiment's text."""
    source.expect(b"RIFF", message("a WebP picture"))
    source.skip(4)
    source.expect(b"WEBP", message("a WebP picture"))
    while source.place < source.size:
        kind, length = struct.unpack("<4sI", source.take(8))
        if kind == b"XMP ":
            check_size(length, LARGEST_PACKET)
            return xml.text_within([source.take(length)])
        source.skip(length + length % 2)
    return None


class WebPWriter(PatchWriter):
    """Writes an animated WebP a frame at a time; Pillow's own writer keeps them all."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._xmp = xml.packet(timeline.comment, timeline.title) if timeline.comment else b""
        flags = _HAS_ALPHA | _IS_ANIMATED | (_HAS_XMP if self._xmp else 0)
        width, height = timeline.size
        self._stream.write(b"RIFF\0\0\0\0WEBP")
        self._write(b"VP8X", struct.pack("<I", flags) + _three(width - 1) + _three(height - 1))
        self._write(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, 0 if timeline.loops else 1))

    def _cells_of(self, image: Bytes) -> Unsigned:
        return four_bytes(image)

    def _put(self, patch: Unsigned, left: int, top: int, ticks: int) -> None:
        height, width = patch.shape
        box = b"".join(map(_three, (left // 2, top // 2, width - 1, height - 1, ticks)))
        self._write(b"ANMF", box + b"\0" + _compressed(as_pixels(patch)))

    def _end(self) -> None:
        if self._xmp:
            self._write(b"XMP ", self._xmp)
        length = self._stream.tell()
        self._stream.seek(4)
        self._stream.write(struct.pack("<I", length - 8))

    def _write(self, kind: bytes, data: bytes) -> None:
        if self._stream.tell() + 8 + len(data) + len(data) % 2 > LARGEST:
            raise WriteError(
                "a WebP film cannot have more than {largest:,} bytes; an MP4 takes less, and so "
                "do smaller pictures and fewer of them",
                largest=LARGEST,
            )
        self._stream.write(kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2))


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _compressed(image: Bytes) -> bytes:
    """Return the image data of a WebP, which Pillow makes: a chunk VP8L and nothing else."""
    from PIL import Image  # only who writes a film needs it

    whole = BytesIO()
    method = 0 if np.count_nonzero(image[:, :, 3]) > MANY_PIXELS else 1
    Image.fromarray(image).save(whole, "WEBP", lossless=True, quality=20, method=method)
    return whole.getvalue()[12:]


WRITER: Final = WebPWriter
