"""An exact number: typed in any notation, kept as what was typed."""

from __future__ import annotations

from typing import Generic

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent, QValidator, QWheelEvent
from PyQt6.QtWidgets import QAbstractSpinBox, QLineEdit

from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import NOTHING, words
from momentum_lab.core.told_number import spelt
from momentum_lab.gui.widgets.numbers import N, Numbers, Reading
from momentum_lab.gui.widgets.remark import Remark
from momentum_lab.gui.widgets.wheel import take_no_focus_by_wheel

MARGIN = 16
"""Pixels beside the text, and so many more for arrows."""
ARROWS = 14
EDGES = 6
"""Pixels of the field within it that no text is in."""
DIGITS = range(16, 1, -1)
"""How many there may be of a number that has more than there is room for, the most first."""


class NumberBox(QAbstractSpinBox, Generic[N]):
    """A box for a number of a kind, with arrows beside it or without; the arrow keys step in any case.

    Anything can be typed. What is no number within the bounds is marked, and Return says beside it why; it is
    put back when the box is left. Qt's own boxes swallow keys, round to so many decimals, and end at 2³¹ − 1.
    Where there is no room for all digits, they are there while the keyboard's focus is.

    Attributes
    ----------
    remark
        What is said beside it.
    """

    changed = pyqtSignal(object)
    """The number; as an ``int`` of Qt's it would be cut to 32 bits."""
    typed = pyqtSignal(object)
    """While it is being typed: the number that it is so far; None while it is none."""
    entered = pyqtSignal()
    """Return was pressed, and what is typed is taken if it can be."""

    def __init__(self, numbers: Numbers[N], has_arrows: bool = False) -> None:
        super().__init__()
        self._numbers: Numbers[N] = numbers
        self._value: N = numbers.low
        self._is_typed = False  # Qt's own mark is gone by the time that editing is finished
        self._room = MARGIN + (ARROWS if has_arrows else 0)
        self.setAccelerated(True)
        if not has_arrows:
            self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setToolTip(
            words(
                "{low} to {high}",
                low=spelt(numbers.text(numbers.low)),
                high=spelt(numbers.text(numbers.high)),
            )
        )
        self.remark = Remark(self)
        self._edit.textEdited.connect(self._judge)
        self.editingFinished.connect(self.take)
        self._edit.returnPressed.connect(self.entered)
        take_no_focus_by_wheel(self)
        self._show()

    @property
    def _edit(self) -> QLineEdit:
        edit = self.lineEdit()
        assert edit is not None
        return edit

    @property
    def value(self) -> N:
        """The number that was accepted last."""
        return self._value

    def set_value(self, value: N) -> None:
        """Show a number without reporting it; a box that is being typed in is left alone."""
        if value == self._value and self._edit.text() == self._shown:
            return
        is_another, self._value = value != self._value, value
        if not (self.hasFocus() and self._is_typed):
            if is_another:
                self.remark.clear()  # it was about what is not there any more
            self._show()

    @property
    def is_being_typed(self) -> bool:
        """Whether something stands in it that was typed and is not taken yet."""
        return self._is_typed

    @property
    def typed_value(self) -> N | None:
        """The number that stands in it, accepted or not; None if what is typed is none."""
        if not self._is_typed:
            return self._value
        try:
            return self._read(self._edit.text()).number
        except InputError:
            return None

    def restore(self) -> None:
        """Show the number that was accepted last, instead of what is typed."""
        self.remark.clear()
        self._show()

    def refuse(self, problem: str, kept: N) -> None:
        """Say why the number that was taken last cannot be had; it stays to be mended, ``kept`` counts."""
        self._value = kept
        self._is_typed = True
        if self.hasFocus():
            self.remark.refuse(problem)
        else:
            self._put_back(problem)

    def set_numbers(self, numbers: Numbers[N]) -> None:
        """Take other numbers from now on, such as more of them."""
        self._numbers = numbers

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed: a key that was swallowed would make another number of it."""
        text = text or ""
        is_final = self._is_right(text) and self._numbers.is_finished(text)
        return (QValidator.State.Acceptable if is_final else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        """Step from what is typed, or else from the value."""
        if not self.take():
            return
        number = self._numbers.stepped(self._value, steps)
        self._accept(min(max(number, self._numbers.low), self._numbers.high))
        self._edit.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Allow steps both ways, but not beyond the ends."""
        flags = QAbstractSpinBox.StepEnabledFlag
        enabled = flags.StepNone
        if self._value > self._numbers.low:
            enabled |= flags.StepDownEnabled
        if self._value < self._numbers.high:
            enabled |= flags.StepUpEnabled
        return enabled

    def sizeHint(self) -> QSize:
        """Be wide enough for an ordinary number; longer ones scroll within the box."""
        width = self.fontMetrics().horizontalAdvance(self._numbers.widest)
        return QSize(width + self._room, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be no narrower than that."""
        return self.sizeHint()

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Keep Return while it has something to take, and Escape while there is something to take back."""
        was_typed = self.is_being_typed
        if e is not None and e.key() == Qt.Key.Key_Escape and was_typed:
            self.restore()
            self._edit.selectAll()
            e.accept()
            return
        super().keyPressEvent(e)
        if e is not None and was_typed and e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            e.accept()  # or the dialog around it would close
            if self.remark.is_wrong:
                self._edit.end(False)  # rather than all selected: it is to be mended

    def wheelEvent(self, e: QWheelEvent | None) -> None:
        """Let the wheel pass by, unless something is typed in here."""
        if e is None:
            return
        if self.hasFocus():
            super().wheelEvent(e)
        else:
            e.ignore()

    def focusInEvent(self, e: QFocusEvent | None) -> None:
        """Show all digits before they are selected."""
        if not self._is_typed and self._edit.text() != self._numbers.text(self._value):
            self._edit.setText(self._numbers.text(self._value))
        super().focusInEvent(e)

    def focusOutEvent(self, e: QFocusEvent | None) -> None:
        """Show as many as there is room for."""
        super().focusOutEvent(e)
        self._fit()

    def resizeEvent(self, e: QResizeEvent | None) -> None:
        """Show as many digits as there is room for now."""
        super().resizeEvent(e)
        self._fit()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """See how much room there is."""
        super().showEvent(a0)
        self._fit()

    def _read(self, text: str) -> Reading[N]:
        """Return the number that a text is; raise :class:`InputError` if the box may not hold it."""
        reading = self._numbers.read(text)
        if not self._numbers.low <= reading.number <= self._numbers.high:
            raise InputError(
                "found {found}, allowed is a number from {low} to {high}",
                found=self._numbers.text(reading.number),
                low=self._numbers.text(self._numbers.low),
                high=self._numbers.text(self._numbers.high),
            )
        return reading

    def _is_right(self, text: str) -> bool:
        try:
            self._read(text)
        except InputError:
            return False
        return True

    def _judge(self, text: str) -> None:
        """Mark what is typed while it is wrong; why is said when it shall be taken."""
        self._is_typed = text != self._numbers.text(self._value)
        self.remark.clear()
        self.remark.mark(not self._is_right(text))
        self.typed.emit(self.typed_value)

    def take(self) -> bool:
        """Take what is typed, or say why not; return whether what stands in it is taken."""
        if not self.is_being_typed:
            return not self.remark.is_wrong
        try:
            reading = self._read(self._edit.text())
        except InputError as error:
            if self.hasFocus():
                self.remark.refuse(_sentence(error))
            else:
                self._put_back(_sentence(error))
            return False
        self.remark.clear()
        if reading.note != NOTHING:
            self.remark.note(str(reading.note))
        self._accept(reading.number)
        return True

    def _put_back(self, problem: str) -> None:
        self._show()
        self.remark.put_back(problem, self._edit.text())

    def _accept(self, number: N) -> None:
        is_new = number != self._value
        self._value = number
        self._show()
        if is_new:
            self.changed.emit(number)

    @property
    def _shown(self) -> str:
        """The number as it is written here: in fewer digits where there is no room for all of them."""
        whole = self._numbers.text(self._value)
        room, metrics = self._edit.width() - EDGES, self.fontMetrics()
        if self.hasFocus() or not self.isVisible():
            return whole
        shorter = (whole, *(self._numbers.shorter(self._value, digits) for digits in DIGITS))
        return next((text for text in shorter if metrics.horizontalAdvance(text) <= room), whole)

    def _fit(self) -> None:
        if not self._is_typed and self._edit.text() != self._shown:
            self._show()

    def _show(self) -> None:
        self._edit.setText(self._shown)
        self._is_typed = False
        self._edit.setCursorPosition(0)


def _sentence(error: InputError) -> str:
    """Return what is wrong as the beginning of a sentence."""
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}"
