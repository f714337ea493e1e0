"""Asking a class: hands are counted for each of the answers to a question, and shown as bars."""

from __future__ import annotations

from functools import partial
from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFontInfo, QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import Message, counted, message
from momentum_lab.gui.lessons.class_questions import asked_choice, class_questions, right_choice, why_none
from momentum_lab.gui.lessons.page import filled_page
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.vote_bar import VoteBar
from momentum_lab.gui.widgets.flow import FlowLayout
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers
from momentum_lab.gui.widgets.screen import bounded
from momentum_lab.lessons.lesson import LessonStep, StepKind
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record_file import MOST_VOTES
from momentum_lab.session import Session

LARGER: Final = 1.6
"""Type, measured by that of the window, which is large already in projector mode."""
LARGEST: Final = 26.0
"""Points beyond which it is not made larger."""
SMALLER: Final = 0.94
"""By how much type is made smaller at a time until all answers are seen; never below that of the window."""
SHARE: Final = 0.86
"""Of the window, that the dialog covers; all of it in projector mode."""
MOST_BY_KEY: Final = 9
WIDEST: Final = "0,000"
"""Of the numbers for which fields have room."""


def ask_class(window: QWidget, session: Session) -> ClassVotes | None:
    """Show the bars of the choice that is asked for, to count hands; say if there is none."""
    step = asked_choice(session)
    if step is None:
        session.said.emit(str(why_none(session)))
        return None
    return _opened(window, session, step)


