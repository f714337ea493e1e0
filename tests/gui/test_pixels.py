from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import OpenWindow
from driving import around, bowl, color_at, distance, has_near, is_color, picture_of
from PyQt6.QtCore import QPointF, QSizeF
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.appearance import COLORS, MARKERS
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import DARK, LIGHT, THEMES, Theme
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.legend import Entry, Legend
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
SLOW = Ball("gradient_descent", {"learning_rate": 1.0})
"""From (-5, -2) on the small bowl: long straight first steps."""


def shown(
    qtbot: QtBot,
    view: ContourView | CurveView | LossView,
    run: Run,
    step: int,
    theme: Theme = LIGHT,
    drawing: Drawing | None = None,
) -> QImage:
    """Show a view by itself and return its picture."""
    if not view.widget.isVisible():
        qtbot.addWidget(view.widget)
        view.widget.resize(660, 480)
        view.set_look(theme, drawing or Drawing())
        view.show_run(run, step)
        with qtbot.waitExposed(view.widget):
            view.widget.show()
        picture_of(view.widget)  # the axes find their widths
    view.set_look(theme, drawing or Drawing())
    view.show_run(run, step)
    return picture_of(view.widget)


def difference(one: QImage, other: QImage) -> np.ndarray:
    """The difference of two pictures, the largest of the three colours of each pixel."""
    pictures = [image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other)]
    pixels = [np.frombuffer(i.constBits().asarray(i.sizeInBytes()), dtype=np.uint8) for i in pictures]
    return np.abs(np.subtract(*pixels, dtype=np.int64)).reshape(one.height(), one.width(), 4).max(axis=2)


def places(view: ContourView, run: Run, step: int) -> list[QPointF]:
    return [view.pixel_of(tuple(run.position[i, step])) for i in range(len(run.experiment.balls))]


def uncovered(spots: list[QPointF], apart: float = 16.0) -> list[int]:
    """The balls that no other covers; the first are drawn last."""
    return [i for i, spot in enumerate(spots) if all(distance(spot, s) > apart for s in spots[:i])]


@THEME
@pytest.mark.parametrize("name", ["ravine", "sgd_to_adam"])
def test_that_each_ball_has_its_colour_at_its_place_on_the_map(qtbot: QtBot, theme, name: str) -> None:
    run, view = simulate(preset(name)), ContourView()
    looked_at = set()
    for step in (0, 2, 7, 20, 60, run.computed):
        image = shown(qtbot, view, run, step, theme)
        spots = places(view, run, step)
        for index in uncovered(spots):
            spot, color = spots[index], run.experiment.balls[index].color
            if image.rect().adjusted(60, 10, -80, -60).contains(spot.toPoint()):
                looked_at.add(index)
                assert is_color(color_at(image, spot), color), (step, index)
    assert looked_at == set(range(len(run.experiment.balls)))


@pytest.mark.parametrize("marker", MARKERS)
def test_that_every_marker_has_an_outline_that_sets_it_off(qtbot: QtBot, marker: str) -> None:
    run, view = simulate(bowl(replace(SLOW, marker=marker, color=COLORS[0]))), ContourView()
    image = shown(qtbot, view, run, 1, DARK)
    at = view.pixel_of(tuple(run.position[0, 1]))
    assert is_color(color_at(image, at), COLORS[0])
    assert has_near(image, at, DARK.outline, reach=8, tolerance=90)


@THEME
def test_that_the_trail_has_the_balls_colour_between_two_steps(qtbot: QtBot, theme: Theme) -> None:
    run, view = simulate(bowl(SLOW)), ContourView()
    image = shown(qtbot, view, run, 6, theme)
    for step in range(2):
        ends = [view.pixel_of(tuple(run.position[0, s])) for s in (step, step + 1)]
        middle = (ends[0] + ends[1]) / 2
        assert distance(*ends) > 30
        assert has_near(image, middle, run.experiment.balls[0].color, reach=1, tolerance=50)


