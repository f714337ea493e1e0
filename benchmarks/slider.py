"""How long it takes from a slider's move to new pixels in all views."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks.frames import bare_ms
from benchmarks.measure import Row, Target, percentile_95
from benchmarks.mixture import experiment
from benchmarks.screen import BARE, BareScene, Frames, main_window, run_until, shown
from benchmarks.views import view_widgets
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.window.main_window import MainWindow

ROUNDS = 4
MOVES = 30
REST = 0.05
"""Seconds between two moves, in which what a move left behind is done; smooth edges are not waited for."""


def slider_rows() -> Iterator[Row]:
    """Yield a slider's move with 8 balls of 1,000 steps against frames of a bare 3-D scene, by turns."""
    ours: list[float] = []
    bare: list[float] = []
    scene = BareScene()
    with main_window(experiment()) as window:
        for _round in range(ROUNDS):
            with shown(window):
                ours += moves_ms(window, MOVES)
            with shown(scene.view):
                bare += bare_ms(scene, 1.0)
    scene.view.deleteLater()
    yield Row(
        name="slider's move to new pixels of all views, 8 balls x 1,000 steps",
        against=BARE,
        ours_ms=statistics.median(ours),
        ours_p95_ms=percentile_95(ours),
        theirs_ms=statistics.median(bare),
        target=Target(2.5, "p95"),
    )


def moves_ms(window: MainWindow, moves: int) -> list[float]:
    """Return how long each of some moves of a slider took until all views were painted with the new run."""
    run_until(lambda: window.session.clock.is_settled)
    window.session.go_to_last()
    panel = window.parts["panel"]
    assert isinstance(panel, ParameterPanel)
    editor = panel.cards[6].editors["learning_rate"]
    assert isinstance(editor, NumberEditor)
    frames = Frames(*view_widgets(window))
    leave = window.session.clock.run_changed.subscribe(
        lambda run, step: frames.begin()
    )  # the views know of the run by then
    times = []
    for move in range(moves + 3):
        frames.begin()
        began = time.perf_counter()
        editor.slider.setValue((editor.slider.value() + 7) % 1000)
        run_until(lambda: window.session.clock.is_settled and bool(frames.times))
        if move >= 3:
            times.append(1000.0 * (time.perf_counter() - began))
        rested = time.perf_counter()
        run_until(lambda: time.perf_counter() - rested > REST)  # noqa: B023
    leave()
    return times
