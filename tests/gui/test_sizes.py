"""The window in many sizes: everything has its place, and what has none is folded away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import ALT, CTRL, bowl, key
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QMenuBar,
    QMessageBox,
    QScrollArea,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.docks.floating import place_beside
from momentum_lab.gui.landscapes.naming import NameDialog
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.screen import FRAME, put_right
from momentum_lab.gui.window.folding import Foldable, unfolded
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session.look import NORMAL_TYPE, TYPE_SIZES

SIZES = ((960, 540), (960, 600), (1024, 700), (1280, 720), (1366, 768), (1920, 1080))
SMALLEST = QSize(960, 540)
LARGE = 1.5
RULES = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax")


def balls(count: int) -> tuple[Ball, ...]:
    """Balls one of which diverges: its state has the most words."""
    others = tuple(Ball(RULES[i % len(RULES)]) for i in range(1, count))
    return (Ball("gradient_descent", {"learning_rate": 3.0}), *others)


def settle() -> None:
    """Let everything be laid out."""
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def scrolled_in(widget: QWidget) -> QScrollArea | None:
    """The area in which a widget scrolls."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            return above
        above = above.parentWidget()
    return None


def place_of(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint()), widget.size())


def text_of(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel):
        return widget.text
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()


def misfits(top: QWidget) -> Iterator[str]:
    """What of a window is cut off, or lies outside of it."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not top:
            continue
        area = scrolled_in(widget)
        told = f"{type(widget).__name__} {text_of(widget)!r}"
        if area is None:
            if not top.rect().contains(place_of(widget, top)) and not isinstance(
                widget.parent(), QAbstractScrollArea
            ):
                yield f"{told} lies outside: {place_of(widget, top)} of {top.rect()}"
        elif place_of(widget, top).right() > place_of(area, top).right():
            yield f"{told} is cut off by what it scrolls in"
        yield from (f"{told} {problem}" for problem in cut(widget))


def cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if widget.is_cut and not widget.toolTip():
            yield "is cut without a tool tip"
        if widget.height() < widget.fontMetrics().height():
            yield "is too low"
    elif isinstance(widget, QLabel) and widget.text():
        high = (
            widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.minimumSizeHint().height()
        )
        if not widget.wordWrap() and widget.width() < widget.minimumSizeHint().width():
            yield f"is {widget.width()} wide and needs {widget.minimumSizeHint().width()}"
        if widget.height() < high:
            yield f"is {widget.height()} high and needs {high}"
    elif isinstance(widget, QAbstractButton) and widget.text():
        if widget.width() < widget.minimumSizeHint().width():
            yield f"is {widget.width()} wide and needs {widget.minimumSizeHint().width()}"
    elif isinstance(widget, QMenuBar):
        if any(widget.actionGeometry(action).isEmpty() for action in widget.actions()):
            yield "has no room for all menus"
    elif isinstance(widget, QTabBar) and widget.count():
        is_whole = widget.tabRect(widget.count() - 1).right() <= widget.width()
        yield from () if is_whole else ("has no room for all tabs",)


def states_are_seen(window: MainWindow) -> bool:
    """Whether the states of all balls can be read: they are within the notes as far as they are scrolled."""
    notes = window.parts["notes"]
    states = [label for label in notes.findChildren(ElidedLabel) if label.isVisible() and label.text]
    inside = notes.viewport().rect()
    return bool(states) and all(
        inside.contains(place_of(state, notes.viewport())) and not state.is_cut
        for state in states
        if state.minimumWidth() > 60 or "diverged" in state.text
    )


OPEN = """
import sys
from pathlib import Path
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.widgets.qt_application import application
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
app = application()
window = MainWindow(Session(preset("double_well"), stored_settings(Path(sys.argv[1]))))
window.show()
app.processEvents()
if len(sys.argv) > 2:
    window.setWindowState(window.windowState().WindowNoState)
    window.setGeometry(*map(int, sys.argv[2:]))
    app.processEvents()
