"""One list of primitives of every kind, found again in every view, in pictures and on paper."""

from __future__ import annotations

import re
import subprocess
import zlib
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from driving import bowl, distance, has_near, is_color, picture_of
from grounds import LINE, PLANE
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot
from test_grounds import run_on

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.primitives import Area, Arrow, Casing, Marker, Polyline, Primitive, Text
from momentum_lab.figures.scene import Inks, Overlays
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.scene_trail import Stretch
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.writing import export_picture
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

SIZE = (640, 480)
RED, GREEN, BLUE, CYAN, MAGENTA = "#ff0000", "#00a000", "#0000ff", "#00b8c8", "#e000e0"
PLACES = {
    RED: ((-3.5, 2.0), (-1.0, 3.0)),
    GREEN: ((1.0, -3.0), (2.5, -3.0), (2.5, -1.5)),
    BLUE: ((3.0, 2.0),),
    CYAN: ((4.2, -0.5),),
    MAGENTA: ((-0.6, 0.6), (1.4, 0.6), (1.4, 2.4), (-0.6, 2.4)),
}
"""On the plane: of an arrow, a line, a marker, a text and an area."""


def probe(run: Run, step: int, inks: Inks) -> Iterable[Primitive]:
    """Show one of each kind, on the plane or on the line of the run, from step 3 on."""
    if step < 3:
        return ()
    points = {color: on_ground(places, run.ground.dimension) for color, places in PLACES.items()}
    return [
        Arrow(*points[RED], RED, 4.0, head=16.0),
        Polyline(points[GREEN], GREEN, 3.0, casing=Casing(inks.base, 1.0)),
        Marker(points[BLUE][0], "square", BLUE, inks.outline, size=17.0),
        Text(points[CYAN][0], "MMM", CYAN, size=26.0),
        Area(points[MAGENTA], MAGENTA, opacity=0.9),
    ]


def on_ground(places: Iterable[tuple[float, float]], dimension: int) -> Floats:
    """On a line: lower, since there the second coordinate is a loss."""
    every = np.array(list(places))
    return every if dimension == 2 else every * (0.4, 0.5) + (0.0, 2.5)


def spots_of(dimension: int) -> dict[str, Floats]:
    """Where each colour has to be seen: in the middle of the shaft, of a side, of the marker, of the area."""
    points = {color: on_ground(places, dimension) for color, places in PLACES.items()}
    return {
        RED: points[RED].mean(axis=0),
        GREEN: points[GREEN][:2].mean(axis=0),
        BLUE: points[BLUE][0],
        MAGENTA: points[MAGENTA].mean(axis=0),
    }


def shown(qtbot: QtBot, view: View, run: Run, step: int) -> QImage:
    qtbot.addWidget(view.widget)
    view.widget.resize(*SIZE)
    view.set_look(LIGHT, Drawing(overlays=(probe,)))
    view.show_run(run, 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)  # the axes find their widths
    view.show_step(step)
    return picture_of(view.widget)


def assert_seen(image: QImage, pixel_of, dimension: int, is_solid: bool = False) -> None:
    spots = {color: pixel_of(spot) for color, spot in spots_of(dimension).items()}
    if is_solid:  # the marker is a ball, lit, that rests on the ground
        ball = image.pixelColor((spots.pop(BLUE) - QPointF(0, 5)).toPoint())
        assert abs(ball.hue() - QColor(BLUE).hue()) < 12
        assert ball.hsvSaturationF() > 0.7
    tolerance = 70 if is_solid else 40
    for color, spot in spots.items():
        assert has_near(image, spot, color, reach=1, tolerance=tolerance), color
    tip = on_ground(PLACES[RED], dimension)
    ends = [pixel_of(point) for point in tip]
    back = (ends[0] - ends[1]) / distance(*ends)
    assert has_near(image, ends[1] + 3.0 * back, RED, reach=1, tolerance=tolerance)
    assert not has_near(image, ends[1] - 5.0 * back, RED, reach=1, tolerance=90)
    text = pixel_of(on_ground(PLACES[CYAN], dimension)[0])
    found = [
        text + QPointF(dx, dy)
        for dx in range(-40, 41)
        for dy in range(-20, 21)
        if is_color(image.pixelColor((text + QPointF(dx, dy)).toPoint()), CYAN, 12)
    ]
    assert len(found) > 100
    middle = sum(found, QPointF()) / len(found)
    assert (middle - text).manhattanLength() < 5.0


def test_that_the_contour_map_shows_one_of_each(qtbot: QtBot) -> None:
    run, view = simulate(bowl(start=(-5.0, -3.4))), ContourView()
    image = shown(qtbot, view, run, 3)
    assert_seen(image, lambda point: view.pixel_of(tuple(point)), 2)
    view.show_step(2)
    assert not has_near(picture_of(view.widget), view.pixel_of(PLACES[BLUE][0]), BLUE, tolerance=60)


def test_that_the_curve_shows_one_of_each(qtbot: QtBot) -> None:
    run, view = simulate(preset("double_well")), CurveView()
    image = shown(qtbot, view, run, 3)
    assert_seen(image, lambda point: view.pixel_of(tuple(point)), 1)


def on_surface(view: SurfaceView, run: Run):
    landscape = run.experiment.landscape.build()
    return lambda point: view.project(*point.tolist(), landscape.loss(point.tolist()))


