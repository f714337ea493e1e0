"""Menus in which several things are ticked, by keyboard, from a button that looks like a list."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import CTRL, NONE, bowl, key
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.ball import Ball
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
    stayed: list[bool] = []

    def tick() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        if menu.activeAction() is None:
            QTest.keyClick(menu, Key.Key_Down)
        for _ in range(2):
            QTest.keyClick(menu, Key.Key_Space)
            ticked.append(fields.tags)
            QTest.keyClick(menu, Key.Key_Down)
        stayed.append(menu.isVisible())
        menu.close()

    QTimer.singleShot(50, tick)
    QTest.keyClick(fields.kind, opening)
    qtbot.waitUntil(lambda: bool(stayed))
    assert stayed == [True]
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
        if menu is not None:
            menu.close()

    QTimer.singleShot(50, see)
    QTest.keyClick(button, Key.Key_Down, NONE)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [True]


def test_that_keys_of_the_window_stay_its_own(open_window: OpenWindow) -> None:
    window = open_window(bowl(Ball("momentum"), Ball("adam")))
    button = window.findChild(QToolButton, "curves")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    key(button, Key.Key_Down, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.activePopupWidget() is None
    assert [each.optimizer for each in window.session.experiment.balls] == ["adam", "momentum"]