screen = window.screen().availableGeometry()
print(screen.contains(window.frameGeometry()), *window.normalGeometry().getRect(), *screen.getRect())
for part in ("transport", "status", "panel"):
    widget = window.parts[part]
    place = widget.rect().translated(widget.mapToGlobal(widget.rect().topLeft()))
    print(widget.isVisible(), screen.contains(place))
window.close()
"""


class Screens:
    """Screens that are not there, for a program of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, *screens: tuple[int, int, int, int], then: tuple[int, ...] = ()) -> list[list[str]]:
        """Open the window on screens, each x, y, width, height, and say where it and its parts are."""
        described = [
            {"name": f"screen {i}", "x": x, "y": y, "width": w, "height": h, "logicalDpi": 96, "dpr": 1}
            for i, (x, y, w, h) in enumerate(screens)
        ]
        (self._folder / "screens.json").write_text(json.dumps({"screens": described}))
        environment = {"QT_QPA_PLATFORM": f"offscreen:configfile={self._folder / 'screens.json'}"}
        command = [sys.executable, "-c", OPEN, str(self._folder / "settings.ini"), *map(str, then)]
        done = subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=60
        )
        return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("size", [(1366, 768), (960, 540), (1920, 1080)], ids=str)
def test_that_the_first_window_is_on_the_screen_with_all_its_parts(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    (is_inside, _, _, width, height, *_), *parts = Screens(tmp_path).open((0, 0, *size))
    assert is_inside == "True"
    assert all(part == ["True", "True"] for part in parts)
    assert (int(width), int(height)) == (min(1440, size[0] - 16), min(900, size[1] - 48))


def test_that_a_window_of_a_screen_that_is_gone_comes_to_the_one_that_is_there(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    beside = (1920, 0, 2560, 1440)
    first, *_ = screens.open((0, 0, 1920, 1080), beside, then=(2200, 100, 1800, 1200))
    assert first[1:5] == ["2200", "100", "1800", "1200"]
    assert screens.open((0, 0, 1920, 1080), beside)[0][1:5] == ["2200", "100", "1800", "1200"]
    (is_inside, *_), *parts = screens.open((0, 0, 1366, 768))
    assert is_inside == "True"
    assert all(part == ["True", "True"] for part in parts)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "sizes"), [(1, SIZES[::3]), (4, SIZES[::2]), (8, SIZES)])
def test_that_nothing_is_cut_or_falls_off_in_any_size(
    open_window: OpenWindow, count: int, sizes: tuple[tuple[int, int], ...]
) -> None:
    window = open_window(bowl(*balls(count), steps=200), size=sizes[-1])
    window.session.go_to_last()
    window.setUpdatesEnabled(False)  # what is laid out need not be painted
    problems = []
    for with_explore, type_size in product((False, True), (NORMAL_TYPE, LARGE)):
        window.session.set_type_size(type_size)
        window.docks["explore"].setVisible(with_explore)
        for size in sizes:
            window.resize(*size)
            settle()
            case = f"{size}, {type_size=}, {with_explore=}"
            if (window.width(), window.height()) != size:
                problems.append(f"{case}: is {window.size()}")
            problems += [f"{case}: {misfit}" for misfit in misfits(window)]
            if window.view_area.frames["notes"].isVisible() and (type_size == NORMAL_TYPE or size[1] > 700):
                problems += [] if states_are_seen(window) else [f"{case}: states are out of sight"]
    assert not problems, "\n".join(problems)


def test_that_the_window_needs_no_more_than_the_smallest_screen(open_window: OpenWindow) -> None:
    window = open_window(bowl(*balls(8)), size=(1280, 720))
    for with_explore, type_size in product((False, True), (NORMAL_TYPE, LARGE)):
        window.session.set_type_size(type_size)
        window.docks["explore"].setVisible(with_explore)
        settle()
        needed = window.minimumSizeHint()
        assert needed.boundedTo(SMALLEST) == needed, (with_explore, type_size, needed)


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


