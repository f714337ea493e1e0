"""Frames a second while balls roll, against a bare 3-D scene and against an animation of matplotlib's."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np
from PyQt6.QtWidgets import QApplication

from benchmarks.matplotlib_frames import animation
from benchmarks.measure import Row, Target, percentile_95
from benchmarks.mixture import experiment
from benchmarks.screen import BARE, SIZE, BareScene, Frames, main_window, shown
from benchmarks.views import view_widgets
from momentum_lab.gui.window.main_window import MainWindow

ROUNDS = 4
SECONDS = 2.0
SPEED = 110.0
"""Steps a second: the playhead moves in every frame."""
UNPACED = 1000.0
"""Frames a second that are asked for: the others, too, are drawn as fast as they can be."""


def frame_rows() -> Iterator[Row]:
    """Yield the time of a frame while eight balls roll, beside those of others; all of them by turns."""
    ours: list[float] = []
    bare: list[float] = []
    animated: list[float] = []
    scene = BareScene()
    with main_window(experiment()) as window:
        window.session.set_speed(SPEED)
        for _round in range(ROUNDS):
            with shown(window):
                ours += playing_ms(window, SECONDS)
            with shown(scene.view):
                bare += bare_ms(scene, SECONDS)
            assert window.session.run is not None
            theirs = animation(window.session.run, SPEED)
            animated += theirs.frames_ms(2.0 * SECONDS) if theirs is not None else []
    scene.view.deleteLater()
    for against, theirs_ms, most in (
        (BARE, bare, 1 / 0.7),
        ("matplotlib's FuncAnimation of the same three views", animated, 1 / 8),
    ):
        if theirs_ms:
            yield Row(
                name=f"a frame, 8 balls rolling, window of {SIZE[0]} x {SIZE[1]}",
                against=against,
                ours_ms=statistics.mean(ours),  # what counts is how many there are in a second
                ours_p95_ms=percentile_95(ours),
                theirs_ms=statistics.mean(theirs_ms),
                target=Target(most),
            )


def playing_ms(window: MainWindow, seconds: float) -> list[float]:
    """Return the times between frames of all views while the window plays."""
    window.session.clock.keep_pace(UNPACED)
    window.session.clock.play(True)
    frames = Frames(*view_widgets(window))
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        QApplication.processEvents()
        time.sleep(0.0002)
    window.session.clock.play(False)
    return [1000.0 * gap for gap in np.diff(frames.times)]


def bare_ms(scene: BareScene, seconds: float) -> list[float]:
    """Return the times of a bare scene's frames."""
    times: list[float] = []
    began = last = time.perf_counter()
    while last - began < seconds:
        scene.frame()
        now = time.perf_counter()
        times.append(1000.0 * (now - last))
        last = now
    return times[3:]
