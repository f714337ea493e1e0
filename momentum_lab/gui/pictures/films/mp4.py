"""MP4 with H.264, which every player and every program for slides shows; written by PyAV, an extra."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec
from typing import Final

import numpy as np

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.gui.pictures.films.writer import Pixels, Timeline

QUALITY: Final = {"crf": "18", "preset": "medium", "tune": "animation", "rc-lookahead": "20"}
MOST_THREADS: Final = 4
"""Each keeps frames of its own in memory; and one core is left for the window."""
_BT709, _LIMITED = 1, 1
"""How H.264 numbers the colours of high definition and the range that players expect."""


def check_installed() -> None:
    """Raise :class:`MomentumLabError` where PyAV is missing."""
    if find_spec("av") is None:
        raise MomentumLabError(
            "an MP4 film needs PyAV, which is not installed: pip install 'momentum-lab[film]'"
        )


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
