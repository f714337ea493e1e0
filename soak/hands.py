"""Using whatever can be used: clicking, dragging, typing, choosing."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Final

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

hand: Final[Any] = QTest
"""What presses: by its stubs, it would want an object of its own."""
LEFT: Final = Qt.MouseButton.LeftButton
NONE: Final = Qt.KeyboardModifier.NoModifier
CTRL: Final = Qt.KeyboardModifier.ControlModifier
NUMBERS: Final = ("0", "0.1", "0.51", "1e-3", "-1", "3", "7,5", "1/3", "200", "abc", "", "1e400", "-0.0")
FORMULAS: Final = (
    "x**2 + y**2",
    "0.1*x**2 + 2*y**2",
    "(1-x)**2 + 20*(y-x**2)**2",
    "log(x) + y**2",
    "1/x",
    "sin(3*x)*cos(2*y) + 0.1*x**2",
    "abs(x) + abs(y)",
    "x**4 - 3*x**2 + y",
    "exp(-x**2-y**2)",
    "x^2",
    "x +",
    "sqrt(x*y)",
)
KEYS: Final = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Return),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_X, Qt.Key.Key_L, Qt.Key.Key_P, Qt.Key.Key_R),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_Delete, Qt.Key.Key_Backspace),
)


def use_something(root: QWidget, chance: random.Random) -> str:
    """Use one of the visible widgets in another; return what was done to which kind."""
    usable = [w for w in root.findChildren(QWidget) if w.isVisible() and w.isEnabled() and _way(w)]
    if not usable:
        return "nothing to use"
    widget = chance.choice(usable)
    way = _way(widget)
    assert way is not None
    return f"{way(widget, chance)} {type(widget).__name__}"


def press_a_key(window: QWidget, chance: random.Random) -> str:
    """Press one of the keys that mean something, where the focus is; what is hidden hears none."""
    key, focused = chance.choice(KEYS), window.focusWidget()
    heard = focused if focused is not None and focused.isVisible() else window
    hand.keyClick(heard, key, CTRL if chance.random() < 0.05 else NONE)
    return f"key {key.name.removeprefix('Key_')}"


def drag_over(widget: QWidget, chance: random.Random) -> str:
    """Press, move along some points, release."""
    points = [
        QPoint(chance.randrange(max(1, widget.width())), chance.randrange(max(1, widget.height())))
        for _ in range(chance.randrange(2, 7))
    ]
    hand.mousePress(widget, LEFT, NONE, points[0])
    for point in points[1:]:
        _move(widget, point)
    hand.mouseRelease(widget, LEFT, NONE, points[-1])
    return "drag over"


def turn_wheel(widget: QWidget, chance: random.Random) -> str:
    """Turn the wheel over a widget."""
    at = QPointF(chance.random() * widget.width(), chance.random() * widget.height())
    turn = QPoint(0, chance.choice((-240, -120, 120, 240)))
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at)), QPoint(), turn, Qt.MouseButton.NoButton, NONE, phase, False
    )
    QApplication.sendEvent(widget, event)
    return "wheel over"


def read_on(root: QWidget) -> str:
    """Scroll whatever can be scrolled in a widget on by a page."""
    for area in root.findChildren(QAbstractScrollArea):
        bar = area.verticalScrollBar()
        if area.isVisible() and bar is not None:
            bar.setValue(bar.value() + bar.pageStep())
    return "read on"


def _move(widget: QWidget, to: QPoint) -> None:
    here = QPointF(to)
    there = QPointF(widget.mapToGlobal(here))
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, here, there, LEFT, LEFT, NONE))


def _click(widget: QWidget, chance: random.Random) -> str:
    hand.mouseClick(widget, LEFT, NONE, widget.rect().center())
    return "click"


def _choose(widget: QWidget, chance: random.Random) -> str:
    assert isinstance(widget, QComboBox)
    if widget.count():
        index = chance.randrange(widget.count())
        widget.setCurrentIndex(index)
        widget.activated.emit(index)
    return "choose in"


def _type(widget: QWidget, chance: random.Random) -> str:
    field = widget
    text = chance.choice(NUMBERS if isinstance(widget, QAbstractSpinBox) else (*NUMBERS, *FORMULAS))
    if isinstance(field, QLineEdit | QAbstractSpinBox):
        field.selectAll()
    hand.keyClicks(field, text)
    if chance.random() < 0.7:
        hand.keyClick(field, chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape)))
    return "type into"


def _go_to_tab(widget: QWidget, chance: random.Random) -> str:
    assert isinstance(widget, QTabBar)
    if widget.count():
        widget.setCurrentIndex(chance.randrange(widget.count()))
    return "go to a tab of"


def _go_to_row(widget: QWidget, chance: random.Random) -> str:
    assert isinstance(widget, QAbstractItemView)
    model = widget.model()
    if model is not None and model.rowCount():
        widget.setCurrentIndex(model.index(chance.randrange(model.rowCount()), 0))
    return "go to a row of"


Way = Callable[[QWidget, random.Random], str]
WAYS: Final[tuple[tuple[type[QWidget], Way], ...]] = (
    (QComboBox, _choose),
    (QAbstractSpinBox, _type),
    (QLineEdit, _type),
    (QPlainTextEdit, _type),
    (QTabBar, _go_to_tab),
    (QAbstractItemView, _go_to_row),
    (QAbstractSlider, drag_over),
    (QAbstractButton, _click),
)


def _way(widget: QWidget) -> Way | None:
    if isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox):
        return None  # a part of something that is used as a whole
    return next((way for kind, way in WAYS if isinstance(widget, kind)), None)
