"""What may be loaded when a window is seen for the first time, and what waits until then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from conftest import OpenWindow
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.panels.listed_later import ListedLater
from momentum_lab.gui.widgets import late_work
from momentum_lab.gui.widgets.card_equations import CardEquations
from momentum_lab.gui.widgets.late_work import LateWork, once_seen
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS

OTHERS = {"PyQt6", "pyqtgraph", "numpy", "contourpy", "platformdirs", "tomli_w", "colorama"}
"""Packages of others, with what pyqtgraph loads; compilers, readers of pictures and formulas come later."""
LATE = {
    *("asyncio", "calendar", "concurrent", "csv", "difflib", "email", "http", "importlib.metadata"),
    *("sqlite3", "ssl", "uuid", "zipfile"),
}
"""What of Python itself takes its time and is not needed."""
WHOLE = (
    *("core", "experiment", "figures", "formulas", "landscapes", "schedules", "session", "simulation"),
    *("wording", "gui.application", "gui.panels", "gui.theme", "gui.views", "gui.widgets", "gui.window"),
)
"""Packages of which any module may be loaded …"""
BUT = (
    *("simulation.batch", "simulation.chunks", "simulation.cluster"),
    *("gui.views.maps", "gui.views.multiples"),
)
"""… except these."""
PARTS = {
    "analysis": (
        *(
            "endless",
            "labelled",
            "learning_rates",
            "nearest_step",
            "on_the_way",
            "quantities",
            "reasons",
            "recurrence",
        ),
        *("results", "step_shown", "summary", "trial_paths"),
    ),
    "containers": ("attachments", "formats", "source", "text"),
    "gui.dialogs": ("documents", "files", "messages", "table"),
    "gui.docks": (
        *("ball_rows", "dock", "explore", "floating", "history", "inspector", "lab", "numbers", "results"),
        *("said", "title_bar"),
    ),
    "gui.explore": ("tab", "worker"),
    "gui.exporting": ("exports", "source"),
    "gui.menus": ("commands", "drawing", "languages", "lesson_commands", "menu_bar", "what_is_this"),
    "gui.reports": ("lesson_papers",),
    "lessons": (
        *("controls", "facts", "lesson", "locks", "record", "record_file", "record_merging", "revealing"),
        "words",
    ),
    "optimizers": ("adam", "gradient_descent", "momentum", "nesterov", "rmsprop"),
}
"""Packages of which some modules may be loaded, with what is in them."""
START = """
import os, sys
at_first = {*sys.modules}
from momentum_lab.gui import application
from momentum_lab.gui.widgets.qt_application import application as qt_application
app = qt_application(sys.argv[:1])
from momentum_lab.experiment.presets import DEFAULT_PRESET, preset
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
window = MainWindow(Session(preset(DEFAULT_PRESET)))

def tell() -> None:
    assert window.session.run is not None
    print(*({*sys.modules} - at_first), flush=True)
    os._exit(0)

window.late._turn.timeout.disconnect()
window.late._turn.timeout.connect(tell)
window.show()
app.exec()
"""


def may_be_there(module: str) -> bool:
    """Whether a module of the program may be loaded at the first frame."""
    name = module.removeprefix("momentum_lab").removeprefix(".")
    parts = (f"{package}.{part}" for package, parts in PARTS.items() for part in parts)
    if name in {"", "gui", *PARTS}:
        return True
    return not is_within(name, BUT) and is_within(name, (*WHOLE, *parts))


def is_within(name: str, packages: Iterable[str]) -> bool:
    return any(f"{name}.".startswith(f"{each}.") for each in packages)


def test_that_the_first_frame_loads_what_is_in_it_and_no_more() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = {*done.stdout.split()}
    assert "momentum_lab.gui.window.main_window" in loaded
    packages = {name.partition(".")[0] for name in loaded} - {"momentum_lab"} - sys.stdlib_module_names
    assert {name for name in packages if not name.startswith("_")} <= OTHERS
    own = {name for name in loaded if name.partition(".")[0] == "momentum_lab"}
    assert sorted(name for name in own if not may_be_there(name)) == []
    assert sorted(loaded & LATE) == []


def test_that_each_name_in_the_list_is_one_of_the_program() -> None:
    package = Path(late_work.__file__).parents[2]
    names = [*WHOLE, *BUT, *(f"{package}.{part}" for package, parts in PARTS.items() for part in parts)]
    paths = [package.joinpath(*name.split(".")) for name in names]
    assert [path for path in paths if not (path.is_dir() or path.with_suffix(".py").is_file())] == []


class Shown(QMainWindow):
    """A window that has what it is for when it is told so."""

    def __init__(self) -> None:
        super().__init__()
        self.is_complete = False
        self.late = LateWork(self, lambda: self.is_complete)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    window = Shown()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_that_work_waits_for_the_frame_with_what_the_window_is_for(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    inside, gone = QWidget(shown), QWidget(shown)
    once_seen(inside, lambda: done.append("first"))
    once_seen(gone, lambda: done.append("never"))
    shown.late.add(shown, lambda: done.append("second"))
    gone.setParent(None)
    gone.deleteLater()
    shown.update()
    qtbot.wait(3 * late_work.SETTLE)
    assert done == []
    shown.is_complete = True
    shown.update()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done == ["first", "second"]
    once_seen(inside, lambda: done.append("at once"))
    assert done[-1] == "at once"


def test_that_what_never_comes_is_not_waited_for_for_ever(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_work, "PATIENCE", 20)
    done: list[str] = []
    shown.late._turn.stop()
    shown.late.add(shown, lambda: done.append("all the same"))
    shown.update()
    qtbot.waitUntil(lambda: done == ["all the same"])


def test_that_choosers_are_filled_and_equations_set_once_the_window_is_seen(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine")
    panel = window.parts["panel"]
    qtbot.waitUntil(lambda: panel.landscape.chooser.count() == len(LANDSCAPES) + 1)
    qtbot.waitUntil(lambda: all(card.chooser.count() == len(OPTIMIZERS) for card in panel.cards))
    labels = [label for each in window.findChildren(CardEquations) for label in each.labels]
    qtbot.waitUntil(lambda: all(label.is_mathematics for label in labels if label.isVisible()))


THREE = [("One", "one"), ("Two", "two"), ("Three", "three")]


@pytest.fixture
def chooser(qtbot: QtBot) -> Callable[[], ListedLater]:
    def make() -> ListedLater:
        chooser = ListedLater(lambda: THREE)
        qtbot.addWidget(chooser)
        chooser.show_item("Two", "two")
        return chooser

    return make


def test_that_a_chooser_shows_what_is_chosen_before_it_lists_anything(
    chooser: Callable[[], ListedLater],
) -> None:
    one = chooser()
    assert (one.currentText(), one.count()) == ("Two", 1)
    QTest.keyClick(one, Qt.Key.Key_Down)
    assert (one.currentData(), one.count()) == ("three", 3)


def test_that_what_is_shown_stays_where_it_is_not_listed(chooser: Callable[[], ListedLater]) -> None:
    one = chooser()
    one.show_item("Four", "four")
    one.be_whole()
    assert [one.itemData(i) for i in range(one.count())] == ["one", "two", "four", "three"]
    assert one.currentData() == "four"
    one.show_item("One", "one")
    one.list_anew()
    assert [one.itemData(i) for i in range(one.count())] == ["one", "two", "three"]
    assert one.currentText() == "One"
