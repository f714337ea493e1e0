"""A grid of cards, each with a picture of something and words below it; pictures are drawn in slices."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from typing import Any, Final, Generic, TypeVar

from PyQt6.QtCore import (
    QAbstractListModel,
    QModelIndex,
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

Item = TypeVar("Item", bound=Hashable)

PADDING: Final = 7
GAP: Final = 8
SIDE: Final = 2 * PADDING + GAP
"""By so much a card with the gap around it is wider than its picture."""
NARROWEST: Final = 0.85
"""The share of their usual width that pictures have at least."""
SPACE: Final = 6
"""Logical pixels between the picture and the words."""
SLICE: Final = 0.012
"""Seconds of drawing between two turns of the event loop."""
ITEM: Final = Qt.ItemDataRole.UserRole


class Thumbnails(Generic[Item]):
    """Pictures that are drawn a few at a time, when they are first asked for."""

    def __init__(self, grid: CardGrid[Item]) -> None:
        self._grid = grid
        self._drawn: dict[Item, tuple[QSize, QImage]] = {}
        self._wanted: dict[Item, None] = {}
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

    def get(self, item: Item) -> QImage | None:
        """Return a picture, or None: then it is drawn soon."""
        size, picture = self._drawn.get(item, (QSize(), None))
        is_fit = picture is not None and picture.devicePixelRatio() == self._grid.devicePixelRatioF()
        if not is_fit or size != self._grid.picture_size:
            self._wanted[item] = None
            self._timer.start()
        return picture

    def _draw_some(self) -> None:
        end = time.perf_counter() + SLICE
        while self._wanted and time.perf_counter() < end:
            current = self._grid.current
            item = current if current in self._wanted else next(iter(self._wanted))
            assert item is not None
            del self._wanted[item]
            size = self._grid.picture_size
            self._drawn[item] = size, self._grid.picture_of(item, size, self._grid.devicePixelRatioF())
            self._grid.redraw_card(item)
        if not self._wanted:
            self._timer.stop()


class CardModel(QAbstractListModel, Generic[Item]):
    """What is left of the things that there are."""

    def __init__(self, grid: CardGrid[Item]) -> None:
        super().__init__(grid)
        self._grid = grid
        self.entries: list[Item] = []

    def show_entries(self, entries: Sequence[Item]) -> None:
        """List other things; where there are only more of them, those that are there stay as they are."""
        before = len(self.entries)
        if list(entries[:before]) != self.entries or not before:
            self.beginResetModel()
            self.entries = list(entries)
            self.endResetModel()
        elif len(entries) > before:
            self.beginInsertRows(QModelIndex(), before, len(entries) - 1)
            self.entries = list(entries)
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many there are."""
        return len(self.entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, what is told of the thing, or the thing itself."""
        item = self.entries[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return item
            case Qt.ItemDataRole.DisplayRole:
                return self._grid.title_of(item)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._grid.told_of(item)
            case Qt.ItemDataRole.ToolTipRole:
                return self._grid.tip_of(item)
        return None


class CardGrid(QListView, Generic[Item]):
    """Cards in rows; one of them is chosen. A kind for each kind of things, which says how they are shown."""

    chosen = pyqtSignal()
    """Another card is the current one."""
    taken = pyqtSignal()
    """A card was clicked twice."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.cards: CardModel[Item] = CardModel(self)
        self.thumbnails: Thumbnails[Item] = Thumbnails(self)
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
        self.setAccessibleName(name)
        self.doubleClicked.connect(lambda _index: self.taken.emit())

    def title_of(self, item: Item) -> str:
        """Return what a thing is called."""
        raise NotImplementedError

    def key_of(self, item: Item) -> str:
        """Return by what a thing is found again."""
        raise NotImplementedError

    def picture_of(self, item: Item, size: QSize, ratio: float) -> QImage:
        """Return the picture of a thing, with ``ratio`` pixels for each logical one of a size."""
        raise NotImplementedError

    @property
    def usual_picture(self) -> QSize:
        """About the size of the pictures, in logical pixels: they are wider or narrower to fill the rows."""
        raise NotImplementedError

    @property
    def picture_size(self) -> QSize:
        """The size of the pictures, in logical pixels: cards in full rows take all of the width."""
        usual = self.usual_picture
        wide = self._room // self.columns - SIDE
        return QSize(wide, round(wide * usual.height() / usual.width()))

    def told_of(self, item: Item) -> str:
        """Return what is said of a card to those who do not see it."""
        return self.title_of(item)

    def tip_of(self, item: Item) -> str:
        """Return what is said of a card that is pointed at."""
        return ""

    @property
    def words_height(self) -> int:
        """How high the words below the picture are."""
        return self.fontMetrics().height()

    def paint_words(self, painter: QPainter, item: Item, room: QRect) -> None:
        """Paint the words of a card: its title, in one line."""
        painter.setPen(QColor(self.theme.text))
        title = self.fontMetrics().elidedText(self.title_of(item), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)

    @property
    def card_size(self) -> QSize:
        """The room of a card with the gap around it."""
        picture = self.picture_size
        return QSize(picture.width() + SIDE, picture.height() + SPACE + self.words_height + SIDE)

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
    def current(self) -> Item | None:
        """What the current card shows."""
        row = self.currentIndex().row()
        return self.cards.entries[row] if 0 <= row < len(self.cards.entries) else None

    @property
    def columns(self) -> int:
        """How many cards stand in a row."""
        return max(1, int(self._room / (NARROWEST * self.usual_picture.width() + SIDE)))

    @property
    def _room(self) -> int:
        """The width for cards, as Qt lays them out: with room for the scroll bar, be it there or not."""
        style = self.style()
        assert style is not None
        bar = style.pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        return max(self.maximumViewportSize().width() - bar - 1, SIDE + 1)

    def show_entries(self, entries: Sequence[Item], key: str | None) -> None:
        """Show other things; the one of this key, or else the first, becomes the current one."""
        self.cards.show_entries(entries)
        keys = [self.key_of(entry) for entry in entries]
        row = keys.index(key) if key in keys else 0
        if row != self.currentIndex().row():  # else it may be out of sight, where somebody looks elsewhere
            self.choose(row)
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
        page = self.columns * max(1, self.height() // self.card_size.height())
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

    def redraw_card(self, item: Item) -> None:
        """Paint the card of a thing again, if there is one."""
        if item in self.cards.entries:
            self.update(self.cards.index(self.cards.entries.index(item)))

    def redraw(self) -> None:
        """Paint again what is in sight."""
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()


class CardPainter(QStyledItemDelegate):
    """Paints a card: a frame, the picture, the words below."""

    def __init__(self, grid: CardGrid[Any]) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """All cards are of one size."""
        return self._grid.card_size

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one card."""
        assert painter is not None
        item, theme = index.data(ITEM), self._grid.theme
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        is_under_pointer = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._grid.font())
        half = GAP / 2
        card = QRectF(option.rect).adjusted(half, half, -half, -half)
        edge = theme.accent if is_current else theme.muted if is_under_pointer else theme.line
        painter.setPen(QPen(QColor(edge), 2 if is_current else 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = card.toRect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
        size = self._grid.picture_size
        place = QRect(inner.topLeft(), size)
        picture = self._grid.thumbnails.get(item)
        if picture is not None:
            painter.drawImage(place, picture)
        else:
            painter.fillRect(place, QColor(theme.landscape[0]))
        self._grid.paint_words(painter, item, inner.adjusted(0, size.height() + SPACE, 0, 0))
        painter.restore()