def test_that_there_is_no_trail_ahead_of_the_playhead_unless_wanted(qtbot: QtBot) -> None:
    run, view = simulate(bowl(SLOW)), ContourView()
    color = run.experiment.balls[0].color
    empty = shown(qtbot, view, run, 0)
    ahead = shown(qtbot, view, run, 0, drawing=Drawing(path_ahead=True))
    done = shown(qtbot, view, run, 30)
    for step in (1, 2):
        ends = [view.pixel_of(tuple(run.position[0, s])) for s in (step, step + 1)]
        at = (ends[0] + ends[1]) / 2
        assert has_near(done, at, color, reach=1, tolerance=50)
        assert not has_near(empty, at, color, reach=2, tolerance=90)
        pictures = (empty, ahead, done)
        before, faint, full = (min(color_at(i, p).blue() for p in around(at, 1)) for i in pictures)
        assert before > faint > full  # the colour is orange: the less blue, the more of it


def test_that_the_last_trail_does_not_go_beyond_the_last_finite_step(qtbot: QtBot) -> None:
    run, view = simulate(bowl(Ball("gradient_descent", {"learning_rate": 9.0}), steps=2000)), ContourView()
    assert run.last[0] < 2000
    one, other = shown(qtbot, view, run, int(run.last[0])), shown(qtbot, view, run, 2000)
    assert one == other


@THEME
def test_that_minima_and_the_start_are_marked(qtbot: QtBot, theme: Theme) -> None:
    run, view = simulate(preset("two_basins")), ContourView()
    image = shown(qtbot, view, run, 0, theme)
    minima = run.experiment.landscape.build().minima
    assert {m.kind for m in minima} == {"global", "local"}
    for minimum in minima:
        at = view.pixel_of(minimum.position)
        assert is_color(color_at(image, at), theme.minimum) is (minimum.kind == "global")
        assert has_near(image, at, theme.minimum, reach=7, tolerance=60)
    start = view.pixel_of(run.experiment.start)
    for arm in (QPointF(10, 0), QPointF(-10, 0), QPointF(0, 10), QPointF(0, -10)):
        assert has_near(image, start + arm, theme.text, reach=2, tolerance=90)


def test_that_a_start_of_a_balls_own_is_marked_too(qtbot: QtBot) -> None:
    run, view = simulate(bowl(SLOW, replace(SLOW, start=(3.0, 2.0)))), ContourView()
    image = shown(qtbot, view, run, 40)
    assert has_near(image, view.pixel_of((3.0, 2.0)) + QPointF(10, 0), LIGHT.text, reach=2, tolerance=90)


