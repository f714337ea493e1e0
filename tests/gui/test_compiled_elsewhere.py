"""That the window's own process compiles nothing, whatever is done in it: what is compiled never goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Dialogs, OpenWindow
from driving import bowl
from laboratory import ball
from numba.core import dispatcher
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import CancelledError
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.exporting.conversations import worked_on
from momentum_lab.gui.exporting.preview import Preview
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.page_runs import run_of
from momentum_lab.session import clock
from momentum_lab.simulation import native_ball

GRID = "balls.0.momentum=0.1,0.2"
OPTIONS = PictureOptions(view="contour", size=(400.0, 300.0), grid=GRID)
OF_BATCHES = ("Basins", "Compare")
"""Tabs of Explore that are computed by many balls at once: one by itself, and one when it is told to."""


class Elsewhere:
    """In the place of the compiler: it is asked, and its code is never ready."""

    def __init__(self) -> None:
        self.asked: list[Experiment] = []
        self.prepared: list[Experiment] = []

    def __call__(self, experiment: Experiment, ball: int) -> None:
        self.asked.append(experiment)

    def prepare(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        self.prepared.append(experiment)
        raise CancelledError("it is never ready")

    def close(self) -> None:
        pass


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    made = Elsewhere()
    monkeypatch.setattr(clock, "CompiledInBackground", lambda: made)
    monkeypatch.setattr(clock, "COMPILE_AFTER", 0.0)
    monkeypatch.setattr(native_ball, "WORTH_COMPILING", -1)
    return made


@pytest.fixture
def window(
    open_window: OpenWindow, settled, elsewhere: Elsewhere, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    """A window in whose process whatever is compiled is noted, and fails."""
    compiled: list[str] = []

    def refuse(self, args: object, return_type: object) -> None:
        compiled.append(self.py_func.__name__)
        raise AssertionError("the window's own process compiles")

    monkeypatch.setattr(dispatcher._FunctionCompiler, "compile", refuse)
    opened = open_window(bowl(ball("momentum"), ball("gradient_descent"), steps=60))
    settled(opened)
    qtbot.waitUntil(lambda: opened.session.clock._may_compile)
    yield opened
    assert compiled == []


def test_that_the_preview_of_small_multiples_has_them_compiled_elsewhere(
    window: MainWindow, elsewhere: Elsewhere, qtbot: QtBot
) -> None:
    run = window.session.run
    assert run is not None
    elsewhere.asked.clear()
    preview = Preview(RunSubject(run), window.session.clock)
    qtbot.addWidget(preview)
    preview.show_options(OPTIONS)
    qtbot.waitUntil(lambda: preview.is_current and preview.image is not None)
    preview.stop()
    assert {each.balls[0].hyperparameters["momentum"] for each in elsewhere.asked} == {0.1, 0.2}


def test_that_what_is_worked_on_is_compiled_elsewhere(
    window: MainWindow, elsewhere: Elsewhere, tmp_path: Path, dialogs: Dialogs
) -> None:
    run = window.session.run
    assert run is not None
    subject, path = RunSubject(run), tmp_path / "cells.png"
    elsewhere.asked.clear()

    def write(progress) -> None:
        subject.write(path, OPTIONS, FilmOptions(), progress)
        run_of(replace(run.experiment, steps=61))  # as worksheets and results of a class have them

    assert worked_on(window, window.session.clock, "Drawing", "No", write) is None
    assert path.exists()
    assert {(each.steps, each.balls[0].hyperparameters["momentum"]) for each in elsewhere.asked} == {
        (60, 0.1),
        (60, 0.2),
        (61, run.experiment.balls[0].hyperparameters["momentum"]),
    }


@pytest.mark.parametrize("title", OF_BATCHES)
def test_that_maps_are_compiled_elsewhere(
    window: MainWindow, elsewhere: Elsewhere, qtbot: QtBot, title: str
) -> None:
    window.docks["explore"].toggle()
    explore = window.parts["explore"]
    (index,) = (number for number, page in enumerate(explore.pages) if str(page.title) == title)
    explore.tabs.setCurrentIndex(index)
    if isinstance(explore.page, CompareTab):
        explore.page.search.click()
    qtbot.waitUntil(lambda: len(elsewhere.prepared) > 0)
    qtbot.waitUntil(lambda: explore._worker.is_done)
