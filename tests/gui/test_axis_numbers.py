"""Numbers at axes: two at least at any size, and none left behind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from axis_numbers import numbers_at
from conftest import OpenWindow
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QFont, QImage, QPainter
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.presets import preset, preset_names
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import TARGETS
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.views.maps.bands_plot import BandsPlot
from momentum_lab.gui.views.maps.ends_plot import EndsPlot
from momentum_lab.gui.views.maps.modes_plot import ModesPlot
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot
from momentum_lab.gui.views.step_axis import StepAxis, StepAxisItem
from momentum_lab.gui.views.value_axis import KINDS, LossAxisItem, value_axis
from momentum_lab.simulation.engine import simulate

SIZES = [(150, 110), (190, 140), (320, 130), (700, 480)]


def shown(canvas: Canvas, plot, x: tuple[float, float], y: tuple[float, float]) -> dict[str, list[str]]:
    """The numbers at the axes of a plot that shows a range."""
    plot.vb.setRange(xRange=x, yRange=y, padding=0.0)
    style_plot(plot, LIGHT)
    canvas.grab()
    QApplication.processEvents()
    canvas.grab()
    return numbers_at(canvas)


@pytest.fixture
def plot_of(qtbot: QtBot):
    """Make a plot with two axes of one's own."""

    def make(size: tuple[int, int], left=None, bottom=None):
        canvas = Canvas()
        qtbot.addWidget(canvas)
        canvas.setMinimumSize(1, 1)
        canvas.resize(*size)
        plot = new_plot(canvas, 0, 0, left, bottom)
        plot.showGrid(x=False, y=True, alpha=0.12)
        return canvas, plot

    return make


def ranges(seed: int, count: int) -> Iterator[tuple[float, float]]:
    """Ranges of any size, some around zero and some far from it."""
    rng = np.random.default_rng(seed)
    for power, middle in zip(rng.uniform(-2, 4, count), rng.uniform(-9, 9, count), strict=True):
        span = 10.0**power
        yield middle * span, (middle + 1.0) * span


@pytest.mark.parametrize("size", SIZES)
def test_that_two_numbers_stand_at_any_axis_of_numbers(plot_of, size) -> None:
    canvas, plot = plot_of(size)
    for x, y in zip(ranges(1, 12), ranges(2, 12), strict=True):
        for texts in shown(canvas, plot, x, y).values():
            assert len(set(texts)) >= 2, (x, y)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_that_two_numbers_stand_at_any_axis_of_losses_and_steps(plot_of, size, kind) -> None:
    left, bottom = LossAxisItem(), StepAxisItem()
    canvas, plot = plot_of(size, left, bottom)
    rng = np.random.default_rng(3)
    for index, steps in enumerate([1, 2, 3, 7, 20, 99, 1_000, 33_333, 1_000_000, 2_000_000]):
        found = 10.0 ** rng.uniform(-12, 12, 1 + index % 4)
        found[1::2] *= rng.choice([-1.0, 1.0])
        axis = value_axis(kind, found, found[:1])
        left.show_axis(axis, axis.cuts(found))
        bottom.show_axis(StepAxis(bool(index % 2)))
        ends = bottom.axis.forward(np.array([0.0, steps]))
        room = 0.03 * (ends[1] - ends[0])
        texts = shown(canvas, plot, (ends[0] - room, ends[1] + room), axis.ends)
        assert len(set(texts["left"])) >= 2, (found, texts)
        assert len(set(texts["bottom"])) >= 2, (steps, texts)
        assert all(0 <= float(text.replace(",", "")) <= 1.03 * steps + 1 for text in texts["bottom"])
        assert all(float(text.replace(",", "")).is_integer() for text in texts["bottom"])


def axes_of_figures() -> list[list[str]]:
    """The numbers at every axis of the figures that there are: their plots are windows that nobody sees."""
    canvases = [w for w in QApplication.topLevelWidgets() if isinstance(w, Canvas) and w.isVisible()]
    return [texts for canvas in canvases for texts in numbers_at(canvas).values()]


