from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from driving import clear, type_into
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QValidator
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.hyperparameters import Number
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals, number_text


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[tuple[NumberBox[float], QLineEdit, list[float]]]:
    """A shown box from 1e-12 to 1e6 with 0.5 in it, another field, and what the box reported."""
    widget = QWidget()
    qtbot.addWidget(widget)
    layout = QVBoxLayout(widget)
    box, other = NumberBox(Reals(1e-12, 1e6, is_log=True)), QLineEdit()
    layout.addWidget(box)
    layout.addWidget(other)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    box.set_value(0.5)
    reported: list[float] = []
    box.changed.connect(reported.append)
    yield box, other, reported
    widget.close()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1e-3", 1e-3),
        ("0.0123456789", 0.0123456789),
        ("0.1234567890123456", 0.1234567890123456),
        ("+2.5E2", 250.0),
        (".125", 0.125),
        ("1e-12", 1e-12),
        ("1000000", 1e6),
        (" 3 ", 3.0),
        ("0,05", 0.05),
    ],
)
def test_that_a_number_is_kept_as_it_was_typed(form, typed: str, value: float) -> None:
    box, _, reported = form
    type_into(box, typed)
    assert box.value == value
    assert reported == [value]
    assert float(box.text()) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1/3", 1 / 3),
        ("2**-3", 0.125),
        ("2^-3", 0.125),
        ("pi/4", math.pi / 4),
        ("sqrt(2)", math.sqrt(2)),
        ("1 000", 1000.0),
        ("1,5", 1.5),
        ("50%", 0.5),
        ("3·10²", 300.0),
    ],
)
def test_that_what_is_read_otherwise_than_it_is_typed_says_how(form, typed: str, value: float) -> None:
    box, _, _ = form
    box.set_value(0.25)
    type_into(box, typed)
    assert box.value == value
    assert float(box.text()) == value
    assert box.remark.isVisible()
    assert box.remark.text() == f"read as {box.text()}"
    assert not box.remark.is_wrong


def test_that_what_is_said_of_a_number_goes_with_it(form) -> None:
    box, _, _ = form
    type_into(box, "1/4")
    assert box.remark.isVisible()
    box.set_value(0.25)
    assert box.remark.isVisible()
    box.set_value(0.5)  # as undo does
    assert not box.remark.isVisible()


@pytest.mark.parametrize(
    "typed",
    ["", "-", "1e", "e5", "0", "-1", "1e7", "1e999", "nan", "inf", "-inf", "abc", "1.2.3", "1/0", "1,000"],
)
def test_that_what_cannot_be_taken_says_why_stays_to_be_mended_and_is_put_back(form, typed: str) -> None:
    box, other, reported = form
    place = box.geometry()
    if typed:
        type_into(box, typed, confirm=False)
    else:
        clear(box)
    assert box.remark.is_wrong
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert (box.value, box.text(), box.hasFocus()) == (0.5, typed, True)
    assert box.remark.isVisible()
    assert box.remark.text()[0].isupper()
    assert box.accessibleDescription() == box.remark.text()
    assert "Traceback" not in box.remark.text()
    assert box.geometry() == place
    other.setFocus()
    assert (box.value, box.text()) == (0.5, "0.5")
    assert box.remark.text().endswith("; 0.5 stays")
    assert not box.remark.is_wrong
    assert reported == []


def test_that_a_mistake_is_mended_where_it_stands(form) -> None:
    box, _, reported = form
    type_into(box, "0.7x")
    assert box.remark.is_wrong
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert not box.remark.is_wrong
    assert box.remark.isHidden()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert reported == [0.7]


def test_that_escape_takes_back_what_is_typed(form) -> None:
    box, _, reported = form
    type_into(box, "7", confirm=False)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "0.5"
    type_into(box, "1e99")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert (box.text(), box.remark.isHidden(), box.remark.is_wrong) == ("0.5", True, False)
    assert reported == []


@pytest.mark.parametrize("typed", ["0.25", "1e99"])
def test_that_return_takes_a_number_before_it_closes_a_dialog(qtbot: QtBot, typed: str) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    box = NumberBox(Reals(0.0, 1.0))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
    buttons.accepted.connect(dialog.accept)
    layout.addWidget(box)
    layout.addWidget(buttons)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    type_into(box, typed)
    assert dialog.isVisible()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert not dialog.isVisible() or typed == "1e99"
    dialog.close()


