"""What writes a film: it takes frames one after the other and stores them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from momentum_lab.core.arrays import Bytes
from momentum_lab.core.values import dataclass

"""A frame (height, width, 4): red, green, blue and 255 of each pixel."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a writer is told before the first frame.

    Attributes
    ----------
    size
        Width and height of the frames, in pixels.
    fps
        Frames a second.
    loops
        Whether the film begins again at its end.
    title
        What the film calls itself, where the format has a place for that.
    comment
        A text of any length, to be stored where the format has a place for comments.
    glimpses
        Draws some frames from all over the film, for a format that must choose its colours beforehand.
    """

    path: Path
    size: tuple[int, int]
    fps: int
    loops: bool
    title: str
    comment: str
    glimpses: Callable[[], Iterable[Bytes]]


class FilmWriter(Protocol):
    """A film that is being written; nothing of it is kept in memory but the frame before."""

    def __init__(self, timeline: Timeline) -> None:
        """Begin the file."""

    def add(self, image: Bytes, seconds: Fraction) -> None:
        """Store a frame, to be shown for some time; ``image`` is not changed afterwards by anyone."""

    def finish(self) -> Iterator[None]:
        """Store what is left, in pieces of less than a second: between them, somebody may cancel."""

    def close(self) -> None:
        """Let go of the file. It is a film only if it was finished."""
