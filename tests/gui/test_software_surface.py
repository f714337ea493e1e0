"""The surface without OpenGL: the same picture as with it."""

from __future__ import annotations

import numpy as np
import pytest
from driving import bowl, is_color
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication

from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import LIGHT, THEMES, Theme
from momentum_lab.gui.pictures.software import surface as surface_module
from momentum_lab.gui.pictures.software.raster import Raster
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

WIDTH, HEIGHT = 500, 400


def drawn(
    surface: SurfaceView | SoftwareSurface,
    run: Run,
    theme: Theme = LIGHT,
    drawing: Drawing | None = None,
    scale: float = 1.0,
) -> QImage:
    surface.set_look(theme, drawing or Drawing())
    surface.show_run(run, run.computed)
    image = QImage(round(WIDTH * scale), round(HEIGHT * scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.scale(scale, scale)
    surface.draw_picture(painter, WIDTH, HEIGHT, scale)
    painter.end()
    return image


def array(image: QImage) -> np.ndarray:
    buffer = image.constBits()
    assert buffer is not None
    flat = np.frombuffer(buffer.asstring(image.sizeInBytes()), np.uint8)
    return flat.reshape(image.height(), image.width(), 4).astype(int)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["ravine", "saddle"])
def test_that_it_is_the_picture_of_opengl(qapp: QApplication, theme: Theme, name: str) -> None:
    if not opengl_available():
        pytest.skip("there is no OpenGL to compare with")
    run, drawing = simulate(preset(name)), Drawing(dots=10)
    view = SurfaceView()
    one, other = (array(drawn(s, run, theme, drawing)) for s in (view, SoftwareSurface()))
    view.widget.deleteLater()
    apart = np.abs(one - other)[..., :3].max(axis=-1)
    assert apart.mean() < 2.0
    assert (apart > 40).mean() < 0.01  # edges of lines, which are smoothed in another way


def test_that_a_hill_hides_a_ball_and_its_trail(qapp: QApplication) -> None:
    hill = LandscapeChoice(formula="exp(-2*(x**2 + y**2))", domain=((-2.0, 2.0), (-2.0, 2.0)))
    ball = Ball("gradient_descent", {"learning_rate": 0.01}, color="#d55e00")
    counts = []
    for start in ((0.3, -1.2), (-0.4, 1.0)):  # before the hill, and behind it
        run = simulate(Experiment(hill, start, (ball,), steps=3))
        surface = SoftwareSurface()
        surface.show_run(run, 0)
        surface._azimuth, surface._elevation = -60.0, 8.0
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        surface.draw_picture(painter, WIDTH, HEIGHT, 1.0)
        painter.end()
        pixels = array(image)[..., 2::-1]
        counts.append(int(((pixels[..., 0] > pixels[..., 2] + 90) & (pixels[..., 0] > 110)).sum()))
    assert counts[0] > 60
    assert counts[1] < counts[0] / 10


def test_that_it_grows_with_the_scale_and_can_be_transparent(qapp: QApplication) -> None:
    run = simulate(bowl(Ball("gradient_descent"), steps=10))
    image = drawn(SoftwareSurface(), run, drawing=Drawing(is_transparent=True), scale=2.0)
    assert (image.width(), image.height()) == (2 * WIDTH, 2 * HEIGHT)
    assert image.pixelColor(3, 3).alpha() == 0
    assert image.pixelColor(WIDTH, HEIGHT).alpha() == 255
    opaque = drawn(SoftwareSurface(), run)
    assert is_color(opaque.pixelColor(1, 1), LIGHT.base, 2)


def test_that_the_nearest_of_several_triangles_is_seen() -> None:
    raster = Raster(40, 30, (0.0, 0.0, 0.0, 1.0))
    square = np.array([[[0, 0], [40, 0], [0, 30]], [[40, 0], [40, 30], [0, 30]]], dtype=float)
    for depth, color in (
        (0.5, (1.0, 0.0, 0.0, 1.0)),
        (0.7, (0.0, 1.0, 0.0, 1.0)),
        (0.4, (0.0, 0.0, 1.0, 0.5)),
    ):
        corners = np.concatenate([square, np.full((2, 3, 1), depth)], axis=-1)
        for found, shares in raster.triangles(corners):
            assert np.allclose(shares.sum(axis=-1), 1.0)
            raster.put(found.sample, np.full(len(shares), depth), np.tile(np.array(color), (len(shares), 1)))
    assert (raster.averaged(1) == (128, 0, 128, 255)).all()
    assert (raster.averaged(2).shape) == (15, 20, 4)


def test_that_strips_make_the_same_picture(qapp: QApplication, monkeypatch) -> None:
    run, images = simulate(preset("ravine")), []
    for samples in (WIDTH * HEIGHT, 37 * WIDTH + 5):  # in one go; or 37 rows at a time, the last fewer
        monkeypatch.setattr(surface_module, "MOST_SAMPLES", samples)
        images.append(drawn(SoftwareSurface(), run, drawing=Drawing(dots=5, is_transparent=True)))
    assert images[0] == images[1]
