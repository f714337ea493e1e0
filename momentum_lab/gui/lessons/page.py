"""A page of a lesson: its question, its text, and its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.core.messages import counted, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.lessons.formula_object import prepare
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.step_card import StepCard
from momentum_lab.gui.lessons.step_state import StepState, state_of, told_elsewhere
from momentum_lab.gui.widgets.column import measure_anew
from momentum_lab.gui.widgets.keyboard import KeyboardUse
from momentum_lab.lessons import filled
from momentum_lab.lessons.lesson import Lesson, PageText, StepKind, StepText
from momentum_lab.lessons.markdown import formulas_in
from momentum_lab.session import Session

MARGINS = (14, 10, 14, 14)
BETWEEN = 10


class LessonPage(QWidget):
    """The page that is shown. It is made for it, and goes when another one is.

    Attributes
    ----------
    opened
        The turn of a step has come, whose card this is.
    """

    opened = pyqtSignal(QWidget)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        lessons = session.lessons
        self._page = lessons.page
        lesson, self.text = lessons.lesson, filled_page(lessons.lesson, lessons.page_text)
        assert lesson is not None
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(BETWEEN)
        self.lesson = QLabel(lessons.text.title)
        self.lesson.setWordWrap(True)
        self.lesson.setTextFormat(Qt.TextFormat.PlainText)
        self.lesson.setObjectName("lessontitle" if lessons.page_number == 0 else "hint")
        self.elsewhere, self.go_back = QLabel(), QPushButton(str(message("Back to the page")))
        self.elsewhere.setWordWrap(True)
        self.go_back.setToolTip(str(message("Set the page’s experiment anew (Shift+R)")))
        self.go_back.clicked.connect(lessons.reset_page)
        column.addWidget(self.elsewhere)
        column.addWidget(self.go_back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.lesson)
        self.about: RichText | None = None
        if lessons.page_number == 0:
            self.about = RichText(str(message("what you will be able to do")))
            self._about = _told_lesson(lesson, lessons.text.able)
            column.addWidget(self.about)
        self.title = QLabel(self.text.title)
        self.title.setObjectName("notestitle")
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.title)
        self.hidden_by, self.go_there = QLabel(), QPushButton(str(message("Go to that page")))
        self.hidden_by.setWordWrap(True)
        self.hidden_by.setTextFormat(Qt.TextFormat.PlainText)
        self.hidden_by.setObjectName("hint")
        self.go_there.clicked.connect(self._go_to_hiding)
        column.addWidget(self.hidden_by)
        column.addWidget(self.go_there, 0, Qt.AlignmentFlag.AlignLeft)
        self.question, self.body = RichText(), RichText()
        column.addWidget(_marked(self.question))
        column.addWidget(self.body)
        self.cards = [
            StepCard(session, number, step, self.text.steps[step.id])
            for number, step in enumerate(lessons.page.steps, 1)
        ]
        for card in self.cards:
            column.addWidget(card)
        column.addStretch(1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._keyboard = KeyboardUse(self)
        self.set_theme(theme)
        self.show_state()

    @property
    def is_current(self) -> bool:
        """Whether it is the page that is open: another one may be, which is still to be shown."""
        lessons = self._session.lessons
        return lessons.lesson is not None and lessons.page is self._page

    def show_state(self) -> None:
        """Show where each step stands."""
        if not self.is_current:
            return
        had_focus = self._has_focus
        opened = [card for card in self.cards if card.show_state()]
        if had_focus and not self._has_focus:  # what was used is not there any more, such as a button
            self._enter_open_step()
        elsewhere = told_elsewhere(self._session.lessons)
        self.elsewhere.setText(str(elsewhere or ""))
        for each in (self.elsewhere, self.go_back):
            each.setVisible(elsewhere is not None)
        hiding = self._session.lessons.hiding_page
        for each in (self.hidden_by, self.go_there):
            each.setVisible(hiding is not None)
        if hiding is not None:
            said = message(
                "This run is hidden until the prediction on page {number} is made.", number=hiding + 1
            )
            self.hidden_by.setText(str(said))
        for card in self.cards:
            measure_anew(card.widget)
        if opened:
            self.opened.emit(opened[0])

    def _go_to_hiding(self) -> None:
        """Show the page whose prediction hides this run."""
        hiding = self._session.lessons.hiding_page
        if hiding is not None:
            self._session.lessons.go_to_page(hiding)

    @property
    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _enter_open_step(self) -> None:
        """Let the keyboard go on in the step that asks for an answer now, or else play the run."""
        lessons, asked = self._session.lessons, (StepKind.PREDICT, StepKind.SEE)
        cards = (
            card
            for card in self.cards
            if card.step.kind in asked and state_of(lessons, card.step) is StepState.OPEN
        )
        fields = (
            field
            for card in cards
            for field in card.widget.findChildren(QWidget)
            if field.isEnabled()
            and field.isVisibleTo(self)
            and field.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        )
        field = next(fields, None)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.question.setFocus(Qt.FocusReason.OtherFocusReason)  # which leaves the window its keys

    def show_experiment(self, experiment: Experiment) -> None:
        """Go by what is open now."""
        for card in self.cards if self.is_current else ():
            card.widget.show_experiment(experiment)
            measure_anew(card.widget)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        if self.about is not None:
            self.about.show_text(self._about, theme)
        self.question.show_text(f"**{self.text.question}**", theme)
        self.body.setVisible(bool(self.text.text))
        self.body.show_text(self.text.text, theme)
        for card in self.cards:
            card.set_theme(theme)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Give a key that nothing else has wanted to the step whose turn it is."""
        if a0 is not None and a0.modifiers() in (_NONE, _KEYPAD):
            for card in self.cards:
                if card.widget.isVisible() and card.widget.take_key(a0):
                    return
        super().keyPressEvent(a0)

    def stop(self) -> None:
        """Let all steps write down what they have to."""
        for card in self.cards:
            card.widget.stop()


