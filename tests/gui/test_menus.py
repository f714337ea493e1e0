"""No key means two things: in the bar, in a menu, in the window, in a dialog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from conftest import OpenWindow
from driving import ALT, CTRL, SHIFT, key, picture_of
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton, QToolButton, QWidget

from momentum_lab.core.languages import set_language
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.gui.widgets.actions import plain
from momentum_lab.lessons import LESSONS
from momentum_lab.optimizers import OPTIMIZERS

Key = Qt.Key


def mnemonic(text: str) -> str:
    found = re.search(r"&(\w)", text.replace("&&", ""))
    return found[1].lower() if found else ""


def twice(texts: list[str]) -> list[str]:
    """The texts whose mnemonic another one has as well."""
    count = Counter(filter(None, map(mnemonic, texts)))
    return [text for text in texts if count[mnemonic(text)] > 1]


def menus_of(window: QWidget) -> Iterator[QMenu]:
    """Fill and yield every menu that a window has, wherever it opens."""
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
        yield menu


@pytest.fixture
def speaking() -> Iterator[Callable[[str], None]]:
    yield set_language
    LANGUAGE.speak(ENGLISH)


@pytest.mark.parametrize(
    ("shown", "language"),
    [("ravine", "en"), ("double_well", "en"), ("ravine", "ru"), ("ravine", "zh_CN"), ("ravine", "zh_TW")],
)
def test_that_no_mnemonic_stands_twice_in_a_bar_or_a_menu(
    open_window: OpenWindow, speaking: Callable[[str], None], shown: str, language: str
) -> None:
    speaking(language)
    window = open_window(shown)
    key(window, Key.Key_X)
    window.session.editor.add_ball()  # undo has a name now
    bar = window.menuBar()
    assert twice([action.text() for action in bar.actions()]) == []
    assert all(mnemonic(action.text()) for action in bar.actions())
    menus = list(menus_of(window))
    assert len(menus) > 8
    for menu in menus:
        assert twice([action.text() for action in menu.actions()]) == [], menu.title()
    assert twice([*texts_in(window), *(action.text() for action in bar.actions())]) == []


@pytest.mark.parametrize("has_lesson", [False, True])
def test_that_a_menu_of_the_bar_opens_if_there_is_something_in_it(
    open_window: OpenWindow, has_lesson: bool
) -> None:
    window = open_window("ravine")
    if has_lesson:
        window.session.lessons.open(next(iter(LESSONS.values())))
    bar = window.menuBar()
    titles = [action.menu() for action in bar.actions()]
    menus = {*titles, *(entry.menu() for menu in titles for entry in menu.actions() if entry.menu())}
    assert len(menus) > len(titles)
    opening = {menu.title() for menu in menus if menu.menuAction().isEnabled()}
    for menu in menus:
        menu.aboutToShow.emit()
    assert opening == {menu.title() for menu in menus if not menu.isEmpty()}
    assert ("Pa&ges" in opening) == has_lesson


def test_that_no_keys_are_those_of_two_actions(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    bar = {f"Alt+{mnemonic(action.text()).upper()}" for action in window.menuBar().actions()}
    keys = [k.toString() for action in window.findChildren(QAction) for k in action.shortcuts()]
    assert len(keys) > 40
    assert [k for k, number in Counter(keys).items() if number > 1] == []
    assert bar.isdisjoint(keys)


def test_that_no_mnemonic_stands_twice_in_a_dialog(open_window: OpenWindow, monkeypatch) -> None:
    window = open_window("ravine")
    seen: list[str] = []

    def look_at(dialog: QDialog) -> int:
        seen.append(dialog.windowTitle())
        assert twice(texts_in(dialog)) == [], dialog.windowTitle()
        return 0

    monkeypatch.setattr(QDialog, "exec", look_at)
    for name in ("notes", "landscapes", "formula", "shortcuts", "export_picture"):
        window.actions_by_name[name].trigger()
    assert len(set(seen)) == 5


def texts_in(window: QWidget) -> list[str]:
    """All in which & marks a mnemonic."""
    buttons = [button for kind in (QPushButton, QToolButton) for button in window.findChildren(kind)]
    labels = [label for label in window.findChildren(QLabel) if label.buddy() is not None]
    return [widget.text() for widget in (*buttons, *labels)]


def test_that_the_menu_of_new_balls_asks_by_keyboard(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine")
    panel, before = window.parts["panel"], window.session.experiment.balls
    key(window, Key.Key_B, CTRL | SHIFT)
    menu = panel._menu
    qtbot.waitUntil(menu.isVisible)
    texts = [action.text() for action in menu.actions() if action.text()]
    absent = [o.title for o in OPTIMIZERS.values() if o.name not in {b.optimizer for b in before}]
    assert texts[0] in absent
    assert sum(text.startswith("Like “") for text in texts) == 3
    assert {o.title for o in OPTIMIZERS.values()} <= set(texts)
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    added = window.session.experiment.balls[len(before) :]
    assert texts[1].startswith("Like “Adam”, but")
    assert [b.optimizer for b in added] == ["adam"]
    assert added[0].dynamics not in {b.dynamics for b in before}
    assert not menu.isVisible()


def test_that_balls_that_are_added_are_never_alike(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="contour")
    for _ in range(12):
        said = window.parts["panel"].add.text()
        key(window, Key.Key_B, CTRL)
        assert said == f"Add ball: {OPTIMIZERS[window.session.experiment.balls[-1].optimizer].title}"
    balls = window.session.experiment.balls
    assert len({ball.dynamics for ball in balls}) == len(balls)
    assert len({(ball.color, ball.marker) for ball in balls}) == len(balls)


def test_that_a_key_leads_to_a_ball_and_one_to_the_next_part(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1500, 900))
    panel = window.parts["panel"]
    key(window, Key.Key_3, ALT)
    assert QApplication.focusWidget() is panel.cards[2].editors["learning_rate"].box
    assert window.session.selection.ball == 2
    assert not window.actions_by_name["ball_5"].isEnabled()
    key(window, Key.Key_Escape)
    key(window, Key.Key_X)
    been = []
    before = picture_of(window)
    for _ in range(4):
        key(window, Key.Key_F6)
        been.append(QApplication.focusWidget())
        seen = picture_of(window)
        if len(been) < 4:
            field = been[-1]
            room = QRect(field.mapTo(window, QPoint()), field.size()).adjusted(-4, -4, 4, 4)
            assert seen.copy(room) != before.copy(room), field
        before = seen
    assert panel.landscape.isAncestorOf(been[0])
    assert window.parts["transport"].isAncestorOf(been[1])
    assert window.parts["explore"].isAncestorOf(been[2])
    assert been[3] is window.view_area
    key(window, Key.Key_F6, SHIFT)
    assert window.parts["explore"].isAncestorOf(QApplication.focusWidget())


def test_that_the_list_of_keys_leaves_mnemonics_away() -> None:
    assert plain("&Save as…") == plain("Save &as") == "Save as"
    assert plain("另存为(&A)…") == "另存为"
    assert plain("Bold && (plain)") == "Bold & (plain)"
