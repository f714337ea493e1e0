"""An objective of four dimensions, drawn on a plane and on a line by every view."""

from __future__ import annotations

import ast
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from driving import held, is_color, picture_of
from grounds import BOWL, LINE, PLANE, START, Flat, bowl_on
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

import momentum_lab.gui
from momentum_lab.analysis.nearest_step import nearest_step
from momentum_lab.experiment import Ball, Experiment
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.panels.status_line import pointed_text
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.writing import export_picture
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

SIZE = (640, 480)
BALLS = (
    Ball("gradient_descent", {"learning_rate": 0.3}),
    Ball("momentum", {"learning_rate": 0.1, "momentum": 0.8}),
)


def run_on(ground: Flat) -> Run:
    """The engine rolls it as it rolls a formula."""
    return simulate(Experiment(bowl_on(ground), START, BALLS, steps=40, title="A bowl of four dimensions"))


def shown(qtbot: QtBot, view: View, run: Run, step: int) -> QImage:
    qtbot.addWidget(view.widget)
    view.widget.resize(*SIZE)
    view.set_look(LIGHT, Drawing(has_legend=False))
    view.show_run(run, step)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)  # the axes find their widths
    return picture_of(view.widget)


def color_at(image: QImage, at: QPointF):
    return image.pixelColor(round(at.x()), round(at.y()))


def place_of(run: Run, ball: int, step: int) -> tuple[float, ...]:
    """Worked out here: the products with the two directions, by hand."""
    away = [p - m for p, m in zip(run.position[ball, step].tolist(), run.ground.middle, strict=True)]
    return tuple(sum(a * d for a, d in zip(away, way, strict=True)) for way in run.ground.directions)


def place_of_origin(run: Run) -> tuple[float, ...]:
    return tuple(
        -sum(m * d for m, d in zip(run.ground.middle, w, strict=True)) for w in run.ground.directions
    )


def test_that_the_contour_map_has_each_ball_at_its_place_on_the_plane(qtbot: QtBot) -> None:
    run, view = run_on(PLANE), ContourView()
    shown(qtbot, view, run, 0)
    for step in (0, 3, 12):
        view.show_step(step)
        image = picture_of(view.widget)
        for ball, look in enumerate(run.experiment.balls[: 1 if step == 0 else 2]):
            at = view.pixel_of(place_of(run, ball, step))
            assert is_color(color_at(image, at), look.color), (ball, step)
    star = view.pixel_of(place_of_origin(run))
    assert is_color(color_at(image, star), LIGHT.minimum)


def test_that_colours_of_the_map_are_those_of_the_plane(qtbot: QtBot) -> None:
    run, view = run_on(PLANE), ContourView()
    image = shown(qtbot, view, run, 40)
    low, high = (0.5, -1.0), (2.8, 2.3)
    losses = [BOWL.loss(PLANE.from_plane(np.array(place)).tolist()) for place in (low, high)]
    assert losses[0] < losses[1]
    light = [color_at(image, view.pixel_of(place)).lightnessF() for place in (low, high)]
    assert light[0] > light[1] + 0.1


def test_that_a_click_moves_the_start_to_a_position_of_the_objective(qtbot: QtBot) -> None:
    run, view = run_on(PLANE), ContourView()
    shown(qtbot, view, run, 0)
    moved, places = [], []
    view.intents.start_moved.subscribe(moved.append)
    view.intents.hovered.subscribe(places.append)
    at = view.pixel_of((1.0, -0.5))
    with held(view.canvas.viewport(), view.canvas.viewport().mapFrom(view.canvas, at.toPoint())):
        pass
    assert len(moved[0]) == 4
    assert moved[0] == pytest.approx(tuple(PLANE.from_plane(np.array([1.0, -0.5]))), abs=0.02)
    assert places[0] == pytest.approx((1.0, -0.5), abs=0.02)
    text = pointed_text(run, places[0], nearest_step(run, places[0], 40))
    assert f"loss {BOWL.loss(moved[0]):.4g}" in text


def test_that_the_step_pointed_at_is_the_nearest_on_the_plane() -> None:
    run = run_on(PLANE)
    near = nearest_step(run, place_of(run, 1, 3), 40)
    assert near is not None
    assert (near.ball, near.step) == (1, 3)


def test_that_in_3d_a_ball_floats_at_its_own_loss_on_a_stalk(qtbot: QtBot) -> None:
    assert opengl_available(), "this test needs a display with OpenGL: scripts/with_xvfb"
    run, view = run_on(PLANE), SurfaceView()
    image = shown(qtbot, view, run, 2)
    place, loss = place_of(run, 0, 2), float(run.loss[0, 2])
    beneath = BOWL.loss(PLANE.from_plane(np.array(place)).tolist())
    assert loss > 1.3 * beneath
    at, foot = view.project(*place, loss), view.project(*place, beneath)
    seen = view.ball_position_on_screen(0)
    assert seen is not None
    assert (seen - at).manhattanLength() < 0.01
    assert is_color(color_at(image, at), run.experiment.balls[0].color, 70)
    assert foot.y() - at.y() > 20
    middle = QPointF(at.x(), at.y() + 0.7 * (foot.y() - at.y()))
    around = [color_at(image, middle + QPointF(dx, 0)).lightnessF() for dx in (-5, -1, 0, 1, 5)]
    assert min(around[1:4]) < min(around[0], around[4]) - 0.2
    assert np.abs(pixels(software(run, 2)) - pixels(view.render_image(*SIZE))).mean() < 3.0


