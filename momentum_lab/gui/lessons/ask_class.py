"""Asking a class: hands are counted for each of the answers of a prediction, and shown as bars."""

from __future__ import annotations

from functools import partial
from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFontInfo, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import counted, message
from momentum_lab.gui.lessons.page import filled_page
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.vote_bar import VoteBar
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers
from momentum_lab.gui.widgets.screen import bounded
from momentum_lab.lessons.judging import holding
from momentum_lab.lessons.lesson import AnswerKind, LessonStep, StepKind
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record_file import MOST_VOTES
from momentum_lab.session import Session

LARGER: Final = 1.6
"""Type, measured by that of the window, which is large already in projector mode."""
LARGEST: Final = 26.0
"""Points beyond which it is not made larger."""
SHARE: Final = 0.86
"""Of the window, that the dialog covers."""
MOST_BY_KEY: Final = 9
WIDEST: Final = "0,000"
"""Of the numbers for which fields have room."""


def ask_class(window: QWidget, session: Session) -> ClassVotes | None:
    """Show the bars of the choice that is asked for, to count hands; say if there is none."""
    step = asked_choice(session)
    if step is None:
        session.said.emit(str(message("This page asks for no prediction with answers to choose from.")))
        return None
    dialog = ClassVotes(window, session, step)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def asked_choice(session: Session) -> LessonStep | None:
    """Return the choice that is to be predicted on the page: the first that is open, or else the first."""
    lessons = session.lessons
    if lessons.lesson is None:
        return None
    asked = [
        step
        for step in lessons.page.steps
        if step.kind is StepKind.PREDICT
        and step.prediction is not None
        and step.prediction.answer is AnswerKind.CHOICE
    ]
    is_asked = (step for step in asked if lessons.is_open(step) and lessons.answered(step.id) is None)
    return next(is_asked, next(iter(asked), None))


def right_choice(session: Session, step: LessonStep) -> int | None:
    """Return the number of the choice that the page's run has shown to be right; None before that."""
    lessons, prediction = session.lessons, step.prediction
    if prediction is None or not lessons.is_finished:
        return None
    answered, ids = lessons.answered(step.id), [choice.id for choice in prediction.choices]
    if answered is not None and answered.outcome is not None:
        return ids.index(str(answered.outcome.value)) if answered.outcome.value in ids else None
    run = session.run
    if run is None or lessons.is_sealed or not (run.is_complete and lessons.is_own_run):
        return None
    found = holding(run, prediction)
    return ids.index(found[0].id) if len(found) == 1 else None


