"""Something that is written for the report: an explanation, or what was found by trying."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy

from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import Message, message
from momentum_lab.core.tables import cleaned
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

    def event(self, e: QEvent | None) -> bool:
        """Keep the keys that move by pages, which would turn those of the lesson."""
        is_asked = isinstance(e, QKeyEvent) and e.type() == QEvent.Type.ShortcutOverride
        if isinstance(e, QKeyEvent) and is_asked and e.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            e.accept()
            return True
        return super().event(e)

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
        self.refusal = QLabel()
        self.refusal.setWordWrap(True)
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.hide()
        self.column.addWidget(self.refusal)
        self._kept = ""
        self.show_state()
        self.box.textChanged.connect(self._keep)

    def show_state(self) -> None:
        """Show what was written, unless it is being written, or could not be kept."""
        answered = self.session.lessons.answered(self.step.id)
        written = "" if answered is None else str(answered.given)
        if self.refusal.isHidden() and written not in (self._kept, self._words()):
            self._kept = written
            self.box.setPlainText(written)
        self._kept = written

    def _words(self) -> str:
        """Return what is written, as it can be kept: what was pasted may have other characters in it."""
        return cleaned(self.box.toPlainText(), is_multiline=True)

    def _keep(self) -> None:
        words = self._words()
        if words == self._kept:
            self.refusal.hide()
            return
        before, self._kept = self._kept, words
        try:
            self.session.lessons.answer(self.step.id, words)
        except InputError as error:
            self._kept = before
            self._refuse(message("This is not kept: {error}", error=error))
        else:
            answered = self.session.lessons.answered(self.step.id)
            is_kept = answered is not None and answered.given == words
            self._refuse(None if is_kept else message("This is not kept: its turn has not come."))

    def _refuse(self, told: Message | None) -> None:
        """Say that what is written is not kept, and why, beside it; or no more."""
        self.refusal.setText("" if told is None else str(told))
        self.refusal.setVisible(told is not None)