def test_that_the_surface_shows_one_of_each_with_opengl_and_without(qtbot: QtBot) -> None:
    assert opengl_available(), "this test needs a display with OpenGL: scripts/with_xvfb"
    run, view = simulate(bowl(start=(-5.0, -3.4))), SurfaceView()
    shown(qtbot, view, run, 3)
    image = view.render_image(*SIZE)
    assert_seen(image, on_surface(view, run), 2, is_solid=True)
    surface = SoftwareSurface()
    surface.set_look(LIGHT, Drawing(overlays=(probe,)))
    surface.show_run(run, 3)
    without = QImage(*SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(without)
    surface.draw_picture(painter, *SIZE, 1.0)
    painter.end()
    assert_seen(without, on_surface(view, run), 2, is_solid=True)
    view.show_step(2)
    middle = on_surface(view, run)(np.array(PLACES[MAGENTA]).mean(axis=0))
    assert not has_near(view.render_image(*SIZE), middle, MAGENTA, tolerance=90)


@pytest.mark.parametrize(
    ("view", "dimension"), [("contour", 2), ("curve", 1), ("surface", 2), ("all", 2), ("all", 1)]
)
def test_that_an_svg_has_one_of_each(qapp, tmp_path: Path, view: str, dimension: int) -> None:
    run = simulate(bowl() if dimension == 2 else preset("double_well"))
    export_picture(run, tmp_path / "one.svg", PictureOptions(view=view, step=5), overlays=Overlays((probe,)))
    tree = ElementTree.parse(tmp_path / "one.svg")
    texts = {"".join(text.itertext()).strip(): text for text in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert "MMM" in texts
    groups = list(tree.iter("{http://www.w3.org/2000/svg}g"))
    filled = {group.get("fill") for group in groups if len(group)}
    drawn = {group.get("stroke") for group in groups if len(group)}
    if view != "surface":  # there, all but the text is in the image
        assert {RED, BLUE, MAGENTA} <= filled
        assert GREEN in drawn


@pytest.mark.parametrize("dimension", [1, 2])
def test_that_a_pdf_has_one_of_each(qapp, tmp_path: Path, dimension: int) -> None:
    run = simulate(bowl() if dimension == 2 else preset("double_well"))
    view = "contour" if dimension == 2 else "curve"
    export_picture(run, tmp_path / "one.pdf", PictureOptions(view=view, step=5), overlays=Overlays((probe,)))
    page = b"".join(streams(tmp_path / "one.pdf")).decode("latin-1")
    for color in (RED, BLUE, MAGENTA, GREEN):
        red, green, blue, _ = QColor(color).getRgbF()
        shade = "".join(rf"{number_in_pdf(v)} " for v in (red, green, blue))
        kind = "SCN" if color == GREEN else "scn"
        assert re.search(rf"{shade}{kind}\b", page), color
    command = ["pdftotext", str(tmp_path / "one.pdf"), "-"]
    assert "MMM" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def number_in_pdf(value: float) -> str:
    return re.escape(f"{value:.6f}".rstrip("0").rstrip("."))[:5] + r"\d*"


def streams(path: Path) -> Iterable[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            continue


def test_that_what_has_a_loss_floats_over_the_surface(qtbot: QtBot) -> None:
    run, view = run_on(PLANE), SurfaceView()
    at = np.array([-2.0, 1.5, 5.0])

    def floating(run: Run, step: int, inks: Inks) -> Iterable[Primitive]:
        foot = np.append(at[:2], np.nan)
        return [Marker(at, "circle", BLUE, inks.outline), Polyline(np.stack([at, foot]), GREEN, 3.0)]

    qtbot.addWidget(view.widget)
    view.set_look(LIGHT, Drawing(overlays=(floating,)))
    view.show_run(run, 4)
    view.widget.resize(*SIZE)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    image = view.render_image(*SIZE)
    beneath = view.project(*at[:2], float(PLANE.loss_grid(at[:1], at[1:2])[0, 0]))
    there = view.project(*at)
    assert beneath.y() - there.y() > 30
    assert has_near(image, there, BLUE, tolerance=90)
    assert has_near(image, (there + beneath) / 2, GREEN, tolerance=70)
    assert has_near(image, beneath - QPointF(0, 4), GREEN, tolerance=70)


def test_that_on_a_line_a_point_without_loss_lies_on_it(qtbot: QtBot) -> None:
    run, view = run_on(LINE), CurveView()

    def lying(run: Run, step: int, inks: Inks) -> Iterable[Primitive]:
        return [Marker(np.array([-1.7]), "circle", BLUE, inks.outline)]

    qtbot.addWidget(view.widget)
    view.widget.resize(*SIZE)
    view.set_look(LIGHT, Drawing(overlays=(lying,)))
    view.show_run(run, 4)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    at = view.pixel_of((-1.7, float(LINE.loss_grid(np.array([-1.7]))[0])))
    assert has_near(picture_of(view.widget), at, BLUE, reach=1, tolerance=30)


def test_that_a_part_of_a_trail_can_be_shown_again(qtbot: QtBot) -> None:
    run = simulate(bowl(Ball("gradient_descent", {"learning_rate": 1.0})))

    def again(run: Run, step: int, inks: Inks) -> Iterable[Primitive]:
        trail = GroundScene(run).trails[0]
        return [Polyline(Stretch(trail, 1, 2), BLUE, 4.0)]

    for view in (ContourView(), SurfaceView()):
        qtbot.addWidget(view.widget)
        view.widget.resize(*SIZE)
        view.set_look(LIGHT, Drawing(overlays=(again,)))
        view.show_run(run, 20)
        with qtbot.waitExposed(view.widget):
            view.widget.show()
        picture_of(view.widget)
        is_solid = isinstance(view, SurfaceView)
        image = view.render_image(*SIZE) if is_solid else picture_of(view.widget)
        for step, is_blue in ((0, False), (1, True), (2, False)):
            place = run.position[0, step : step + 2].mean(axis=0)
            middle = on_surface(view, run)(place) if is_solid else view.pixel_of(tuple(place))
            assert has_near(image, middle, BLUE, reach=1, tolerance=70) is is_blue, (type(view), step)
