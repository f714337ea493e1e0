"""How it came: what was foretold beside what happened, whether that was right, and why it is so."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from momentum_lab.core.messages import message, message_in
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.lessons.step_widgets.step_widget import StepWidget, page_experiment
from momentum_lab.gui.widgets.remark import restyle
from momentum_lab.lessons.lesson import AnswerKind, StepKind
from momentum_lab.lessons.markup import literally
from momentum_lab.lessons.record import Answered
from momentum_lab.wording.lessons import outcome_words


class Reveal(QFrame):
    """Shown below a step once it can be told how it came."""

    def __init__(self, widget: StepWidget) -> None:
        super().__init__()
        self.setObjectName("reveal")
        self._widget, self._theme = widget, LIGHT
        self.mark = QLabel()
        self.came = RichText(str(message("how it came")))
        self.yours = RichText(str(message("your answer")))
        self.reason = RichText(str(message("why")))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.came, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.yours)
        column.addWidget(self.reason)

    def show_outcome(self, answered: Answered | None) -> None:
        """Show how it came with the answer that was kept, if one was."""
        self._show_both(answered)
        reason = self._widget.text.reveal
        self.reason.setVisible(bool(reason))
        if reason:
            self.reason.show_text(reason, self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours."""
        self._theme = theme
        for text in (self.yours, self.came, self.reason):
            if text.shown:
                text.show_text(text.shown, theme)

    def _show_both(self, answered: Answered | None) -> None:
        """Show what was foretold beside what happened."""
        widget = self._widget
        outcome, asked = (None if answered is None else answered.outcome), widget.step.prediction
        has_both = isinstance(widget, AnswerWidget) and outcome is not None
        for each in (self.mark, self.came, self.yours):
            each.setVisible(has_both)
        if answered is None or outcome is None or asked is None or not isinstance(widget, AnswerWidget):
            return
        labels = [literally(label) for label in page_experiment(widget.session).names]
        self.came.show_text(str(outcome_words(asked, outcome, labels, widget.text.choices)), self._theme)
        is_seen = widget.step.kind is StepKind.SEE
        yours = message("You said: {answer}") if is_seen else message("You predicted: {answer}")
        told = widget.told(answered.given)
        told = told if asked.answer is AnswerKind.CHOICE else literally(told)  # which is Markdown already
        self.yours.show_text(str(yours.filled(answer=told)), self._theme)
        self._show_mark(outcome.is_right)

    def _show_mark(self, is_right: bool | None) -> None:
        """Mark what was right, and what came otherwise."""
        self.mark.setText("✓" if is_right else "✗" if is_right is False else "–")
        self.mark.setAccessibleName(
            str(message_in("of an answer", "right") if is_right else message_in("of an answer", "not right"))
        )
        if self.mark.objectName() != (name := _NAMES[is_right]):
            self.mark.setObjectName(name)
            restyle(self.mark)


_NAMES: Final = {True: "right", False: "wrong", None: "hint"}
"""As the style sheet knows what was right."""
