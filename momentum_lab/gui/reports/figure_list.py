"""The pictures and tables of a report: their captions, their order, and which of them stay."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import message
from momentum_lab.lessons.record import ReportFigure
from momentum_lab.lessons.record_file import LONGEST_CAPTION
from momentum_lab.session.lesson_play import LessonPlay


class FigureList(QWidget):
    """A line for each, in which its caption is written; buttons and keys move and remove the chosen one."""

    changed = pyqtSignal()

    def __init__(self, lessons: LessonPlay) -> None:
        super().__init__()
        self._lessons = lessons
        self.list = _Lines(self)
        self.list.setAccessibleName(str(message("pictures and tables")))
        self.list.setAccessibleDescription(
            str(message("F2 edits the caption, Alt+Up and Alt+Down move, Delete removes"))
        )
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.list.setWordWrap(True)
        self.up, self.down = QPushButton(str(message("&Up"))), QPushButton(str(message("&Down")))
        self.caption = QPushButton(str(message("&Caption")))
        self.remove = QPushButton(str(message("&Remove")))
        self.up.clicked.connect(lambda _checked: self.move_chosen(-1))
        self.down.clicked.connect(lambda _checked: self.move_chosen(1))
        self.caption.clicked.connect(lambda _checked: self.edit_chosen())
        self.remove.clicked.connect(lambda _checked: self.remove_chosen())
        row = QHBoxLayout()
        for button in (self.caption, self.up, self.down, self.remove):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.list)
        whole.addLayout(row)
        self._fill(0)
        self.list.itemChanged.connect(self._take_caption)

    @property
    def figures(self) -> tuple[ReportFigure, ...]:
        """What the report has."""
        return self._lessons.record.figures

    def move_chosen(self, way: int) -> None:
        """Let the chosen one change places with the one before or after it."""
        row, figures = self.list.currentRow(), list(self.figures)
        if 0 <= row < len(figures) and 0 <= row + way < len(figures):
            figures[row], figures[row + way] = figures[row + way], figures[row]
            self._put(figures, row + way)

    def remove_chosen(self) -> None:
        """Take the chosen one out of the report."""
        row, figures = self.list.currentRow(), list(self.figures)
        if 0 <= row < len(figures):
            del figures[row]
            self._put(figures, min(row, len(figures) - 1))

    def edit_chosen(self) -> None:
        """Edit the caption of the chosen one."""
        item = self.list.currentItem()
        if item is not None and self.list.state() != QAbstractItemView.State.EditingState:
            self.list.setFocus()
            self.list.editItem(item)

    def _put(self, figures: list[ReportFigure], row: int) -> None:
        self._lessons.book.set_figures(figures)
        self._fill(row)
        self.changed.emit()

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for figure in self.figures:
            item = QListWidgetItem(figure.caption)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            kind = message("table") if figure.table else message("picture")
            item.setToolTip(str(kind))
            self.list.addItem(item)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        for button in (self.up, self.down, self.caption, self.remove):
            button.setEnabled(bool(self.figures))

    def _take_caption(self, item: QListWidgetItem) -> None:
        row, figures = self.list.row(item), list(self.figures)
        caption = " ".join(item.text().split())[:LONGEST_CAPTION]
        if caption != figures[row].caption:
            figures[row] = replace(figures[row], caption=caption)
            self._lessons.book.set_figures(figures)
            self.changed.emit()
        self.list.blockSignals(True)
        item.setText(self.figures[row].caption)
        self.list.blockSignals(False)


class _Lines(QListWidget):
    """Moves and removes by keys."""

    def __init__(self, owner: FigureList) -> None:
        super().__init__()
        self._owner = owner

    def event(self, e: QEvent | None) -> bool:
        """Keep Delete from what it does in the window."""
        if isinstance(e, QKeyEvent) and e.type() == QEvent.Type.ShortcutOverride:
            e.setAccepted(e.key() == Qt.Key.Key_Delete)
            return True
        return super().event(e)

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Alt with up and down moves, Delete removes."""
        if e is None:
            return
        is_alt = bool(e.modifiers() & Qt.KeyboardModifier.AltModifier)
        if is_alt and e.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._owner.move_chosen(-1 if e.key() == Qt.Key.Key_Up else 1)
        elif e.key() == Qt.Key.Key_Delete:
            self._owner.remove_chosen()
        else:
            super().keyPressEvent(e)
