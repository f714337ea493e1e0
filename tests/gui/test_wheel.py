"""The wheel scrolls a form, and changes nothing that it passes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.hyperparameters import Choice, Number
from momentum_lab.gui.panels.editors import ChoiceEditor, NumberEditor
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers
from momentum_lab.gui.widgets.wheel import leave_wheel

NONE = Qt.KeyboardModifier.NoModifier
BOXES, OTHERS = ("integers", "box", "of Qt's", "decimal of Qt's"), ("slider", "chooser")


class Form(QWidget):
    """A field of each kind, of which the last are guarded all at once."""

    def __init__(self) -> None:
        super().__init__()
        number = NumberEditor("rate", Number(0.5, 0.0, 1.0, ""))
        number.show_value(0.5)
        choice = ChoiceEditor("form", Choice(("one", "two", "three"), ""))
        choice.show_value("two")
        integers = NumberBox(Integers(0, 100))
        integers.set_value(7)
        group, spin, decimal = QWidget(), QSpinBox(), QDoubleSpinBox()
        inner = QVBoxLayout(group)
        for box in (spin, decimal):
            box.setValue(7)
            inner.addWidget(box)
        leave_wheel(group)
        layout = QVBoxLayout(self)
        for widget in (number, choice, integers, group):
            layout.addWidget(widget)
        self.fields: dict[str, QWidget] = {
            "box": number.box,
            "slider": number.slider,
            "chooser": choice.chooser,
            "integers": integers,
            "of Qt's": spin,
            "decimal of Qt's": decimal,
        }

    def values(self) -> list[object]:
        """What the fields hold."""
        return [
            field.currentText()
            if isinstance(field, QComboBox)
            else field.value
            if isinstance(field, NumberBox)
            else field.value()
            for field in self.fields.values()
        ]


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    form = Form()
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.setFocus()
    yield form
    form.close()


def roll(field: QWidget) -> bool:
    """Turn the wheel towards oneself; return whether the field leaves it to what it stands in."""
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at, field.mapToGlobal(at), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, event)
    return not event.isAccepted()


@pytest.mark.parametrize("name", [*BOXES, *OTHERS])
def test_that_it_passes_by_a_field(form: Form, name: str) -> None:
    before = form.values()
    assert roll(form.fields[name])
    assert form.values() == before


@pytest.mark.parametrize("name", [*BOXES, *OTHERS])
def test_that_it_gives_the_focus_to_no_field(form: Form, name: str) -> None:
    assert form.fields[name].focusPolicy() != Qt.FocusPolicy.WheelFocus


@pytest.mark.parametrize("name", [*BOXES, *OTHERS])
def test_that_only_a_number_that_is_typed_in_takes_it(form: Form, name: str, qtbot: QtBot) -> None:
    field = form.fields[name]
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    before = form.values()
    assert roll(field) == (name not in BOXES)
    assert (form.values() == before) == (name not in BOXES)