@THEME
@pytest.mark.parametrize("name", ["elliptic_bowl", "rosenbrock"])
def test_that_high_and_low_losses_differ_on_the_map_and_on_its_bar(qtbot: QtBot, theme, name: str) -> None:
    choice = LandscapeChoice(name=name)
    landscape = choice.build()
    run = simulate(Experiment(choice, landscape.start, (Ball("adam"),), steps=1))
    view = ContourView()
    image = shown(qtbot, view, run, 0, theme)
    (left, right), (bottom, top) = landscape.domain
    spots = [(x, y) for x in np.linspace(left, right, 17)[1:-1] for y in np.linspace(bottom, top, 13)[1:-1]]
    marks = [view.pixel_of(p) for p in (landscape.start, *(m.position for m in landscape.minima))]
    free = [s for s in spots if all(distance(view.pixel_of(s), mark) > 30 for mark in marks)]
    low, high = min(free, key=landscape.loss), max(free, key=landscape.loss)
    lightness = [_lightness_around(image, view.pixel_of(spot)) for spot in (low, high)]
    assert abs(lightness[0] - lightness[1]) > 0.25
    assert (lightness[0] < lightness[1]) is theme.is_dark
    bars = [c for c in range(image.width() - 90, image.width()) if _stops(image, c, theme)[0] is not None]
    assert len(bars) >= 8, "there is no colour bar"
    stops = _stops(image, bars[len(bars) // 2], theme)
    assert None not in stops
    assert stops == sorted(stops, reverse=True)
    assert stops[0] - stops[-1] > 0.7 * image.height()


def _stops(image: QImage, column: int, theme: Theme) -> list[int | None]:
    """How far down each colour of the landscape is in a column of pixels; None where it is not."""
    rows = [image.pixelColor(column, y) for y in range(8, image.height() - 30)]
    return [next((y for y, c in enumerate(rows) if is_color(c, stop, 5)), None) for stop in theme.landscape]


def _lightness_around(image: QImage, at: QPointF) -> float:
    steps = range(-6, 7, 2)
    return float(
        np.median([color_at(image, at + QPointF(dx, dy)).lightnessF() for dx in steps for dy in steps])
    )


def test_that_there_is_no_map_where_the_formula_is_no_number(qtbot: QtBot) -> None:
    choice = LandscapeChoice(formula="log(x) + y**2", domain=((-2.0, 2.0), (-1.5, 1.5)))
    run = simulate(Experiment(choice, (1.0, 0.5), (SLOW,), steps=3))
    view = ContourView()
    image = shown(qtbot, view, run, 0)
    left, right = (_lightness_around(image, view.pixel_of(spot)) for spot in ((-1.0, 0.1), (0.6, 0.1)))
    assert abs(left - right) > 0.1


@THEME
def test_that_the_loss_view_has_each_marker_at_its_step_and_loss(qtbot: QtBot, theme: Theme) -> None:
    run, view = simulate(preset("sgd_to_adam")), LossView()
    looked_at = set()
    for step in (3, 40, 250):
        image = shown(qtbot, view, run, step, theme)
        spots = [view.pixel_of(step, float(loss)) for loss in run.loss[:, step]]
        for index in uncovered(spots):
            looked_at.add(index)
            assert is_color(color_at(image, spots[index]), run.experiment.balls[index].color), (step, index)
    assert len(looked_at) >= 5


def test_that_the_loss_view_shows_the_playhead_but_not_on_paper(qtbot: QtBot) -> None:
    run, view = simulate(bowl(SLOW)), LossView()
    image = shown(qtbot, view, run, 20)
    at = QPointF(view.pixel_of(20, 1.0).x(), 30)
    assert has_near(image, at, LIGHT.accent, reach=2, tolerance=125)  # a thin line between two pixels
    view.for_picture()
    assert not has_near(picture_of(view.widget), at, LIGHT.accent, reach=2, tolerance=125)


@THEME
def test_that_the_ball_is_on_the_curve(qtbot: QtBot, theme: Theme) -> None:
    run, view = simulate(preset("double_well")), CurveView()
    for step in (0, 5, 30, 120):
        image = shown(qtbot, view, run, step, theme)
        spots = [view.pixel_of((run.position[i, step, 0], run.loss[i, step])) for i in (0, 1)]
        for index in uncovered(spots):
            assert is_color(color_at(image, spots[index]), run.experiment.balls[index].color)
    ground = view.pixel_of((0.0, -0.2))
    assert is_color(color_at(image, ground), theme.landscape[1], 6)
    assert is_color(color_at(image, view.pixel_of((0.0, 3.0))), theme.base, 6)
    (best,) = [m for m in run.experiment.landscape.build().minima if m.kind == "global"]
    start = shown(qtbot, view, run, 0, theme)
    assert is_color(color_at(start, view.pixel_of((*best.position, best.loss))), theme.minimum)


def test_that_the_legend_is_in_pictures_and_names_every_visible_ball(qtbot: QtBot) -> None:
    run, view = simulate(preset("ravine")), ContourView()
    shown(qtbot, view, run, 0)
    view.for_picture(has_legend=False)
    without = picture_of(view.widget)
    view.for_picture()
    assert picture_of(view.widget) != without
    view.for_picture(has_legend=False)
    assert picture_of(view.widget) == without


def test_that_the_legend_leaves_out_what_does_not_fit(qtbot: QtBot) -> None:
    balls = [Ball("adam", {"learning_rate": 0.001 * (i + 1)}) for i in range(40)]
    run, view = simulate(bowl(*balls, steps=3)), LossView()
    shown(qtbot, view, run, 3)
    view.widget.resize(160, 110)
    picture_of(view.widget)
    view.widget.resize(300, 900)
    assert not picture_of(view.widget).isNull()


def test_that_the_legend_tells_how_many_balls_it_leaves_out(qapp: QApplication) -> None:
    entries = [Entry(f"Ball {i}", "#0072b2", "circle") for i in range(8)]
    everything = Legend(entries, QSizeF(300.0, 900.0), QApplication.font())
    assert everything.texts == tuple(entry.text for entry in entries)
    room = everything.size.height()
    some = Legend(entries, QSizeF(300.0, room), QApplication.font()).texts
    assert some[-1] == f"… and {8 - (len(some) - 1)} more"
    assert some[:-1] == everything.texts[: len(some) - 1] != ()
    heights = range(int(room) + 40)
    shortest = next(
        t for t in (Legend(entries, QSizeF(300.0, h), QApplication.font()).texts for h in heights) if t
    )
    assert shortest == ("8 balls",)
    assert Legend(entries, QSizeF(300.0, 10.0), QApplication.font()).is_empty


@pytest.mark.parametrize("make", [ContourView, CurveView, LossView])
def test_that_a_view_without_a_run_can_be_shown(qtbot: QtBot, make) -> None:
    view = make()
    qtbot.addWidget(view.widget)
    view.set_look(DARK, Drawing())
    view.show_step(3)
    if not isinstance(view, LossView):
        view.reset()
    view.settle()
    assert has_near(picture_of(view.widget), QPointF(2, 2), DARK.base, reach=1, tolerance=3)


@pytest.mark.parametrize("path_ahead", [False, True])
@pytest.mark.parametrize("make", [ContourView, LossView])
def test_that_what_is_painted_in_parts_looks_as_if_it_were_painted_whole(
    qtbot: QtBot, make: type[ContourView | LossView], path_ahead: bool
) -> None:
    run, view = simulate(preset("sgd_to_adam")), make()
    shown(qtbot, view, run, 3, drawing=Drawing(path_ahead=path_ahead))
    window = view.widget
    for step in (4, 5, 9, 30, 12, run.computed, 0, 40):
        view.show_step(step)
        QApplication.processEvents()
        in_parts = window.screen().grabWindow(window.winId()).toImage()
        # A dash may end a fraction of a pixel elsewhere, where a line is begun farther on.
        assert np.count_nonzero(difference(in_parts, picture_of(window)) > 2) <= 20, step


@pytest.mark.parametrize("make", [ContourView, LossView])
def test_that_what_is_drawn_quickly_looks_the_same(qtbot: QtBot, make: type[ContourView | LossView]) -> None:
    run, view = simulate(preset("sgd_to_adam")), make()
    slow = shown(qtbot, view, run, 80)
    view.set_quick(True)
    for _ in range(2):  # from the second one on, trails that stay are kept as pixels
        assert difference(picture_of(view.widget), slow).max() <= 2
    view.set_quick(False)
    assert picture_of(view.widget) == slow


def test_that_runs_in_quick_succession_end_in_a_picture_as_it_should_be(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window("sgd_to_adam")
    window.session.go_to_last()
    canvas, run = window.views["contour"].canvas, window.session.run
    qtbot.waitUntil(lambda: not window.views["contour"].is_quick)
    before = picture_of(canvas)
    for _ in range(3):
        window.view_area.show_run(run, run.computed)
    assert window.views["contour"].is_quick
    qtbot.waitUntil(lambda: not window.views["contour"].is_quick)
    assert picture_of(canvas) == before
