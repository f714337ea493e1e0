"""The legend of every view: all balls are named, no trail is hidden, a key takes it away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import OpenWindow
from driving import bowl, key, move, picture_of, shown_view
from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PyQt6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from momentum_lab.core.progress import unwatched
from momentum_lab.experiment.appearance import COLORS, MARKERS
from momentum_lab.experiment.experiment import Ball, Experiment
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.contrast import contrast
from momentum_lab.figures.heights import HEIGHTS
from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.gui.pictures.panes import LegendPane
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.views.color_bar import labels_apart
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.legend import (
    MARGIN,
    MARK,
    SAMPLE,
    SHORT,
    Entry,
    Legend,
    Strip,
    entries_of,
    squeezed_strip,
    whole_legends,
)
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.software_canvas import SoftwareCanvas
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.table import make_plot
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.session import Session
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run


def many(count: int, name: str = "ravine") -> Experiment:
    """A preset with so many balls that go different ways."""
    experiment = preset(name)
    balls = tuple(
        Ball("momentum", {"learning_rate": 0.01 * (i + 1)}, color=COLORS[i % 8], marker=MARKERS[i % 8])
        for i in range(count)
    )
    return replace(experiment, balls=balls)


@pytest.fixture
def plot_view(qtbot: QtBot):
    def show(kind: str, run, size: tuple[int, int]) -> PlotView:
        return shown_view(qtbot, make_plot(kind), run, size)

    return show


def hidden_by(view: PlotView, run, pixel) -> int:
    """How many steps of visible balls are drawn under the legend's box."""
    box = view.legend.box
    spots = [
        pixel(ball, step) for ball in range(len(run.experiment.balls)) for step in range(run.computed + 1)
    ]
    return sum(box.contains(spot) for spot in spots)


@pytest.mark.parametrize("count", [1, 4, 8])
@pytest.mark.parametrize("size", [(620, 260), (430, 190), (900, 500)])
def test_that_the_legend_of_the_loss_curves_hides_none_of_them(plot_view, count: int, size) -> None:
    run = simulate(many(count))
    view = plot_view("loss", run, size)
    assert view.legend.isVisible()
    assert not view.legend.text, "a name is cut"
    hidden = hidden_by(view, run, lambda ball, step: view.pixel_of(step, float(run.loss[ball, step])))
    assert hidden == 0


@pytest.mark.parametrize("count", [1, 4, 8])
@pytest.mark.parametrize("name", ["ravine", "two_basins", "double_well"])
def test_that_the_legend_of_a_landscape_hides_no_trail(plot_view, count: int, name: str) -> None:
    run = simulate(many(count, name))
    view = plot_view("contour" if run.dimension == 2 else "curve", run, (420, 330))

    def pixel(ball: int, step: int) -> QPointF:
        place = run.position[ball, step]
        return view.pixel_of(tuple(place) if run.dimension == 2 else (*place, run.loss[ball, step]))

    assert view.legend.isVisible()
    assert not view.legend.text
    assert hidden_by(view, run, pixel) == 0


def test_that_a_legend_above_the_plot_stays_there_while_nothing_changes(plot_view) -> None:
    view = plot_view("loss", simulate(many(8)), (430, 190))
    assert view.legend.is_beside
    assert view.legend.box.bottom() <= view.pixel_of(0, view.axis.high).y()
    box = view.legend.box
    for step in (3, 50, 80):
        view.show_step(step)
        picture_of(view.widget)
        assert view.legend.box == box


def test_that_names_that_have_no_room_are_told_where_one_points(plot_view) -> None:
    run = simulate(replace(many(40), steps=20))
    view = plot_view("loss", run, (200, 130))
    at = view.legend.box.center()
    move(view.canvas.viewport(), at)
    told = QToolTip.text()
    assert all(label in told for label in run.experiment.labels)


def test_that_a_key_hides_the_legend_of_every_view_and_is_remembered(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1200, 800))
    before = {name: picture_of(view.widget) for name, view in window.views.items() if name != "curve"}
    assert window.actions_by_name["legend"].isChecked()
    key(window, Qt.Key.Key_G)
    assert not window.actions_by_name["legend"].isChecked()
    for name, picture in before.items():
        assert picture_of(window.views[name].widget) != picture, name
    again = Session(preset("ravine"), window.session.settings)
    assert not again.look.has_legend
    again.close()
    key(window, Qt.Key.Key_G)
    assert window.session.look.has_legend