class ClassVotes(QDialog):
    """A bar for each answer; the digits count a hand, with Shift they take one back, and numbers are typed.

    Attributes
    ----------
    bars, boxes
        Of each answer.
    keep
        Keeps what most have chosen as the prediction, if that is still asked for.
    """

    def __init__(self, parent: QWidget | None, session: Session, step: LessonStep) -> None:
        super().__init__(parent)
        assert step.prediction is not None
        self.setWindowTitle(str(message("Ask the class")))
        self._session, self._step = session, step
        self._ids = [choice.id for choice in step.prediction.choices]
        text = filled_page(session.lessons.lesson, session.lessons.page_text).steps[step.id]
        self._words = [text.choices.get(each, each) for each in self._ids]
        self._enlarge(parent)
        self.prompt, self.total = RichText(), QLabel()
        self.total.setObjectName("hint")
        self.total.setWordWrap(True)
        self.bars = [VoteBar() for _ in self._ids]
        self.boxes = [NumberBox(Integers(0, MOST_VOTES)) for _ in self._ids]
        self.buttons = QDialogButtonBox()
        self.keep, self.clear = QPushButton(), QPushButton(str(message("&Count anew")))
        self.buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.clear, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton(str(message("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        for each in self.buttons.buttons():
            if isinstance(each, QPushButton):
                each.setAutoDefault(False)
        self._lay_out(text.prompt)
        self._connect()
        self._show()

    def done(self, a0: int) -> None:
        """Hear no more of the lesson."""
        self._leave()
        super().done(a0)

    def count(self, place: int, hands: int) -> None:
        """Count hands for an answer, or take some back."""
        self._session.lessons.vote(self._step.id, place, hands)

    def _enlarge(self, parent: QWidget | None) -> None:
        """Have type that is read from the last row, and most of the window."""
        self.ensurePolished()
        points = QFontInfo(self.font()).pointSizeF()
        larger = max(points, min(LARGER * points, LARGEST))
        self.setStyleSheet(f"QWidget {{ font-size: {larger:.2f}pt; }}")  # the window's own is one, too
        self.ensurePolished()
        window = None if parent is None else parent.window()
        room = QSize(960, 640) if window is None else window.size()
        self.resize(bounded(self, QSize(round(SHARE * room.width()), round(SHARE * room.height()))))

    def _lay_out(self, prompt: str) -> None:
        theme = self._session.look.colors
        self.prompt.show_text(prompt, theme)
        self.prompt.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        for place, (words, bar, box) in enumerate(zip(self._words, self.bars, self.boxes, strict=True)):
            digit, said = QLabel(f"{place + 1}" if place < MOST_BY_KEY else ""), RichText()
            digit.setObjectName("heading")
            said.show_text(words, theme)
            said.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            box.setMaximumWidth(
                self.fontMetrics().horizontalAdvance(WIDEST) + 2 * self.fontMetrics().height()
            )
            box.setAccessibleName(str(message("hands for: {answer}", answer=plain_words(words))))
            bar.set_theme(theme)
            for column, widget in enumerate((digit, said, bar, box)):
                grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignVCenter)
        rows = QWidget()
        rows.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(rows)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(24, 18, 24, 18)
        column_box.setSpacing(14)
        for part in (self.prompt, area, self.total):
            column_box.addWidget(part, 1 if part is area else 0)
        column_box.addWidget(self.buttons)

    def _connect(self) -> None:
        for place, box in enumerate(self.boxes):
            box.changed.connect(partial(self._take_number, place))
        for place in range(min(len(self._ids), MOST_BY_KEY)):
            for keys, hands in ((f"{place + 1}", 1), (f"Shift+{place + 1}", -1)):
                QShortcut(QKeySequence(keys), self).activated.connect(partial(self.count, place, hands))
        self.keep.clicked.connect(lambda _checked: self._keep())
        self.clear.clicked.connect(lambda _checked: self._session.lessons.clear_votes(self._step.id))
        self.buttons.rejected.connect(self.reject)
        self._leave = self._session.lessons.changed.subscribe(self._show)
        self.setFocus()

    def _take_number(self, place: int, number: int) -> None:
        self.count(place, number - self._session.lessons.votes(self._step.id)[place])

    def _show(self) -> None:
        """Show how many hands there are, and which answer was right once that is known."""
        lessons = self._session.lessons
        votes, right = lessons.votes(self._step.id), right_choice(self._session, self._step)
        for place, (bar, box, count) in enumerate(zip(self.bars, self.boxes, votes, strict=True)):
            bar.show_count(count, max(votes), None if right is None else place == right)
            box.set_value(count)
        hands = counted("{count} hand", "{count} hands", count=sum(votes))
        how = message("The digits count a hand, with Shift they take one back.")
        self.total.setText(f"{hands}. {how}")
        self.clear.setEnabled(any(votes))
        most = self._most_chosen()
        is_asked = lessons.is_open(self._step) and lessons.answered(self._step.id) is None
        self.keep.setVisible(is_asked)
        self.keep.setEnabled(most is not None)
        self.keep.setText(str(message("&Predict what most say")))

    def _most_chosen(self) -> int | None:
        """Return the answer that more have chosen than any other."""
        votes = self._session.lessons.votes(self._step.id)
        most = max(votes)
        return votes.index(most) if most and votes.count(most) == 1 else None

    def _keep(self) -> None:
        """Keep what most have chosen as the prediction, after which the run may be shown."""
        most = self._most_chosen()
        if most is not None:
            self.accept()
            self._session.lessons.answer(self._step.id, self._ids[most])
