"""A picture shows what the window's view shows, wherever that was zoomed, moved or turned to."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import NONE, bowl, has_near, move
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

SIZE = (660, 480)
NEAR = 14
"""Pixels between a ball in the window and in a picture of the same size, whose axes are not as wide."""
FAR = 3 * NEAR
LandscapeShown = ContourView | CurveView | SurfaceView
FLAT = Experiment(
    LandscapeChoice(formula="0.1*x**2", domain=((-6.0, 6.0),)),
    (3.5,),
    (Ball("gradient_descent", color="#d62728"),),
    steps=1,
)
RUNS = {
    ContourView: simulate(bowl(Ball("gradient_descent", color="#d62728"), steps=1, start=(1.5, -0.8))),
    CurveView: simulate(FLAT),
    SurfaceView: simulate(bowl(Ball("gradient_descent", color="#d62728"), steps=1, start=(1.5, -0.8))),
}
KINDS = pytest.mark.parametrize("kind", RUNS)


@pytest.fixture
def view(kind: type[LandscapeShown], qtbot: QtBot) -> LandscapeShown:
    """The window's view, shown."""
    view = kind()
    qtbot.addWidget(view.widget)
    view.widget.resize(*SIZE)
    view.set_look(LIGHT, Drawing())
    view.show_run(RUNS[kind], 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    view.widget.grab()  # the axes find their widths
    return view


def canvas_of(view: LandscapeShown) -> QWidget:
    if isinstance(view, SurfaceView):
        canvas = view.widget.findChild(QWidget)
        assert canvas is not None
        return canvas
    viewport = view.canvas.viewport()
    assert viewport is not None
    return viewport


def drag(canvas: QWidget, button: Qt.MouseButton, by: QPoint) -> None:
    start = QPoint(300, 200)
    QTest.mousePress(canvas, button, NONE, start)
    for share in (1, 2, 3):
        move(canvas, start + by * share / 3, button)
    QTest.mouseRelease(canvas, button, NONE, start + by)


def zoom(canvas: QWidget) -> None:
    middle = QPointF(canvas.rect().center())
    wheel = QWheelEvent(
        middle, QPointF(canvas.mapToGlobal(middle)), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    QApplication.processEvents()


def zoom_and_move(view: LandscapeShown) -> None:
    """Come nearer and move aside as a hand does; a surface is turned, too."""
    canvas = canvas_of(view)
    zoom(canvas)
    if isinstance(view, SurfaceView):
        drag(canvas, Qt.MouseButton.LeftButton, QPoint(90, 20))
        drag(canvas, Qt.MouseButton.RightButton, QPoint(30, 40))
    else:
        drag(canvas, Qt.MouseButton.MiddleButton, QPoint(-60, 40))
    view.widget.grab()


def place_in(view: LandscapeShown, run: Run) -> QPointF:
    """Where the ball is in the window's view."""
    if isinstance(view, SurfaceView):
        at = view.ball_position_on_screen(0)
        assert at is not None
        return at
    if isinstance(view, CurveView):
        return view.pixel_of((float(run.position[0, 0, 0]), float(run.loss[0, 0])))
    return view.pixel_of(tuple(run.position[0, 0].tolist()))


def picture(folder: Path, view: LandscapeShown, *shown: LandscapeShown) -> Path:
    """A picture of what the view shows, as large as it is, beside views that the window shows."""
    name = {ContourView: "contour", CurveView: "curve", SurfaceView: "surface"}[type(view)]
    options = PictureOptions(name, step=0, size=SIZE, has_title=False, has_legend=False)
    path = folder / f"{name}-{len(list(folder.iterdir()))}.png"
    assert export_picture(RUNS[type(view)], path, options, shown=shown) == ""
    return path


def shows_ball(path: Path, at: QPointF) -> bool:
    return has_near(QImage(str(path)), at, "#d62728", reach=NEAR, tolerance=60)


@KINDS
def test_that_a_picture_shows_what_a_zoomed_and_moved_view_shows(
    view: LandscapeShown, tmp_path: Path
) -> None:
    run = RUNS[type(view)]
    at_first = place_in(view, run)
    assert shows_ball(picture(tmp_path, view, view), at_first)
    zoom_and_move(view)
    now = place_in(view, run)
    assert (now - at_first).manhattanLength() > FAR
    taken_over, as_at_first = picture(tmp_path, view, view), picture(tmp_path, view)
    assert shows_ball(taken_over, now)
    assert not shows_ball(taken_over, at_first)
    assert shows_ball(as_at_first, at_first)


@KINDS
def test_that_a_view_that_nobody_has_moved_leaves_the_picture_as_it_is(view, tmp_path: Path) -> None:
    assert picture(tmp_path, view, view).read_bytes() == picture(tmp_path, view).read_bytes()


@KINDS
def test_that_a_view_that_was_put_back_leaves_the_picture_as_it_is(view, tmp_path: Path) -> None:
    zoom_and_move(view)
    view.reset()
    assert picture(tmp_path, view, view).read_bytes() == picture(tmp_path, view).read_bytes()


@KINDS
def test_that_a_picture_does_not_move_the_view(view, tmp_path: Path) -> None:
    zoom_and_move(view)
    before = view.widget.grab().toImage()
    picture(tmp_path, view, view)
    assert view.widget.grab().toImage() == before


@pytest.mark.parametrize("kind", [ContourView])
def test_that_views_of_another_kind_move_no_picture(view, kind, qtbot: QtBot, tmp_path: Path) -> None:
    zoom_and_move(view)
    curve = CurveView()
    qtbot.addWidget(curve.widget)
    assert picture(tmp_path, curve, view).read_bytes() == picture(tmp_path, curve).read_bytes()


@pytest.mark.parametrize("kind", [ContourView, CurveView])
def test_that_a_view_that_is_closed_while_it_is_moved_is_drawn_no_more(view, qtbot: QtBot) -> None:
    zoom_and_move(view)
    view.widget.close()
    qtbot.wait(20)  # what was to be drawn before the next frame would be drawn now
    view.settle()
