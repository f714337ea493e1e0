"""The dock with the history: what stands in it, and how one goes to a state by mouse and keyboard."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, bowl, key
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QListWidgetItem

from momentum_lab.figures.themes import THEMES
from momentum_lab.gui.docks.history import HistoryList
from momentum_lab.gui.window.main_window import MainWindow

Key = Qt.Key
RATE = "learning_rate"


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    one = open_window(bowl(), only="contour")
    for rate in (0.2, 0.3, 0.4):
        one.session.editor.take_values(0, {RATE: rate})
    key(one, Key.Key_H, CTRL)
    return one


def list_of(window: MainWindow) -> HistoryList:
    part = window.parts["history"]
    assert isinstance(part, HistoryList)
    return part


def items(window: MainWindow) -> list[QListWidgetItem]:
    shown = list_of(window)
    return [item for row in range(shown.count()) if (item := shown.item(row)) is not None]


def texts(window: MainWindow) -> list[str]:
    return [item.text() for item in items(window)]


def rate(window: MainWindow) -> object:
    return window.session.experiment.balls[0].hyperparameters[RATE]


def test_that_a_key_shows_what_was_done_and_where_one_is(window: MainWindow) -> None:
    assert texts(window) == [
        "Small bowl",
        "As it was at first",
        "Learning rate of Gradient descent: 0.01 → 0.2",
        "Learning rate of Gradient descent: 0.2 → 0.3",
        "Learning rate of Gradient descent: 0.3 → 0.4",
    ]
    assert QApplication.focusWidget() is list_of(window)
    assert list_of(window).currentRow() == 4
    assert [item.font().bold() for item in items(window)[1:]] == [False, False, False, True]
    told = items(window)[4].data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith("0.3 → 0.4, the present state")
    assert list_of(window).accessibleName() == "history of changes"
    assert window.actions_by_name["history"].isChecked()


def test_that_return_goes_where_the_arrows_lead_and_stays_in_the_list(window: MainWindow) -> None:
    key(window, Key.Key_Up)
    key(window, Key.Key_Up)
    assert rate(window) == 0.4, "the arrows alone change nothing"
    key(window, Key.Key_Return)
    assert rate(window) == 0.2
    assert QApplication.focusWidget() is list_of(window)
    muted = THEMES["light"].muted
    assert [item.foreground().color().name() == muted for item in items(window)[1:]] == [
        False,
        False,
        True,
        True,
    ]
    for _ in range(5):  # to the end, and no further
        key(window, Key.Key_Down)
    key(window, Key.Key_Return)
    assert rate(window) == 0.4
    for _ in range(5):  # not onto the heading
        key(window, Key.Key_Up)
    key(window, Key.Key_Return)
    assert rate(window) == 0.01
    key(window, Key.Key_Escape)
    assert QApplication.focusWidget() is window.view_area


def test_that_a_click_goes_to_a_state_and_not_to_a_heading(window: MainWindow) -> None:
    shown = list_of(window)
    for row, expected in ((2, 0.2), (0, 0.2), (1, 0.01), (4, 0.4)):
        QTest.mouseClick(shown.viewport(), LEFT, pos=shown.visualItemRect(shown.item(row)).center())
        assert rate(window) == expected


def test_that_the_list_follows_what_is_done_elsewhere(window: MainWindow) -> None:
    key(window, Key.Key_Z, CTRL)
    assert list_of(window).currentRow() == 3
    with_undone = texts(window)
    window.session.editor.take_values(0, {RATE: 0.9})
    assert texts(window) == [*with_undone[:-1], "Learning rate of Gradient descent: 0.3 → 0.9"]
    window.session.document.open_preset("plateau")
    title = window.session.experiment.title
    assert texts(window)[-2:] == [title, f"Open preset “{title}”"]
    window.session.undo_list.go_to(0)
    assert window.session.experiment == bowl()
    assert list_of(window).currentRow() == 1
    window.session.document.new()
    assert texts(window)[2:] == ["A ball on a bowl", "New experiment"] or len(texts(window)) == 4


def test_that_a_drag_writes_into_one_row(window: MainWindow) -> None:
    for value in (0.5, 0.6, 0.7):
        window.session.editor.take_values(0, {RATE: value}, "drag")
    assert texts(window)[5:] == ["Learning rate of Gradient descent: 0.4 → 0.7"]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_that_it_is_in_the_colours_of_the_theme(window: MainWindow, theme: str) -> None:
    window.session.looks.set_theme(theme)
    window.session.undo()
    colors = [item.foreground().color().name() for item in items(window)]
    look = THEMES[theme]
    assert colors == [look.muted, look.text, look.text, look.text, look.muted]


def test_that_a_hidden_list_is_up_to_date_when_it_is_shown_again(window: MainWindow) -> None:
    key(window, Key.Key_H, CTRL)
    assert window.docks["history"].isHidden()
    window.session.editor.take_values(0, {RATE: 0.9})
    key(window, Key.Key_H, CTRL)
    assert texts(window)[-1] == "Learning rate of Gradient descent: 0.4 → 0.9"
