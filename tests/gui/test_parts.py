"""The table of parts: what one row does for a dock, and for a dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Dialogs
from driving import CTRL, SHIFT, bowl, key
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from momentum_lab.core.messages import message
from momentum_lab.gui.dialogs.table import DialogRow
from momentum_lab.gui.menus.menu_bar import Menus
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.dialogs import DIALOGS
from momentum_lab.gui.window.lesson_limits import LessonGate
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.gui.window.parts import PARTS, PartRow, Placement
from momentum_lab.session import Session


class Counter(QLabel, Part):
    """A dock as somebody may add one: a file like this class, and one row."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.told: list[str] = []
        self.is_stopped = False

    def entries(self) -> list[ActionSpec]:
        return [
            ActionSpec(
                "count_on", "Count &on", ("Ctrl+Alt+K",), lambda: self.session.step_by(1), "play.steps"
            )
        ]

    def show_experiment(self, experiment) -> None:
        self.told.append(f"experiment {experiment.title}")

    def show_run(self, run, step: int) -> None:
        self.told.append(f"run of {run.computed}")

    def show_step(self, step: int) -> None:
        self.setText(f"{step} steps")

    def show_state(self, state) -> None:
        self.told.append("plays" if state.is_playing else "rests")

    def show_selection(self, selection) -> None:
        self.told.append(f"ball {selection.ball}")

    def set_look(self, theme, look) -> None:
        self.told.append(theme.name)

    def stop(self) -> None:
        self.is_stopped = True


ROW = PartRow(
    "counter", message("Counter"), Placement.DOCK, Counter, message("&Counter of steps"), ("Ctrl+Alt+C",)
)


@pytest.fixture
def open_with(qtbot: QtBot, settings_path: Path, dialogs: Dialogs) -> Iterator:
    opened: list[MainWindow] = []

    def open_one(*rows: PartRow, dialogs: tuple[DialogRow, ...] = ()) -> MainWindow:
        session = Session(bowl(), stored_settings(settings_path))
        window = MainWindow(session, (*PARTS, *rows), (*DIALOGS, *dialogs))
        opened.append(window)
        window.resize(1280, 760)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: session.clock.is_settled)
        return window

    yield open_one
    for window in opened:
        window.session.model.mark_saved()
        window.close()
        window.deleteLater()


def test_that_one_row_adds_a_dock_with_its_entry_its_key_and_everything_it_is_told(open_with) -> None:
    window = open_with(ROW)
    counter, dock, action = (
        window.parts["counter"],
        window.docks["counter"],
        window.actions_by_name["counter"],
    )
    assert dock.isHidden()
    assert dock.windowTitle() == "Counter"
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&View")
    entries = [entry.text() for entry in menu.actions()]
    assert entries.index("&Counter of steps") == entries.index("&Explore: theory and maps") + 1
    assert not action.isChecked()
    key(window, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.AltModifier)
    assert counter.isVisible()
    assert action.isChecked()
    assert "experiment Small bowl" in counter.told
    assert f"run of {bowl().steps}" in counter.told
    assert "light" in counter.told
    window.session.go_to(7)
    assert counter.text() == "7 steps"
    window.actions_by_name["count_on"].trigger()
    assert window.session.step == 8
    counter.told.clear()
    window.session.play()
    window.session.select_ball(0)
    window.session.looks.toggle_theme()
    window.session.editor.describe("Another", "")
    assert "plays" in counter.told
    assert "dark" in counter.told
    assert "experiment Another" in counter.told
    dock.close()  # by its own button
    assert not action.isChecked()
    assert not counter.is_stopped
    window.session.model.mark_saved()
    window.close()
    assert counter.is_stopped
    counter.told.clear()
    window.session.go_to(3)
    window.session.undo()
    assert counter.told == []


def test_that_the_next_window_finds_the_dock_where_it_was_left(open_with) -> None:
    first = open_with(ROW)
    first.actions_by_name["counter"].trigger()
    first.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, first.docks["counter"])
    first.close()
    second = open_with(ROW)
    assert second.docks["counter"].isVisible()
    assert second.actions_by_name["counter"].isChecked()
    assert second.dockWidgetArea(second.docks["counter"]) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert second.docks["explore"].isHidden()


def test_that_a_dock_that_is_new_is_hidden_at_first_whatever_was_remembered(open_with) -> None:
    first = open_with()
    first.docks["explore"].toggle()
    first.close()
    second = open_with(ROW)
    assert second.docks["explore"].isVisible()
    assert second.docks["counter"].isHidden()


def test_that_one_row_adds_a_dialog(open_with) -> None:
    asked = []
    row = DialogRow(
        "ask", message("&Ask…"), ("Ctrl+Shift+A",), "help", lambda window, session: asked.append(session)
    )
    window = open_with(dialogs=(row,))
    key(window, Qt.Key.Key_A, CTRL | SHIFT)
    assert asked == [window.session]


def test_that_a_part_that_cannot_stand_at_the_bottom_is_told(qtbot: QtBot, settings_path: Path) -> None:
    session = Session(bowl(), stored_settings(settings_path))
    row = PartRow("counter", message("Counter"), Placement.BOTTOM, Counter)
    with pytest.raises(TypeError, match="the part 'counter' stands at the bottom, and is no QStatusBar"):
        MainWindow(session, (row,))
    session.close()
    for unfinished in QApplication.topLevelWidgets():
        if isinstance(unfinished, MainWindow):
            unfinished.deleteLater()


def test_that_an_entry_in_no_menu_is_told(qtbot: QtBot) -> None:
    from PyQt6.QtWidgets import QMainWindow

    window = QMainWindow()
    qtbot.addWidget(window)
    session = Session(bowl())
    with pytest.raises(ValueError, match=r"no menu has the slot 'file.nowhere' of 'Lost'"):
        Menus(window, [ActionSpec("lost", "Lost", slot="file.nowhere")], LessonGate(session, ()))
    session.close()


def test_that_no_two_parts_or_actions_have_one_name(open_with) -> None:
    window = open_with()
    keys = [row.key for row in PARTS]
    assert len(keys) == len(set(keys))
    names = [action.objectName() for action in window.actions_by_name.values()]
    assert len(names) == len(set(names)) == len(window.actions_by_name)


def test_that_undo_says_what_it_takes_back(open_with) -> None:
    window = open_with()
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert (undo.text(), undo.isEnabled()) == ("&Undo", False)
    window.parts["panel"].cards[0].editors["learning_rate"].changed.emit(0.25)
    assert (undo.text(), undo.isEnabled()) == ("&Undo learning rate of Gradient descent", True)
    undo.trigger()
    assert (undo.text(), redo.text()) == ("&Undo", "&Redo learning rate of Gradient descent")
