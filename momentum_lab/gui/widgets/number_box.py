"""An exact number: typed in any notation, kept as the double that was typed."""

from __future__ import annotations

import math
import re

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget


def number_text(value: float) -> str:
    """Return the shortest text that reads back as ``value``."""
    text = repr(value)
    text = text.removesuffix(".0")
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}" if e else text


GROUPED = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(?!\d).*")


def read_number(text: str) -> float | None:
    """Return the number that a text is, with a decimal point or comma, or None.

    A comma that may be meant to set off thousands, as in 1,000, is not read at all.
    """
    text = text.strip()
    if text.count(",") == 1 and "." not in text and not GROUPED.fullmatch(text):
        text = text.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return None


class NumberBox(QAbstractSpinBox):
    """A box for a float from ``low`` to ``high``; arrows step by powers or evenly.

    Anything can be typed; what is no number within the bounds is put back when the box is left.
    """

    changed = pyqtSignal(float)

    def __init__(self, low: float, high: float, is_log: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high, self._is_log = low, high, is_log
        self._value = low
        self.setKeyboardTracking(False)
        self.setAccelerated(True)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setToolTip(f"{number_text(low)} to {number_text(high)}")
        self.editingFinished.connect(self._take)
        self.set_value(low)

    @property
    def _edit(self) -> QLineEdit:
        edit = self.lineEdit()
        assert edit is not None
        return edit

    @property
    def value(self) -> float:
        """The number that was accepted last."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a number without reporting it; a box that is being typed in is left alone."""
        if value == self._value and self._edit.text() == number_text(value):
            return
        self._value = value
        if not (self._edit.hasFocus() and self._edit.isModified()):
            self._show()

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed: a key that was swallowed would make another number of it."""
        text = text or ""
        number = read_number(text)
        is_final = number is not None and self._allows(number) and "," not in text  # 1,00 may become 1,000
        return (QValidator.State.Acceptable if is_final else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        """Step by a twentieth of a power of ten, or by a nice part of the value."""
        if self._is_log and self._value > 0:
            number = float(f"{self._value * 10 ** (steps / 20):.3g}")
        else:
            size = 10.0 ** math.floor(math.log10(max(abs(self._value), 1e-2)) - 0.5)
            number = round(self._value + steps * size, 12)
        self._accept(min(max(number, self._low), self._high))
        self._edit.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Allow steps both ways."""
        return (
            QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        )

    def sizeHint(self) -> QSize:
        """Be wide enough for a number such as 1.2345e-10."""
        return QSize(self.fontMetrics().horizontalAdvance("0.00012345") + 16, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be no narrower than the number."""
        return self.sizeHint()

    def _take(self) -> None:
        number = read_number(self._edit.text())
        self._accept(number if number is not None and self._allows(number) else self._value)

    def _allows(self, number: float) -> bool:
        return math.isfinite(number) and self._low <= number <= self._high

    def _accept(self, number: float) -> None:
        is_new = number != self._value
        self._value = number
        self._show()
        if is_new:
            self.changed.emit(number)

    def _show(self) -> None:
        self._edit.setText(number_text(self._value))
        self._edit.setModified(False)
        self._edit.setCursorPosition(0)