_NONE, _KEYPAD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier


def filled_page(lesson: Lesson | None, text: PageText) -> PageText:
    """Return the words of a page with the numbers that they claim."""
    assert lesson is not None

    def full(words: str) -> str:
        return filled(words, lesson)

    def full_step(step: StepText) -> StepText:
        choices = {each: full(words) for each, words in step.choices.items()}
        reveal, hint = full(step.reveal), full(step.hint)
        return replace(step, prompt=full(step.prompt), choices=choices, reveal=reveal, hint=hint)

    steps = {each: full_step(step) for each, step in text.steps.items()}
    return replace(text, question=full(text.question), text=full(text.text), steps=steps)


def prepared(text: PageText) -> Iterator[None]:
    """Set the formulas of a page, one after the other, so that showing it takes no time."""
    steps = text.steps.values()
    said = (
        *(text.question, text.text),
        *(words for step in steps for words in (step.prompt, step.reveal, step.hint, *step.choices.values())),
    )
    for words in said:
        for latex, is_display in formulas_in(words):
            prepare(latex, is_display)
            yield


def _told_lesson(lesson: Lesson, able: tuple[str, ...]) -> str:
    """Return what one will be able to do after a lesson, and how long it takes, as Markdown."""
    minutes = counted("It takes about {count} minute.", "It takes about {count} minutes.", lesson.minutes)
    after = message("After this lesson you can")
    points = "\n".join(f"- {filled(each, lesson)}" for each in able)
    return f"{after}\n\n{points}\n\n{minutes}" if able else str(minutes)


def _marked(text: RichText) -> QFrame:
    """Return a text in a frame with a line at its side."""
    frame = QFrame()
    frame.setObjectName("question")
    column = QVBoxLayout(frame)
    column.setContentsMargins(10, 2, 0, 2)
    column.addWidget(text)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    frame.setSizePolicy(policy)
    return frame
