"""Something that is written for the report: an explanation, or what was found by trying."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QPlainTextEdit, QSizePolicy

from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import message
from momentum_lab.gui.lessons.step_widgets.step_widget import StepWidget
from momentum_lab.lessons.lesson import LessonStep, StepKind, StepText
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.session import Session

LEAST_ROWS, MOST_ROWS = 3, 12


class GrowingText(QPlainTextEdit):
    """A text box as high as what is written in it, within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Have room for what is written."""
        document = self.document()
        rows = 0.0 if document is None else document.size().height()
        rows = min(max(rows, LEAST_ROWS), MOST_ROWS)
        return QSize(120, round(rows * self.fontMetrics().lineSpacing()) + 14)

    def minimumSizeHint(self) -> QSize:
        """Need that room."""
        return QSize(60, self.sizeHint().height())


class WrittenStep(StepWidget):
    """A text box; what is typed is kept at once."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        self.box = GrowingText()
        is_trial = step.kind is StepKind.TRY
        hint = (
            message("What did you find? It goes into your report.")
            if is_trial
            else message("It goes into your report.")
        )
        self.box.setPlaceholderText(str(hint))
        self.box.setAccessibleName(plain_words(text.prompt))
        self.box.setAccessibleDescription(str(hint))
        self.column.addWidget(self.box)
        self._kept = ""
        self.show_state()
        self.box.textChanged.connect(self._keep)

    def show_state(self) -> None:
        """Show what was written, unless it is being written."""
        answered = self.session.lessons.answered(self.step.id)
        written = "" if answered is None else str(answered.given)
        if written != self._kept and written != self.box.toPlainText():
            self._kept = written
            self.box.setPlainText(written)
        self._kept = written

    def _keep(self) -> None:
        words = self.box.toPlainText()
        if words == self._kept:
            return
        self._kept = words
        try:
            self.session.lessons.answer(self.step.id, words)
        except InputError as error:
            self.session.said.emit(str(error))
