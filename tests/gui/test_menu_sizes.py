"""Menus fit a small screen in every language, and a choice of one is shown as one."""

from __future__ import annotations

from typing import Final

import pytest
from conftest import OpenWindow
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QActionGroup
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from spoken_language import spoken

from momentum_lab.core.languages import VARIABLE
from momentum_lab.gui.widgets.rubbish import collect
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session.spoken import choose_language, chosen_language

LANGUAGES: Final = ("en", "ru", "zh_CN", "zh_TW")
ROWS: Final = 28
"""Entries below each other that a screen of 720 lines has room for."""


def menus_of(window: MainWindow) -> list[QMenu]:
    bar = window.menuBar()
    return [menu for entry in bar.actions() if (menu := entry.menu()) is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_menus_fit_a_small_screen(open_window: OpenWindow, language: str) -> None:
    with spoken(language):
        window = open_window("ravine")
        for menu in menus_of(window):
            menu.aboutToShow.emit()
            rows = [entry for entry in menu.actions() if not entry.isSeparator()]
            assert len(rows) <= ROWS, menu.title()
            assert menu.sizeHint().height() <= 700, menu.title()
            assert menu.sizeHint().width() <= 560, menu.title()


def language_menu(window: MainWindow) -> QMenu:
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Language")
    menu.aboutToShow.emit()
    return menu


def chosen(menu: QMenu) -> list[str]:
    return [entry.objectName() for entry in menu.actions() if entry.isChecked()]


def test_that_what_one_of_is_chosen_is_shown_as_such(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    language_menu(window)
    of_one = ("language_", "axis_", "height_", "dots_", "arrows_", "arrow_zoom_")
    found = set()
    for menu in window.findChildren(QMenu):
        for entry in menu.actions():
            kind = next((kind for kind in of_one if entry.objectName().startswith(kind)), "")
            if kind or entry.objectName() in ("light", "dark"):
                group = entry.actionGroup()
                assert isinstance(group, QActionGroup), entry.objectName()
                assert group.isExclusive()
                assert group.checkedAction() is not None, entry.objectName()
                found.add(kind)
    assert found == {*of_one, ""}


def test_that_the_menu_says_what_decides_about_the_language(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    window = open_window("ravine")
    menu = language_menu(window)
    assert chosen(menu) == ["language_of_system"]
    system = next(entry for entry in menu.actions() if entry.objectName() == "language_of_system")
    assert system.text().endswith(": English")

    monkeypatch.setenv(VARIABLE, "en")
    language_menu(window)
    assert chosen(menu) == ["language_en"]
    said = menu.actions()[-1]
    assert said.objectName() == "asked_for"
    assert not said.isEnabled()

    choose_language(window.session.settings, "en")  # as a click on it does
    language_menu(window)
    assert chosen(menu) == ["language_en"]
    assert not any(entry.objectName() == "asked_for" for entry in menu.actions())


@pytest.mark.parametrize("times", [1, 2])
def test_that_a_language_is_chosen_from_a_menu_that_was_open_for_long(
    open_window: OpenWindow, qtbot: QtBot, times: int
) -> None:
    with spoken("en"):
        window = open_window("ravine")
        menu = language_menu(window)
        for _ in range(times):
            menu.close()
            menu.popup(window.mapToGlobal(QPoint(10, 10)))
            qtbot.waitUntil(menu.isVisible)
            collect()
        for _ in range(2):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert chosen_language(window.session.settings) == "ru"
