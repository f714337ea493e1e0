"""MP4: the experiment is the comment among its tags.

Films are H.264, which every player and every program for slides shows; PyAV, an extra, writes them.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from momentum_lab.containers.film import Pixels, Timeline
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import check_size, experiment_in
from momentum_lab.core.errors import InputError

_WAY: Final = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
"""The boxes within boxes that lead to it."""
_HEAD: Final = {b"meta": 4, b"data": 8}
"""Bytes of a box before what is in it."""
QUALITY: Final = {"crf": "18", "preset": "medium", "tune": "animation", "rc-lookahead": "20"}
MOST_THREADS: Final = 4
"""Each keeps frames of its own in memory; and one core is left for the window."""
_BT709, _LIMITED = 1, 1
"""How H.264 numbers the colours of high definition and the range that players expect."""


def found(source: Source) -> str | None:
    """Return the comment."""
    if source.take(8)[4:] != b"ftyp":
        raise InputError("is not an MP4 film, as its name says; its first bytes are others")
    source.go_to(0)
    end = source.size
    for kind in _WAY:
        inside = _box(source, kind, end)
        if inside is None:
            return None
        source.skip(_HEAD.get(kind, 0))
        end = inside
    length = end - source.place
    check_size(length)
    return experiment_in(source.take(max(length, 0)))


def _box(source: Source, wanted: bytes, end: int) -> int | None:
    """Go into the next box of a kind before ``end``, and return where it ends; None if there is none."""
    while source.place + 8 <= end:
        start = source.place
        length: int
        kind: bytes
        length, kind = struct.unpack(">I4s", source.take(8))
        if length == 1:
            (length,) = source.numbers(">Q")
        elif length == 0:
            length = end - start
        if length < source.place - start or start + length > end:
            raise InputError(f"is damaged: found a box of {length:,} bytes at byte {start:,}")
        if kind == wanted:
            return start + length
        source.go_to(start + length)
    return None


class Mp4Writer:
    """Writes an MP4 of frames that last equally long."""

    def __init__(self, timeline: Timeline) -> None:
        import av  # only for those who have it

        self._make_frame = av.VideoFrame.from_ndarray
        self._fps = timeline.fps
        self._time, self._count = Fraction(0), 0
        self._container = av.open(str(timeline.path), "w", format="mp4", options={"movflags": "+faststart"})
        if timeline.comment:
            self._container.metadata["comment"] = timeline.comment
        self._stream = self._container.add_stream("libx264", rate=timeline.fps, options=QUALITY)
        self._stream.width, self._stream.height = (length + length % 2 for length in timeline.size)
        self._stream.pix_fmt = "yuv420p"
        coder = self._stream.codec_context
        coder.thread_count = min(MOST_THREADS, max(1, (os.cpu_count() or 1) - 1))
        coder.colorspace = coder.color_primaries = coder.color_trc = _BT709
        coder.color_range = _LIMITED

    def add(self, image: Pixels, seconds: Fraction) -> None:
        """Store as many frames as the time asks for."""
        self._time += seconds
        height, width = image.shape[:2]
        even = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        while self._count < round(self._time * self._fps):
            frame = self._make_frame(even, format="rgba").reformat(
                format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED
            )
            frame.pts, frame.time_base = self._count, Fraction(1, self._fps)
            self._container.mux(self._stream.encode(frame))
            self._count += 1

    def finish(self) -> Iterator[None]:
        """Store the frames that the encoder has kept to look ahead."""
        for packet in self._stream.codec_context.encode_lazy(None):
            packet.stream = self._stream
            self._container.mux(packet)
            yield

    def close(self) -> None:
        """Let go of the file; this writes its table of contents, at the beginning."""
        self._container.close()


WRITER: Final = Mp4Writer
