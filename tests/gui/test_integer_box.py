"""Typing integers: seed, steps and warm-up take what is meant, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from driving import LEFT
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.widgets.integer_box import IntegerBox, SpinBox, read_integer

KINDS = ("own", "of Qt's")


@pytest.fixture(params=KINDS)
def box(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[IntegerBox | SpinBox]:
    """A shown box up to a million with 100 in it."""
    widget = QWidget()
    qtbot.addWidget(widget)
    box: IntegerBox | SpinBox
    if request.param == KINDS[0]:
        box = IntegerBox(1_000_000)
        box.set_value(100)
    else:
        box = SpinBox(1, 1_000_000)
        box.setGroupSeparatorShown(True)
        box.setValue(100)
    layout = QVBoxLayout(widget)
    layout.addWidget(box)
    layout.addWidget(QLineEdit())
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    yield box
    widget.close()


def value_after(box: IntegerBox | SpinBox, typed: str) -> int:
    edit = box.findChild(QLineEdit)
    assert edit is not None
    QTest.mouseClick(edit, LEFT)
    edit.selectAll()
    QTest.keyClicks(edit, typed)
    assert edit.text() == typed
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert read_integer(edit.text()) == (box.value if isinstance(box, IntegerBox) else box.value())
    return read_integer(edit.text()) or 0


@pytest.mark.parametrize(
    ("typed", "value"),
    [("7", 7), ("1e3", 1000), ("2.5E+2", 250), ("12,345", 12345), ("12 345", 12345), (" 8 ", 8), ("+9", 9)],
)
def test_that_an_integer_may_be_written_in_several_ways(box, typed: str, value: int) -> None:
    assert value_after(box, typed) == value


@pytest.mark.parametrize(
    "typed", ["3.7", "-5", "2,5", "1/2", "1e-3", "2.55e1", "12,34", "1,0000", "9e9", "abc", "9" * 40]
)
def test_that_what_is_no_integer_within_the_bounds_is_put_back_and_never_another_one(box, typed: str) -> None:
    assert value_after(box, typed) == 100


def test_that_thousands_are_read_as_the_language_writes_them(qtbot: QtBot) -> None:
    box = SpinBox(1, 1_000_000)
    qtbot.addWidget(box)
    box.setLocale(QLocale(QLocale.Language.German))
    box.setGroupSeparatorShown(True)
    box.setValue(60_000)
    assert box.text() == "60.000"
    assert box.valueFromText("60.000") == 60_000
    assert box.valueFromText("60.00") == 60_000  # not read: the value stays


def test_that_a_large_seed_is_exact() -> None:
    assert read_integer(str(2**63 - 1)) == 2**63 - 1
