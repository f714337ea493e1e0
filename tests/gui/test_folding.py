"""What has no room is folded away, and what is not wanted."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import CTRL, key
from fitting import misfits, settle
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.views.frame import ViewFrame
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.window.folding import Foldable, unfolded
from momentum_lab.gui.window.main_window import MainWindow


def shown(window: MainWindow) -> set[str]:
    return {name for name, frame in window.view_area.frames.items() if frame.isVisible()}


def test_that_views_fold_to_the_one_in_use_and_unfold_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1280, 720))
    everything = shown(window)
    window.resize(720, 540)
    settle()
    assert window.parts["panel"].isVisible()
    assert shown(window) == {"contour", "notes"}
    for name, other in (("contour", "surface"), ("notes", "loss")):
        (button,) = window.view_area.frames[name].findChildren(QAbstractButton, "folded")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()
        assert window.view_area.frames[other].isVisible()
        assert not window.view_area.frames[name].isVisible()
    assert window.views["loss"]._step == window.session.step
    window.resize(1280, 720)
    settle()
    assert shown(window) == everything
    assert not any(
        frame.findChildren(QAbstractButton, "folded") for frame in window.view_area.frames.values()
    )
    window.resize(720, 540)
    settle()
    assert shown(window) == {"surface", "loss"}
    key(window, Qt.Key.Key_0, CTRL)
    assert shown(window) == {"contour", "notes"}


def test_that_the_view_that_was_pressed_is_the_one_in_use(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1280, 720))
    surface = window.views["surface"].widget
    qtbot.mouseClick(surface, Qt.MouseButton.RightButton, pos=surface.rect().center())
    window.resize(720, 540)
    settle()
    assert shown(window) == {"surface", "notes"}


@pytest.mark.parametrize("width", [960, 1024, 1150])
def test_that_explore_in_a_small_window_leaves_a_view_that_can_be_used(
    open_window: OpenWindow, width: int
) -> None:
    window = open_window("ravine", size=(width, 600))
    key(window, Qt.Key.Key_X)
    settle()
    dock = window.docks["explore"]
    assert dock.isVisible()
    assert not dock.isFloating()
    assert window.width() == width
    assert window.view_area.frames["contour"].width() >= 250
    assert window.parts["transport"].scrubber.width() >= 70
    assert window.actions_by_name["panel"].isChecked() == window.parts["panel"].isVisible()
    key(window, Qt.Key.Key_X)
    settle()
    assert window.parts["panel"].isVisible()
    assert {"surface", "contour"} <= shown(window)


def test_that_the_panel_that_is_asked_for_has_its_room(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(960, 600))
    panel, unfold = window.parts["panel"], window.centralWidget().unfold
    key(window, Qt.Key.Key_X)
    settle()
    assert not panel.isVisible()
    qtbot.mouseClick(unfold, Qt.MouseButton.LeftButton)
    settle()
    assert panel.isVisible()
    assert not list(misfits(window))
    key(window, Qt.Key.Key_X)
    settle()
    assert window.docks["explore"].isVisible() == (not panel.isVisible())


def test_that_panel_table_and_notes_are_folded_by_their_keys_and_stay_so(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1280, 720))
    notes = window.parts["notes"]
    assert window.parts["panel"].isVisible()
    key(window, Qt.Key.Key_F9)
    assert not window.parts["panel"].isVisible()
    assert not window.actions_by_name["panel"].isChecked()
    key(window, Qt.Key.Key_F7)
    assert notes.table.isVisible()
    assert not notes._text.isVisible()
    key(window, Qt.Key.Key_F8)
    assert "notes" not in shown(window)
    window.close()
    again = open_window("saddle", size=(1280, 720))
    assert not again.parts["panel"].isVisible()
    assert "notes" not in shown(again)
    key(again, Qt.Key.Key_F8)
    assert again.parts["notes"].table.isVisible()
    key(again, Qt.Key.Key_F9)
    assert again.parts["panel"].isVisible()


def test_that_what_the_transport_drops_is_in_its_menu(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(720, 540))
    transport = window.parts["transport"]
    key(window, Qt.Key.Key_X)
    key(window, Qt.Key.Key_F9)
    settle()
    window.resize(700, 540)
    settle()
    assert transport.overflow.isVisible()
    assert not transport.loop.isVisible()
    menu = transport.overflow.menu()
    menu.aboutToShow.emit()
    actions = {action.objectName(): action for action in menu.actions()}
    assert {"first", "last", "slower", "faster", "loop"} <= actions.keys()
    loops = window.session.clock.playhead.loops
    actions["loop"].trigger()
    assert window.session.clock.playhead.loops is not loops
    window.resize(1280, 720)
    settle()
    assert transport.loop.isVisible()
    assert not transport.overflow.isVisible()


ITEMS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(100, 400), st.integers(80, 300)), min_size=1, max_size=5
).map(lambda rows: [Foldable(f"view {i}", *row) for i, row in enumerate(rows)])


@given(ITEMS, st.integers(0, 2000), st.integers(0, 1200), st.permutations([f"view {i}" for i in range(5)]))
def test_that_what_was_used_last_is_never_folded_and_what_fits_is_shown(
    items: list[Foldable], width: int, height: int, recent: list[str]
) -> None:
    there = {item.name: item for item in items}
    found = unfolded(items, (width, height), recent, 6)
    first = next(name for name in recent if name in there)
    assert first in found <= there.keys()
    rows = [[there[name] for name in found if there[name].row == row] for row in (0, 1)]
    if len(found) > 1:
        assert all(sum(item.width + 6 for item in row) - 6 <= width for row in rows if row)
        assert sum(max(item.height for item in row) + 6 for row in rows if row) - 6 <= height
    assert found <= unfolded(items, (width + 5000, height + 5000), recent, 6) == there.keys()


@pytest.mark.parametrize("width", [130, 190, 260, 340, 460, 620])
@pytest.mark.parametrize("share", [1.0, 1.5, 2.0])
def test_that_nothing_in_a_header_is_cut_but_the_title_which_says_so(
    qtbot: QtBot, width: int, share: float
) -> None:
    frame = ViewFrame("Contour map", QWidget(), "click or drag to move the start")
    qtbot.addWidget(frame)
    frame.add_control(QPushButton("Choose"))
    font = QFont(frame.font())
    font.setPointSizeF(share * font.pointSizeF())
    frame.setFont(font)
    frame.show_folded([("surface", "Surface"), ("loss", "Loss and other curves")])
    frame.resize(width, 200)
    with qtbot.waitExposed(frame):
        frame.show()
    wanted: list[str] = []
    frame.other_wanted.connect(wanted.append)
    buttons = [each for each in frame.findChildren(QToolButton) if each.isVisible()]
    folded = [each for each in buttons if each.objectName().startswith("folded")]
    if frame.minimumSizeHint().width() <= width:
        for button in buttons:
            assert button.width() >= button.sizeHint().width()
            assert button.geometry().right() < width
    (title,) = [each for each in frame.findChildren(ElidedLabel) if each.text == "Contour map"]
    assert (title.toolTip() == "") is not title.is_cut
    if len(folded) == 2:
        assert not title.is_cut
        folded[1].click()
    else:
        (menu,) = [each.menu() for each in folded]
        assert [entry.text() for entry in menu.actions()] == ["Surface", "Loss and other curves"]
        menu.actions()[1].trigger()
    assert wanted == ["loss"]
    frame.show_folded([])
    assert not [
        each for each in frame.findChildren(QToolButton) if "folded" in each.objectName() and each.isVisible()
    ]


@pytest.mark.parametrize("dock", ["explore", "inspector", "numbers", "results", "history", "said"])
def test_that_docks_called_in_projector_mode_do_not_make_the_window_wider_than_it_was(
    open_window: OpenWindow, qtbot: QtBot, dock: str
) -> None:
    window = open_window("ravine", size=(960, 540))
    window.session.looks.set_projected(True)
    qtbot.waitUntil(lambda: window.width() > 0 and not window.menuBar().isVisible())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(960, 540)
    window.docks[dock].show()
    settle()
    qtbot.waitUntil(lambda: window.docks[dock].isVisible())
    settle()
    assert window.minimumSizeHint().width() <= 960
    assert window.minimumSizeHint().height() <= 540


def test_that_in_projector_mode_the_map_has_more_of_the_height_than_the_curves(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1366, 768))
    window.session.looks.set_projected(True)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1366, 768)
    frames = window.view_area.frames
    qtbot.waitUntil(lambda: window.size() == QSize(1366, 768))
    settle()
    assert frames["loss"].isVisible()
    assert frames["contour"].height() > 1.35 * frames["loss"].height()
