"""An exact integer, however large: Qt's own box ends at 2³¹ − 1."""

from __future__ import annotations

import re
from decimal import Decimal

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QLineEdit, QSpinBox

_WRITTEN = re.compile(r"\+?(?:\d{1,30}|\d{1,3}(?:([,\s'’])\d{3})(?:\1\d{3}){0,8})")
_POWER = re.compile(r"\+?\d{1,30}(?:\.\d{1,30})?[eE]\+?\d{1,2}")


def read_integer(text: str) -> int | None:
    """Return the integer from 0 that a text is, perhaps as 1e6 or with its thousands set off, or None."""
    text = text.strip()
    if _WRITTEN.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    if _POWER.fullmatch(text):
        number = Decimal(text)
        return int(number) if number == int(number) else None
    return None


class IntegerBox(QAbstractSpinBox):
    """A box for an integer from 0 to ``high``; arrows step by one.

    What is no such number is put back when the box is left.
    """

    changed = pyqtSignal(object)
    """The integer; as an ``int`` of Qt's it would be cut to 32 bits."""

    def __init__(self, high: int) -> None:
        super().__init__()
        self._high = high
        self._value = 0
        self.setAccelerated(True)
        self.editingFinished.connect(self._take)
        self._show()

    @property
    def _edit(self) -> QLineEdit:
        edit = self.lineEdit()
        assert edit is not None
        return edit

    @property
    def value(self) -> int:
        """The integer that was accepted last."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show an integer without reporting it; a box that is being typed in is left alone."""
        self._value = value
        if not (self._edit.hasFocus() and self._edit.isModified()):
            self._show()

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed: a key that was swallowed would make another number of it."""
        number = read_integer(text or "")
        is_good = number is not None and number <= self._high
        return _state(is_good), text or "", position

    def stepBy(self, steps: int) -> None:
        """Step from what is typed, or else from the value."""
        self._take()
        self._accept(min(max(self._value + steps, 0), self._high))
        self._edit.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Allow steps both ways, but not beyond the ends."""
        flags = QAbstractSpinBox.StepEnabledFlag
        enabled = flags.StepNone
        if self._value > 0:
            enabled |= flags.StepDownEnabled
        if self._value < self._high:
            enabled |= flags.StepUpEnabled
        return enabled

    def sizeHint(self) -> QSize:
        """Be wide enough for a million; larger ones scroll within the box."""
        return QSize(self.fontMetrics().horizontalAdvance("1,000,000") + 30, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be no narrower than that."""
        return self.sizeHint()

    def _take(self) -> None:
        number = read_integer(self._edit.text())
        self._accept(number if number is not None and number <= self._high else self._value)

    def _accept(self, number: int) -> None:
        is_new = number != self._value
        self._value = number
        self._show()
        if is_new:
            self.changed.emit(number)

    def _show(self) -> None:
        self._edit.setText(str(self._value))
        self._edit.setModified(False)
        self._edit.setCursorPosition(0)


class SpinBox(QSpinBox):
    """A box of Qt's in which anything can be typed; what is no integer within the bounds is put back."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)

    def validate(self, input: str | None, pos: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed."""
        number = self._read(input or "")
        is_good = number is not None and self.minimum() <= number <= self.maximum()
        return _state(is_good), input or "", pos

    def valueFromText(self, text: str | None) -> int:
        """Return the integer that a text is."""
        number = self._read(text or "")
        return self.value() if number is None else number

    def _read(self, text: str) -> int | None:
        digits = re.sub(r"\D", "", text)[:9]
        if digits and text == self.textFromValue(int(digits)):  # as the language of the desktop has it
            return int(digits)
        return read_integer(text)


def _state(is_good: bool) -> QValidator.State:
    return QValidator.State.Acceptable if is_good else QValidator.State.Intermediate
