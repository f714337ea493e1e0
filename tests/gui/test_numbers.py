"""Typing integers: seed, steps and warm-up take what is meant, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from driving import LEFT, type_into
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractSpinBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import InputError
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers

KINDS = {
    "plain": Integers(0, 1_000_000),
    "set off": Integers(
        0, 1_000_000, has_nice_steps=True, written=QLocale(QLocale.Language.English).toString
    ),
}


@pytest.fixture(params=KINDS)
def box(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[NumberBox[int]]:
    """A shown box up to a million with 100 in it."""
    widget = QWidget()
    qtbot.addWidget(widget)
    box = NumberBox(KINDS[request.param], has_arrows=True)
    box.set_value(100)
    layout = QVBoxLayout(widget)
    layout.addWidget(box)
    layout.addWidget(QLineEdit())
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    yield box
    widget.close()


def value_after(box: NumberBox[int], typed: str) -> int:
    edit = box.findChild(QLineEdit)
    assert edit is not None
    QTest.mouseClick(edit, LEFT)
    edit.selectAll()
    QTest.keyClicks(edit, typed)
    assert edit.text() == typed
    QTest.keyClick(edit, Qt.Key.Key_Return)
    if box.remark.is_wrong:
        assert edit.text() == typed
        assert box.remark.text()
        edit.clearFocus()
    assert int(re.sub(r"\D", "", edit.text())) == box.value
    return box.value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("7", 7), ("1e3", 1000), ("2.5E+2", 250), ("12,345", 12345), ("12 345", 12345), (" 8 ", 8)),
        *(("+9", 9), ("2**10", 1024), ("3*50", 150), ("2.5*40", 100), ("10^4/4", 2500)),
    ],
)
def test_that_an_integer_may_be_written_in_several_ways(box, typed: str, value: int) -> None:
    assert value_after(box, typed) == value


@pytest.mark.parametrize(
    "typed",
    ["3.7", "-5", "2,5", "1/2", "1e-3", "2.55e1", "12,34", "1,0000", "9e9", "abc", "9" * 40, "2.0", "5%"],
)
def test_that_what_is_no_integer_within_the_bounds_is_put_back_and_never_another_one(box, typed: str) -> None:
    assert value_after(box, typed) == 100


def test_that_thousands_are_read_and_written_as_the_language_has_them() -> None:
    german = Integers(1, 1_000_000, written=QLocale(QLocale.Language.German).toString)
    assert german.text(60_000) == "60.000"
    assert german.read("60.000").number == 60_000
    assert german.read("60000").number == 60_000
    with pytest.raises(InputError, match="whole number"):
        german.read("60.00")


def test_that_a_large_seed_is_exact() -> None:
    numbers = Integers(0, 2**63 - 1)
    assert numbers.read(str(2**63 - 1)).number == 2**63 - 1
    assert numbers.text(2**63 - 1) == str(2**63 - 1)
    assert numbers.stepped(2**53 + 1, 1) == 2**53 + 2


@pytest.mark.parametrize(
    ("number", "steps", "expected"),
    [
        (1, 1, 2),
        (99, 1, 100),
        (100, -1, 99),
        (100, 1, 110),
        (110, -1, 100),
        (990, 1, 1000),
        (1000, 1, 1100),
        (1000, -1, 990),
        (5000, 10, 6000),
        (0, -1, -1),
    ],
)
def test_that_nice_steps_change_the_second_digit(number: int, steps: int, expected: int) -> None:
    assert Integers(0, 10_000, has_nice_steps=True).stepped(number, steps) == expected
    assert Integers(0, 10_000).stepped(number, steps) == number + steps


def test_that_the_arrows_step_from_what_is_typed_and_end_at_the_bounds(box: NumberBox[int], qtbot) -> None:
    reported: list[int] = []
    box.changed.connect(reported.append)
    type_into(box, "7", confirm=False)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert reported == [7, 8]
    for _ in range(2):
        qtbot.keyClick(box, Qt.Key.Key_PageDown)
    assert box.value == 0
    assert box.stepEnabled() == QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
    type_into(box, "1000000")
    assert box.stepEnabled() == QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
    box.stepBy(1)
    assert box.value == 1_000_000


def test_that_a_box_may_take_more_or_fewer_from_now_on(qtbot: QtBot) -> None:
    box = NumberBox(Integers(0, 10))
    qtbot.addWidget(box)
    for high in (100, 10):
        box.set_numbers(Integers(0, high))
        box.set_value(3)
        type_into(box, "70")
        assert box.value == (70 if high == 100 else 3)
