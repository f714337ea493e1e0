"""What dwarfs everything else is cut, and said to be: a pole, or a rise at the edge; no peak, no needle."""

from __future__ import annotations

import numpy as np
import pytest
from driving import has_near, picture_of
from hypothesis import given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.color_bar import ColorBar
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.gl.axes import axes_of
from momentum_lab.gui.views.gl.heightmap import height_map
from momentum_lab.gui.views.loss_scale import LossScale, loss_scale
from momentum_lab.gui.views.plot import Canvas
from momentum_lab.gui.views.sketch import draw_landscape
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import LANDSCAPES, landscape_from_formula
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

LINE = ((-5.0, 5.0),)
PLANE = ((-5.0, 5.0), (-5.0, 5.0))
UP = [
    "1/x**2",
    "1/abs(x)**0.5 + 1/x**4",
    "exp(exp(x))",
    "exp(x**2)",
    "1/(x-1.2345)**2",
    "x**2 + 0.01/(x+3)**4",
]
BOTH = ["1/x", "tan(x)", "1/(x-0.123)", "x/(x**2-4)", "tan(3*x) + x"]
UP_2 = ["1/(x**2+y**2)", "1/((x-1.111)**2+(y+0.777)**2) + x**2/50", "exp(exp(x+y))", "exp(x**2 + y**2)"]
BOTH_2 = ["x*y/(x-y)", "tan(x*y)", "1/(x*y)", "x + 1/(x-1.37*y)"]


def scale_of(formula: str) -> LossScale:
    return loss_scale(landscape_from_formula(formula, PLANE if "y" in formula else LINE).ground)


def losses_of(formula: str) -> np.ndarray:
    ground = landscape_from_formula(formula, PLANE if "y" in formula else LINE).ground
    axes = [np.linspace(low, high, 397) for low, high in ground.domain]
    losses = ground.loss_grid(*axes)
    return np.asarray(losses[np.isfinite(losses)])


@pytest.mark.parametrize("formula", [*UP, *BOTH, *UP_2, *BOTH_2])
def test_that_limits_are_what_most_of_the_domain_has(formula: str) -> None:
    scale, losses = scale_of(formula), losses_of(formula)
    low, quarter, three = np.quantile(losses, (0.0, 0.25, 0.75))
    spread = three - quarter
    assert scale.is_cut_above
    assert scale.is_cut_below is (formula in (*BOTH, *BOTH_2))
    assert three < scale.high < three + 8.0 * spread
    assert quarter - 8.0 * spread < scale.low < quarter
    shown = (losses >= scale.low) & (losses <= scale.high)
    assert shown.mean() > 0.7
    if not scale.is_cut_below:
        assert scale.low == pytest.approx(low, abs=0.1 * spread)


@pytest.mark.parametrize("formula", [f"-({each})" for each in ("1/x**2", "exp(exp(x))", "1/(x**2+y**2)")])
def test_that_what_has_no_lowest_loss_is_cut_below(formula: str) -> None:
    scale = scale_of(formula)
    assert scale.is_cut_below
    assert not scale.is_cut_above
    assert scale.low > np.quantile(losses_of(formula), 0.25) * 12.0


@settings(max_examples=40, deadline=None)
@given(st.floats(-4.5, 4.5), st.sampled_from([1, 2, 3, 4]), st.floats(0.01, 100.0))
def test_that_a_pole_anywhere_leaves_the_rest_in_sight(at: float, power: int, size: float) -> None:
    scale = scale_of(f"{size!r}/(x-({at!r}))**{power}")
    assert scale.is_cut_above
    assert scale.high < 1e3 * size


@settings(max_examples=40, deadline=None)
@given(st.floats(-4.0, 4.0), st.floats(0.02, 3.0), st.sampled_from([-1.0, 1.0]))
def test_that_a_peak_and_a_needle_are_shown_whole(at: float, width: float, sign: float) -> None:
    scale = scale_of(f"{sign!r}*exp(-((x-({at!r}))/{width!r})**2)")
    assert not scale.is_cut_above
    assert not scale.is_cut_below
    assert scale.high - scale.low > 0.8


@pytest.mark.parametrize("name", LANDSCAPES)
def test_that_nothing_of_a_landscape_of_the_library_is_cut(name: str) -> None:
    scale = loss_scale(LANDSCAPES[name].landscape().ground)
    assert not scale.is_cut_above
    assert not scale.is_cut_below


