"""A window on a run that is hidden until it is predicted: nothing in it tells what will come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import key
from laboratory import ball, on_formula, on_library
from lessons_at_work import asking
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.window.main_window import MainWindow

PARTS = ("views", "numbers", "inspector", "results", "explore", "transport", "step_counter", "status")
"""What shows the run alone; the panel, the history and words about changes show what is set."""


def experiments(kind: str) -> tuple[Experiment, Experiment]:
    """Two experiments with the same start, of which different things become."""
    slow, fast = (
        ball("momentum", learning_rate=0.02, momentum=momentum, label="One") for momentum in (0.2, 0.95)
    )
    made = []
    for one in (slow, fast):
        if kind == "line":
            made.append(on_formula("x**2", (3.0,), one))
        elif kind == "off":
            made.append(on_library("elliptic_bowl", replace(one, start=(1e4, 0.0)), slow))
        else:
            made.append(on_library("elliptic_bowl", one, steps=300))
    return made[0], made[1]


def everything(window: MainWindow) -> dict[str, bytes]:
    """Grab all that shows the run."""
    found = {}
    for name in PARTS:
        part = window.parts[name]
        assert isinstance(part, QWidget)
        image = part.grab().toImage()
        bits = image.constBits()
        assert bits is not None
        bits.setsize(image.sizeInBytes())
        found[name] = bytes(bits)
    said = window.parts["said"]
    assert isinstance(said, QPlainTextEdit)
    found["said"] = said.toPlainText().partition("Step 0 of")[2].encode()
    return found


def show_asking(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> None:
    session = window.session
    session.lessons.open(asking(experiment))
    qtbot.waitUntil(lambda: session.run is not None and session.run.experiment == experiment)
    session.looks.set_path_ahead(True)
    qtbot.wait(500)  # parts that follow within a fraction of a second


@pytest.mark.parametrize("kind", ["plane", "line", "off"])
def test_that_nothing_but_the_panel_tells_runs_apart_that_are_hidden(
    open_window: OpenWindow, qtbot: QtBot, kind: str
) -> None:
    one, other = experiments(kind)
    window = open_window("ravine", size=(1500, 1000))
    for dock in window.docks.values():
        dock.show()
    seen = []
    for experiment in (one, other):
        show_asking(qtbot, window, experiment)
        seen.append(everything(window))
    assert [name for name, shown in seen[0].items() if shown != seen[1][name]] == []


def test_that_what_would_tell_is_refused_in_a_sentence(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    session = window.session
    session.lessons.open(asking(experiments("plane")[0]))
    said: list[str] = []
    session.said.subscribe(said.append)
    actions = ("play", "export_picture", "export_numbers", "export_results", "export_map")
    for name in actions:
        window.actions_by_name[name].trigger()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("before")
    assert len(said) == len(actions)
    assert {*said} == {said[0]}
    assert clipboard.text() == "before"
    session.side_by_side.show("balls.0.momentum=0.1,0.9")
    assert not session.side_by_side.is_shown
    key(window, Qt.Key.Key_Right)
    assert session.step == 0
