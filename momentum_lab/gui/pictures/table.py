"""The table below a picture: what each ball is, and how it fares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PyQt6.QtWidgets import QApplication

from momentum_lab.analysis.summary import summarize
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import words
from momentum_lab.core.progress import Progress
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.ball_names import in_words, named
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.loss_scale import three_digits
from momentum_lab.gui.views.painting import draw_marker
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Status
from momentum_lab.wording.verdicts import stage

GAP, NARROW_GAP = 14.0, 7.0
PADDING: Final = 3.0
MOST_SPREAD: Final = 7.0
EDGE: Final = 12.0
MARK: Final = 16.0
MOST_LINES: Final = 9
"""Of one cell; what is longer ends in an ellipsis."""
ELLIPSIS: Final = "…"
NARROWEST: Final = 44.0
NARROW: Final = 520.0
"""A table narrower than this has the optimizer and its settings in one column."""


NBSP: Final = "\N{NO-BREAK SPACE}"
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its texts, and the marker before the first of them."""

    texts: tuple[str, ...]
    color: str = ""
    marker: str = ""


class TablePane:
    """A table with a heading; texts that are too long for their column are broken."""

    def __init__(
        self, heads: tuple[str, ...], rows: list[Row], theme: Theme, numbers: tuple[int, ...]
    ) -> None:
        self._heads, self._rows, self._theme, self._numbers = heads, rows, theme, numbers
        self._padding = PADDING
        self._font = QApplication.font()
        self._bold = QFont(self._font)
        self._bold.setBold(True)

    def height(self, width: float) -> float:
        """Return how high the table is in a width."""
        columns = self._columns(width)
        heights = (self._height(texts, columns) for texts in (self._heads, *(r.texts for r in self._rows)))
        return sum(heights) + EDGE

    def spread(self, spare: float) -> None:
        """Let the rows share some height that nothing else needs, as far as that looks good."""
        self._padding = PADDING + min(spare / (2 * len(self._rows) + 2), MOST_SPREAD)

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw heading, rules and rows."""
        columns = self._columns(place.width())
        left, right = place.left() + EDGE, place.right() - EDGE
        top = place.top()
        rule = QPen(QColor(self._theme.muted), 1.0)
        for row in (Row(self._heads), *self._rows):
            height = self._height(row.texts, columns)
            painter.setPen(rule if not row.marker else QPen(QColor(self._theme.line), 0.6))
            # The upper rule is inside as a whole: what stands above covers the half of it that is not.
            at = top if row.marker else top + rule.widthF() / 2
            painter.drawLine(QPointF(left, at), QPointF(right, at))
            self._draw_row(painter, row, QPointF(left, top + self._padding), columns, _gap(place.width()))
            top += height
        painter.setPen(rule)
        first = place.top() + self._height(self._heads, columns)
        for y in (first, top):
            painter.drawLine(QPointF(left, y), QPointF(right, y))

    def close(self) -> None:
        """Hold nothing."""

    def _draw_row(self, painter: QPainter, row: Row, at: QPointF, columns: list[float], gap: float) -> None:
        font = self._font if row.marker else self._bold
        metrics = QFontMetricsF(font)
        if row.marker:
            spot = at + QPointF(0.4 * MARK, metrics.height() / 2)
            draw_marker(painter, row.marker, spot, row.color, self._theme.outline, 10)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        x = at.x() + MARK
        for number, (text, width) in enumerate(zip(row.texts, columns, strict=True)):
            for index, line in enumerate(broken(text, metrics, width)):
                room = width - metrics.horizontalAdvance(line) if number in self._numbers else 0.0
                base = at.y() + index * metrics.height() + metrics.ascent()
                painter.drawText(QPointF(x + max(room, 0.0), base), line)
            x += width + gap

    def _height(self, texts: tuple[str, ...], columns: list[float]) -> float:
        metrics = QFontMetricsF(self._font)
        lines = max(len(broken(t, metrics, w)) for t, w in zip(texts, columns, strict=True))
        return lines * metrics.height() + 2 * self._padding

    def _columns(self, width: float) -> list[float]:
        """Return the widths of the columns: of their texts and a share of the rest, or the widest cut."""
        plain, bold = QFontMetricsF(self._font).horizontalAdvance, QFontMetricsF(self._bold).horizontalAdvance
        room = width - 2 * EDGE - MARK - _gap(width) * (len(self._heads) - 1)
        columns = [(head, [row.texts[i] for row in self._rows]) for i, head in enumerate(self._heads)]
        widths = [max([bold(head), *map(plain, texts)]) + 1 for head, texts in columns]
        least = [0.0] * len(columns)
        for is_parted, is_cut in ((False, False), (True, False), (True, True)):
            least = [
                max(
                    _widest(head, bold, is_parted, is_cut),
                    *(_widest(t, plain, is_parted, is_cut) for t in texts),
                )
                for head, texts in columns
            ]
            if sum(least) <= room:
                break
        while sum(widths) > room and any(w > low for w, low in zip(widths, least, strict=True)):
            _, widest = max((w, i) for i, w in enumerate(widths) if w > least[i])
            shorter = max(0.92 * widths[widest], widths[widest] - (sum(widths) - room))
            widths[widest] = max(shorter, least[widest])
        spare = max(room - sum(widths), 0.0) / len(widths)
        return [each + spare for each in widths]


def _widest(text: str, advance: Callable[[str], float], is_parted: bool, is_cut: bool) -> float:
    """Return the least width of a column that has a text: that of its widest part.

    Parts are words, with the number that belongs to them unless ``is_parted``. What is no number may be less
    wide than it is if words are to be ``is_cut``.
    """
    parts = text.replace(NBSP, " ").split(" ") if is_parted else text.split(" ")
    widths = (advance(part) + 1 for part in parts)
    return max(
        min(width, NARROWEST) if is_cut and not _DIGIT.search(part) else width
        for part, width in zip(parts, widths, strict=True)
    )


def ball_table(run: Run, step: int, theme: Theme, width: float) -> TablePane:
    """Return the table of the visible balls of a run, for a width."""
    is_narrow = width < NARROW
    rows = [
        Row(
            (
                summary.name,
                *_rule(ball, summary.name, is_narrow),
                "—" if summary.status is Status.DIVERGED else three_digits(summary.loss),
                str(stage(summary)),
            ),
            ball.color,
            ball.marker,
        )
        for summary in summarize(run, step)
        if (ball := run.experiment.balls[summary.ball]).visible
    ]
    loss = words("final loss") if step == run.computed else words("loss at {step:,}", step=step)
    rule = () if is_narrow else (words("optimizer"),)
    heads = (words("ball"), *rule, words("settings"), loss, words("status"))
    return TablePane(heads, rows, theme, numbers=(len(heads) - 2,))


def _gap(width: float) -> float:
    """Return the room between two columns of a table."""
    return NARROW_GAP if width < NARROW else GAP


def _rule(ball: Ball, label: str, is_narrow: bool) -> tuple[str, ...]:
    """Return optimizer and settings, in one where there is no room for two."""
    title, settings = str(OPTIMIZERS[ball.optimizer].shown_title), _settings(ball, is_narrow)
    if not is_narrow:
        return title, settings
    return (
        settings
        if label.startswith(title)
        else words("{optimizer}: {settings}", optimizer=title, settings=settings),
    )


def _settings(ball: Ball, is_narrow: bool) -> str:
    """Return the rate and the other settings; where there is little room, those that are not as usual."""
    declared = OPTIMIZERS[ball.optimizer].hyperparameters
    values = [
        named(name, value)
        for name, value in ball.hyperparameters.items()
        if name == LEARNING_RATE
        or value != declared[name].default
        or (value and not is_narrow)  # what is off, as usual, need not be said
    ]
    numbered = [_shown(str(value)) for value in values]
    changes = [_shown(str(in_words(change))) for change in ball.changes]
    return str(enumerated([*numbered, *filter(None, (ball.schedule.words, ball.clipping.words)), *changes]))


def _shown(value: str) -> str:
    """Return words with numbers in them as they are set in a picture, unbroken."""
    return value.replace(" ", NBSP)


def broken(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Return a text in lines no wider than that, broken between words; no number is cut.

    What belongs together is parted where it is too wide for a line. If there are too many lines, the last one
    tells so after its last whole word.
    """
    lines: list[str] = []
    left = [*_parts(text, metrics, width)]
    while left:
        count = 1
        while count < len(left) and metrics.horizontalAdvance(" ".join(left[: count + 1])) <= width:
            count += 1
        if len(lines) == MOST_LINES - 1 and count < len(left):
            while count and metrics.horizontalAdvance(" ".join([*left[:count], ELLIPSIS])) > width:
                count -= 1
            lines.append(" ".join([*left[:count], ELLIPSIS]))
            break
        line, left = " ".join(left[:count]), left[count:]
        is_whole = _DIGIT.search(line) is not None
        lines.append(line if is_whole else metrics.elidedText(line, Qt.TextElideMode.ElideRight, width))
    return lines


def _parts(text: str, metrics: QFontMetricsF, width: float) -> Iterator[str]:
    """Yield words, with the numbers that belong to them where both have room in a line."""
    for part in text.split(" "):
        yield from [part] if metrics.horizontalAdvance(part) <= width else part.split(NBSP)
