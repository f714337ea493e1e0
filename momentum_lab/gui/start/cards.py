"""Lessons and presets as cards: a picture, a title, a sentence, how long it takes and how far one is."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from momentum_lab.core.messages import words
from momentum_lab.gui.start.offers import Offer, OfferKind
from momentum_lab.gui.views.run_sketch import run_thumbnail
from momentum_lab.gui.widgets.breaking import breakable
from momentum_lab.gui.widgets.card_grid import CardGrid
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.gui.widgets.tips import plain_tip

PICTURE: Final = QSize(208, 112)
"""In type of the usual size; larger type has larger pictures above it."""
LINES: Final = 5
"""That title and sentence may have together."""
TITLE_LINES: Final = 2
"""Of those, that the title may have."""
BAR: Final = 3
"""Height in logical pixels of the bar that shows how far one has come."""


class OfferGrid(CardGrid[Offer]):
    """A card for each lesson and each preset."""

    def __init__(self) -> None:
        super().__init__(words("lessons and presets"))

    def title_of(self, item: Offer) -> str:
        """Return its title."""
        return item.heading

    def key_of(self, item: Offer) -> str:
        """Return what it is and its name."""
        return item.key

    def told_of(self, item: Offer) -> str:
        """Return all that the card says."""
        return item.told

    def tip_of(self, item: Offer) -> str:
        """Return title and sentence, of which the card may have no room for all."""
        return plain_tip(f"{item.heading}\n{item.sentence}")

    def picture_of(self, item: Offer, size: QSize, ratio: float) -> QImage:
        """Return the picture of its experiment."""
        return run_thumbnail(item.experiment, item.may_be_run, self.theme, size, ratio)

    @property
    def usual_picture(self) -> QSize:
        """Pictures grow with the type below them."""
        share = type_share(self)
        return QSize(round(share * PICTURE.width()), round(share * PICTURE.height()))

    @property
    def words_height(self) -> int:
        """How high title, sentence and facts are."""
        return (LINES + 1) * self._line + 2 * BAR

    def paint_words(self, painter: QPainter, item: Offer, room: QRect) -> None:
        """Paint title, sentence and facts, and below them how far one has come."""
        metrics, line, width = self.fontMetrics(), self._line, room.width()
        title = wrapped(item.heading, QFontMetrics(self._bold), width, TITLE_LINES)
        sentence = wrapped(item.sentence, metrics, width, LINES - len(title))
        facts = _elided(metrics, item.facts, width)
        first = self._bold, self.theme.accent if item.is_last else self.theme.text
        rows = [(number, text, *first) for number, text in enumerate(title)]
        rows += [
            (len(title) + number, text, self.font(), self.theme.text) for number, text in enumerate(sentence)
        ]
        for number, text, font, color in (*rows, (LINES, facts, self.font(), self.theme.muted)):
            painter.setFont(font)
            painter.setPen(QColor(color))
            painter.drawText(QRect(room.left(), room.top() + number * line, width, line), _LEFT, text)
        if item.page is not None and item.kind is OfferKind.LESSON:
            bar = QRect(room.left(), room.bottom() - BAR + 1, room.width(), BAR)
            painter.fillRect(bar, QColor(self.theme.line))
            bar.setWidth(round(room.width() * (item.page + 1) / item.pages))
            painter.fillRect(bar, QColor(self.theme.accent))

    @property
    def _line(self) -> int:
        return max(self.fontMetrics().height(), QFontMetrics(self._bold).height())

    @property
    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font


def wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """Return a text as lines of a width; of what does not fit into so many, the last ends in …."""
    lines, pieces = [""], breakable(" ".join(text.split()))
    for number, piece in enumerate(pieces):
        longer = lines[-1] + piece
        if not lines[-1] or metrics.horizontalAdvance(longer.rstrip()) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(piece)
        else:
            lines[-1] += "".join(pieces[number:])
            break
    return [_elided(metrics, line.rstrip(), width) for line in lines]


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
