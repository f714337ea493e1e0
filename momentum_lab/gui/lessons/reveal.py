"""How it came: what was foretold beside what happened, whether that was right, and why it is so."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from momentum_lab.core.messages import Message, message
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.lessons.step_widgets.step_widget import StepWidget
from momentum_lab.gui.widgets.remark import restyle
from momentum_lab.lessons.lesson import StepKind
from momentum_lab.lessons.record import Answered


class Reveal(QFrame):
    """Shown below a step once it can be told how it came."""

    def __init__(self, widget: StepWidget) -> None:
        super().__init__()
        self.setObjectName("reveal")
        self._widget, self._theme = widget, LIGHT
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.yours, self.came, self.reason = RichText(), RichText(), RichText()
        self._names = (QLabel(), QLabel())
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(zip(self._names, (self.yours, self.came), strict=True)):
            name.setObjectName("hint")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.verdict)
        column.addLayout(grid)
        column.addWidget(self.reason)

    def show_outcome(self, answered: Answered | None) -> None:
        """Show how it came with the answer that was kept, if one was."""
        widget = self._widget
        outcome = None if answered is None else answered.outcome
        has_both = isinstance(widget, AnswerWidget) and outcome is not None and answered is not None
        for each in (*self._names, self.yours, self.came):
            each.setVisible(has_both)
        if isinstance(widget, AnswerWidget) and outcome is not None and answered is not None:
            is_seen = widget.step.kind is StepKind.SEE
            yours = message("You said:") if is_seen else message("You predicted:")
            self._names[0].setText(str(yours))
            self._names[1].setText(str(message("It came:")))
            self.yours.show_text(widget.told(answered.given), self._theme)
            self.came.show_text(widget.told(outcome.value), self._theme)
        self._show_verdict(None if outcome is None else outcome.is_right)
        self.reason.setVisible(bool(widget.text.reveal))
        if widget.text.reveal:
            self.reason.show_text(widget.text.reveal, self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours."""
        self._theme = theme
        for text in (self.yours, self.came, self.reason):
            if text.shown:
                text.show_text(text.shown, theme)

    def _show_verdict(self, is_right: bool | None) -> None:
        words = _told_verdict(self._widget.step.kind, is_right)
        self.verdict.setVisible(is_right is not None)
        self.verdict.setText(str(words))
        if self.verdict.objectName() != (name := "right" if is_right else "wrong"):
            self.verdict.setObjectName(name)
            restyle(self.verdict)


def _told_verdict(kind: StepKind, is_right: bool | None) -> Message:
    if kind is StepKind.SEE:
        return message("✓ That is what happened.") if is_right else message("✗ Look again: that did not happen.")
    return message("✓ As you predicted.") if is_right else message("✗ It came otherwise than you predicted.")
