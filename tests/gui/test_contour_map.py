"""The contour map: its scale, what is beyond the domain, and what is drawn anew when it is zoomed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from driving import NONE, bowl, color_at, is_color, picture_of
from PyQt6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QImage, QWheelEvent
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset, preset_names
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import LIGHT, THEMES, Theme
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.views.contour import MOST_ASPECT, ContourView
from momentum_lab.gui.views.outlook import VisibleRange
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

SIZES = ((660, 480), (300, 620), (900, 240))


def run_on(width: float, height: float, formula: str = "x**2 + y**2") -> Run:
    domain = ((-width / 2, width / 2), (-height / 2, height / 2))
    start = (0.3 * width, 0.3 * height)
    ball = Ball("gradient_descent", {"learning_rate": 0.1})
    return simulate(Experiment(LandscapeChoice(formula=formula, domain=domain), start, (ball,), steps=5))


def shown(qtbot: QtBot, run: Run, size: tuple[int, int] = SIZES[0], theme: Theme = LIGHT) -> ContourView:
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.widget.setFixedSize(*size)
    view.set_look(theme, Drawing())
    view.show_run(run, 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)  # the axes find their widths
    view.settle()
    return view


def units(view: ContourView) -> tuple[float, float]:
    """Pixels to a unit along x and along y."""
    across, up = view._plot.vb.viewPixelSize()
    return 1.0 / across, 1.0 / up


def look_at(view: ContourView, left: float, bottom: float, width: float, height: float) -> None:
    view.look_as(VisibleRange(("x", "y"), left, bottom, width, height))


def lines_in(view: ContourView) -> np.ndarray:
    """The points (n, 2) of the contour lines that are drawn."""
    x, y = view._map._lines.getData()
    points = np.stack([x, y], axis=1) if x is not None else np.empty((0, 2))
    return points[np.isfinite(points).all(axis=1)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("aspect", [1.0, 0.4, 3.0, 0.13, 7.9])
def test_that_a_unit_is_as_long_along_x_as_along_y_whatever_the_views_shape(qtbot, size, aspect) -> None:
    view = shown(qtbot, run_on(6.0 * aspect, 6.0), size)
    across, up = units(view)
    assert across == pytest.approx(up, rel=1e-6)
    for corner in ((-3.0 * aspect, -3.0), (3.0 * aspect, 3.0)):
        assert view.canvas.rect().contains(view.pixel_of(corner).toPoint())
    view.widget.setFixedSize(size[1] + 100, size[0])
    picture_of(view.widget)
    across, up = units(view)
    assert across == pytest.approx(up, rel=1e-6)
    assert "not to scale" not in view._plot.getAxis("bottom").labelText


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("aspect", [1.01 * MOST_ASPECT, 0.9 / MOST_ASPECT])
def test_that_a_mere_strip_fills_the_view_and_says_that_it_is_not_to_scale(qtbot, size, aspect) -> None:
    view = shown(qtbot, run_on(6.0 * aspect, 6.0), size)
    across, up = units(view)
    assert across != pytest.approx(up, rel=0.2)
    assert view._plot.getAxis("bottom").labelText == "x, not to scale"
    view.show_run(run_on(6.0, 6.0), 0)
    assert view._plot.getAxis("bottom").labelText == "x"


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("width", [2.0, 14.0])
def test_that_beyond_the_domain_there_is_a_quiet_margin_without_lines(qtbot, theme: Theme, width) -> None:
    view = shown(qtbot, run_on(width, 6.0), theme=theme)
    image = picture_of(view.widget)
    beyond = [(0.5 * width + 0.6, y) for y in (-2.0, 0.1, 2.2)] if width < 6.0 else [
        (x, sign * 3.7) for x in (-5.0, 0.1, 4.0) for sign in (-1.0, 1.0)
    ]  # fmt: skip
    for spot in beyond:
        assert is_color(color_at(image, view.pixel_of(spot)), theme.window, 3), spot
    points = lines_in(view)
    assert len(points) > 100
    assert np.abs(points).max(axis=0) == pytest.approx([width / 2, 3.0], rel=0.05)
    assert (np.abs(points) <= [width / 2, 3.0]).all()


def test_that_zoomed_out_or_moved_aside_the_map_ends_at_its_domain(qtbot: QtBot) -> None:
    view = shown(qtbot, run_on(6.0, 6.0))
    look_at(view, -12.0, -12.0, 24.0, 24.0)
    image = picture_of(view.widget)
    assert is_color(color_at(image, view.pixel_of((5.0, 5.0))), LIGHT.window, 3)
    assert (np.abs(lines_in(view)) <= 3.0).all()
    look_at(view, 20.0, 20.0, 5.0, 5.0)
    assert is_color(color_at(picture_of(view.widget), view.pixel_of((22.0, 22.0))), LIGHT.window, 3)
    assert len(lines_in(view)) == 0


ZOOMS = [1.0, 0.1, 1e-2, 1e-4]


@pytest.mark.parametrize("name", [n for n in preset_names() if preset(n).landscape.build().dimension == 2])
def test_that_wherever_one_zooms_there_are_lines_and_shades(qtbot: QtBot, name: str) -> None:
    run = simulate(replace(preset(name), steps=3))
    view = shown(qtbot, run, (420, 380))
    (left, right), (bottom, top) = run.ground.domain
    x, y = np.array(run.ground.domain).mean(axis=1) + 0.13 * np.array([right - left, top - bottom])
    for zoom in ZOOMS:
        width, height = zoom * (right - left), zoom * (top - bottom)
        look_at(view, x - 0.2 * width, y - 0.2 * height, 0.4 * width, 0.4 * height)
        box = QRectF(view._plot.vb.viewRect())
        points = lines_in(view)
        inside = (points >= [box.left(), box.top()]) & (points <= [box.right(), box.bottom()])
        assert inside.all(axis=1).sum() > 60, zoom
        shades = view._map._image.image[..., 0]
        assert np.ptp(shades.astype(int)) > 60, zoom


def test_that_lines_of_a_zoomed_map_are_where_their_losses_are(qtbot: QtBot) -> None:
    view = shown(qtbot, run_on(6.0, 6.0))
    look_at(view, 0.9, -0.05, 0.1, 0.1)
    points = lines_in(view)
    losses = np.hypot(*points.T) ** 2
    lines = np.unique(np.round(losses, 4))
    assert 8 <= len(lines) <= 40  # so many levels, all of them circles
    box = view._plot.vb.viewRect()
    assert np.ptp(losses) > 0.5 * box.width()


def test_that_after_each_turn_of_the_wheel_the_screen_shows_what_is_drawn_anew(open_window, qtbot) -> None:
    window = open_window("ravine", only="contour")
    window.session.clock.play(False)
    view = window.views["contour"]
    canvas, lines = view.canvas.viewport(), view._map._lines
    view._plot.getAxis("left").setWidth(60)  # one that gets wider with its numbers would move the map
    at = QPointF(canvas.rect().center()) + QPointF(110.0, 12.0)
    place = QRect(canvas.mapTo(window, QPoint(0, 0)), canvas.size()).adjusted(70, 12, -100, -60)

    def seen() -> QImage:
        """What the screen shows when nothing changes any more."""
        pictures = [QImage()]
        for _ in range(20):
            canvas.update()
            qtbot.wait(40)
            qtbot.waitUntil(lambda: not view._redraw.isActive())
            pictures.append(window.screen().grabWindow(window.winId()).toImage().copy(place))
            if pictures[-1] == pictures[-2]:
                break
        return pictures[-1]

    for turn in range(5):
        wheel(canvas, at)
        shown_now = seen()
        lines.setCacheMode(lines.CacheMode.NoCache)
        drawn_anew = seen()
        lines.setCacheMode(lines.CacheMode.DeviceCoordinateCache)
        apart = [
            abs(shown_now.pixelColor(x, y).lightness() - drawn_anew.pixelColor(x, y).lightness()) > 12
            for x in range(0, place.width(), 3)
            for y in range(0, place.height(), 3)
        ]
        assert np.mean(apart) < 0.003, turn


def wheel(canvas: QWidget, at: QPointF) -> None:
    event = QWheelEvent(
        at, QPointF(canvas.mapToGlobal(at)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    QApplication.processEvents()


def test_that_the_bar_tells_the_losses_of_what_is_seen(qtbot: QtBot) -> None:
    view = shown(qtbot, run_on(6.0, 6.0))
    axis = view._bar._plot.getAxis("right")
    whole = [text for _, text in axis._tickLevels[0]]
    look_at(view, 0.9, -0.05, 0.1, 0.1)
    part = [float(text) for _, text in axis._tickLevels[0]]
    assert min(part) > 0.7
    assert max(part) < 1.3
    view.reset()
    view.settle()
    assert [text for _, text in axis._tickLevels[0]] == whole


def test_that_a_flat_spot_has_no_lines_of_rounding(qtbot: QtBot) -> None:
    view = shown(qtbot, run_on(6.0, 6.0, "1e6 + x**2 + y**2"))
    look_at(view, -1e-6, -1e-6, 2e-6, 2e-6)
    assert len(lines_in(view)) == 0


def test_that_a_picture_of_a_zoomed_map_has_its_lines(qtbot: QtBot, tmp_path: Path) -> None:
    run = simulate(bowl(Ball("gradient_descent"), steps=1))
    view = shown(qtbot, run)
    look_at(view, 1.0, 1.0, 0.2, 0.2)
    options = PictureOptions("contour", step=0, size=(660, 480), has_title=False, has_legend=False)
    path = tmp_path / "zoomed.png"
    export_picture(run, path, options, shown=(view,))
    image, seen = QImage(str(path)), picture_of(view.widget)
    spots = [view.pixel_of((x, y)) for x in np.linspace(1.02, 1.18, 9) for y in np.linspace(1.02, 1.18, 9)]
    apart = [_lightness(image, spot) - _lightness(seen, spot) for spot in spots]
    assert np.abs(apart).max() < 0.12
    assert np.ptp([_lightness(image, spot) for spot in spots]) > 0.3


def _lightness(image: QImage, at: QPointF) -> float:
    steps = range(-4, 5, 2)
    seen = [color_at(image, at + QPointF(dx, dy)).lightnessF() for dx in steps for dy in steps]
    return float(np.median(seen))
