"""The history: all that can be undone and redone, in which a click or Return goes anywhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPixmap, QShowEvent
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem

from momentum_lab.core.messages import message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.field_keys import ENTER
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.undo_list import HistoryEntry

NUMBER: Final = Qt.ItemDataRole.UserRole
SIDE: Final = 16
INSET: Final = 6
WIDTH: Final = 280
_HEADING: Final = Qt.ItemFlag.NoItemFlags
_STATE: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class HistoryList(QListWidget, Part):
    """A row for each state, below the name of what was opened; the present one is marked.

    The arrows go from row to row, and Return or a click makes the state of a row the present one. What was
    taken back is grey, and can be had again.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._theme: Theme = LIGHT
        self._shown: tuple[HistoryEntry, ...] = ()
        self._marked: QListWidgetItem | None = None
        self.setAccessibleName(str(message("history of changes")))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setViewportMargins(INSET, 0, 0, 0)
        self.itemClicked.connect(self._go_to)

    def sizeHint(self) -> QSize:
        """Be wide enough for most names of changes."""
        return QSize(WIDTH, 400)

    def minimumSizeHint(self) -> QSize:
        """Leave the views their room."""
        return QSize(160, 80)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the history with its newest change."""
        if self.isVisible():
            self._show_entries()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in other colours."""
        self._theme, self._shown = theme, ()
        if self.isVisible():
            self._show_entries()

    def showEvent(self, e: QShowEvent | None) -> None:
        """Bring the list up to date that is seen again."""
        super().showEvent(e)
        self._show_entries()

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Go to the state of the current row by Return."""
        item = self.currentItem()
        if e is not None and e.key() in ENTER and item is not None:
            self._go_to(item)
            e.accept()
        else:
            super().keyPressEvent(e)

    def _go_to(self, item: QListWidgetItem) -> None:
        number = item.data(NUMBER)
        if isinstance(number, int):
            self._session.undo_list.go_to(number)

    def _show_entries(self) -> None:
        entries = self._session.undo_list.entries
        if entries == self._shown:
            return
        former, self._shown = self._shown, entries
        rows = [row for entry in entries for row in ((None, entry) if entry.begins else (entry,))]
        begins = [entry.begins for entry in former] == [entry.begins for entry in entries[: len(former)]]
        if not begins or len(former) > len(entries):
            self._marked = None
            self.clear()
            former = ()
        known = set(former)
        sources = iter(entry.source for entry in entries if entry.begins)
        for place, entry in enumerate(rows):
            item = self.item(place)
            if item is None:
                item = QListWidgetItem()
                self.addItem(item)
            if entry is None:
                self._fill_heading(item, next(sources))
            elif entry not in known:
                self._fill(item, entry)
        self._mark()

    def _fill_heading(self, item: QListWidgetItem, source: str) -> None:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        item.setFlags(_HEADING)
        item.setFont(font)
        item.setText(source)
        item.setToolTip(plain_tip(source))
        item.setForeground(QColor(self._theme.muted))

    def _fill(self, item: QListWidgetItem, entry: HistoryEntry) -> None:
        """Write a state into its row."""
        name = str(entry.name)
        words = f"{name[:1].upper()}{name[1:]}"
        if str(entry.values):
            words = str(message("{change}: {values}", change=words, values=entry.values))
        item.setFlags(_STATE)
        item.setData(NUMBER, entry.number)
        item.setText(words)
        item.setToolTip(plain_tip(_told(words, entry)))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setIcon(_blank())
        item.setForeground(QColor(self._theme.muted if entry.is_undone else self._theme.text))

    def _mark(self) -> None:
        """Mark the present state, and stand on it."""
        if self._marked is not None:
            self._draw_mark(self._marked, is_here=False)
        current = self._session.undo_list.current
        items = (self.item(row) for row in range(self.count()))
        self._marked = next((item for item in items if item and item.data(NUMBER) == current), None)
        if self._marked is not None:
            self._draw_mark(self._marked, is_here=True)
            self.setCurrentItem(self._marked)
            self.scrollToItem(self._marked)

    def _draw_mark(self, item: QListWidgetItem, is_here: bool) -> None:
        font = QFont(self.font())
        font.setBold(is_here)
        item.setFont(font)
        item.setIcon(_mark(self._theme) if is_here else _blank())
        told = message("{change}, the present state", change=item.text()) if is_here else item.text()
        item.setData(Qt.ItemDataRole.AccessibleTextRole, str(told))


def _told(words: str, entry: HistoryEntry) -> str:
    """Return a row's words with what its looks say."""
    if entry.is_undone:
        return str(message("{change} (taken back; Return or a click brings it again)", change=words))
    return str(message("{change} (saved)", change=words)) if entry.is_saved else words


@lru_cache(maxsize=4)
def _mark(theme: Theme) -> QIcon:
    """Return the mark of the present state, which is seen on the row that is selected, too."""
    mark = QIcon(icon("play", theme.accent))
    mark.addPixmap(icon("play", theme.on_accent).pixmap(SIDE, SIDE), QIcon.Mode.Selected)
    return mark


@lru_cache(maxsize=1)
def _blank() -> QIcon:
    """Return an icon that takes the room of the mark."""
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)
