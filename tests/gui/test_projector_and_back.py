"""Projector mode, left in a hurry or with little room: the panel and the window are as they were."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import ALT, key
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from spoken_language import spoken
from test_projector import rested

from momentum_lab.experiment.presets import presets
from momentum_lab.gui.window.main_window import MainWindow

Key = Qt.Key
WHOLE = Qt.WindowState.WindowFullScreen


def press(window: MainWindow, keys: str) -> None:
    for name in keys.split():
        key(window, getattr(Key, f"Key_{name}"))


@pytest.mark.parametrize(
    ("before", "keys", "language"),
    [
        ("J X", "F5 F5", "en"),
        ("J X", "F5 X F5", "en"),
        ("", "F5 X F5", "zh_CN"),
        ("", "F5 F5", "en"),
        ("F9", "F5 X F9 F5", "en"),
    ],
)
def test_that_the_panel_is_there_again_with_its_width(
    open_window: OpenWindow, qtbot: QtBot, before: str, keys: str, language: str
) -> None:
    with spoken(language):
        window = open_window("ravine", size=(1366, 749) if before else (960, 600))
        press(window, before)
        panel = window.parts["panel"]
        assert panel.isVisible() == (before != "F9")
        qtbot.waitUntil(rested(window))
        was = panel.isVisible(), panel.width()
        for name in keys.split():
            press(window, name)
            qtbot.waitUntil(rested(window))  # a layout that nobody sees is not asked again
        assert not window.session.look.is_projected
        qtbot.waitUntil(lambda: (panel.isVisible(), panel.width()) == was, timeout=10_000)


def test_that_a_panel_first_seen_after_projector_mode_is_as_wide_as_any(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    usual = open_window("ravine", size=(1366, 749))
    width = usual.parts["panel"].width()
    other = open_window("ravine", size=(1366, 749))
    press(other, "F5 F9 F5")
    qtbot.waitUntil(lambda: other.parts["panel"].width() == width, timeout=10_000)


def test_that_a_late_answer_of_the_window_manager_is_not_taken_for_how_it_was(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1300, 860))
    place = window.geometry()
    press(window, "F5 F5")
    window.setWindowState(WHOLE)  # as the window manager answers what it was asked for first
    press(window, "F5 F5")
    assert not window.windowState() & WHOLE
    qtbot.waitUntil(lambda: window.geometry().size() == place.size())


def test_that_full_screen_that_was_wanted_meanwhile_stays(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1300, 860))
    press(window, "F11 F5 F5")
    assert window.windowState() & WHOLE
    press(window, "F5 Escape")
    assert window.windowState() & WHOLE


def test_that_docks_do_not_come_back_while_it_is_projected_again(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1300, 860))
    size = window.size()
    press(window, "X")
    qtbot.waitUntil(window.docks["explore"].isVisible)
    press(window, "F5")
    window.resize(size.width() + 40, size.height())  # the window manager has made it whole
    press(window, "F5 F5")
    window.resize(size)  # and now answers that it is not
    qtbot.wait(50)
    assert window.session.look.is_projected
    assert not window.docks["explore"].isVisible()


@pytest.mark.parametrize("way", ["F5", "F9"])
@pytest.mark.parametrize("code", [Key.Key_0, Key.Key_1, Key.Key_3])
def test_that_a_key_into_a_panel_that_is_folded_away_unfolds_it(
    open_window: OpenWindow, qtbot: QtBot, way: str, code: Qt.Key
) -> None:
    window = open_window("ravine", size=(1366, 749))
    press(window, way)
    panel = window.parts["panel"]
    qtbot.waitUntil(lambda: not panel.isVisible())
    key(window, code, ALT)
    qtbot.waitUntil(panel.isVisible)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert panel.isAncestorOf(focus)
    assert focus.isVisible()
    key(window, Key.Key_Return)
    press(window, way)
    qtbot.waitUntil(lambda: panel.isVisible() == (way == "F5"))


def test_that_the_letters_of_the_menus_open_them_while_their_bar_is_hidden(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1366, 749))
    for _ in range(2):
        press(window, "F5")
        key(window, Key.Key_P, ALT)
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert menu.title() == "&Presets"
        QTest.keyClick(menu, Key.Key_Escape)
        assert window.session.look.is_projected
        press(window, "F5")
    key(window, Key.Key_P, ALT)  # as ever, by the bar
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QApplication.activePopupWidget().close()


def test_that_a_preset_is_opened_by_keys_in_projector_mode(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1366, 749))
    press(window, "F5")
    key(window, Key.Key_P, ALT)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QTest.keyClick(QApplication.activePopupWidget(), Key.Key_Down)
    QTest.keyClick(QApplication.activePopupWidget(), Key.Key_Return)
    assert window.session.experiment == list(presets())[1][1]
    assert window.session.look.is_projected