@pytest.mark.parametrize("formula", ["x**8", "exp(x)", "x**4*y**4", "log(abs(x))", "x**16 + y**16"])
def test_that_a_steep_formula_is_shown_whole(formula: str) -> None:
    scale, losses = scale_of(formula), losses_of(formula)
    assert not scale.is_cut_above
    assert scale.high == pytest.approx(losses.max(), rel=0.05)


def test_that_the_ends_of_a_cut_scale_say_so_at_the_bar_and_at_the_box(qtbot: QtBot) -> None:
    ground = landscape_from_formula("x*y/(x-y)", PLANE).ground
    scale = loss_scale(ground)
    labels = scale.labels()
    assert (labels[0][0], labels[-1][0]) == (0.0, 1.0)
    assert labels[0][1].startswith("< −")
    assert labels[-1][1].startswith("> ")
    canvas = Canvas()
    qtbot.addWidget(canvas)
    bar = ColorBar(canvas, 0, 0)
    bar.show_scale(scale)
    assert bar._plot.getAxis("right")._tickLevels == [labels]
    assert [text for _, text in axes_of(height_map(ground)).loss] == [text for _, text in labels]


def shown_run(
    qtbot: QtBot, view: CurveView | ContourView, formula: str, start: tuple[float, ...], steps: int
) -> Run:
    domain = LINE if len(start) == 1 else PLANE
    balls = (Ball("gradient_descent", {"learning_rate": 0.05}, color="#d62728"),)
    run = simulate(Experiment(LandscapeChoice(formula=formula, domain=domain), start, balls, steps=steps))
    qtbot.addWidget(view.widget)
    view.widget.resize(660, 480)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    view.settle()
    return run


@pytest.mark.parametrize("formula", [*UP, *BOTH])
def test_that_balls_stay_in_sight_wherever_the_curve_goes(qtbot: QtBot, formula: str) -> None:
    view = CurveView()
    for start in (0.3, 2.0, -1.7):
        run = shown_run(qtbot, view, formula, (start,), 3)
        scale = scale_of(formula)
        loss = float(run.loss[0, 0])
        if not np.isfinite(loss):
            continue
        at = view.pixel_of((start, min(max(loss, scale.low), scale.high)))
        assert view.canvas.rect().contains(at.toPoint())
        assert has_near(picture_of(view.widget), at, "#d62728", reach=3, tolerance=60)


def test_that_the_curve_is_marked_where_it_is_cut(qtbot: QtBot) -> None:
    view = CurveView()
    shown_run(qtbot, view, "1/x", (2.0,), 1)
    scale = scale_of("1/x")
    image = picture_of(view.widget)
    for x, loss in ((0.14, scale.high), (-0.14, scale.low)):
        assert has_near(image, view.pixel_of((x, loss)), LIGHT.muted, reach=6, tolerance=60)


@pytest.mark.parametrize("formula", [*UP_2, *BOTH_2])
def test_that_the_map_has_lines_around_what_is_cut_and_the_surface_a_height(qtbot, formula) -> None:
    view = ContourView()
    shown_run(qtbot, view, formula, (2.0, -3.0), 1)
    x, _ = view._map._lines.getData()
    assert np.isfinite(x).sum() > 50
    assert np.nanmax(view._map._image.image) <= 255
    heights = height_map(landscape_from_formula(formula, PLANE).ground).z
    finite = heights[np.isfinite(heights)]
    assert np.ptp(np.quantile(finite, (0.1, 0.9))) > 0.02


@pytest.mark.parametrize("formula", [*UP, *BOTH])
def test_that_a_small_picture_shows_a_curve(qtbot: QtBot, formula: str) -> None:
    image = QImage(200, 120, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.base))
    painter = QPainter(image)
    draw_landscape(painter, QRectF(0, 0, 200, 120), landscape_from_formula(formula, LINE), LIGHT)
    painter.end()
    heights = {y for x in range(200) for y in range(120) if _is_edge(image, x, y)}
    assert max(heights) - min(heights) > 40


def _is_edge(image: QImage, x: int, y: int) -> bool:
    return has_near(image, QPointF(x, y), LIGHT.muted, reach=0, tolerance=40)