@pytest.mark.parametrize("name", preset_names())
def test_that_every_picture_has_two_numbers_at_each_axis(qapp: QApplication, name: str) -> None:
    run = simulate(preset(name))
    for target, has_table, is_log in product(TARGETS.values(), (False, True), (False, True)):
        measures = target.measures("loss")
        options = PictureOptions(
            view="loss",
            size=(measures.size[0], min(measures.size[1], 130.0 + 200.0 * has_table)),
            has_table=has_table,
            has_log_steps=is_log,
            has_title=False,
        )
        try:
            figure = Figure(run, options)
        except InputError:  # too small for the table
            continue
        found = axes_of_figures()
        figure.close()
        assert len(found) == 2
        assert all(len(texts) >= 2 for texts in found), (target.title, has_table, found)


@pytest.mark.parametrize("has_table", [False, True])
@pytest.mark.parametrize("target", ["slide", "poster"])
def test_that_the_loss_axis_has_numbers_where_it_is_low(
    qapp: QApplication, target: str, has_table: bool
) -> None:
    measures = TARGETS[target].measures("all")
    options = PictureOptions(
        size=measures.size, scale=measures.scale, point=measures.point, has_table=has_table
    )
    figure = Figure(simulate(preset("ravine")), options)
    assert all(len(texts) >= 2 for texts in axes_of_figures())
    figure.close()


@pytest.mark.parametrize("make", [BandsPlot, EndsPlot, ModesPlot])
def test_that_a_plot_that_is_still_to_come_has_no_numbers(qtbot: QtBot, make) -> None:
    plot = make()
    qtbot.addWidget(plot)
    plot.set_theme(LIGHT)
    plot.resize(400, 300)
    plot.grab()
    assert not any(numbers_at(plot).values())


def test_that_numbers_come_with_what_is_shown(qtbot: QtBot) -> None:
    plot = ModesPlot()
    qtbot.addWidget(plot)
    plot.set_theme(LIGHT)
    plot.resize(400, 300)
    steps = np.arange(30.0)
    plot.show_errors(steps, 0.8 ** steps[None], (0.8,))
    plot.grab()
    assert all(len(texts) >= 2 for texts in numbers_at(plot).values())
    assert set(numbers_at(plot)) == {"left", "bottom"}


def test_that_no_number_is_left_behind_when_an_axis_changes_its_width(
    open_window: OpenWindow, settled, qtbot: QtBot
) -> None:
    window = open_window("two_basins", only="loss")
    window.session.clock.play(False)
    view = window.views["loss"]
    for name in ("ravine", "two_basins", "sgd_to_adam", "two_basins"):
        window.session.editor.change(preset(name))
        settled(window)

        def is_clean() -> bool:
            return np.array_equal(on_screen(view.widget), pixels(view.widget.grab().toImage()))

        qtbot.waitUntil(is_clean)


def on_screen(widget: QWidget) -> np.ndarray:
    """What can be seen of a widget, whatever it would paint now."""
    at, screen = widget.mapTo(widget.window(), QPoint()), widget.screen()
    assert screen is not None
    seen = screen.grabWindow(widget.window().winId(), at.x(), at.y(), widget.width(), widget.height())
    return pixels(seen.toImage())


def pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(rgb.constBits().asarray(rgb.sizeInBytes()), dtype=np.uint8).copy()


@pytest.mark.parametrize("width", [150, 190, 230, 300, 420])
@pytest.mark.parametrize("share", [1.0, 1.5, 2.2])
def test_that_no_numbers_of_an_axis_lie_upon_each_other(plot_of, width: int, share: float) -> None:
    canvas, plot = plot_of((width, 160))
    font = QFont(canvas.font())
    font.setPointSizeF(share * font.pointSizeF())
    canvas.setFont(font)
    for x, y in zip(ranges(5, 20), ranges(6, 20), strict=True):
        texts = shown(canvas, plot, x, y)
        image = QImage(8, 8, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setFont(plot.getAxis("left").style["tickFont"] or font)
        drawn = {side: plot.getAxis(side).generateDrawSpecs(painter)[2] for side in texts}
        painter.end()
        for numbers in drawn.values():
            boxes = [box for box, _, _ in numbers]
            assert not any(one.intersects(other) for one, other in combinations(boxes, 2)), texts
