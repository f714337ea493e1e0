"""An answer that is made up first and then kept with a button: predictions, and what was seen."""

from __future__ import annotations

from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import message, message_in
from momentum_lab.gui.lessons.step_state import StepState, state_of, told_awaited
from momentum_lab.gui.lessons.step_widgets.step_widget import StepWidget
from momentum_lab.lessons.lesson import LessonStep, StepKind, StepText
from momentum_lab.lessons.record import Given
from momentum_lab.session import Session


class AnswerWidget(StepWidget):
    """Has an answer made up, and a button that keeps it. What was kept stays as it was.

    Those who are one put what they need into ``column``, and then call :meth:`add_button`.
    """

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        is_prediction = step.kind is StepKind.PREDICT
        words = message("Predict") if is_prediction else message("Keep my answer")
        self.keep = QPushButton(str(words))
        self.keep.clicked.connect(self.keep_answer)
        self.run = QPushButton(str(message_in("a button that plays the run", "Run")))
        self.run.setToolTip(str(message("Play the run of this page from its start")))
        self.run.clicked.connect(session.lessons.run_page)
        self.awaited = QLabel()
        self.awaited.setObjectName("hint")
        self.awaited.setWordWrap(True)

    @property
    def is_asked(self) -> bool:
        """Whether an answer is asked for now."""
        return state_of(self.session.lessons, self.step) is StepState.OPEN

    def given(self) -> Given | None:
        """Return the answer as it is made up now; None if there is none yet."""
        raise NotImplementedError

    def show_given(self, given: Given) -> None:
        """Show an answer that was kept."""
        raise NotImplementedError

    def told(self, given: Given) -> str:
        """Return an answer, or what came, in Markdown."""
        raise NotImplementedError

    def set_open(self, is_open: bool) -> None:
        """Let the answer be made up, or not any more."""
        raise NotImplementedError

    def came(self) -> tuple[float, ...]:
        """Return the numbers that came of it; none while that is not told."""
        answered = self.session.lessons.answered(self.step.id)
        if answered is None or answered.outcome is None or not self.session.lessons.is_revealed(self.step.id):
            return ()
        value = answered.outcome.value
        return tuple(float(each) for each in value) if isinstance(value, tuple) else ()

    def add_button(self, *beside: QWidget) -> None:
        """Put the button below all else, beside some fields or alone."""
        row = QHBoxLayout()
        for widget in (*beside, self.keep, self.run):
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.awaited)

    def keep_answer(self) -> None:
        """Keep the answer that is made up; why it cannot be, is said, and the keyboard led to it."""
        given = self.given()
        if given is None:
            self.enter()
            self.session.said.emit(str(message("There is no answer yet that could be kept.")))
            return
        try:
            self.session.lessons.answer(self.step.id, given)
        except InputError as error:
            self.session.said.emit(str(error))

    @property
    def _is_last(self) -> bool:
        """Whether it is the last prediction of its page, after which the run can be seen."""
        asked = [step for step in self.session.lessons.page.steps if step.kind is StepKind.PREDICT]
        return bool(asked) and asked[-1].id == self.step.id

    def note_change(self) -> None:
        """Let the answer be kept once there is one."""
        self.keep.setEnabled(self.given() is not None)

    def show_state(self) -> None:
        """Show the answer that was kept; it can be made up only while it is asked for."""
        lessons = self.session.lessons
        answered = lessons.answered(self.step.id)
        is_open = self.is_asked
        if answered is not None:
            self.show_given(answered.given)
        self.set_open(is_open)
        self.keep.setVisible(is_open)
        self.run.setVisible(self._is_last and not is_open and not lessons.is_sealed)
        is_awaited = self.run.isVisibleTo(self) and answered is not None
        is_awaited = is_awaited and state_of(lessons, self.step) is StepState.ANSWERED
        self.awaited.setVisible(is_awaited)
        if is_awaited:
            self.awaited.setText(str(told_awaited(lessons)))
        self.note_change()