@pytest.mark.parametrize("count", [1, 3, 8, 12])
@pytest.mark.parametrize("room", [(300.0, 120.0), (520.0, 100.0), (260.0, 330.0)])
def test_that_legends_in_columns_name_every_ball_in_full(qapp: QApplication, count: int, room) -> None:
    entries = [Entry(f"Ball {i}", "#0072b2", "circle") for i in range(count)]
    found = list(whole_legends(entries, QSizeF(*room), QApplication.font()))
    for legend in found:
        assert legend.texts == tuple(entry.text for entry in entries)
        assert legend.size.width() <= room[0]
        assert legend.size.height() <= room[1]
    assert found


@pytest.mark.parametrize("room", [(420.0, 150.0), (700.0, 110.0), (330.0, 260.0)])
def test_that_a_picture_names_all_balls_where_one_column_has_no_room(qapp: QApplication, room) -> None:
    entries = entries_of(many(8))
    assert not Legend(entries, QSizeF(420.0, 150.0), QApplication.font()).is_whole
    image = QImage(round(room[0]), round(room[1]), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    LegendPane(entries, LIGHT, 1.8).draw(painter, QRectF(0.0, 0.0, *room), 0, 1.0, unwatched)
    painter.end()
    pixels = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8).reshape(-1, 4)[:, :3]
    for color in COLORS:
        wanted = np.array([int(color[i : i + 2], 16) for i in (5, 3, 1)])
        assert (np.abs(pixels.astype(int) - wanted).max(axis=1) < 12).any(), color


def test_that_a_ball_that_is_pointed_at_tells_its_numbers(qtbot: QtBot, plot_view) -> None:
    run = simulate(bowl(Ball("gradient_descent", {"learning_rate": 1.0}), Ball("adam")))
    view = plot_view("contour", run, (520, 420))
    assert isinstance(view, ContourView)
    view.show_step(3)
    move(view.canvas.viewport(), view.pixel_of(tuple(run.position[0, 3])))
    told = QToolTip.text().replace("−", "-")
    x, y = run.position[0, 3]
    for text in (run.experiment.labels[0], "step 3", f"{x:.4g}", f"{y:.4g}", f"{run.loss[0, 3]:.4g}"):
        assert text in told
    move(view.canvas.viewport(), view.pixel_of((5.5, 3.5)))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_that_the_legend_waits_while_runs_follow_each_other(plot_view) -> None:
    view = plot_view("loss", simulate(many(4)), (620, 260))
    assert isinstance(view, LossView)
    box = view.legend.box
    view.set_quick(True)
    view.show_run(simulate(replace(many(4), steps=60)), 10)
    picture_of(view.widget)
    assert view.legend.box == box
    view.set_quick(False)


@pytest.mark.parametrize("count", [1, 4, 8])
def test_that_a_surface_without_opengl_has_a_legend_and_tells_numbers_too(qtbot: QtBot, count: int) -> None:
    run = simulate(many(count))
    canvas = SoftwareCanvas(SoftwareSurface())
    qtbot.addWidget(canvas)
    canvas.resize(520, 420)
    canvas.set_look(LIGHT, Drawing(has_legend=False))
    canvas.show_run(run, 30)
    with qtbot.waitExposed(canvas):
        canvas.show()
    plain = picture_of(canvas)
    canvas.set_look(LIGHT, Drawing())
    assert picture_of(canvas) != plain
    assert canvas.legend.box.isValid()
    assert not canvas.legend.text
    spots = [canvas.project(*run.position[ball, 30], float(run.loss[ball, 30])) for ball in range(count)]
    assert not any(canvas.legend.box.contains(spot) for spot in spots)
    move(canvas, spots[0])
    assert f"{run.loss[0, 30]:.4g}" in QToolTip.text().replace("−", "-")


def test_that_names_are_written_in_the_type_of_their_window(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1600, 1100))
    legends = [window.views[name].legend for name in ("contour", "loss")]
    legends.append(window.view_area.surfaces()[0]._scene.legend)

    def line_heights() -> list[float]:
        for _ in range(3):
            picture_of(window)
        placed = [legend._placed.legend for legend in legends[:2]] + [legends[2]._legend]
        return [QFontMetricsF(each._font).height() for each in placed]

    before = line_heights()
    window.session.looks.set_type_size(1.5)
    assert all(after >= 1.25 * height for after, height in zip(line_heights(), before, strict=True))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("marker", MARKERS)