def test_that_leaving_the_box_takes_the_number_too(form, qtbot: QtBot) -> None:
    box, other, reported = form
    type_into(box, "7", confirm=False)
    assert reported == []
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert reported == [7.0]
    clear(box)
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert box.text() == "7"
    assert reported == [7.0]


def test_that_what_is_being_typed_is_not_overwritten(form) -> None:
    box, _, reported = form
    type_into(box, "0.00", confirm=False)
    box.set_value(0.25)
    assert box.text() == "0.00"
    assert reported == []


def test_that_the_arrow_keys_step_by_powers_where_the_scale_does(form, qtbot) -> None:
    box, _, reported = form
    type_into(box, "0.01", confirm=True)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert reported[-1] == pytest.approx(0.01 * 10**0.05, rel=1e-2)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert reported[-1] == pytest.approx(0.01, rel=1e-2)
    for _ in range(60):
        qtbot.keyClick(box, Qt.Key.Key_PageUp)
    assert box.value == 1e6


def test_that_steps_on_an_even_scale_are_nice_numbers_that_end_at_the_bounds(qtbot: QtBot) -> None:
    box = NumberBox(Reals(-1.0, 1.0))
    qtbot.addWidget(box)
    box.set_value(0.0)
    box.stepBy(1)
    assert len(number_text(box.value)) <= 6
    box.stepBy(-1)
    assert box.value == 0.0
    for _ in range(2000):
        box.stepBy(1)
    assert box.value == 1.0


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_that_a_number_as_text_reads_back_as_the_same_double(value: float) -> None:
    text = number_text(value)
    assert float(text) == value
    assert not text.endswith(".0")
    assert len(text) <= len(repr(value))


@given(st.text(max_size=8))
def test_that_any_text_is_judged_without_an_error(qapp: QApplication, text: str) -> None:
    box = NumberBox(Reals(0.0, 1.0))
    state, shown, _ = box.validate(text, 0)
    if state is QValidator.State.Acceptable:
        assert 0.0 <= Reals(0.0, 1.0).read(shown).number <= 1.0


def test_that_an_editor_has_one_value_in_box_and_slider(qtbot: QtBot) -> None:
    editor = NumberEditor("learning_rate", Number(0.01, 1e-12, 1e6, "length", "log", (1e-5, 10.0)))
    qtbot.addWidget(editor)
    reported: list[float] = []
    editor.changed.connect(reported.append)
    editor.show_value(0.0123456789)
    assert editor.box.value == 0.0123456789
    assert reported == []
    assert editor.slider.value() == editor._scale.notch(0.0123456789)
    for value, notch in ((1e-9, 0), (1e5, 1000)):
        editor.show_value(value)
        assert (editor.box.value, editor.slider.value()) == (value, notch)
    assert "learning rate: length (1e−12 to 1e6)" in editor.slider.toolTip()


def test_that_a_box_shows_as_many_digits_as_fit_and_all_of_them_on_focus(form) -> None:
    box, other, reported = form
    other.setFocus()
    whole = "2.121320343559643"
    box.setFixedWidth(90)
    QApplication.processEvents()
    box.set_value(float(whole))
    text, room = box.lineEdit().text(), box.lineEdit().contentsRect().width()
    assert 2 < len(text) < len(whole)
    assert float(text) == round(float(whole), len(text) - 2)
    assert box.fontMetrics().horizontalAdvance(text) <= room
    assert box.fontMetrics().horizontalAdvance(f"{float(whole):.{len(text)}g}") > room - 6
    box.setFocus()
    assert box.lineEdit().text() == whole
    QTest.keyClick(box, Qt.Key.Key_Return)
    other.setFocus()
    assert box.lineEdit().text() == text
    assert box.value == float(whole)
    assert reported == []
    box.setFixedWidth(300)
    QApplication.processEvents()
    assert box.lineEdit().text() == whole


def test_that_what_is_typed_is_told_as_long_as_it_is_a_number(form) -> None:
    box, _, reported = form
    told: list[float | None] = []
    box.typed.connect(told.append)
    type_into(box, "2e1x", confirm=False)
    assert told == [2.0, None, 20.0, None]
    assert (box.typed_value, box.value, reported) == (None, 0.5, [])
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert box.typed_value == 20.0
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert (box.typed_value, box.value) == (0.5, 0.5)