def _opened(window: QWidget | None, session: Session, step: LessonStep) -> ClassVotes:
    dialog = ClassVotes(window, session, step)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class ClassVotes(QDialog):
    """A bar for each answer; the digits count a hand, with Shift they take one back, and numbers are typed.

    Attributes
    ----------
    bars, boxes
        Of each answer.
    keep
        Keeps what most have chosen as the answer, if that is still asked for.
    other
        Leads to the next question of the page, if there is more than one.
    """

    def __init__(self, parent: QWidget | None, session: Session, step: LessonStep) -> None:
        super().__init__(parent)
        assert step.prediction is not None
        self.setWindowTitle(str(message("Ask the class")))
        self._session, self._step = session, step
        self._ids = [choice.id for choice in step.prediction.choices]
        text = filled_page(session.lessons.lesson, session.lessons.page_text).steps[step.id]
        self._words = [text.choices.get(each, each) for each in self._ids]
        self._largest, self._least = self._enlarge(parent)
        self.prompt, self.total = _words(), QLabel()
        self.total.setObjectName("hint")
        self.total.setWordWrap(True)
        self.total.setTextFormat(Qt.TextFormat.PlainText)
        self.area, self._rows = QScrollArea(), QWidget()
        self.bars = [VoteBar() for _ in self._ids]
        self.boxes = [NumberBox(Integers(0, MOST_VOTES)) for _ in self._ids]
        self.buttons = QDialogButtonBox()
        self.keep = QPushButton(str(_words_of_keeping(step)))
        self.other = QPushButton(str(message("Ne&xt question")))
        self.clear = QPushButton(str(message("&Count anew")))
        self.buttons.addButton(self.clear, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton(str(message("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        for each in (self.keep, self.other, *self.buttons.buttons()):
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

    def _enlarge(self, parent: QWidget | None) -> tuple[float, float]:
        """Have most of the window; return the size of type that is read from the last row, and the least."""
        self.ensurePolished()
        points = QFontInfo(self.font()).pointSizeF()
        larger = max(points, min(LARGER * points, LARGEST))
        self._set_type(larger)
        window = None if parent is None else parent.window()
        room = QSize(960, 640) if window is None else window.size()
        share = 1.0 if self._session.look.is_projected else SHARE
        self.resize(bounded(self, QSize(round(share * room.width()), round(share * room.height()))))
        return larger, points

    def _set_type(self, points: float) -> None:
        self.setStyleSheet(f"QWidget {{ font-size: {points:.2f}pt; }}")  # the window's own is one, too
        self.ensurePolished()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Have type as large as it can be with all answers seen."""
        super().resizeEvent(a0)
        layout, points = self.layout(), self._largest
        if layout is None:
            return
        self._set_type(points)
        layout.activate()
        while points > self._least and not self._is_all_seen:
            points = max(SMALLER * points, self._least)
            self._set_type(points)
            layout.activate()

    @property
    def _is_all_seen(self) -> bool:
        """Whether all answers have room, also beside a scroll bar: else it would come and stay."""
        room, bar = self.area.contentsRect(), self.area.verticalScrollBar()
        width = room.width() - (0 if bar is None else bar.sizeHint().width())
        return self._rows.heightForWidth(width) <= room.height()

    def _lay_out(self, prompt: str) -> None:
        theme = self._session.look.colors
        self.prompt.show_text(prompt, theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        for place, (words, bar, box) in enumerate(zip(self._words, self.bars, self.boxes, strict=True)):
            digit, said = QLabel(f"{place + 1}" if place < MOST_BY_KEY else ""), _words()
            digit.setObjectName("heading")
            said.show_text(words, theme)
            box.setMaximumWidth(
                self.fontMetrics().horizontalAdvance(WIDEST) + 2 * self.fontMetrics().height()
            )
            box.setAccessibleName(str(message("hands for: {answer}", answer=plain_words(words))))
            bar.set_theme(theme)
            for column, widget in enumerate((digit, said, bar, box)):
                grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignVCenter)
        self._rows.setLayout(grid)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._rows)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(24, 18, 24, 18)
        column_box.setSpacing(14)
        for part in (self.prompt, self.area, self.total):
            column_box.addWidget(part, 1 if part is self.area else 0)
        below = FlowLayout(8)
        for button in (self.keep, self.other, self.buttons):
            below.addWidget(button)
        column_box.addLayout(below)

    def _connect(self) -> None:
        for place, box in enumerate(self.boxes):
            for signal in (box.changed, box.typed):
                signal.connect(partial(self._take_number, place))
        for place in range(min(len(self._ids), MOST_BY_KEY)):
            for keys, hands in ((f"{place + 1}", 1), (f"Shift+{place + 1}", -1)):
                QShortcut(QKeySequence(keys), self).activated.connect(partial(self.count, place, hands))
        self.keep.clicked.connect(lambda _checked: self._keep())
        self.other.clicked.connect(lambda _checked: self._ask_other())
        self.clear.clicked.connect(lambda _checked: self._session.lessons.clear_votes(self._step.id))
        self.buttons.rejected.connect(self.reject)
        self._leave = self._session.lessons.changed.subscribe(self._show)
        self.setFocus()

    def _take_number(self, place: int, number: int | None) -> None:
        """Count what is typed from its first digit on: a key may ask for what most say at any time."""
        if number is not None:
            self.count(place, number - self._session.lessons.votes(self._step.id)[place])

    def _show(self) -> None:
        """Show how many hands there are, and which answer was right once that is known."""
        lessons = self._session.lessons
        votes, right = lessons.votes(self._step.id), right_choice(self._session, self._step)
        for place, (bar, box, count) in enumerate(zip(self.bars, self.boxes, votes, strict=True)):
            bar.show_count(count, max(votes), None if right is None else place == right)
            box.set_value(count)
        hands = counted("{count} hand", "{count} hands", count=sum(votes))
        how = message("{hands}. The digits count a hand, with Shift they take one back.", hands=hands)
        self.total.setText(str(how))
        self.clear.setEnabled(any(votes))
        most = self._most_chosen()
        is_asked = lessons.is_open(self._step) and lessons.answered(self._step.id) is None
        self.keep.setVisible(is_asked)
        self.keep.setEnabled(most is not None)
        self.other.setVisible(len(class_questions(self._session)) > 1)

    def _most_chosen(self) -> int | None:
        """Return the answer that more have chosen than any other."""
        votes = self._session.lessons.votes(self._step.id)
        most = max(votes)
        return votes.index(most) if most and votes.count(most) == 1 else None

    def _keep(self) -> None:
        """Keep what most have chosen as the answer, after which the run may be shown."""
        most = self._most_chosen()
        if most is not None:
            self.accept()
            self._session.lessons.answer(self._step.id, self._ids[most])

    def _ask_other(self) -> None:
        """Go on with the next question of the page."""
        questions = class_questions(self._session)
        if len(questions) > 1:
            place = questions.index(self._step) + 1 if self._step in questions else 0
            self.accept()
            _opened(self.parentWidget(), self._session, questions[place % len(questions)])


def _words() -> RichText:
    """Return what shows words that are as high as their width has them, and were never narrower before."""
    words = RichText()
    words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    policy = words.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    words.setSizePolicy(policy)
    return words


def _words_of_keeping(step: LessonStep) -> Message:
    if step.kind is StepKind.PREDICT:
        return message("&Predict what most say")
    return message("&Keep what most say")