def test_that_a_sample_can_be_told_from_the_box_behind_it(
    qapp: QApplication, theme: Theme, marker: str
) -> None:
    for color in COLORS:
        legend = Legend([Entry("", color, marker)], QSizeF(300.0, 100.0), QApplication.font())
        image = QImage(legend.size.toSize(), QImage.Format.Format_RGB32)
        image.fill(QColor(theme.base))
        painter = QPainter(image)
        legend.draw(painter, QPointF(), theme, 1.8)
        painter.end()
        middle, first, last = image.height() / 2, round(MARGIN) + 1, round(MARGIN + SAMPLE / 2 - MARK)
        rows = range(int(middle) - 3, int(middle) + 4)
        shades = [image.pixelColor(x, y).name() for x in range(first, last) for y in rows]
        assert max(contrast(shade, theme.base) for shade in shades) >= 1.8, color


def test_that_a_surface_without_opengl_is_written_in_the_type_of_its_widget(qtbot: QtBot) -> None:
    canvas = SoftwareCanvas(SoftwareSurface())
    qtbot.addWidget(canvas)
    canvas.resize(520, 420)
    canvas.show_run(simulate(many(4)), 30)
    font = canvas.font()

    def picture(share: float) -> tuple[QImage, float]:
        """The picture without its legend in type of another size, and how high the legend would be."""
        font.setPointSizeF(share * QApplication.font().pointSizeF())
        canvas.setFont(font)
        canvas.set_look(LIGHT, Drawing())
        picture_of(canvas)
        canvas.set_look(LIGHT, Drawing(has_legend=False))
        return picture_of(canvas), canvas.legend.box.height()

    (plain, height), (larger, higher) = picture(1.0), picture(1.5)
    assert higher >= 1.25 * height
    assert larger != plain, "the numbers at the axes"
    assert picture(1.0) == (plain, height)


def settled_surface(qtbot: QtBot, run: Run, size: tuple[int, int], share: float, is_software: bool):
    """A surface that is drawn with type of a size, once its legend has found its place."""
    view = SurfaceView() if not is_software else SoftwareCanvas(SoftwareSurface())
    widget = view.widget if isinstance(view, SurfaceView) else view
    qtbot.addWidget(widget)
    font = QFont(widget.font())
    font.setPointSizeF(share * font.pointSizeF())
    widget.setFont(font)
    widget.resize(*size)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, run.computed)
    with qtbot.waitExposed(widget):
        widget.show()
    canvas = view._scene.canvas if isinstance(view, SurfaceView) else view
    legend = view._scene.legend if isinstance(view, SurfaceView) else view.legend

    def has_room() -> bool:
        picture_of(widget)
        return (canvas.top if isinstance(view, SurfaceView) else canvas._top) == legend.taken

    qtbot.waitUntil(has_room)
    picture_of(widget)
    return view, widget, legend


def ground_spots(view, run: Run, across: int = 15) -> list[QPointF]:
    """Where points all over the landscape are seen."""
    (left, right), (low, high) = run.ground.domain
    problem = run.experiment.landscape.build()
    places = [(x, y) for x in np.linspace(left, right, across) for y in np.linspace(low, high, across)]
    return [view.project(x, y, problem.loss((x, y))) for x, y in places]


@pytest.mark.parametrize("is_software", [False, True])
@pytest.mark.parametrize("share", [1.0, 1.6])
@pytest.mark.parametrize("size", [(300, 215), (420, 330), (640, 300), (900, 640)])
@pytest.mark.parametrize("name", ["saddle", "ravine", "sgd_to_adam"])
def test_that_the_legend_of_a_surface_covers_nothing_of_it(
    qtbot: QtBot, name: str, size: tuple[int, int], share: float, is_software: bool
) -> None:
    run = simulate(preset(name))
    view, _, legend = settled_surface(qtbot, run, size, share, is_software)
    assert legend.box.isValid()
    spots = ground_spots(view, run)
    assert not any(legend.box.contains(spot) for spot in spots)
    if legend.taken:
        assert min(spot.y() for spot in spots) > legend.taken


def test_that_a_strip_above_a_surface_stays_while_it_is_turned_and_goes_with_the_legend(qtbot: QtBot) -> None:
    run = simulate(preset("saddle"))
    view, widget, legend = settled_surface(qtbot, run, (300, 215), 1.0, False)
    taken = legend.taken
    assert taken > 0.0
    for _ in range(6):
        view.turn(35.0)
        picture_of(widget)
        assert legend.taken == taken
    view.set_look(LIGHT, Drawing(has_legend=False))
    qtbot.waitUntil(lambda: picture_of(widget) is not None and view._scene.canvas.top == 0.0)


