"""A step of a page as a card: what is asked, what is done about it, and how it came."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from momentum_lab.core.messages import message
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.lessons.reveal import Reveal
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.step_state import RIGHT, StepState, state_of, told_state, told_waiting
from momentum_lab.gui.lessons.step_widgets.table import new_step_widget
from momentum_lab.gui.widgets.remark import restyle
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.session import Session
from momentum_lab.wording.lessons import KINDS_OF_STEPS

MARGINS = (12, 8, 12, 12)


class StepCard(QFrame):
    """Shows a step as far as its turn has come."""

    def __init__(self, session: Session, number: int, step: LessonStep, text: StepText) -> None:
        super().__init__()
        self.setObjectName("card")
        self._session, self.step, self._text = session, step, text
        self._theme: Theme = LIGHT
        self._state: StepState | None = None
        self.heading, self.state = QLabel(f"{number}  {KINDS_OF_STEPS[step.kind]}"), QLabel()
        self.heading.setObjectName("stepheading")
        self.heading.setWordWrap(True)
        self.state.setObjectName("hint")
        self.waiting = QLabel()
        self.waiting.setObjectName("hint")
        self.waiting.setWordWrap(True)
        self.waiting.setTextFormat(Qt.TextFormat.PlainText)
        self.prompt = RichText()
        self.widget = new_step_widget(session, step, text)
        self.hint_button, self.hint = QPushButton(str(message("Show a hint"))), RichText(str(message("hint")))
        self.hint_button.clicked.connect(self._show_hint)
        self._is_hinted = False
        self.reveal = Reveal(self.widget)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self.waiting, self.prompt, self.widget):
            column.addWidget(part)
        column.addWidget(self.hint_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.hint)
        column.addWidget(self.reveal)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_state(self) -> bool:
        """Show where the step stands; return whether its turn has come since."""
        lessons = self._session.lessons
        former, state = self._state, state_of(lessons, self.step)
        self._state = state
        is_waiting = state is StepState.WAITING
        self.waiting.setVisible(is_waiting)
        if is_waiting:
            self.waiting.setText(str(told_waiting(lessons, self.step)))
        self.prompt.setHidden(is_waiting)
        self.widget.setHidden(is_waiting)
        self.widget.show_state()
        self._show_word()
        has_hint = bool(self._text.hint) and not is_waiting
        self.hint_button.setVisible(has_hint and not self._is_hinted)
        self.hint.setVisible(has_hint and self._is_hinted)
        is_revealed = state is StepState.REVEALED and (
            bool(self._text.reveal) or lessons.answered(self.step.id) is not None
        )
        self.reveal.setVisible(is_revealed and self._tells_more())
        if is_revealed:
            self.reveal.show_outcome(lessons.answered(self.step.id))
        return former is StepState.WAITING and state is StepState.OPEN

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.prompt.show_text(self._text.prompt, theme)
        if self._text.hint:
            self.hint.show_text(self._text.hint, theme)
        self.widget.set_theme(theme)
        self.reveal.set_theme(theme)

    def _tells_more(self) -> bool:
        """Whether there is something to say about how it came."""
        answered = self._session.lessons.answered(self.step.id)
        return bool(self._text.reveal) or (answered is not None and answered.outcome is not None)

    def _show_word(self) -> None:
        """Say in a word where it stands."""
        answered = self._session.lessons.answered(self.step.id)
        told = told_state(self._session.lessons, self.step)
        is_done = answered is not None and (self.step.task is not None or told == RIGHT)
        self.state.setText(f"✓ {told}" if is_done else str(told))
        if self.state.objectName() != (name := "right" if is_done else "hint"):
            self.state.setObjectName(name)
            restyle(self.state)

    def _show_hint(self) -> None:
        self._is_hinted = True
        self.show_state()
        self.hint.setFocus(Qt.FocusReason.ShortcutFocusReason)