def software(run: Run, step: int, drawing: Drawing | None = None) -> QImage:
    surface = SoftwareSurface()
    surface.set_look(LIGHT, drawing or Drawing())
    surface.show_run(run, step)
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    surface.draw_picture(painter, *SIZE, 1.0)
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray:
    packed = image.convertToFormat(QImage.Format.Format_RGB32)
    buffer = packed.constBits()
    assert buffer is not None
    flat = np.frombuffer(buffer.asstring(packed.sizeInBytes()), np.uint8)
    return flat.reshape(packed.height(), packed.width(), 4)[..., :3].astype(int)


def test_that_the_curve_has_a_ball_at_its_own_loss_over_the_line(qtbot: QtBot) -> None:
    run, view = run_on(LINE), CurveView()
    image = shown(qtbot, view, run, 2)
    (x,), loss = place_of(run, 0, 2), float(run.loss[0, 2])
    beneath = BOWL.loss(LINE.from_plane(np.array([x])).tolist())
    assert is_color(color_at(image, view.pixel_of((x, loss))), run.experiment.balls[0].color)
    ground = view.pixel_of((x, beneath)) + QPointF(0, 12)
    assert is_color(color_at(image, ground), LIGHT.landscape[1], 6)
    stalk = view.pixel_of((x, 0.5 * (loss + beneath)))
    dark = min(color_at(image, stalk + QPointF(dx, 0)).lightnessF() for dx in (-1, 0, 1))
    assert dark < color_at(image, stalk + QPointF(4, 0)).lightnessF() - 0.2


def test_that_the_loss_view_shows_the_losses_themselves(qtbot: QtBot) -> None:
    run, view = run_on(PLANE), LossView()
    image = shown(qtbot, view, run, 9)
    at = view.pixel_of(9, float(run.loss[0, 9]))
    assert is_color(color_at(image, at), run.experiment.balls[0].color)


def test_that_an_svg_of_the_plane_has_the_balls_where_they_are(qapp, tmp_path: Path) -> None:
    run = run_on(PLANE)
    export_picture(run, tmp_path / "plane.svg", PictureOptions(view="contour", step=6, has_legend=False))
    tree = ElementTree.parse(tmp_path / "plane.svg")
    colors = [ball.color for ball in run.experiment.balls]
    middles = {fill: at for fill, at in filled_shapes(tree) if fill in (*colors, LIGHT.minimum)}
    places = {color: place_of(run, ball, 6) for ball, color in enumerate(colors)}
    places[LIGHT.minimum] = place_of_origin(run)
    across = [middles[color][0] - middles[colors[0]][0] for color in places]
    down = [middles[color][1] - middles[colors[0]][1] for color in places]
    east = [place[0] - places[colors[0]][0] for place in places.values()]
    north = [place[1] - places[colors[0]][1] for place in places.values()]
    assert across[2] / east[2] == pytest.approx(across[1] / east[1], rel=2e-3)  # all to one scale
    assert down[2] / north[2] == pytest.approx(down[1] / north[1], rel=2e-3)
    assert across[1] / east[1] > 20
    assert down[1] / north[1] < -20


def filled_shapes(tree: ElementTree.ElementTree) -> list[tuple[str, tuple[float, float]]]:
    """The fill, and the origin, of each shape that is drawn around its own origin."""
    found = []
    for group in tree.iter("{http://www.w3.org/2000/svg}g"):
        moved = group.get("transform", "")
        if group.get("fill", "none") != "none" and moved.startswith("matrix(") and len(group):
            numbers = [float(v) for v in moved[7:-1].split(",")]
            if numbers[0] > 5.0:  # shapes of unit size, grown
                found.append((group.get("fill", ""), (numbers[4], numbers[5])))
    return found


def test_that_no_view_reads_positions_of_a_run() -> None:
    """What is drawn are places, which a ground gives; minima that belong to a formula have their position."""
    root = Path(momentum_lab.gui.__file__).parent
    minima = {"m", "minimum", "lowest"}
    for path in root.rglob("*.py"):
        tree = ast.parse(path.read_text())
        called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}  # an event's position()
        read = [
            f"{path.relative_to(root)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr == "position"
            and node not in called
            and not (isinstance(node.value, ast.Name) and node.value.id in minima)
        ]
        assert not read
