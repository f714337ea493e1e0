"""The legend: which colour, marker and dash is which ball."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import counted_words
from momentum_lab.experiment.appearance import DASHES
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.arrow_keys import ArrowKey, keys_of, sample_of
from momentum_lab.figures.scene import CHART, casing_of
from momentum_lab.figures.step_arrows import StepArrows
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.kept_picture import KeptPicture
from momentum_lab.gui.views.painting import dashed_pen, draw_marker, line_pen
from momentum_lab.gui.views.primitive_painter import PrimitivePainter, plain_walk
from momentum_lab.simulation.run import Run

SAMPLE, GAP, MARGIN = 56.0, 7.0, 8.0
"""A sample of a line holds at least two periods of its dashes, beside the marker in its middle."""
MARK = 9.0
BOLD: Final = 3.0
"""Lines that are as wide as this, for a room, have samples of this width; those of others are thin."""
LARGE: Final = 22.0
"""Type that is higher than this has larger samples."""
LONGEST_ARROW: Final = 36.0
"""A sample of an arrow."""
SHORT: Final = 14.0
"""A sample that is the marker alone."""
HIGHEST: Final = 0.42
"""The share of a view that a strip above what is drawn may take."""
SQUEEZED: Final = 0.25
"""The share that one may take whose names are cut."""
WIDEST: Final = 0.6
"""The share of the room that a name and its sample may take."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A visible ball, as the legend names it; or, with a ``key``, one of the things that show its steps."""

    text: str
    color: str = ""
    marker: str = ""
    key: ArrowKey | None = None


def entries_of(experiment: Experiment) -> list[Entry]:
    """Return an entry for each visible ball."""
    return [
        Entry(text, ball.color, ball.marker)
        for text, ball in zip(experiment.names, experiment.balls, strict=True)
        if ball.visible
    ]


def arrow_entries(run: Run, arrows: StepArrows | None) -> list[Entry]:
    """Return an entry for each thing that shows the steps of a run; none where no arrows are shown."""
    return [Entry(str(key.text), key=key) for key in keys_of(run, arrows)]


def draw_sample(
    painter: QPainter,
    entry: Entry,
    at: QPointF,
    line_width: float,
    theme: Theme,
    length: float = SAMPLE,
    largeness: float = 1.0,
) -> None:
    """Draw a ball's line from a point to the right, with its marker in the middle; if short, that alone.

    The marker is ``largeness`` times as large as usually.
    """
    if entry.key is not None:
        _draw_key(painter, entry.key, at, line_width, theme, length)
        return
    if length > SHORT * largeness:
        width = BOLD if line_width >= BOLD else min(max(line_width, 1.5), 1.8)
        pens = [line_pen(entry.color, width, entry.marker)]
        if (edge := casing_of(entry.color, (theme.base,), CHART)) is not None:
            wide = width + 2 * edge.width
            dash = tuple(each * width / wide for each in DASHES[entry.marker])
            pens.insert(0, dashed_pen(edge.color, wide, dash, edge.opacity))
        for pen in pens:
            painter.setPen(pen)
            for end in (at, at + QPointF(length, 0.0)):  # dashes begin at both: it is the same left and right
                painter.drawLine(end, at + QPointF(length / 2, 0.0))
    middle = at + QPointF(length / 2, 0.0)
    draw_marker(painter, entry.marker, middle, entry.color, theme.outline, MARK * largeness)


def largeness(font: QFont) -> float:
    """Return how much larger than usually samples are beside type that is large."""
    return max(1.0, QFontMetricsF(font).height() / LARGE)


def _draw_key(
    painter: QPainter, key: ArrowKey, at: QPointF, line_width: float, theme: Theme, length: float
) -> None:
    """Draw a sample of what shows a step; an arrow need not be long to be one."""
    painter.save()
    painter.translate(at)

    def as_it_is(points: Floats) -> Floats:
        return points

    brush = PrimitivePainter(painter, as_it_is, as_it_is, plain_walk(as_it_is), painter.font(), QRectF())
    shorter = min(length, LONGEST_ARROW)
    painter.translate((length - shorter) / 2, 0.0)
    brush.draw(sample_of(key, shorter, theme, line_width))
    painter.restore()


