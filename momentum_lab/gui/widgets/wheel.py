"""The wheel scrolls what a field stands in: it must not change what lies under the pointer by chance."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QWidget

_FIELDS = (QAbstractSpinBox, QAbstractSlider, QComboBox)


def leave_wheel(field: QWidget) -> None:
    """Let the wheel pass by a field, and by all that are in it.

    A box for a number takes it while it has the focus, since it is typed in then; sliders and choosers, which
    have the focus when they were used last, never do.
    """
    for one in (field, *field.findChildren(QWidget)):
        if isinstance(one, _FIELDS):
            one.installEventFilter(_WheelGuard(one))
            take_no_focus_by_wheel(one)


def take_no_focus_by_wheel(field: QWidget) -> None:
    """Let a field have the focus by keys and clicks only.

    Fields of our own then leave the wheel by their ``wheelEvent``: a filter hears of all other events, too,
    and making a panel is full of them.
    """
    if field.focusPolicy() == Qt.FocusPolicy.WheelFocus:
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class _WheelGuard(QObject):
    """Leaves the wheel to the parent of a widget."""

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Let a wheel pass by, but not by a box that is typed in."""
        if a1 is None or a1.type() != QEvent.Type.Wheel:
            return False
        if isinstance(a0, QAbstractSpinBox) and a0.hasFocus():
            return False
        a1.ignore()
        return True
