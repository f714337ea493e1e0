"""An exact integer, however large: Qt's own box ends at 2³¹ − 1."""

from __future__ import annotations

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QLineEdit


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
        self._edit.setMaxLength(len(str(high)))
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
        """Accept digits."""
        text = text or ""
        if text.strip() and not _is_digits(text):
            return QValidator.State.Invalid, text, position
        is_good = _is_digits(text) and int(text) <= self._high
        return (QValidator.State.Acceptable if is_good else QValidator.State.Intermediate), text, position

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
        text = self._edit.text()
        number = int(text) if _is_digits(text) else self._value
        self._accept(number if number <= self._high else self._value)

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


def _is_digits(text: str) -> bool:
    return text.strip().isdecimal()