def test_that_type_is_larger_and_smaller_by_keys_at_once_and_the_next_time(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1280, 720))
    axis = window.views["loss"]._plot.getAxis("bottom")
    label = window.parts["panel"].findChild(QLabel)
    system = QApplication.font().pointSizeF()
    base = (label.fontMetrics().height(), axis.height())
    key(window, Qt.Key.Key_Equal, CTRL)
    key(window, Qt.Key.Key_Plus, CTRL)
    size = TYPE_SIZES[TYPE_SIZES.index(NORMAL_TYPE) + 2]
    assert window.session.look.type_size == size
    assert label.font().pointSizeF() == pytest.approx(size * system, abs=0.01)
    assert axis.style["tickFont"].pointSizeF() == pytest.approx(size * system, abs=0.01)
    settle()
    assert label.fontMetrics().height() > base[0]
    assert axis.height() > base[1]
    assert QApplication.font().pointSizeF() == system  # pictures are written in type of their own
    window.close()
    again = open_window("ravine", size=(1280, 720))
    label = again.parts["panel"].findChild(QLabel)
    assert label.font().pointSizeF() == pytest.approx(size * system, abs=0.01)
    key(again, Qt.Key.Key_Minus, CTRL)
    assert again.session.look.type_size == TYPE_SIZES[TYPE_SIZES.index(NORMAL_TYPE) + 1]
    key(again, Qt.Key.Key_0, CTRL | ALT)
    assert label.font().pointSizeF() == pytest.approx(system, abs=0.01)


DIALOGS = ("export_picture", "landscapes", "formula", "notes", "shortcuts", "about")


@pytest.mark.parametrize("type_size", [NORMAL_TYPE, LARGE])
def test_that_dialogs_fit_a_small_screen(open_window: OpenWindow, monkeypatch, type_size: float) -> None:
    window = open_window("sgd_to_adam", size=(960, 540))
    window.session.set_type_size(type_size)
    room = SMALLEST - FRAME
    problems: list[str] = []

    def look(dialog: QDialog) -> int:
        dialog.show()
        settle()
        dialog.resize(dialog.size().boundedTo(room))
        settle()
        name = type(dialog).__name__
        if dialog.size().boundedTo(room) != dialog.size():
            problems.append(f"{name} is {dialog.size()}")
        problems.extend(f"{name}: {misfit}" for misfit in misfits(dialog))
        dialog.reject()
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    monkeypatch.setattr(QMessageBox, "about", lambda parent, title, text: look(_box(parent, text)))
    for name in DIALOGS:
        window.actions_by_name[name].trigger()
    name_dialog = NameDialog(window, "A title", "The file holds the landscape without its rotation.")
    look(name_dialog)
    name_dialog.deleteLater()
    assert not problems, "\n".join(problems)


def _box(parent: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setText(text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


ROOMS = st.lists(
    st.builds(
        QRect,
        st.integers(-4000, 4000),
        st.integers(-3000, 3000),
        st.integers(640, 4000),
        st.integers(480, 3000),
    ),
    min_size=1,
    max_size=3,
)
PLACES = st.builds(
    QRect, st.integers(-9000, 9000), st.integers(-9000, 9000), st.integers(1, 5000), st.integers(1, 5000)
)


@given(PLACES, ROOMS)
def test_that_a_remembered_window_is_wholly_on_a_screen(place: QRect, rooms: list[QRect]) -> None:
    found = put_right(place, rooms)
    assert any(room.contains(found) for room in rooms)
    assert found.size() == place.size().boundedTo(found.size())
    assert put_right(found, rooms) == found
    kept = [room for room in rooms if room.adjusted(8, 40, -8, -8).contains(place)]
    if len(rooms) == 1 and kept:
        assert found == place


@given(PLACES, ROOMS, st.data())
def test_that_a_floating_dock_is_on_a_screen_and_covers_the_map_only_if_it_must(
    window: QRect, rooms: list[QRect], data: st.DataObject
) -> None:
    home = data.draw(st.sampled_from(rooms))
    window = put_right(window, [home])
    size = QSize(300, 400)
    uncovered = QRect(window.center(), window.bottomRight())
    found = QRect(place_beside(size, window, uncovered, rooms), size)
    assert any(room.contains(found) for room in rooms)
    if home.right() - window.right() >= size.width() or window.left() - home.left() >= size.width():
        assert not found.intersects(uncovered)


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
