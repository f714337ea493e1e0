"""A ball that has left the map leaves the others to be seen, and says where it went."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from driving import has_near, is_color, move, picture_of
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF
from PyQt6.QtGui import QHelpEvent, QImage, QPainter
from PyQt6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.primitives import Arrow
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.gl.heightmap import height_map
from momentum_lab.gui.views.gl.trails import trails_of
from momentum_lab.gui.views.primitive_painter import PrimitivePainter, plain_walk
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


@pytest.mark.parametrize("formula", ["sin(3*x) + y**2", "sin(3*x) + 0.02*x**2 + y**2", "x**2 + y**2"])
@pytest.mark.parametrize("rate", [1.7, 1e6])
def test_that_no_line_is_drawn_where_a_ball_never_passes(qtbot: QtBot, formula: str, rate: float) -> None:
    choice = LandscapeChoice(formula=formula, domain=((-6.0, 2.0), (-3.0, 3.0)))
    ball = Ball("gradient_descent", {"learning_rate": rate}, color="#ff00ff")
    run = simulate(Experiment(choice, (3.0, -2.0), (ball,), steps=700))
    way = [
        [Fraction(each) for each in place] for place in run.position[0, : run.last_step(0, 700) + 1].tolist()
    ]
    crosses = any(_crosses(one, other) for one, other in pairwise(way))
    trails = trails_of(GroundScene(run), height_map(run.ground))
    assert bool(len(trails.step)) is crosses
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(660, 480)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    for step in (0, 1, 3, 40, run.computed):
        view.show_step(step)
        image = picture_of(view.widget)
        corner, other = view.pixel_of((-5.8, 2.8)), view.pixel_of((1.8, -2.8))
        seen = sum(
            is_color(image.pixelColor(x, y), "#ff00ff")
            for x in range(int(corner.x()), int(other.x()))
            for y in range(int(corner.y()), int(other.y()), 3)
        )
        assert not seen or any(_crosses(a, b) for a, b in pairwise(way[: step + 1])), step
    assert seen or not any(_crosses(a, b, Fraction(9, 10)) for a, b in pairwise(way))


def _crosses(start: list[Fraction], end: list[Fraction], part: Fraction = Fraction(1)) -> bool:
    """Whether a straight way leads over the middle part of the domain, reckoned without rounding."""
    first, last = Fraction(0), Fraction(1)
    for begin, stop, middle, half in zip(start, end, (-2, 0), (4, 3), strict=True):
        low, high = ((middle + sign * half * part - begin) for sign in (-1, 1))
        if begin == stop:
            if low > 0 or high < 0:
                return False
            continue
        low, high = sorted((low / (stop - begin), high / (stop - begin)))
        first, last = max(first, low), min(last, high)
    return first < last


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


@pytest.mark.parametrize("size", [(330, 620), (420, 700), (600, 420)])
def test_that_beside_the_map_there_are_balls_but_no_trails(qtbot: QtBot, size: tuple[int, int]) -> None:
    run = simulate(preset("saddle"))
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(*size)
    view.set_look(LIGHT, Drawing(has_legend=False))
    view.show_run(run, run.computed)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    image = picture_of(view.widget)
    exits = GroundScene(run).exits.values()
    assert [found.ball for found in exits] == [1, 2]  # the one that is far away, and the one that is near
    for found in exits:
        color = run.experiment.balls[found.ball].color
        head = view.pixel_of(tuple(found.tip)) + QPointF(0.0, 6.0)
        assert all(has_near(image, head + QPointF(x, 0.0), color, reach=1, tolerance=60) for x in (-2, 0, 2))
        last = run.position[found.ball, run.computed]
        for share in (0.1, 0.3, 0.5, 0.7):
            place = found.tip + share * (np.clip(last, -4.0, 4.0) - found.tip)
            spot = view.pixel_of(tuple(place))
            ball = view.pixel_of(tuple(last))
            if (spot - ball).manhattanLength() > 20.0 and image.rect().contains(spot.toPoint()):
                assert not has_near(image, spot, color, reach=6, tolerance=40)


@pytest.mark.parametrize("short", [0.02, 0.3, 2.0, 17.0])
def test_that_the_arrow_has_its_head_however_short_the_last_step_on_the_map_is(qapp, short: float) -> None:
    def drawn(length: float, least: float) -> QImage:
        image = QImage(60, 60, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)

        def as_it_is(points: np.ndarray) -> np.ndarray:
            return points

        brush = PrimitivePainter(painter, as_it_is, as_it_is, plain_walk(as_it_is), painter.font(), QRectF())
        tip = np.array([50.0, 30.0])
        brush.draw([Arrow(tip - (length, 0.0), tip, RED, 2.0, least=least)])
        painter.end()
        return image

    assert drawn(short, 18.0) == drawn(18.0, 0.0)
    assert drawn(30.0, 18.0) == drawn(30.0, 0.0)
