"""At the ends of the curves: whole markers, and the numbers of the first and the last step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from axis_numbers import numbers_at
from driving import has_near, picture_of, shown_view
from PyQt6.QtCore import QPointF
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.boldness import PLAIN, PROJECTED, Boldness
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.primitives import BALL_SIZE
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.painting import marker_path
from momentum_lab.gui.views.plot import Canvas
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

SIZES = [(230, 150), (300, 210), (420, 330), (900, 240)]
RED = "#d62728"


def one_ball(name: str, steps: int = 60) -> Run:
    """The ball that gets lowest of a preset, alone, in a colour of its own."""
    experiment = preset(name)
    ball = replace(experiment.balls[-1], color=RED, marker="square")
    return simulate(replace(experiment, balls=(ball,), steps=steps))


def reach_of(boldness: Boldness) -> float:
    """How far the inside of its marker reaches from the middle, a pixel less than to the rim."""
    return 0.5 * boldness.marks * BALL_SIZE * marker_path("square").boundingRect().right() - 2.0


@pytest.fixture
def curves(qtbot: QtBot):
    def show(run: Run, size: tuple[int, int], drawing: Drawing) -> LossView:
        return shown_view(qtbot, LossView(), run, size, drawing)

    return show


@pytest.mark.parametrize("boldness", [PLAIN, PROJECTED])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["ravine", "saddle", "two_basins"])
def test_that_the_markers_of_the_first_and_the_last_step_are_whole(
    curves, name: str, size: tuple[int, int], boldness: Boldness
) -> None:
    run = one_ball(name)
    view = curves(run, size, Drawing(boldness=boldness, has_legend=False))
    reach = reach_of(boldness)
    losses = run.loss[0, : run.computed + 1]
    for step in {0, run.computed, int(losses.argmin()), int(losses.argmax())}:
        view.show_step(step)
        image = picture_of(view.widget)
        at = view.pixel_of(step, float(losses[step]))
        for side in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
            assert has_near(image, at + reach * side, RED, reach=1), (step, side)


@pytest.mark.parametrize("size", [(640, 300), (330, 260)])
def test_that_markers_stay_whole_when_the_view_gets_narrow(curves, qtbot: QtBot, size) -> None:
    run = one_ball("ravine")
    view = curves(run, (1200, 500), Drawing(has_legend=False))
    view.widget.resize(*size)
    for _ in range(3):
        image = picture_of(view.widget)
    at = view.pixel_of(run.computed, float(run.loss[0, run.computed]))
    assert has_near(image, at + QPointF(reach_of(PLAIN), 0.0), RED, reach=1)


@pytest.mark.parametrize("is_log", [False, True])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("steps", [1, 7, 60, 97, 120, 250, 1_000])
def test_that_the_first_and_the_last_step_are_written(curves, steps: int, size, is_log: bool) -> None:
    view = curves(one_ball("ravine", steps), size, Drawing(has_log_steps=is_log))
    texts = numbers_at(view.canvas)["bottom"]
    assert "0" in texts
    assert len(texts) == len(set(texts))
    if not is_log:  # where powers of ten go before
        assert f"{steps:,}" in texts or f"{steps:g}" in texts or "1e3" in texts


def test_that_of_several_panels_the_last_one_says_where_the_steps_end(curves) -> None:
    view = curves(one_ball("ravine", 120), (380, 460), Drawing(curves=("loss", "x", "distance")))
    assert {"0", "120"} <= set(numbers_at(view.canvas)["bottom"])


def test_that_a_stretch_in_the_middle_has_neither(curves) -> None:
    view = curves(one_ball("ravine", 120), (420, 300), Drawing())
    view.panels[0].look_at((30.0, 70.0), None)
    picture_of(view.widget)
    numbers = [float(text) for text in numbers_at(view.canvas)["bottom"]]
    assert len(numbers) >= 2
    assert all(30.0 <= number <= 70.0 for number in numbers)


@pytest.mark.parametrize("width", [300.0, 520.0, 900.0])
def test_that_pictures_say_where_the_steps_end_too(qapp: QApplication, width: float) -> None:
    figure = Figure(one_ball("saddle", 120), PictureOptions(view="loss", size=(width, 240.0)))
    (canvas,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, Canvas) and w.isVisible()]
    texts = numbers_at(canvas)["bottom"]
    figure.close()
    assert {"0", "120"} <= set(texts)


def test_that_numbers_at_the_steps_keep_apart(curves) -> None:
    for steps in np.random.default_rng(4).integers(2, 3_000, 12).tolist():
        view = curves(one_ball("ravine", steps), (360, 200), Drawing())
        (axis,) = [view.panels[0].plot.getAxis("bottom")]
        image = picture_of(view.widget)
        assert not image.isNull()
        texts = numbers_at(view.canvas)["bottom"]
        assert texts.count(str(axis.tickStrings([float(steps)], 1.0, None)[0])) == 1
