"""The panel by keyboard: Tab leads to a widget, which then has its keys; the others stay the playhead's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from conftest import OpenWindow
from driving import LEFT, SHIFT, bowl, click_slider, key
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.window.main_window import MainWindow

Key = Qt.Key


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    window = open_window(replace(bowl(Ball("momentum")), noise=0.5), only="contour")
    window.session.clock.go_to(10)
    return window


def tab_to(window: MainWindow, widget: QWidget) -> None:
    """Press Tab until a widget has the focus."""
    for _ in range(200):
        if QApplication.focusWidget() is widget:
            return
        key(window, Key.Key_Tab)
    raise AssertionError("Tab does not lead there")


def test_that_space_ticks_a_box_that_tab_led_to(window: MainWindow) -> None:
    tab_to(window, window.parts["panel"].run.common)
    key(window, Key.Key_Space)
    assert not window.session.experiment.common_noise
    assert not window.session.is_playing


def test_that_space_presses_a_button_that_tab_led_to(window: MainWindow, qtbot) -> None:
    tab_to(window, window.parts["panel"].add)
    key(window, Key.Key_Space)
    assert len(window.session.experiment.balls) == 2
    card = window.parts["panel"].cards[1]  # it was not there when the panel was made
    qtbot.waitUntil(card.remove.isVisible)
    tab_to(window, card.remove)
    key(window, Key.Key_Space)
    assert len(window.session.experiment.balls) == 1
    assert not window.session.is_playing


def test_that_space_opens_a_chooser_that_tab_led_to(window: MainWindow, qtbot) -> None:
    chooser = window.parts["panel"].cards[0].chooser
    tab_to(window, chooser)
    key(window, Key.Key_Space)
    qtbot.waitUntil(chooser.view().isVisible)
    chooser.hidePopup()
    assert not window.session.is_playing
    window.activateWindow()
    key(window, Key.Key_Left, SHIFT)
    assert window.session.step == 0


def test_that_the_arrows_move_a_slider_that_tab_led_to(window: MainWindow) -> None:
    slider = window.parts["panel"].cards[0].editors["learning_rate"].slider
    tab_to(window, slider)
    before = slider.value()
    key(window, Key.Key_Right)
    key(window, Key.Key_Right)
    key(window, Key.Key_Left)
    assert slider.value() > before
    key(window, Key.Key_End)
    assert slider.value() == slider.maximum()
    key(window, Key.Key_Home)
    assert slider.value() == 0
    assert window.session.step == 10
    key(window, Key.Key_Right, SHIFT)
    assert window.session.step == 20
    key(window, Key.Key_Space)
    assert window.session.is_playing


def test_that_after_a_click_the_keys_are_the_playheads(window: MainWindow) -> None:
    slider = window.parts["panel"].cards[0].editors["learning_rate"].slider
    tab_to(window, slider)
    click_slider(slider, 0.3)
    clicked = slider.value()
    key(window, Key.Key_Right)
    assert (slider.value(), window.session.step) == (clicked, 11)
    key(window, Key.Key_Space)
    assert window.session.is_playing
    common = window.parts["panel"].run.common
    QTest.mouseClick(common, LEFT, pos=QPoint(8, 8))
    assert not common.isChecked()
    key(window, Key.Key_Space)
    assert not window.session.is_playing
    assert not common.isChecked()


def test_that_the_transport_is_used_by_keyboard(window: MainWindow) -> None:
    tab_to(window, window.parts["transport"].loop)
    was = window.session.clock.playhead.loops
    key(window, Key.Key_Space)
    assert window.session.clock.playhead.loops is not was
    assert not window.session.is_playing
    speed = window.parts["transport"].speed
    tab_to(window, speed)
    at = speed.value()
    key(window, Key.Key_Right)
    assert speed.value() == at + 1
    while at := speed.value():  # the speed is rounded, which must not hold the slider fast
        key(window, Key.Key_Left)
        assert speed.value() == at - 1
    assert window.session.step == 10


def test_that_tab_goes_from_top_to_bottom(window: MainWindow, qtbot) -> None:
    panel = window.parts["panel"]
    window.session.editor.change(preset("ravine"))
    panel.cards[0].chooser.be_whole()
    panel.cards[0].chooser.activated.emit(panel.cards[0].chooser.findData("adam"))
    qtbot.waitUntil(panel.cards[0].chooser.isVisible)
    QApplication.processEvents()
    panel.landscape.chooser.setFocus()
    heights = []
    while QApplication.focusWidget() is not panel.add:
        field = QApplication.focusWidget()
        heights.append(field.mapTo(panel.widget(), field.rect().bottomLeft()).y())
        key(window, Key.Key_Tab)
        assert panel.isAncestorOf(QApplication.focusWidget())
    assert len(heights) > 20
    assert all(below > above - 12 for above, below in pairwise(heights))
