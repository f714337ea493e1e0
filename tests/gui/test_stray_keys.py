"""Keys that are shortcuts of the window type nothing into a field, in dialogs either."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import ALT, bowl, key
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from whole_window import dialogs_of

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.widgets.number_box import NumberBox

Key = Qt.Key
META = Qt.KeyboardModifier.MetaModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
STRAYS = [
    (Key.Key_1, ALT),
    (Key.Key_9, ALT),
    (Key.Key_7, META),
    (Key.Key_0, ALT | META),
    (Key.Key_7, ALT | SHIFT),
]


def text_of(field: QWidget) -> str:
    if isinstance(field, QAbstractSpinBox):
        return field.text()
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def fields(within: QWidget) -> list[QWidget]:
    found = [*within.findChildren(QAbstractSpinBox), *within.findChildren(QLineEdit)]
    found += [*within.findChildren(QPlainTextEdit), *within.findChildren(QTextEdit)]
    return [
        each
        for each in found
        if each.isVisible() and each.isEnabled() and not isinstance(each.parentWidget(), QAbstractSpinBox)
    ]


def test_that_no_dialog_types_the_digit_of_a_shortcut(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine")
    tried = 0
    for dialog in dialogs_of(window):
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        for field in fields(dialog):
            field.setFocus()
            if not field.hasFocus():
                continue
            tried += 1
            before = text_of(field)
            for code, held in STRAYS:
                QTest.keyClick(field, code, held)
                assert text_of(field) == before, (type(dialog).__name__, field.accessibleName(), code, held)
        dialog.close()
        dialog.deleteLater()
    assert tried > 15


def test_that_return_never_cancels_where_something_can_be_accepted(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine")
    role, wrong = QDialogButtonBox.ButtonRole, []
    for dialog in dialogs_of(window):
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        for box in dialog.findChildren(QDialogButtonBox):
            found = {box.buttonRole(button): button for button in box.buttons()}
            cancel = found.get(role.RejectRole)
            if role.AcceptRole in found and isinstance(cancel, QPushButton) and cancel.isDefault():
                wrong.append(type(dialog).__name__)
        dialog.close()
        dialog.deleteLater()
    assert wrong == []


def test_that_a_dialog_is_typed_in_as_ever(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine")
    dialog = QDialog(window)
    box = QLineEdit(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    box.setFocus()
    for text, held in (("a", ""), ("B", SHIFT), ("@", ALT | Qt.KeyboardModifier.ControlModifier)):
        QTest.keyClicks(box, text, held or Qt.KeyboardModifier.NoModifier)
    assert box.text()[:2] == "aB"
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize("ball", [4, 9])
def test_that_the_number_of_a_ball_that_is_not_there_is_not_typed(open_window: OpenWindow, ball: int) -> None:
    window = open_window(bowl(Ball("momentum"), Ball("adam"), Ball("nesterov")))
    key(window, Key.Key_2, ALT)
    field = QApplication.focusWidget()
    assert isinstance(field, NumberBox)
    before = text_of(field)
    key(window, Key(Key.Key_0 + ball), ALT)
    assert (QApplication.focusWidget(), text_of(field)) == (field, before)
    key(window, Key.Key_3, ALT)
    assert QApplication.focusWidget() is window.parts["panel"].cards[2].editors["learning_rate"].box
