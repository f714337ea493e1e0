"""Menus in which several things are ticked, by keyboard, from a button that looks like a list."""

from __future__ import annotations

import pytest
from driving import NONE
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from momentum_lab.gui.exporting.curves_field import CurvesField
from momentum_lab.gui.landscapes.places import DescriptionFields

Key = Qt.Key


@pytest.mark.parametrize("opening", [Key.Key_Down, Key.Key_Up, Key.Key_F4, Key.Key_Space])
def test_that_several_kinds_are_ticked_by_keyboard(qtbot: QtBot, opening: Key) -> None:
    fields = DescriptionFields()
    qtbot.addWidget(fields)
    fields.show_description("", "", ("plateau",))
    with qtbot.waitExposed(fields):
        fields.show()
    ticked: list[tuple[str, ...]] = []

    def tick() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        if menu.activeAction() is None:
            QTest.keyClick(menu, Key.Key_Down)
        for _ in range(2):
            QTest.keyClick(menu, Key.Key_Space)
            ticked.append(fields.tags)
            QTest.keyClick(menu, Key.Key_Down)
        assert menu.isVisible()
        QTest.keyClick(menu, Key.Key_Escape)

    QTimer.singleShot(50, tick)
    QTest.keyClick(fields.kind, opening)
    qtbot.waitUntil(lambda: len(ticked) == 2)
    first, second = (action.objectName() for action in fields.kind.menu().actions()[:2])
    assert {*ticked[0]} == {first, "plateau"}
    assert {*ticked[1]} == {first, second, "plateau"}


def test_that_the_list_of_curves_opens_on_its_first_entry(qtbot: QtBot) -> None:
    button = CurvesField()
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    opened: list[bool] = []

    def see() -> None:
        menu = QApplication.activePopupWidget()
        opened.append(isinstance(menu, QMenu) and menu.activeAction() is not None)
        menu.close()

    QTimer.singleShot(50, see)
    QTest.keyClick(button, Key.Key_Down, NONE)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [True]
