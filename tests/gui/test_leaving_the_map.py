"""A ball that has left the map leaves the others to be seen, and says where it went."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from driving import has_near, is_color, move, picture_of
from PyQt6.QtCore import QEvent, QPoint, QPointF
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.software_canvas import SoftwareCanvas
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

RED = "#d62728"
RAVINE = LandscapeChoice(formula="0.1*x**2 + 2*y**2", domain=((-6.0, 6.0), (-3.0, 3.0)))
LOST = Ball("gradient_descent", {"learning_rate": 0.52}, color=RED)
CALM = Ball("momentum", {"learning_rate": 0.05}, color="#009e73", marker="square")
PLANE = simulate(Experiment(RAVINE, (-5.0, -0.9), (LOST, CALM), steps=300))
BOWL = LandscapeChoice(formula="x**2", domain=((-3.0, 3.0),))
LINE = simulate(
    Experiment(BOWL, (1.0,), (Ball("gradient_descent", {"learning_rate": 1.1}, color=RED), CALM), steps=60)
)
Shown = ContourView | CurveView | SurfaceView


def shown(qtbot: QtBot, view: Shown, run: Run, step: int) -> Shown:
    qtbot.addWidget(view.widget)
    view.widget.resize(660, 480)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, step)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    return view


def red_share(view: Shown) -> float:
    image = picture_of(view.widget)
    spots = [(x, y) for x in range(60, 600, 3) for y in range(10, 430, 3)]
    return float(np.mean([is_color(image.pixelColor(x, y), RED, 40) for x, y in spots]))


@pytest.mark.parametrize(("make", "run"), [(ContourView, PLANE), (SurfaceView, PLANE), (CurveView, LINE)])
def test_that_a_lost_ball_draws_no_curtain_over_the_map(qtbot: QtBot, make, run: Run) -> None:
    (found,) = GroundScene(run).exits.values()
    assert 3 <= found.step < run.computed - 20
    view = shown(qtbot, make(), run, found.step + 1)
    just_gone = red_share(view)
    assert just_gone > 0.0005
    view.show_step(run.computed)
    assert red_share(view) == pytest.approx(just_gone, rel=0.15, abs=2e-4)
    view.set_look(DARK, Drawing(path_ahead=True))
    view.show_step(0)
    assert red_share(view) < 0.1


def test_that_an_arrow_stands_at_the_edge_where_it_went(qtbot: QtBot) -> None:
    (found,) = GroundScene(PLANE).exits.values()
    view = shown(qtbot, ContourView(), PLANE, found.step)
    way = found.tip - found.tail
    back = found.tip - 0.08 * way / np.abs(way).max()
    at = view.pixel_of((back[0], back[1]))
    assert not has_near(picture_of(view.widget), at, RED, reach=2, tolerance=40)
    view.show_step(found.step + 1)
    assert has_near(picture_of(view.widget), at, RED, reach=2, tolerance=40)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[[QWidget, QPoint], str]:
    """What gives the tip that is shown for a place of a widget."""
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _widget: told.append(text))

    def asked(widget: QWidget, at: QPoint) -> str:
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        return told[-1]

    return asked


def canvas_of(view: Shown) -> QWidget:
    if isinstance(view, SurfaceView):
        canvas = view.widget.findChild(QWidget)
        assert canvas is not None
        return canvas
    viewport = view.canvas.viewport()
    assert viewport is not None
    return viewport


def place_of_tip(view: Shown, run: Run) -> QPointF:
    (found,) = GroundScene(run).exits.values()
    if isinstance(view, SurfaceView):
        loss = run.experiment.landscape.build().loss(tuple(found.tip))
        return view.project(found.tip[0], found.tip[1], loss)
    if isinstance(view, CurveView):
        return view.pixel_of((found.tip[0], run.experiment.landscape.build().loss((found.tip[0],))))
    return view.pixel_of(tuple(found.tip))


@pytest.mark.parametrize(("make", "run"), [(ContourView, PLANE), (SurfaceView, PLANE), (CurveView, LINE)])
def test_that_the_arrow_tells_which_ball_it_was_and_when(qtbot: QtBot, ask, make, run: Run) -> None:
    (found,) = GroundScene(run).exits.values()
    view = shown(qtbot, make(), run, found.step + 2)
    at = place_of_tip(view, run).toPoint()
    text = ask(canvas_of(view), at)
    assert text.startswith(f"{run.experiment.labels[0]} left the map at step {found.step + 1}.")
    assert f"step {found.step + 2} it is at " in text
    assert ask(canvas_of(view), at + QPoint(60, 60) if at.y() < 200 else at - QPoint(-60, 60)) == ""
    view.show_step(found.step)
    assert ask(canvas_of(view), at) == ""


def test_that_a_surface_without_opengl_tells_it_too(qtbot: QtBot, monkeypatch) -> None:
    (found,) = GroundScene(PLANE).exits.values()
    canvas = SoftwareCanvas(SoftwareSurface())
    qtbot.addWidget(canvas)
    canvas.resize(520, 420)
    canvas.set_look(LIGHT, Drawing(has_legend=False))
    canvas.show_run(PLANE, found.step + 2)
    with qtbot.waitExposed(canvas):
        canvas.show()
    loss = PLANE.experiment.landscape.build().loss(tuple(found.tip))
    at = canvas.project(found.tip[0], found.tip[1], loss)
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, words, *_more: told.append(words))
    for place in (at, at - QPointF(60, -60), at - QPointF(70, -60)):
        move(canvas, place)
    first, hidden = told  # nothing is said anew at each move
    assert first.startswith(f"{PLANE.experiment.labels[0]} left the map at step {found.step + 1}.")
    assert hidden == ""
    canvas.show_step(found.step)
    move(canvas, at)
    assert len(told) == 2
