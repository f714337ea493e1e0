"""A grid of cards, each with the picture and the title of a landscape."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    pyqtSignal,
)
from PyQt6.QtGui import QColor, QImage, QPainter, QPen
from PyQt6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.sketch import thumbnail
from momentum_lab.landscapes import LandscapeEntry

PICTURE: Final = QSize(160, 104)
PADDING: Final = 7
GAP: Final = 8
SLICE: Final = 0.012
"""Seconds of drawing between two turns of the event loop."""
ENTRY: Final = Qt.ItemDataRole.UserRole


class Thumbnails:
    """Pictures that are drawn a few at a time, when they are first asked for."""

    def __init__(self, grid: CardGrid) -> None:
        self._grid = grid
        self._drawn: dict[LandscapeEntry, QImage] = {}
        self._wanted: dict[LandscapeEntry, None] = {}
        self._timer = QTimer(grid)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_some)
        self.theme: Theme = LIGHT

    @property
    def is_drawing(self) -> bool:
        """Whether some are still to be drawn."""
        return bool(self._wanted)

    def forget(self) -> None:
        """Draw all of them anew, for other colours or another screen."""
        self._drawn.clear()
        self._wanted.clear()

    def get(self, entry: LandscapeEntry) -> QImage | None:
        """Return a picture, or None: then it is drawn soon."""
        picture = self._drawn.get(entry)
        if picture is None or picture.devicePixelRatio() != self._grid.devicePixelRatioF():
            self._wanted[entry] = None
            self._timer.start()
        return picture

    def _draw_some(self) -> None:
        end = time.perf_counter() + SLICE
        while self._wanted and time.perf_counter() < end:
            current = self._grid.current
            entry = current if current in self._wanted else next(iter(self._wanted))
            assert entry is not None
            del self._wanted[entry]
            size, ratio = PICTURE, self._grid.devicePixelRatioF()
            self._drawn[entry] = thumbnail(entry, self.theme, size.width(), size.height(), ratio)
            self._grid.redraw_card(entry)
        if not self._wanted:
            self._timer.stop()


class CardModel(QAbstractListModel):
    """The landscapes that are left."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[LandscapeEntry] = []

    def show_entries(self, entries: Sequence[LandscapeEntry]) -> None:
        """List other landscapes."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many there are."""
        return len(self.entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, what it teaches as a tool tip, or the entry itself."""
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        return {
            Qt.ItemDataRole.DisplayRole: entry.title,
            Qt.ItemDataRole.AccessibleTextRole: entry.title,
        }.get(Qt.ItemDataRole(role))


class CardGrid(QListView):
    """Cards in rows; one of them is chosen."""

    chosen = pyqtSignal()
    """Another card is the current one."""
    taken = pyqtSignal()
    """A card was clicked twice."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = CardModel(self)
        self.thumbnails = Thumbnails(self)
        self.setObjectName("cards")
        self.setModel(self.cards)
        self.setItemDelegate(CardPainter(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(self.Shape.NoFrame)
        self.setViewportMargins(-GAP // 2, 0, 0, 0)  # the first card stands where the search begins
        self.setMouseTracking(True)
        self.setAccessibleName("landscapes")
        self.doubleClicked.connect(lambda _index: self.taken.emit())

    @property
    def theme(self) -> Theme:
        """The colours that the cards are painted in."""
        return self.thumbnails.theme

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of another theme."""
        self.thumbnails.forget()
        self.thumbnails.theme = theme
        self.redraw()

    @property
    def current(self) -> LandscapeEntry | None:
        """The landscape of the current card."""
        row = self.currentIndex().row()
        return self.cards.entries[row] if 0 <= row < len(self.cards.entries) else None

    @property
    def columns(self) -> int:
        """How many cards stand in a row."""
        viewport = self.viewport()
        assert viewport is not None
        return max(1, viewport.width() // card_size(self).width())

    def show_entries(self, entries: Sequence[LandscapeEntry], name: str | None) -> None:
        """Show other landscapes; the one of this name, or else the first, becomes the current one."""
        self.cards.show_entries(entries)
        names = [entry.name for entry in entries]
        self.choose(names.index(name) if name in names else 0)
        self.chosen.emit()

    def choose(self, row: int) -> None:
        """Make a card the current one; beyond the last one it is the last one."""
        count = len(self.cards.entries)
        if count:
            index = self.cards.index(min(max(row, 0), count - 1))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def go(self, key: int) -> bool:
        """Go to another card by a key, if it is one that does that."""
        page = self.columns * max(1, self.height() // card_size(self).height())
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }
        step = steps.get(Qt.Key(key)) if key in steps else None
        if step is not None:
            self.choose(self.currentIndex().row() + step)
        return step is not None

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Tell which card is the current one."""
        super().currentChanged(current, previous)
        self.chosen.emit()

    def redraw_card(self, entry: LandscapeEntry) -> None:
        """Paint the card of a landscape again, if there is one."""
        if entry in self.cards.entries:
            self.update(self.cards.index(self.cards.entries.index(entry)))

    def redraw(self) -> None:
        """Paint again what is in sight."""
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()


def card_size(grid: QListView) -> QSize:
    """Return the room of a card with the gap around it."""
    text = grid.fontMetrics().height()
    side = 2 * PADDING + GAP
    return QSize(PICTURE.width() + side, PICTURE.height() + text + 6 + side)


class CardPainter(QStyledItemDelegate):
    """Paints a card: a frame, the picture, the title below."""

    def __init__(self, grid: CardGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """All cards are of one size."""
        return card_size(self._grid)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one card."""
        assert painter is not None
        entry, theme = index.data(ENTRY), self._grid.theme
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        is_under_pointer = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = GAP / 2
        card = QRectF(option.rect).adjusted(half, half, -half, -half)
        edge = theme.accent if is_current else theme.muted if is_under_pointer else theme.line
        painter.setPen(QPen(QColor(edge), 2 if is_current else 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = card.toRect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
        place = QRect(inner.topLeft(), PICTURE)
        picture = self._grid.thumbnails.get(entry)
        if picture is not None:
            painter.drawImage(place, picture)
        else:
            painter.fillRect(place, QColor(theme.landscape[0]))
        painter.setPen(QColor(theme.text))
        line = inner.adjusted(0, PICTURE.height() + 6, 0, 0)
        title = option.fontMetrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        painter.restore()
