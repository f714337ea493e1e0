"""Balls in an order, the least first: they are dragged, or moved by keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QKeyEvent, QPixmap
from PyQt6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import message
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.lessons.step_widgets.step_widget import page_experiment
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.lessons.record import Given
from momentum_lab.session import Session

BALL: Final = Qt.ItemDataRole.UserRole
"""The role of an item's data that says which ball it is."""


_WAYS: Final[dict[int, int]] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OrderList(QListWidget):
    """A list whose rows are dragged, and moved with Alt and an arrow; each says which place it has."""

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setObjectName("order")

    def sizeHint(self) -> QSize:
        """Have room for all rows."""
        frame = 2 * self.frameWidth()
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(super().sizeHint().width(), rows + frame + 2)

    def minimumSizeHint(self) -> QSize:
        """Need that room."""
        return QSize(60, self.sizeHint().height())

    def event(self, e: QEvent | None) -> bool:
        """Keep the keys that move within it and move a row."""
        is_asked = isinstance(e, QKeyEvent) and e.type() == QEvent.Type.ShortcutOverride
        if isinstance(e, QKeyEvent) and is_asked and e.key() in _WAYS:
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Move a row."""
        if e is not None and e.modifiers() & Qt.KeyboardModifier.AltModifier and e.key() in _WAYS:
            self._move(_WAYS[e.key()])
        else:
            super().keyPressEvent(e)

    def _move(self, way: int) -> None:
        row, model = self.currentRow(), self.model()
        if model is None or not self.isEnabled() or not 0 <= row + way < self.count() or row < 0:
            return
        item = self.takeItem(row)
        self.insertItem(row + way, item)
        self.setCurrentRow(row + way)


class OrderStep(AnswerWidget):
    """Has balls put in order."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        assert step.prediction is not None
        experiment = page_experiment(session)
        self._labels = experiment.names
        self._colors = [ball.color for ball in experiment.balls]
        self._balls = step.prediction.balls or tuple(range(len(experiment.balls)))
        self.list = OrderList()
        self.list.setAccessibleName(str(message("the order, the least first")))
        tip = message("Drag the rows, or move one with Alt+Up and Alt+Down.")
        self.list.setToolTip(str(tip))
        self.list.setAccessibleDescription(str(tip))
        self.column.addWidget(self.list)
        self.add_button()
        self._fill(self._balls)
        model = self.list.model()
        assert model is not None
        for happened in (model.rowsMoved, model.rowsInserted):
            happened.connect(lambda *_told: self._number())

    def given(self) -> Given | None:
        """Return the balls in their order."""
        return tuple(self._ball_at(row) for row in range(self.list.count()))

    def show_given(self, given: Given) -> None:
        """Show the order that was kept."""
        if isinstance(given, tuple) and given != self.given():
            self._fill([int(ball) for ball in given])

    def told(self, given: Given) -> str:
        """Return the names of balls in an order."""
        return str(enumerated(self._label(int(ball)) for ball in given)) if isinstance(given, tuple) else ""

    def set_open(self, is_open: bool) -> None:
        """Let rows be moved."""
        self.list.setEnabled(is_open)

    def _fill(self, balls: Sequence[int]) -> None:
        self.list.clear()
        for ball in balls:
            item = QListWidgetItem(self._label(ball))
            item.setData(BALL, ball)
            item.setIcon(_dot(self._colors[ball]))
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)  # what is dropped goes between rows
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._number()

    def _number(self) -> None:
        """Say in each row which place it has."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None:
                item.setText(f"{row + 1}.  {self._label(self._ball_at(row))}")
        self.list.updateGeometry()

    def _ball_at(self, row: int) -> int:
        item = self.list.item(row)
        assert item is not None
        return int(item.data(BALL))

    def _label(self, ball: int) -> str:
        return self._labels[ball]


def _dot(color: str) -> QIcon:
    """Return a square of a ball's colour."""
    picture = QPixmap(12, 12)
    picture.fill(QColor(color))
    dot = QIcon(picture)
    dot.addPixmap(picture, QIcon.Mode.Selected)  # whose colour stays as it is
    return dot
