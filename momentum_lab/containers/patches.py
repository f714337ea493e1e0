"""Formats that store of each frame what changes in it, and for how long it is shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.containers.film import Pixels, Timeline

Cells = NDArray[np.unsignedinteger]
"""A frame (height, width), one number a pixel: an index of a palette, or four bytes of colour."""
MOST_TICKS: Final = 0xFFFF
"""What fits into the two bytes for the time of a frame."""


class PatchWriter(ABC):
    """Joins frames that are alike, and stores of the others the rectangle that changes.

    Within it, pixels that stay are stored as ``CLEAR``, transparent: they cost next to nothing.
    """

    TICK: Fraction = Fraction(1, 1000)
    """The unit of time, in seconds. Times are rounded such that their sum is right."""
    CLEAR: int = 0

    def __init__(self, timeline: Timeline) -> None:
        self._image: Pixels | None = None
        self._cells: Cells | None = None
        self._waiting: tuple[Cells, int, int] | None = None
        self._time, self._told = Fraction(0), 0
        self._stream = timeline.path.open("wb")

    def add(self, image: Pixels, seconds: Fraction) -> None:
        """Store a frame, or show the one before for longer."""
        if image is not self._image:
            cells = self._cells_of(image)
            patch = difference(self._cells, cells, self.CLEAR)
            if patch is not None:
                self._store()
                self._waiting = patch
            self._image, self._cells = image, cells
        self._time += seconds

    def finish(self) -> Iterator[None]:
        """Store the last frame and the end."""
        self._store()
        yield
        self._end()

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _store(self) -> None:
        """Store the patch that waits: only now is known for how long it is shown."""
        if self._waiting is None:
            return
        told = round(self._time / self.TICK)
        left, self._told = told - self._told, told
        while left > 0:
            ticks = min(left, MOST_TICKS)
            self._put(*self._waiting, ticks)
            left -= ticks

    @abstractmethod
    def _cells_of(self, image: Pixels) -> Cells:
        """Return one number a pixel, by which frames are compared."""

    @abstractmethod
    def _put(self, patch: Cells, left: int, top: int, ticks: int) -> None:
        """Store a patch, whose corner is at even coordinates."""

    @abstractmethod
    def _end(self) -> None:
        """Store what comes after the last patch."""


def four_bytes(image: Pixels) -> Cells:
    """Return the four bytes of each pixel as one number."""
    cells: Cells = image.view("<u4")[:, :, 0]
    return cells


def as_pixels(cells: Cells) -> Pixels:
    """Return the pixels of what :func:`four_bytes` gave."""
    return np.ascontiguousarray(cells, "<u4").view(np.uint8).reshape(*cells.shape, 4)


def difference(before: Cells | None, now: Cells, clear: int) -> tuple[Cells, int, int] | None:
    """Return the smallest patch that makes one frame of another, with its left and top.

    None if they are alike. In it, pixels that stay as they are have the value ``clear``. Left and top are
    even, as WebP wants them.
    """
    if before is None:
        return now, 0, 0
    changed = before != now
    rows = np.flatnonzero(changed.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(changed.any(axis=0))
    top, left = int(rows[0]) & ~1, int(columns[0]) & ~1
    box = slice(top, int(rows[-1]) + 1), slice(left, int(columns[-1]) + 1)
    return np.where(changed[box], now[box], now.dtype.type(clear)), left, top
