"""A number that is foretold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.messages import message
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reading, Reals, number_text
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record import Given
from momentum_lab.session import Session
from momentum_lab.wording.lessons import near_words
from momentum_lab.wording.numbers import told_number

MOST: Final = 1e300
BEGINS: Final = "0123456789.,-−+("
"""What numbers begin with."""


@dataclass(frozen=True, slots=True)
class AskedNumbers:
    """Any number; there is none, which is NaN, before one is typed."""

    low: float = -MOST
    high: float = MOST
    widest: ClassVar[str] = Reals.widest

    def read(self, text: str) -> Reading[float]:
        """Return the number, with a decimal point or comma, or as arithmetic."""
        return Reals(self.low, self.high).read(text)

    def is_finished(self, text: str) -> bool:
        """Return whether nothing more is expected."""
        return Reals(self.low, self.high).is_finished(text)

    def text(self, number: float) -> str:
        """Return nothing where there is none."""
        return "" if math.isnan(number) else number_text(number)

    def shorter(self, number: float, digits: int) -> str:
        """Return the number in no more than so many digits."""
        return "" if math.isnan(number) else Reals(self.low, self.high).shorter(number, digits)

    def stepped(self, number: float, steps: int) -> float:
        """Step from 0 where there is none."""
        return Reals(self.low, self.high).stepped(0.0 if math.isnan(number) else number, steps)


class NumberStep(AnswerWidget):
    """Has a number typed in."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        self.box: NumberBox[float] = NumberBox(AskedNumbers())
        self.box.set_value(math.nan)
        self.box.setToolTip("" if step.prediction is None else str(near_words(step.prediction.near)))
        self.box.setAccessibleName(str(message("your number: {prompt}", prompt=plain_words(text.prompt))))
        self.box.typed.connect(lambda _number: self.note_change())
        self.box.entered.connect(self.keep_answer)
        self.keep.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # when it is clicked, what is wrong can be mended
        self.setFocusProxy(self.box)
        self.add_button(self.box)  # beside the box: what is remarked on it stands below

    def given(self) -> Given | None:
        """Return the number, also while it is being typed, if there is one."""
        number = self.box.typed_value
        return None if number is None or math.isnan(number) else number

    def keep_answer(self) -> None:
        """Keep what is typed; what is no number stays, with the reason."""
        if self.box.take():
            super().keep_answer()

    def note_change(self) -> None:
        """Let be kept what is typed, once there is something."""
        self.keep.setEnabled(bool(self.box.text().strip()))

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether a number begins by it, such as a minus."""
        return self.is_asked and bool(event.text()) and event.text() in BEGINS

    def take_key(self, event: QKeyEvent) -> bool:
        """Begin to type a number."""
        if not self.wants_key(event):
            return False
        self.enter()
        self.box.selectAll()
        QApplication.sendEvent(self.box, event)
        return True

    def show_given(self, given: Given) -> None:
        """Show the number that was kept."""
        if isinstance(given, float | int):
            self.box.set_value(float(given))

    def told(self, given: Given) -> str:
        """Return a number in few digits."""
        return told_number(given) if isinstance(given, float | int) else ""

    def set_open(self, is_open: bool) -> None:
        """Let it be typed."""
        if not is_open:
            self.box.remark.clear()
        self.box.setEnabled(is_open)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if is_open else Qt.FocusPolicy.NoFocus)
