"""Lessons and presets as cards: a picture, a title, a sentence, how long it takes and how far one is."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from momentum_lab.gui.start.offers import Offer, OfferKind
from momentum_lab.gui.views.run_sketch import run_thumbnail
from momentum_lab.gui.widgets.card_grid import CardGrid
from momentum_lab.gui.widgets.screen import type_share

PICTURE: Final = QSize(208, 112)
"""In type of the usual size; larger type has larger pictures above it."""
LINES: Final = 3
"""That the sentence may have."""
BAR: Final = 3
"""Height in logical pixels of the bar that shows how far one has come."""


class OfferGrid(CardGrid[Offer]):
    """A card for each lesson and each preset."""

    def __init__(self) -> None:
        super().__init__("lessons and presets")

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
        """Return the whole sentence, of which the card may have no room for all."""
        return item.sentence

    def picture_of(self, item: Offer, size: QSize, ratio: float) -> QImage:
        """Return the picture of its experiment."""
        return run_thumbnail(item.experiment, item.may_be_run, self.theme, size, ratio)

    @property
    def picture_size(self) -> QSize:
        """Pictures grow with the type below them."""
        share = type_share(self)
        return QSize(round(share * PICTURE.width()), round(share * PICTURE.height()))

    @property
    def words_height(self) -> int:
        """How high title, sentence and facts are."""
        return QFontMetrics(self._bold).height() + (LINES + 1) * self.fontMetrics().height() + 2 * BAR

    def paint_words(self, painter: QPainter, item: Offer, room: QRect) -> None:
        """Paint title, sentence and facts, and below them how far one has come."""
        metrics, line = self.fontMetrics(), self.fontMetrics().height()
        title = room.adjusted(0, 0, 0, QFontMetrics(self._bold).height() - room.height())
        painter.setFont(self._bold)
        painter.setPen(QColor(self.theme.accent if item.is_last else self.theme.text))
        painter.drawText(title, _LEFT, _elided(QFontMetrics(self._bold), item.heading, room.width()))
        painter.setFont(self.font())
        painter.setPen(QColor(self.theme.text))
        top = title.bottom() + 1
        for number, text in enumerate(wrapped(item.sentence, metrics, room.width(), LINES)):
            painter.drawText(QRect(room.left(), top + number * line, room.width(), line), _LEFT, text)
        painter.setPen(QColor(self.theme.muted))
        facts = QRect(room.left(), top + LINES * line, room.width(), line)
        painter.drawText(facts, _LEFT, _elided(metrics, item.facts, room.width()))
        if item.page is not None and item.kind is OfferKind.LESSON:
            bar = QRect(room.left(), room.bottom() - BAR + 1, room.width(), BAR)
            painter.fillRect(bar, QColor(self.theme.line))
            bar.setWidth(round(room.width() * (item.page + 1) / item.pages))
            painter.fillRect(bar, QColor(self.theme.accent))

    @property
    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font


def wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """Return a text as lines of a width; of what does not fit into so many, the last ends in …."""
    lines, words = [""], text.split()
    for number, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[number:]])
            break
    return [_elided(metrics, line, width) for line in lines]


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
