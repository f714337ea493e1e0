"""The texts of the axes, written with a painter over what OpenGL has drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.gl.axes import Label
from momentum_lab.gui.views.gl.camera import Margins

GAP: Final = 6.0
"""Between an axis and its numbers, in logical pixels."""


def margins(font: QFont, texts: Iterable[str]) -> Margins:
    """Return the room that axes need around the box; ``texts`` are the numbers at the loss axis."""
    metrics = QFontMetricsF(font)
    line = metrics.height()
    widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
    # The corners of the box come near the edge from few sides only: half of the way is room enough.
    return Margins(0.75 * widest + 2.0 * GAP, line + GAP, 2.0 * GAP, 1.4 * line + GAP)


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A text in its box; ``is_name`` tells a name from a number."""

    box: QRectF
    text: str
    is_name: bool


def placed_labels(labels: list[Label], font: QFont, bounds: QRectF) -> list[PlacedLabel]:
    """Return the labels that fit inside ``bounds``; of two that would overlap, the first.

    A name that would stick out stands beside its place instead; a number would be read off wrongly there.
    """
    metrics = QFontMetricsF(font)
    widest = max(
        (metrics.horizontalAdvance(label.text) for label in labels if not label.is_name), default=0.0
    )
    taken: list[QRectF] = []
    placed: list[PlacedLabel] = []
    for label in labels:
        beyond = GAP
        if label.is_name and not label.is_on_top:
            beyond += (
                GAP
                + abs(label.outward.x()) * min(widest, 3.0 * metrics.height())
                + (abs(label.outward.y()) * metrics.height())
            )
        box = _placed(label, metrics, beyond)
        if label.is_name:
            box.moveLeft(max(min(box.left(), bounds.right() - box.width()), bounds.left()))
        if not bounds.contains(box) or any(box.intersects(other) for other in taken):
            continue
        taken.append(box.adjusted(-3.0, 0.0, 3.0, 0.0))
        placed.append(PlacedLabel(box, label.text, label.is_name))
    return placed


def paint_labels(painter: QPainter, labels: list[PlacedLabel], font: QFont, theme: Theme) -> None:
    """Write labels."""
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
    painter.setFont(font)
    name, number = QColor(theme.text), QColor(theme.muted)
    for label in labels:
        painter.setPen(name if label.is_name else number)
        painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, label.text)


def _placed(label: Label, metrics: QFontMetricsF, beyond: float) -> QRectF:
    """Return the box of a text, its nearest edge ``beyond`` pixels outward of its point."""
    width, height = metrics.horizontalAdvance(label.text) + 1.0, metrics.height()
    reach = beyond + 0.5 * (abs(label.outward.x()) * width + abs(label.outward.y()) * height)
    center = label.at + reach * label.outward
    return QRectF(center - QPointF(0.5 * width, 0.5 * height), center + QPointF(0.5 * width, 0.5 * height))
