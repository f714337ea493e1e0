"""The part of a ball's card that lists what is changed of it in the middle of the run."""

from __future__ import annotations

from functools import partial
from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from momentum_lab.core.messages import message
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.ball_names import in_words
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.theme.icons import icon

MOST_LISTED: Final = 12
"""Changes that have a row; the marks on the scrubber are those of all."""


class ChangesSection(QWidget):
    """A row for each change, to edit or to remove it, and what makes a new one."""

    edit_wanted = pyqtSignal(int)
    """The change at a step shall be edited; −1 for a new one, where the playhead is."""
    remove_wanted = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._rows: list[QWidget] = []
        self.new = QPushButton(str(message("From here on…")))
        self.new.setToolTip(str(message("Change or kick this ball from the step that is shown on (K)")))
        self.new.clicked.connect(lambda _checked: self.edit_wanted.emit(-1))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.new)

    def show_changes(self, ball: Ball, steps: int, theme: Theme) -> None:
        """List the changes of a ball in a run of so many steps."""
        shown = (ball.changes, steps, theme)
        if shown == self._shown:
            return
        self._shown = shown
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        listed = ball.changes[:MOST_LISTED]
        self._rows = [self._row(change, change.step < steps, theme) for change in listed]
        if left := len(ball.changes) - len(listed):
            self._rows.append(QLabel(str(message("and {count} more", count=left))))
        for place, row in enumerate(self._rows):
            self._layout.insertWidget(place, row)

    def _row(self, change: BallChange, is_reached: bool, theme: Theme) -> QWidget:
        what = str(in_words(change))
        words = what if is_reached else str(message("{what} (after the last step)", what=what))
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        edit = _button(str(message("Edit: {what}", what=what)))
        edit.setIcon(icon("edit", theme.muted))
        edit.clicked.connect(partial(self._edit, change.step))
        remove = _button(str(message("Remove: {what}", what=what)))
        remove.setIcon(icon("remove", theme.muted))
        remove.clicked.connect(partial(self._remove, change.step))
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(label, 1)
        layout.addWidget(edit)
        layout.addWidget(remove)
        return row

    def _edit(self, step: int, _checked: bool) -> None:
        self.edit_wanted.emit(step)

    def _remove(self, step: int, _checked: bool) -> None:
        self.remove_wanted.emit(step)


def _button(tip: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
