"""What the colours of a map mean: a bar with its ends, and swatches with words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPalette
from PyQt6.QtWidgets import QSizePolicy, QWidget

BAR: Final = 90
HEIGHT: Final = 12
GAP: Final = 14


@dataclass(frozen=True, slots=True)
class Entry:
    """A swatch, or with several colours a bar, with words after it; a bar has words before it as well."""

    colors: tuple[QColor, ...]
    text: str
    before: str = ""


class MapLegend(QWidget):
    """Entries one after the other, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_entries(self, *entries: Entry) -> None:
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
        places = self._places(a0)
        return round(places[-1].y()) + self._line() if places else 0

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw the entries."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, edge = (
            self.palette().color(QPalette.ColorRole.WindowText),
            self.palette().color(QPalette.ColorRole.Mid),
        )
        metrics = self.fontMetrics()
        for entry, at in zip(self.entries, self._places(self.width()), strict=True):
            baseline = at.y() + metrics.ascent() + 2
            x = at.x()
            painter.setPen(text)
            if entry.before:
                painter.drawText(QPointF(x, baseline), entry.before)
                x += metrics.horizontalAdvance(entry.before) + 6
            box = QRectF(x, at.y() + (self._line() - HEIGHT) / 2, self._swatch(entry), HEIGHT)
            fill = QLinearGradient(box.topLeft(), box.topRight())
            for index, color in enumerate(entry.colors):
                fill.setColorAt(index / max(len(entry.colors) - 1, 1), color)
            painter.setPen(edge)
            if entry.colors:
                painter.setBrush(fill if len(entry.colors) > 1 else entry.colors[0])
                painter.drawRoundedRect(box, 2, 2)
            painter.setPen(text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawText(QPointF(box.right() + 6, baseline), entry.text)
        painter.end()

    def _line(self) -> int:
        return self.fontMetrics().height() + 4

    def _swatch(self, entry: Entry) -> int:
        return (0, HEIGHT, BAR)[min(len(entry.colors), 2)]

    def _places(self, width: int) -> list[QPointF]:
        metrics, places = self.fontMetrics(), []
        x = y = 0.0
        for entry in self.entries:
            before = metrics.horizontalAdvance(entry.before) + 6 if entry.before else 0
            needed = before + self._swatch(entry) + 6 + metrics.horizontalAdvance(entry.text)
            if x > 0.0 and x + needed > width:
                x, y = 0.0, y + self._line()
            places.append(QPointF(x, y))
            x += needed + GAP
        return places
