"""The trails that stay while one ball of many rolls otherwise, kept as pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Final

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter

from momentum_lab.figures.primitives import Polyline, Primitive
from momentum_lab.figures.scene_trail import Stretch, Trail
from momentum_lab.gui.views.kept_picture import KeptPicture
from momentum_lab.gui.views.track import Track

FEWEST: Final = 2
"""Trails for which a picture is worth its while."""


class StillTrails:
    """A picture of the first of the lines along trails: those that are below the first one that changes."""

    def __init__(self) -> None:
        self._picture = KeptPicture()
        self._looks: list[tuple[object, ...]] = []

    def forget(self) -> None:
        """Keep nothing."""
        self._picture, self._looks = KeptPicture(), []

    def paint(
        self,
        painter: QPainter,
        plot: QRectF,
        shown: Sequence[Primitive],
        tracks: dict[Trail, Track],
        draw: Callable[[QPainter, Sequence[Primitive]], None],
    ) -> Sequence[Primitive]:
        """Paint those lines which are as they were the last time, and return what is left of the primitives.

        ``draw`` draws some over the whole plot.
        """
        before, self._looks = self._looks, [*takewhile(bool, (_look_of(each, tracks) for each in shown))]
        same = [*takewhile(lambda pair: pair[0] == pair[1], zip(before, self._looks, strict=False))]
        if len(same) < FEWEST:
            return shown
        still = shown[: len(same)]
        look = tuple(self._looks[: len(same)])
        self._picture.paint(painter, plot, look, lambda onto: draw(onto, still))
        return shown[len(same) :]


def _look_of(primitive: Primitive, tracks: dict[Trail, Track]) -> tuple[object, ...]:
    """Return all that decides how a line along what has been walked of a trail looks; nothing for others."""
    match primitive:
        case Polyline(points=Stretch(is_walked=True) as way) if way.trail in tracks:
            line = primitive
            look = line.color, line.width, line.opacity, line.dash, line.dash_unit, line.casing
            return (tracks[way.trail], way.last, *look)
    return ()
