"""Maps of many runs in the window: how soon they are there, and what frames cost meanwhile."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PyQt6.QtWidgets import QApplication

from benchmarks import jax_paths
from benchmarks.frames import SPEED, bare_ms
from benchmarks.measure import Row, Target, percentile_95, times_ms
from benchmarks.mixture import experiment
from benchmarks.screen import BARE, BareScene, Frames, main_window, shown
from benchmarks.views import view_widgets
from momentum_lab.analysis import basins, stability
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.explore.tab import Job
from momentum_lab.gui.explore.worker import Worker
from momentum_lab.session.clock import Clock

POINTS, STEPS, BALL = 256, 500, 1
ROUNDS = 4


def explore_rows() -> Iterator[Row]:
    """Yield maps of 256 x 256 balls against JAX, and frames while they are computed against a bare scene."""
    alone = replace(experiment(), balls=experiment().balls[BALL : BALL + 1], steps=STEPS)
    jobs = {"stability map": stability_job(alone), "basins map": basins_job(alone)}
    rate = float(alone.balls[0].hyperparameters["learning_rate"])
    starts = np.random.default_rng(0).uniform(-2.0, 2.0, (POINTS**2, 2))
    theirs = jax_paths.batch("momentum", starts, STEPS, rate)
    bare: list[float] = []
    scene, worker = BareScene(), Worker(Clock())
    with main_window(experiment()) as window:
        window.session.set_speed(SPEED)
        for name, job in jobs.items():
            found: list[list[float]] = []
            frames_ms: list[float] = []
            for _round in range(ROUNDS + 1):
                with shown(window):
                    window.session.clock.play(True)
                    frames = Frames(*view_widgets(window))
                    found.append(map_ms(worker, job))
                    window.session.clock.play(False)
                    frames_ms += [1000.0 * float(gap) for gap in np.diff(frames.times)]
                with shown(scene.view):
                    bare += bare_ms(scene, 0.5)
            for number, (what, most) in enumerate((("coarse", 150.0), ("fine", 1000.0))):
                ours = [times[number] for times in found[1:]]  # the first may have compiled something
                if theirs is not None:
                    yield Row(
                        name=f"{name} of {POINTS} x {POINTS}, {STEPS} steps, until {what}, while playing",
                        against="JAX: 256 x 256 balls, jit and vmap, nothing else running",
                        ours_ms=statistics.median(ours),
                        ours_p95_ms=percentile_95(ours),
                        theirs_ms=statistics.median(times_ms(theirs, 3, warm_up=1)),
                        target=Target(most, "ours"),
                    )
            yield Row(
                name=f"a frame, 8 balls rolling, while a {name} is computed",
                against=BARE,
                ours_ms=statistics.mean(frames_ms),
                ours_p95_ms=percentile_95(frames_ms),
                theirs_ms=statistics.mean(bare),
                target=Target(50.0, "ours"),
            )
    worker.close()
    scene.view.deleteLater()


def stability_job(alone: Experiment) -> Job:
    """Return what computes a stability map."""
    axes = stability.default_axes(alone, 0, POINTS)
    return lambda progress: stability.refined(alone, 0, axes, progress)


def basins_job(alone: Experiment) -> Job:
    """Return what computes a map of basins."""
    return lambda progress: basins.refined(alone, POINTS, progress)


def map_ms(worker: Worker, job: Job) -> list[float]:
    """Return when the coarse map was there, and when the fine one was, while the window goes on."""
    worker.submit(job)
    began, times = time.perf_counter(), []
    while not worker.is_done:
        QApplication.processEvents()
        times += [1000.0 * (time.perf_counter() - began)] * len(worker.take())
        time.sleep(0.0002)
    times += [1000.0 * (time.perf_counter() - began)] * len(worker.take())
    return times
