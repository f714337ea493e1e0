"""What stands on a sheet beside plots: the surface, legends, texts; each draws itself into a place."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.legend import MARGIN, Entry, Legend, Strip, whole_legends
from momentum_lab.gui.views.outlook import Outlook
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run


class Pane(Protocol):
    """Something that can be drawn at a step, into a place of logical pixels."""

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw; what has to be an image has ``scale`` pixels for each logical one.

        ``progress`` is told while it takes long; where it cancels, ``CancelledError`` is raised.
        """
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class HighPane(Pane, Protocol):
    """A pane that knows how high it has to be."""

    def height(self, width: float) -> float:
        """Return how high it is in a width."""
        ...


class SurfaceItself(Protocol):
    """The 3-D view, or what draws the same without OpenGL."""

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        ...

    def show_run(self, run: Run, step: int) -> None:
        """Show a run at a step."""
        ...

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        ...

    def turn(self, degrees: float) -> None:
        """Let the camera go around, from where it is."""
        ...

    def look_as(self, outlook: Outlook | None) -> None:
        """Look from where a view of the window looks, if that is a surface, too."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...

    def draw_picture(
        self, painter: QPainter, width: int, height: int, scale: float, progress: Progress = unwatched
    ) -> None:
        """Draw an image, and text over it, from the painter's origin."""
        ...


class SurfacePane:
    """The surface: an image, under text that stays text."""

    def __init__(self, surface: SurfaceItself) -> None:
        self._surface = surface

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw the surface."""
        self._surface.show_step(step)
        painter.save()
        painter.translate(place.topLeft())
        try:
            self._surface.draw_picture(painter, round(place.width()), round(place.height()), scale, progress)
        finally:
            painter.restore()

    def turn(self, degrees: float) -> None:
        """Let the camera go around, from where it is."""
        self._surface.turn(degrees)

    def close(self) -> None:
        """Let go of the widget."""
        self._surface.close()


class LegendPane:
    """The legend over the upper right corner of a place."""

    def __init__(self, entries: list[Entry], theme: Theme, line_width: float) -> None:
        self._entries, self._theme, self._width = entries, theme, line_width

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw a box with a row for each ball."""
        legend = Legend(self._entries, place.size(), QApplication.font())
        if not legend.is_whole:
            legend = next(whole_legends(self._entries, place.size(), QApplication.font()), legend)
        if not legend.is_empty:
            corner = QPointF(place.right() - legend.size.width() - MARGIN, place.top() + MARGIN)
            legend.draw(painter, corner, self._theme, self._width)

    def close(self) -> None:
        """Hold nothing."""


class StripPane:
    """The legend as a strip: entries one after the other, in as many lines as they need, in the middle."""

    def __init__(self, entries: list[Entry], theme: Theme, line_width: float) -> None:
        self._strip, self._theme, self._width = Strip(entries, QApplication.font()), theme, line_width

    def height(self, width: float) -> float:
        """Return how high the strip is in a width."""
        return self._strip.height(width)

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw the entries."""
        self._strip.draw(painter, place, self._theme, self._width)

    def close(self) -> None:
        """Hold nothing."""


class TextPane:
    """A text in the middle of its place, in as many lines as it needs; of more than two, the beginning."""

    def __init__(self, text: str, color: str, size: float = 1.0, is_bold: bool = False) -> None:
        self._text, self._color = text, color
        self._font = QFont(QApplication.font())
        self._font.setPointSizeF(size * self._font.pointSizeF())
        self._font.setBold(is_bold)

    def height(self, width: float) -> float:
        """Return how high the text is in a width."""
        return len(self._lines(width)) * QFontMetricsF(self._font).height()

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw the text."""
        metrics = QFontMetricsF(self._font)
        painter.setFont(self._font)
        painter.setPen(QColor(self._color))
        lines = self._lines(place.width())
        top = place.top() + (place.height() - len(lines) * metrics.height()) / 2
        for number, line in enumerate(lines):
            left = place.left() + (place.width() - metrics.horizontalAdvance(line)) / 2
            painter.drawText(QPointF(left, top + number * metrics.height() + metrics.ascent()), line)

    def close(self) -> None:
        """Hold nothing."""

    def _lines(self, width: float) -> list[str]:
        metrics = QFontMetricsF(self._font)
        words = self._text.split(" ")
        first = words[0]
        count = 1
        while count < len(words) and metrics.horizontalAdvance(f"{first} {words[count]}") <= width:
            first, count = f"{first} {words[count]}", count + 1
        lines = [first, " ".join(words[count:])] if count < len(words) else [first]
        return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