@pytest.mark.parametrize("zoom", [1.6, 2.5, 4.0])
def test_that_the_legend_gets_out_of_the_way_of_a_surface_that_comes_near(qtbot: QtBot, zoom: float) -> None:
    run = simulate(preset("saddle"))
    view, widget, legend = settled_surface(qtbot, run, (900, 640), 1.0, False)
    assert legend.taken == 0.0
    outlook = view.outlook
    view.look_as(replace(outlook, zoom=zoom * outlook.zoom))

    def is_settled() -> bool:
        picture_of(widget)
        return view._scene.canvas.top == legend.taken

    qtbot.waitUntil(is_settled)
    if legend.taken == 0.0:  # above it there is ground of its own
        assert not any(legend.box.contains(spot) for spot in ground_spots(view, run, 41))


@pytest.mark.parametrize("width", [90.0, 160.0, 320.0, 900.0])
def test_that_a_long_name_ends_in_dots_and_stays_within_its_strip(qapp: QApplication, width: float) -> None:
    names = ["Ball", "A corrected average of gradients, learning rate 0.4", "Исправленное среднее"]
    strip = Strip([Entry(name, "#d62728", "circle") for name in names], QApplication.font(), SHORT)
    image = QImage(round(width) + 80, 120, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    strip.draw(painter, QRectF(40.0, 10.0, width, strip.height(width)), LIGHT, 1.8)
    painter.end()
    assert (strip.is_whole(width)) is (width == 900.0)
    pixels = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8)
    is_drawn = pixels.reshape(image.height(), -1, 4)[:, :, :3].min(axis=(0, 2)) < 250
    assert not is_drawn[:39].any()
    assert not is_drawn[41 + round(width) :].any()


@pytest.mark.parametrize("kind", ["loss", "contour"])
@pytest.mark.parametrize("size", [(200, 130), (240, 170), (400, 140)])
def test_that_long_names_in_a_small_view_are_cut_rather_than_hide_what_is_drawn(
    plot_view, kind: str, size: tuple[int, int]
) -> None:
    experiment = many(6)
    balls = [
        replace(ball, label=f"A ball with quite a long name, {ball.marker}") for ball in experiment.balls
    ]
    run = simulate(replace(experiment, balls=tuple(balls)))
    view = plot_view(kind, run, size)
    assert view.legend.is_beside
    assert view.legend.box.bottom() <= view._plot.vb.sceneBoundingRect().top() + 1.0
    assert all(ball.label in view.legend.text for ball in balls)  # which is told where one points


@pytest.mark.parametrize("lines", [1, 2, 3])
@pytest.mark.parametrize("count", range(1, 9))
def test_that_names_that_are_cut_take_no_more_lines_than_there_are(
    qapp: QApplication, lines: int, count: int
) -> None:
    entries = [Entry(f"{index} has a long name of its own", "#d62728", "circle") for index in range(count)]
    height = lines * Strip((), qapp.font()).line_height
    for width in range(150, 500, 7):
        strip = squeezed_strip(entries, qapp.font(), width, height + 1.0)
        assert strip is not None
        assert strip.height(width) <= height


@pytest.mark.parametrize("size", [(320, 140), (320, 190), (320, 260), (500, 480)])
@pytest.mark.parametrize("name", ["ravine", "saddle", "plateau"])
def test_that_numbers_at_the_colour_bar_stand_apart(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    view = ContourView()
    qtbot.addWidget(view.widget)
    font = view.widget.font()
    font.setPointSizeF(1.5 * font.pointSizeF())
    view.widget.setFont(font)
    view.widget.resize(*size)
    view.set_look(LIGHT, Drawing())
    view.show_run(simulate(preset(name)), 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    axis = view._bar._plot.getAxis("right")
    ((*labels,),) = axis._tickLevels
    heights = np.array([height for height, _ in labels])
    room, line = view._bar._plot.vb.height(), QFontMetricsF(font).height()
    assert len(labels) >= 2
    assert (np.diff(heights) * room > line).all() or len(labels) == 2


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("apart", [0.03, 0.07, 0.1, 0.2, 0.35, 0.5])
def test_that_numbers_of_any_landscape_stand_so_far_apart_and_the_more_room_the_more_there_are(
    height: str, apart: float
) -> None:
    for name in LANDSCAPES.built_in:
        ground = LandscapeChoice(name=name).build().ground
        if ground.dimension != 2:
            continue
        scale = loss_scale(ground, height=height)
        found, closer = labels_apart(scale, apart), labels_apart(scale, apart / 2)
        distances = np.diff([at for at, _ in found])
        assert (distances >= apart - 1e-9).all() or len(found) == 2, name
        assert 2 <= len(found) <= len(closer), name
