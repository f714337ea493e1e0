"""What the colours of a map mean: a bar with its ends, and swatches with words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPalette, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.core.values import dataclass
from momentum_lab.gui.views.painting import draw_minimum

BAR: Final = 90
HEIGHT: Final = 12
GAP: Final = 14


@dataclass(frozen=True, slots=True)
class MapEntry:
    """A swatch, or with several colours a bar, with words after it; a bar has words before it as well.

    Or a ``symbol`` in the colour of the words: the star of a minimum, a dashed line.
    """

    colors: tuple[QColor, ...]
    text: str
    before: str = ""
    symbol: Literal["", "star", "dashes"] = ""


class MapLegend(QWidget):
    """Entries one after the other, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[MapEntry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_entries(self, *entries: MapEntry) -> None:
        """Show other entries."""
        if entries != self.entries:
            self.entries = entries
            self.setAccessibleDescription("; ".join(f"{e.before} {e.text}".strip() for e in entries))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Be as high as the lines."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def heightForWidth(self, a0: int) -> int:
        """Return the height of the lines in a width."""
        return entries_height(self.entries, QFontMetricsF(self.fontMetrics()), a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw the entries."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        roles, metrics = QPalette.ColorRole, QFontMetricsF(self.fontMetrics())
        text, edge = self.palette().color(roles.WindowText), self.palette().color(roles.Mid)
        draw_entries(painter, self.entries, metrics, self.width(), text, edge)
        painter.end()


def entries_height(entries: Sequence[MapEntry], metrics: QFontMetricsF, width: float) -> int:
    """Return the height of the lines that entries need in a width."""
    places = _places(entries, metrics, width)
    return round(places[-1].y() + _line(metrics)) if places else 0


def draw_entries(
    painter: QPainter,
    entries: Sequence[MapEntry],
    metrics: QFontMetricsF,
    width: float,
    text: QColor,
    edge: QColor,
) -> None:
    """Draw entries from the painter's origin, words in one colour and outlines in another."""
    for entry, at in zip(entries, _places(entries, metrics, width), strict=True):
        baseline = at.y() + metrics.ascent() + 2
        x = at.x()
        painter.setPen(text)
        if entry.before:
            painter.drawText(QPointF(x, baseline), entry.before)
            x += metrics.horizontalAdvance(entry.before) + 6
        box = QRectF(x, at.y() + (_line(metrics) - HEIGHT) / 2, _swatch(entry), HEIGHT)
        fill = QLinearGradient(box.topLeft(), box.topRight())
        for index, color in enumerate(entry.colors):
            fill.setColorAt(index / max(len(entry.colors) - 1, 1), color)
        painter.setPen(edge)
        if entry.colors:
            painter.setBrush(fill if len(entry.colors) > 1 else entry.colors[0])
            painter.drawRoundedRect(box, 2, 2)
        if entry.symbol == "star":
            draw_minimum(painter, box.center(), True, text.name())
        elif entry.symbol:
            painter.setPen(QPen(text, 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
        painter.setPen(text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawText(QPointF(box.right() + 6, baseline), entry.text)


def _line(metrics: QFontMetricsF) -> float:
    return metrics.height() + 4


def _swatch(entry: MapEntry) -> int:
    if entry.symbol:
        return 16 if entry.symbol == "star" else 32
    return (0, HEIGHT, BAR)[min(len(entry.colors), 2)]


def _places(entries: Sequence[MapEntry], metrics: QFontMetricsF, width: float) -> list[QPointF]:
    """Return where entries begin, one after the other, in as many lines as they need."""
    places = []
    x = y = 0.0
    for entry in entries:
        before = metrics.horizontalAdvance(entry.before) + 6 if entry.before else 0
        needed = before + _swatch(entry) + 6 + metrics.horizontalAdvance(entry.text)
        if x > 0.0 and x + needed > width:
            x, y = 0.0, y + _line(metrics)
        places.append(QPointF(x, y))
        x += needed + GAP
    return places