class Legend:
    """A box with a row for each ball, or several columns of them, made to fit into a given room.

    Of what does not fit it has the number.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        room: QSizeF,
        font: QFont,
        columns: int = 1,
        sample: float = SAMPLE,
    ) -> None:
        self._font, self._largeness = font, largeness(font)
        self._shape = columns, sample
        self._kept = KeptPicture()
        self.count: Final = len(entries)
        """How many entries there are, whether there is room for them or not."""
        self._sample = sample = sample * self._largeness
        metrics = QFontMetricsF(self._font)
        self._row = max(metrics.height(), 14.0) + 2.0
        rows = -(-len(entries) // columns)
        fitting = max(int((room.height() - 4 * MARGIN) / self._row), 0)
        self._rows = min(rows, fitting)
        self._entries = list(entries if rows <= fitting else entries[: max(fitting * columns - 1, 0)])
        left = len(entries) - len(self._entries)
        texts = [e.text for e in self._entries]
        if left and fitting:
            balls = sum(entry.key is None for entry in entries)
            if texts:
                texts.append(counted_words("… and {count} more", "… and {count} more", left))
            else:
                texts.append(counted_words("{count} ball", "{count} balls", balls))
        widest = (WIDEST if columns == 1 else 1.0) * room.width() / columns - sample - columns * GAP
        widest += GAP if columns == 1 else 0.0
        self._texts = [_elided(metrics, text, widest) for text in texts]
        self.is_whole = self._texts == [entry.text for entry in entries]
        """Whether all balls are named in full."""
        self._widths = [
            max((metrics.horizontalAdvance(text) for text in column), default=0.0)
            for column in self._columns()
        ]
        across = sum(self._widths) + len(self._widths) * (sample + GAP) + (len(self._widths) - 1) * 2 * GAP
        self.size = QSizeF(max(across, sample + GAP) + 2 * MARGIN, self._row * self._rows + 1.2 * MARGIN)

    @property
    def texts(self) -> tuple[str, ...]:
        """The rows: names of balls, and how many more there are."""
        return tuple(self._texts)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self._texts

    def naming(self, entries: Sequence[Entry], room: QSizeF) -> Legend:
        """Return a legend of the same shape with other entries; samples that are alike stay as they are."""
        other = Legend(entries, room, self._font, *self._shape)
        other._kept = self._kept
        return other

    def draw(self, painter: QPainter, at: QPointF, theme: Theme, line_width: float) -> None:
        """Draw the box with its upper left corner at a point."""
        self._draw_box(painter, at, theme)
        self._draw_samples(painter, at, theme, line_width)
        self._write(painter, at, theme)

    def show(self, painter: QPainter, box: QRectF, theme: Theme, line_width: float) -> None:
        """Draw it at its box on a screen: the samples are kept as pixels, for names change more often."""
        at = box.topLeft()
        places = [*self._places(QPointF())][: len(self._entries)]
        sampled = tuple((entry.color, entry.marker, entry.key) for entry in self._entries)
        right = max((left for left, _ in places), default=0.0) + self._sample

        def draw(onto: QPainter) -> None:
            self._draw_samples(onto, at, theme, line_width)

        self._draw_box(painter, at, theme)
        around = QRectF(at, QSizeF(right, self.size.height()))
        self._kept.paint(painter, around, (theme, line_width, sampled, tuple(places)), draw)
        self._write(painter, at, theme)

    def _draw_box(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        back = QColor(theme.base)
        back.setAlphaF(0.86)
        painter.setPen(QColor(theme.line))
        painter.setBrush(back)
        painter.drawRoundedRect(QRectF(at, self.size), 4, 4)

    def _draw_samples(self, painter: QPainter, at: QPointF, theme: Theme, line_width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(self._font)
        for entry, (left, middle) in zip(self._entries, self._places(at), strict=False):
            start = QPointF(left, middle)
            draw_sample(painter, entry, start, line_width, theme, self._sample, self._largeness)

    def _write(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        """Write the texts beside the samples."""
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text))
        metrics = QFontMetricsF(self._font)
        below = (metrics.ascent() - metrics.descent()) / 2
        for text, (left, middle) in zip(self._texts, self._places(at), strict=True):
            base = float(round(middle + below))
            painter.drawText(QPointF(left + self._sample + GAP, base), text)

    def _places(self, at: QPointF) -> Iterator[tuple[float, float]]:
        """Yield for each text the left end and the middle of its row."""
        left = at.x() + MARGIN
        for texts, width in zip(self._columns(), self._widths, strict=True):
            for row in range(len(texts)):
                yield left, at.y() + 0.6 * MARGIN + (row + 0.5) * self._row
            left += self._sample + 3 * GAP + width

    def _columns(self) -> list[list[str]]:
        rows = max(self._rows, 1)
        return [self._texts[i : i + rows] for i in range(0, len(self._texts), rows)]


def _elided(metrics: QFontMetricsF, text: str, width: float) -> str:
    """Return as much of a text as fits; finding out that all of it does is quicker than having it elided."""
    if metrics.horizontalAdvance(text) + 1.0 <= width:
        return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def whole_legends(
    entries: Sequence[Entry], room: QSizeF, font: QFont, samples: Sequence[float] = (SAMPLE, SHORT)
) -> Iterator[Legend]:
    """Yield the legends that name all balls in full within a room: narrow ones first, then flat ones."""
    for columns in range(1, len(entries) + 1):
        for sample in samples:
            legend = Legend(entries, room, font, columns, sample)
            if legend.is_whole and legend.size.width() <= room.width() - 2 * MARGIN:
                yield legend


def free_corner(plot: QRectF, size: QSizeF, points: Floats, apart: float = 0.0) -> tuple[QPointF, int]:
    """Return where in a plot a box of a size hides the fewest points, and how many.

    Those that are nearer to it than so many pixels ``apart`` are hidden, too.
    """
    right, bottom = plot.right() - size.width() - MARGIN, plot.bottom() - size.height() - MARGIN
    left, top = plot.left() + MARGIN, plot.top() + MARGIN
    corners = [QPointF(*c) for c in ((right, top), (left, bottom), (left, top), (right, bottom))]

    def hidden(corner: QPointF) -> int:
        box = QRectF(corner, size).adjusted(-apart, -apart, apart, apart)
        x, y = points[:, 0], points[:, 1]
        return int(np.sum((x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())))

    counts = [hidden(corner) for corner in corners]
    best = int(np.argmin(counts))
    return corners[best], counts[best]


def anchored(plot: QRectF, size: QSizeF, box: QRectF) -> QRectF:
    """Return the box of a size in the corner of a plot in which another box stands."""
    is_right, is_low = box.center().x() > plot.center().x(), box.center().y() > plot.center().y()
    x = plot.right() - size.width() - MARGIN if is_right else plot.left() + MARGIN
    y = plot.bottom() - size.height() - MARGIN if is_low else plot.top() + MARGIN
    return QRectF(QPointF(x, y), size)


class Strip:
    """The legend as a strip: entries one after the other, in as many lines as they need, in the middle.

    A name that is longer than a line, or than ``longest`` with its sample, ends in "…".
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        font: QFont,
        sample: float = SAMPLE,
        longest: float = math.inf,
    ) -> None:
        self._entries, self._font, self._largeness = tuple(entries), font, largeness(font)
        self._shape = sample, longest
        self._longest = longest
        self._sample = sample * self._largeness
        self._kept = KeptPicture()

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def naming(self, entries: Sequence[Entry]) -> Strip:
        """Return a strip with other entries."""
        return Strip(entries, self._font, *self._shape)

    @property
    def line_height(self) -> float:
        """The height of one line."""
        return QFontMetricsF(self._font).height() + 4.0

    def is_whole(self, width: float) -> bool:
        """Whether all names can be read in full in a width."""
        return all(self._shown(entry, width) == entry.text for entry in self._entries)

    def height(self, width: float) -> float:
        """Return how high the strip is in a width."""
        return len(self._lines(width)) * self.line_height if self._entries else 0.0

    def draw(self, painter: QPainter, place: QRectF, theme: Theme, line_width: float) -> None:
        """Draw the entries."""
        self._draw_samples(painter, place, theme, line_width)
        self._write(painter, place, theme)

    def show(self, painter: QPainter, place: QRectF, theme: Theme, line_width: float) -> None:
        """Draw the entries on a screen: all but the texts is kept as pixels."""

        def draw(onto: QPainter) -> None:
            self._draw_samples(onto, place, theme, line_width)

        self._kept.paint(painter, place, (theme, line_width), draw)
        self._write(painter, place, theme)

    def _draw_samples(self, painter: QPainter, place: QRectF, theme: Theme, line_width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(self._font)
        for entry, at in self._places(place):
            draw_sample(painter, entry, at, line_width, theme, self._sample, self._largeness)

    def _write(self, painter: QPainter, place: QRectF, theme: Theme) -> None:
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text))
        metrics = QFontMetricsF(self._font)
        below = QPointF(self._sample + GAP, (metrics.ascent() - metrics.descent()) / 2)
        for entry, at in self._places(place):
            painter.drawText(at + below, self._shown(entry, place.width()))

    def _shown(self, entry: Entry, width: float) -> str:
        """Return as much of a name as has room in a line."""
        room = min(width, self._longest - 2 * GAP) - self._sample - GAP
        return _elided(QFontMetricsF(self._font), entry.text, room) if room > 0.0 else ""

    def _places(self, place: QRectF) -> Iterator[tuple[Entry, QPointF]]:
        """Yield each entry and where its sample begins."""
        for number, line in enumerate(self._lines(place.width())):
            middle = place.top() + (number + 0.5) * self.line_height
            room = place.width() - sum(map(self._width, line)) + 2 * GAP
            left = place.left() + max(room / 2, 0.0)
            for entry in line:
                yield entry, QPointF(left, middle)
                left += self._width(entry)

    def _width(self, entry: Entry) -> float:
        whole = self._sample + 3 * GAP + QFontMetricsF(self._font).horizontalAdvance(entry.text)
        return min(whole, self._longest)

    def _lines(self, width: float) -> list[list[Entry]]:
        lines: list[list[Entry]] = [[]]
        for entry in self._entries:
            if lines[-1] and sum(map(self._width, [*lines[-1], entry])) - 2 * GAP > width:
                lines.append([])
            lines[-1].append(entry)
        return lines


def squeezed_strip(entries: Sequence[Entry], font: QFont, width: float, height: float) -> Strip | None:
    """Return a strip whose names are cut as far as they must be; None where not one line has room."""
    lines = int(height / Strip((), font).line_height)
    if lines < 1:
        return None
    across = -(-len(entries) // lines)
    return Strip(entries, font, SHORT, (width + 2 * GAP) / max(across, 1) - 0.01)


def fitting_strip(entries: Sequence[Entry], font: QFont, width: float) -> Strip:
    """Return a strip with samples of lines if it is one line then; else one with markers alone."""
    strip = Strip(entries, font)
    return strip if strip.height(width) <= strip.line_height else Strip(entries, font, SHORT)
