"""The window with the compiler beside it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from conftest import OpenWindow
from laboratory import ball, on_formula, on_library
from pytestqt.qtbot import QtBot

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import clock
from momentum_lab.simulation import engine, simulate
from momentum_lab.simulation.background_compiler import CompiledInBackground
from momentum_lab.simulation.native_ball import NativeBall, NativeRoll, compiled

BOWL = on_formula("x**2 + y**2 + x*y/13", (1.0, 2.0), ball("momentum"), ball("gradient_descent"), steps=100)


class Compiler:
    """In the place of the compiler: it has been asked for these balls, and gives what it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Experiment, int]] = []
        self.is_closed = False
        self.error: Exception | None = None
        self.is_ready = False

    def __call__(self, experiment: Experiment, ball: int) -> NativeBall | None:
        self.asked.append((experiment, ball))
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return compiled(experiment, ball) if self.is_ready else None

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Compiler:
    made = Compiler()
    monkeypatch.setattr(clock, "CompiledInBackground", lambda: made)
    return made


def change_momentum(window: MainWindow, value: float) -> None:
    window.parts["panel"].cards[0].editors["momentum"].changed.emit(value)


def assert_shows_the_right_numbers(window: MainWindow) -> None:
    run = window.session.run
    assert run is not None
    assert run.position.tobytes() == simulate(run.experiment).position.tobytes()


def test_that_the_window_shows_the_same_before_and_after_the_compiler_is_done(
    open_window: OpenWindow, qtbot: QtBot, settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "CompiledInBackground", CompiledInBackground)
    began = time.monotonic()
    window = open_window(BOWL, only="contour")
    assert time.monotonic() - began < 20.0
    before = window.session.run
    source = window.session.clock._compiler
    qtbot.waitUntil(lambda: source(BOWL, 0) is not None)
    change_momentum(window, 0.5)
    settled(window)
    assert window.session.run is not before
    assert_shows_the_right_numbers(window)
    window.session.model.mark_saved()
    window.close()
    qtbot.waitUntil(lambda: all(t.name != "compiler" for t in threading.enumerate()))


def test_that_nothing_is_compiled_in_the_first_moments_and_then_for_every_ball(
    open_window: OpenWindow, qtbot: QtBot, settled, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "COMPILE_AFTER", 1_000_000.0)
    window = open_window(BOWL, only="contour")
    change_momentum(window, 0.5)
    settled(window)
    assert compiler.asked == []
    monkeypatch.setattr(clock, "COMPILE_AFTER", 0.0)
    window.session.clock.woken.emit()
    qtbot.waitUntil(lambda: compiler.asked != [])
    assert compiler.asked == [(window.session.experiment, 0), (window.session.experiment, 1)]
    change_momentum(window, 0.6)
    settled(window)
    assert set(compiler.asked[2:]) == {(window.session.experiment, n) for n in (0, 1)}


def test_that_what_is_changed_rolls_as_machine_code_once_it_is_there(
    open_window: OpenWindow, qtbot: QtBot, settled, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled: list[int] = []
    original = engine.roll_abreast

    def counted(rolls: list[NativeRoll], rows: Floats, low: int, steps: int, *given: Any) -> Ints:
        rolled.append(len(rolls) * steps)
        return original(rolls, rows, low, steps, *given)

    monkeypatch.setattr(clock, "COMPILE_AFTER", 0.0)
    monkeypatch.setattr(engine, "roll_abreast", counted)
    window = open_window(BOWL, only="contour")
    qtbot.waitUntil(lambda: compiler.asked != [])
    assert rolled == []
    compiler.is_ready = True
    change_momentum(window, 0.5)
    settled(window)
    assert sum(rolled) == 2 * BOWL.steps
    assert_shows_the_right_numbers(window)


def test_that_a_window_closed_at_once_compiles_nothing(
    open_window: OpenWindow, qtbot: QtBot, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "COMPILE_AFTER", 0.05)
    window = open_window(BOWL, only="contour", wait=False)
    asked = len(compiler.asked)
    window.close()
    assert compiler.is_closed
    qtbot.wait(100)
    assert len(compiler.asked) == asked


def test_that_an_error_of_the_compiler_s_is_not_swallowed_and_the_next_change_is_shown(
    open_window: OpenWindow, qtbot: QtBot, settled, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "COMPILE_AFTER", 0.0)
    window = open_window(on_library("himmelblau", ball("momentum"), steps=100), only="contour")
    qtbot.waitUntil(lambda: compiler.asked != [])
    compiler.error = TypeError("the program is wrong")
    with qtbot.captureExceptions() as raised:
        change_momentum(window, 0.5)
        qtbot.waitUntil(lambda: raised != [])
    assert [str(error) for _, error, _ in raised] == ["the program is wrong"]
    change_momentum(window, 0.6)
    settled(window)
    assert_shows_the_right_numbers(window)
