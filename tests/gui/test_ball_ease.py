"""Balls in the panel: reset, linked, put into another order, copied and pasted, by hand and by keyboard."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import (
    ALT,
    CTRL,
    LEFT,
    SHIFT,
    bowl,
    dragged,
    has_near,
    held,
    key,
    leave,
    picture_of,
    type_into,
)
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QEnterEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.appearance import COLORS, color_name
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.themes import THEMES
from momentum_lab.gui.panels.ball_card import BallCard
from momentum_lab.gui.panels.hyper_row import HyperRow
from momentum_lab.gui.window.main_window import MainWindow

Key = Qt.Key
RATE = "learning_rate"
THREE = bowl(
    Ball("momentum", {RATE: 0.02}), Ball("gradient_descent", {RATE: 0.03}), Ball("adam", {RATE: 0.05})
)


@pytest.fixture
def window(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    window = open_window(THREE, only="contour")
    labels = [label for card in cards(window) for label in card.equations.labels]
    qtbot.waitUntil(
        lambda: all(label.is_mathematics for label in labels)
    )  # the cards' heights are final then
    return window


def cards(window: MainWindow) -> list[BallCard]:
    return window.parts["panel"].cards


def row(window: MainWindow, ball: int, name: str = RATE) -> HyperRow:
    return cards(window)[ball].rows[name]


def values(window: MainWindow, name: str = RATE) -> list[object]:
    return [ball.hyperparameters.get(name) for ball in window.session.experiment.balls]


def order(window: MainWindow) -> list[str]:
    return [ball.optimizer for ball in window.session.experiment.balls]


def entries(menu: QMenu) -> dict[str, bool]:
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_that_a_double_click_on_the_name_puts_the_default_back(window: MainWindow) -> None:
    label = cards(window)[0].editors[RATE].label
    assert "Back to 0.01, the default" in label.toolTip()
    QTest.mouseDClick(label, LEFT)
    assert values(window) == [0.01, 0.03, 0.05]
    assert cards(window)[0].editors[RATE].box.value == 0.01
    assert window.actions_by_name["undo"].text() == "&Undo reset learning rate of Momentum"
    key(window, Key.Key_Z, CTRL)
    assert values(window) == [0.02, 0.03, 0.05]


def test_that_the_landscape_says_what_the_default_is(open_window: OpenWindow) -> None:
    window = open_window("plateau", only="contour")
    ball = window.session.experiment.balls[0]
    stated = window.session.experiment.landscape.build().learning_rates[ball.optimizer]
    window.session.editor.take_values(0, {RATE: stated / 3})
    menu = row(window, 0).open_menu(QPoint(10, 10))
    back = menu.actions()[0]
    assert back.text() == f"Back to {stated:g}, which the landscape states"
    back.trigger()
    menu.close()
    assert values(window)[0] == stated
    menu = row(window, 0).open_menu(QPoint(10, 10))
    assert not menu.actions()[0].isEnabled()
    menu.close()


def test_that_keys_reset_what_has_the_focus_and_all_of_its_ball(window: MainWindow) -> None:
    window.session.editor.take_values(1, {RATE: 0.5, "weight_decay": 0.1})
    key(window, Key.Key_2, ALT)
    key(window, Key.Key_R, CTRL)
    declared = Ball("gradient_descent").hyperparameters
    assert values(window)[1] == declared[RATE]
    assert values(window, "weight_decay")[1] == 0.1
    key(window, Key.Key_R, CTRL | SHIFT)
    assert window.session.experiment.balls[1].hyperparameters == declared
    window.view_area.setFocus()
    said: list[str] = []
    window.session.said.subscribe(said.append)
    key(window, Key.Key_R, CTRL)
    assert "Which setting" in said[0]


def test_that_the_menu_key_opens_the_menu_of_the_row(window: MainWindow) -> None:
    key(window, Key.Key_1, ALT)
    box = QApplication.focusWidget()
    assert box is not None
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), box.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(box, event)
    (menu,) = row(window, 0).findChildren(QMenu)
    assert entries(menu) == {
        "Back to 0.01, the default": True,
        "All settings of this ball to their defaults": True,
        "Linked across 3 balls": True,
    }
    menu.actions()[-1].trigger()
    menu.close()
    assert window.session.balls.is_linked(RATE)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_a_link_is_seen_and_all_follow_a_drag(window: MainWindow, theme: str) -> None:
    window.session.looks.set_theme(theme)
    link = row(window, 1).link

    def is_drawn(color: str) -> bool:
        middle = QPointF(link.width() / 2, link.height() / 2)
        return has_near(picture_of(link), middle, color, reach=8, tolerance=50)

    assert not is_drawn(THEMES[theme].accent)
    assert link.accessibleName() == "link learning rate across balls"
    QTest.mouseClick(link, LEFT)
    assert link.isChecked()
    assert all(row(window, i).link.isChecked() for i in range(3))
    assert is_drawn(THEMES[theme].accent)
    assert values(window) == [0.02, 0.03, 0.05]
    with dragged(cards(window)[0].editors[RATE].slider, 0.5, 0.6, 0.7):
        pass
    assert len(set(values(window))) == 1
    assert [card.editors[RATE].box.value for card in cards(window)] == values(window)
    assert window.actions_by_name["undo"].text() == "&Undo learning rate of 3 balls"
    key(window, Key.Key_Z, CTRL)
    assert values(window) == [0.02, 0.03, 0.05]
    key(window, Key.Key_Z, CTRL)
    assert not link.isChecked()


def test_that_only_what_several_balls_have_can_be_linked(window: MainWindow) -> None:
    assert row(window, 0).link.isVisible()
    assert not row(window, 0, "momentum").link.isVisible()
    cards(window)[0].editors["momentum"].box.setFocus()
    said: list[str] = []
    window.session.said.subscribe(said.append)
    key(window, Key.Key_J, CTRL | SHIFT)
    assert said == ["No other ball has the setting momentum."]
    key(window, Key.Key_1, ALT)
    key(window, Key.Key_J, CTRL | SHIFT)
    assert window.session.balls.is_linked(RATE)
    for _ in range(2):
        cards(window)[-1].remove.click()
    assert not row(window, 0).link.isVisible()


def test_that_the_panel_is_calm_until_a_row_is_pointed_at_or_has_the_focus(window: MainWindow) -> None:
    link = row(window, 2).link
    window.view_area.setFocus()
    assert link.icon().isNull()
    key(window, Key.Key_3, ALT)
    assert not link.icon().isNull()
    key(window, Key.Key_1, ALT)
    assert link.icon().isNull()
    box = cards(window)[0].editors[RATE].box
    assert box.accessibleDescription() == ""
    key(window, Key.Key_J, CTRL | SHIFT)
    assert box.accessibleDescription().startswith("The learning rate of 3 balls is linked")
    key(window, Key.Key_1, ALT)
    for _ in range(2):  # from value to value
        key(window, Key.Key_Tab)
    assert QApplication.focusWidget() is cards(window)[0].editors["momentum"].box


def drag_card(window: MainWindow, ball: int, to: QPoint, *, is_left: bool = False) -> bool:
    """Drag a card by its handle to a point of the panel; return whether the line was seen on the way."""
    handle, panel = cards(window)[ball].handle, window.parts["panel"]
    content = panel.widget()
    middle = handle.rect().center()
    end = handle.mapFromGlobal(content.mapToGlobal(to))
    with held(handle, middle, middle + QPoint(0, 12), end):
        is_seen = panel._order.line.isVisible()
        if is_left:
            QTest.keyClick(handle, Key.Key_Escape)
    return is_seen


def test_that_a_card_is_dragged_to_another_place_with_its_look(window: MainWindow) -> None:
    shown, looks = cards(window), [(b.color, b.marker) for b in window.session.experiment.balls]
    last = shown[2].geometry()
    assert drag_card(window, 0, QPoint(last.center().x(), last.bottom() - 5))
    assert order(window) == ["gradient_descent", "adam", "momentum"]
    assert [(b.color, b.marker) for b in window.session.experiment.balls] == [looks[1], looks[2], looks[0]]
    assert cards(window) == [shown[1], shown[2], shown[0]], "the cards themselves have moved"
    QApplication.processEvents()
    tops = [card.y() for card in cards(window)]
    assert tops == sorted(tops)
    assert window.session.selection.ball == 2
    assert window.actions_by_name["undo"].text() == "&Undo move Momentum"
    key(window, Key.Key_Z, CTRL)
    assert order(window) == ["momentum", "gradient_descent", "adam"]


@pytest.mark.parametrize(("ball", "over", "place"), [(0, 1, 2), (2, 0, 0), (2, 1, 1), (1, 2, 3)])
def test_that_the_line_lies_where_the_card_would(
    window: MainWindow, ball: int, over: int, place: int
) -> None:
    shown, panel = cards(window), window.parts["panel"]
    handle, content, line = shown[ball].handle, panel.widget(), panel._order.line
    middle, card = handle.rect().center(), shown[over].geometry()
    there = card.center() + QPoint(0, 30 if place > over else -30)
    with held(handle, middle, middle + QPoint(0, 12), handle.mapFromGlobal(content.mapToGlobal(there))):
        above = shown[place - 1].geometry().bottom() if place else 0
        below = shown[place].y() if place < len(shown) else content.height()
        assert above <= line.geometry().center().y() <= below
        assert has_near(picture_of(content), QPointF(line.geometry().center()), THEMES["light"].accent)
        QTest.keyClick(handle, Key.Key_Escape)


def test_that_a_drag_can_be_left_and_one_to_its_own_place_is_none(window: MainWindow) -> None:
    before = window.session.experiment
    last = cards(window)[2].geometry()
    assert drag_card(window, 0, QPoint(last.center().x(), last.bottom() - 5), is_left=True)
    assert window.session.experiment == before
    assert not window.parts["panel"]._order.line.isVisible()
    own = cards(window)[0].geometry()
    assert not drag_card(window, 0, own.center() + QPoint(0, 20))
    assert window.session.experiment == before
    assert not window.session.model.can_undo


def test_that_keys_move_a_ball_and_the_focus_stays_in_it(window: MainWindow) -> None:
    key(window, Key.Key_1, ALT)
    box = QApplication.focusWidget()
    last = ["gradient_descent", "adam", "momentum"]
    for expected in (["gradient_descent", "momentum", "adam"], last, last):
        key(window, Key.Key_Down, CTRL | SHIFT)
        assert order(window) == expected
        assert QApplication.focusWidget() is box
    key(window, Key.Key_Up, CTRL | SHIFT)
    assert order(window) == ["gradient_descent", "momentum", "adam"]
    assert cards(window)[1].isAncestorOf(QApplication.focusWidget())


def test_that_a_single_ball_has_no_handle(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    assert not cards(window)[0].handle.isVisible()
    window.session.editor.add_ball()
    assert cards(window)[0].handle.isVisible()


def test_that_a_ball_goes_through_the_clipboard_into_another_experiment(
    window: MainWindow, open_window: OpenWindow
) -> None:
    key(window, Key.Key_3, ALT)
    key(window, Key.Key_D, CTRL | SHIFT)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert tomllib.loads(clipboard.text())["balls"][0]["optimizer"] == "adam"
    other = open_window("ravine", only="contour")
    before = other.session.experiment.balls
    key(other, Key.Key_V, CTRL | SHIFT)
    after = other.session.experiment.balls
    assert after[:-1] == before
    assert after[-1].dynamics == THREE.balls[2].dynamics
    assert (after[-1].color, after[-1].marker) not in {(b.color, b.marker) for b in before}
    assert other.session.selection.ball == len(before)
    panel = other.parts["panel"]
    assert not panel.cards[-1].visibleRegion().isEmpty()
    assert other.actions_by_name["undo"].text().startswith("&Undo paste Adam")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "Nothing was pasted: the clipboard holds no text."),
        ("a word", "Nothing was pasted: clipboard: is not valid TOML"),
        ('[[balls]]\noptimizer = "addam"', "did you mean 'adam'"),
        ('[[balls]]\noptimizer = "adam"\nstart = [1.0]', "its own start has another dimension"),
    ],
)
def test_that_what_becomes_of_a_paste_is_said(window: MainWindow, text: str, answer: str) -> None:
    said: list[str] = []
    window.session.said.subscribe(said.append)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)
    window.actions_by_name["paste_ball"].trigger()
    assert answer in said[0]


def test_that_text_fields_keep_their_own_clipboard(window: MainWindow) -> None:
    name = cards(window)[0].name
    type_into(name, "mine")
    name.setFocus()
    name.selectAll()
    key(window, Key.Key_C, CTRL)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "mine"
    other = cards(window)[1].name
    other.setFocus()
    key(window, Key.Key_V, CTRL)
    assert other.text() == "mine"
    assert len(window.session.experiment.balls) == 3


def test_that_a_colour_of_another_ball_comes_with_another_marker(window: MainWindow) -> None:
    window.session.editor.change_ball(0, replace(window.session.experiment.balls[0], marker="star"))
    window.session.editor.change_ball(1, replace(window.session.experiment.balls[1], marker="star"))
    first, second = window.session.experiment.balls[:2]
    menu = cards(window)[1].look.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == color_name(first.color)).trigger()
    changed = window.session.experiment.balls[1]
    assert changed.color == first.color != second.color
    assert changed.marker != "star"
    assert first.color in COLORS


def test_that_pointing_at_a_row_shows_its_link(window: MainWindow) -> None:
    one = row(window, 2)
    window.view_area.setFocus()
    window.parts["panel"].ensureWidgetVisible(one)
    at = QPointF(one.rect().center())
    QApplication.sendEvent(one, QEnterEvent(at, at, QPointF(one.mapToGlobal(at))))
    assert not one.link.icon().isNull()
    leave(one)
    assert one.link.icon().isNull()
