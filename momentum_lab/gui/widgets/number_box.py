"""An exact number: typed in any notation, kept as what was typed."""

from __future__ import annotations

from typing import Generic

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QLineEdit

from momentum_lab.gui.widgets.numbers import N, Numbers
from momentum_lab.gui.widgets.wheel import leave_wheel

MARGIN = 16
"""Pixels beside the text, and so many more for arrows."""
ARROWS = 14


class NumberBox(QAbstractSpinBox, Generic[N]):
    """A box for a number of a kind, with arrows beside it or without; the arrow keys step in any case.

    Anything can be typed; what is no number within the bounds is put back when the box is left. Qt's own
    boxes swallow keys, round to so many decimals, and end at 2³¹ − 1.
    """

    changed = pyqtSignal(object)
    """The number; as an ``int`` of Qt's it would be cut to 32 bits."""

    def __init__(self, numbers: Numbers[N], has_arrows: bool = False) -> None:
        super().__init__()
        self._numbers: Numbers[N] = numbers
        self._value: N = numbers.low
        self._room = MARGIN + (ARROWS if has_arrows else 0)
        self.setAccelerated(True)
        if not has_arrows:
            self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setToolTip(f"{numbers.text(numbers.low)} to {numbers.text(numbers.high)}")
        self.editingFinished.connect(self._take)
        leave_wheel(self)
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
        if value == self._value and self._edit.text() == self._numbers.text(value):
            return
        self._value = value
        if not (self._edit.hasFocus() and self._edit.isModified()):
            self._show()

    def drop_typing(self) -> None:
        """Put the number back in the place of text that was not taken."""
        self._show()

    def set_numbers(self, numbers: Numbers[N]) -> None:
        """Take other numbers from now on, such as more of them."""
        self._numbers = numbers

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed: a key that was swallowed would make another number of it."""
        text = text or ""
        is_final = self._read(text) is not None and self._numbers.is_finished(text)
        return (QValidator.State.Acceptable if is_final else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        """Step from what is typed, or else from the value."""
        self._take()
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

    def _read(self, text: str) -> N | None:
        """Return the number that a text is, if the box may hold it."""
        number = self._numbers.read(text)
        return number if number is not None and self._numbers.low <= number <= self._numbers.high else None

    def _take(self) -> None:
        number = self._read(self._edit.text())
        self._accept(self._value if number is None else number)

    def _accept(self, number: N) -> None:
        is_new = number != self._value
        self._value = number
        self._show()
        if is_new:
            self.changed.emit(number)

    def _show(self) -> None:
        self._edit.setText(self._numbers.text(self._value))
        self._edit.setModified(False)
        self._edit.setCursorPosition(0)
