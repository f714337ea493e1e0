"""A sheet: a title, panes below it, and what is written at its foot; drawn on any painter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter

from momentum_lab.core.errors import InputError
from momentum_lab.core.progress import Progress, go_on, part, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import THEMES, Theme
from momentum_lab.gui.pictures.grey import grey_theme
from momentum_lab.gui.pictures.panes import HighPane, Pane, TextPane

LINE_WIDTH = 1.8
TITLE_SIZE = 1.3
EDGE = 8.0
"""Around what is written, in logical pixels."""
ROOMY = 1.15
"""How much higher than it has to be something is at least, where there is no need to save room."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A pane and its place on the sheet, in logical pixels."""

    pane: Pane
    place: QRectF


@dataclass(frozen=True, slots=True)
class Band:
    """A pane that is as high as it wants to be, with room around it: left and right, above, below."""

    pane: HighPane
    side: float = 0.0
    above: float = 0.0
    below: float = 0.0

    def height(self, width: float) -> float:
        """Return how high it is on a sheet of a width."""
        return self.pane.height(width - 2 * self.side) + self.above + self.below


Needed = Callable[[float], tuple[float, float]]
"""Of a width: the least width, and the least height in the larger of both, that can be read."""


class Sheet:
    """What pictures are made of; ``width`` and ``height`` are in logical pixels, ``point`` of 1/72 inch.

    It is of an ``experiment``, which the file will carry. Parts are put above and below first; then
    :meth:`make_room` leaves the ``free`` rest to what the picture is of.
    """

    def __init__(self, title: str, experiment: Experiment, options: PictureOptions) -> None:
        self.experiment = experiment
        self.width, self.height = options.logical_size
        self.point, self.is_transparent = options.point, options.is_transparent
        theme = THEMES[options.theme]
        self.theme: Theme = grey_theme(theme) if options.is_grey else theme
        self._sizing = options
        self._placed: list[Placed] = []
        self._above: list[Band] = []
        self._below: list[Band] = []
        self.free = QRectF(0.0, 0.0, self.width, self.height)
        """What is not taken."""
        if title and options.has_title:
            heading = TextPane(title, self.theme.text, TITLE_SIZE, is_bold=True)
            self.put_above(Band(heading, 2 * EDGE, EDGE, 0.5 * EDGE))

    def put(self, pane: Pane, place: QRectF) -> None:
        """Draw a pane at a place, over those that were put there before."""
        self._placed.append(Placed(pane, place))

    def put_above(self, band: Band) -> None:
        """Put something below what is above already."""
        self._above.append(band)

    def put_below(self, band: Band) -> None:
        """Put something above what is below already."""
        self._below.append(band)

    def taken(self, width: float) -> float:
        """Return the height of what was put above and below, on a sheet of a width."""
        return sum(band.height(width) for band in (*self._above, *self._below))

    def make_room(self, needed: Needed, is_exact: bool = False) -> None:
        """Place what was put above and below, and leave the rest free for what has to be so large.

        Where the height of the sheet is not the user's, it grows, and ``is_exact`` makes it no higher.

        Raises
        ------
        InputError
            The sheet is too small.
        """
        width, height = needed(self.width)
        width = max(self.width, width)
        least = self.taken(width) + height
        if self._sizing.grows:
            self.height = least if is_exact else max(self.height, least + (ROOMY - 1.0) * height)
        if width > self.width or least > self.height + 0.5:
            raise InputError(self._sizing.too_small(width, max(least, self.height)), "size")
        if self._sizing.grows:
            replace(self._sizing, size=(self.width, self.height))  # is checked
        top, bottom = 0.0, self.height
        for band in self._above:
            top += self.place(band, top)
        for band in self._below:
            bottom -= band.height(self.width)
            self.place(band, bottom)
        self.free = QRectF(0.0, top, self.width, bottom - top)

    def place(self, band: Band, top: float) -> float:
        """Put a band where it belongs; return its height."""
        height = band.height(self.width)
        place = QRectF(0.0, top, self.width, height)
        self.put(band.pane, place.adjusted(band.side, band.above, -band.side, -band.below))
        return height

    def draw(self, painter: QPainter, step: int, scale: float, progress: Progress = unwatched) -> None:
        """Draw everything up to a step, in logical pixels; images have ``scale`` pixels for each.

        ``progress`` is told after each pane, and within those that take long; where it cancels,
        ``CancelledError`` is raised.
        """
        if not self.is_transparent:
            painter.fillRect(QRectF(0, 0, self.width, self.height), QColor(self.theme.base))
        for number, placed in enumerate(self._placed):
            drawn = part(progress, number, len(self._placed))
            placed.pane.draw(painter, placed.place, step, scale, drawn)
            go_on(drawn, 1.0)

    def close(self) -> None:
        """Let go of the views."""
        for placed in self._placed:
            placed.pane.close()
        self._placed = []


def needed_cells(count: int, least: tuple[float, float]) -> Needed:
    """Return what so many places need that are of at least a size."""

    def needed(width: float) -> tuple[float, float]:
        columns = min(max(int(width / least[0]), 1), count)
        return least[0], -(-count // columns) * least[1]

    return needed


def cells(place: QRectF, count: int, share: float, least: tuple[float, float]) -> list[QRectF]:
    """Return so many places of one size, in rows; ``share`` is the height in widths that suits them.

    None is smaller than ``least``, if that is possible.
    """

    def fit(columns: int) -> tuple[bool, float]:
        width, height = place.width() / columns, place.height() / -(-count // columns)
        is_fit = width >= least[0] and height >= least[1] - 0.5
        return is_fit, min(width, height / share)

    columns = max(range(1, count + 1), key=fit)
    rows = -(-count // columns)
    width, height = place.width() / columns, place.height() / rows
    return [
        QRectF(place.left() + (i % columns) * width, place.top() + (i // columns) * height, width, height)
        for i in range(count)
    ]
