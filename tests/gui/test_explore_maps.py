"""The tabs of the Explore dock that show many runs at once, in real windows."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from conftest import OpenWindow
from driving import bowl, color_at, has_near, held, move, picture_of
from laboratory import ball
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from momentum_lab.analysis.grid import Axis
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.explore import basins, stability
from momentum_lab.gui.explore.basins import BasinsTab
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.explore.ensemble import WITHOUT_NOISE, EnsembleTab
from momentum_lab.gui.explore.filter import FilterTab
from momentum_lab.gui.explore.plane import PlaneTab
from momentum_lab.gui.explore.stability import StabilityTab
from momentum_lab.gui.explore.tab import Tab
from momentum_lab.gui.explore.theory import TheoryTab
from momentum_lab.gui.views.maps.colors import diverged_color, minimum_color
from momentum_lab.gui.views.maps.map_plot import RING, MapPlot
from momentum_lab.gui.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
Kind = TypeVar("Kind", bound=Tab)


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability, "POINTS", 24)
    monkeypatch.setattr(basins, "POINTS", 16)


def in_wide(open_window: OpenWindow, experiment: str | Experiment = "ravine") -> MainWindow:
    """Open a window in which the dock has room."""
    return open_window(experiment, size=(1280, 760))


def opened(window: MainWindow, kind: type[Kind]) -> Kind:
    """Show the dock with one of its tabs in front."""
    (page,) = [p for p in window.parts["explore"].pages if isinstance(p, kind)]
    window.parts["explore"].tabs.setCurrentWidget(page)
    window.docks["explore"].toggle()
    return page


def small(**more: object) -> Experiment:
    momentum = ball("momentum", learning_rate=0.5, momentum=0.5)
    return bowl(momentum, ball("gradient_descent", learning_rate=0.5), **{"steps": 40, **more})


def mapped(window: MainWindow, qtbot: QtBot) -> StabilityTab:
    page = opened(window, StabilityTab)
    qtbot.waitUntil(lambda: page.map is not None and page.map.stride == 1)
    qtbot.waitUntil(lambda: page.line.share is None)
    picture_of(page)  # pyqtgraph lays its axes out while it paints them
    return page


def test_that_the_map_shows_what_diverges_beyond_the_border(open_window: OpenWindow, qtbot: QtBot) -> None:
    page = mapped(in_wide(open_window, small()), qtbot)
    assert page.map is not None
    assert [axis.name for axis in page.map.axes] == ["learning_rate", "momentum"]
    assert page.map.theory is not None
    assert len(page.plot.marks.border) > 2
    seen = picture_of(page.plot)
    assert has_near(seen, page.plot.pixel_of((4.9, 0.1)), diverged_color(LIGHT).name())
    assert has_near(seen, page.plot.pixel_of((0.5, 0.5)), page.experiment.balls[0].color, reach=4)


def test_that_dragging_the_handle_changes_the_values_as_one_change(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, small())
    page = mapped(window, qtbot)
    before, found = window.session.experiment, page.map
    way = [page.plot.pixel_of(p) for p in ((0.5, 0.5), (0.7, 0.6), (1.0, 0.8))]
    with held(page.plot.viewport(), *way):
        values = window.session.experiment.balls[0].hyperparameters
        assert values["learning_rate"] == pytest.approx(1.0, rel=0.05)
        assert values["momentum"] == pytest.approx(0.8, abs=0.01)
    assert page.map is found
    assert window.parts["explore"]._worker.is_done
    window.session.undo()
    assert window.session.experiment == before


def test_that_the_tab_computes_anew_when_something_else_changes(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, small())
    page = mapped(window, qtbot)
    found = page.map
    window.session.editor.change(small(start=(-4.0, 1.0)))
    qtbot.waitUntil(lambda: page.map is not found and page.line.share is None)
    assert page.map is not None
    assert page.map.experiment.start == (-4.0, 1.0)


def test_that_the_map_can_be_coloured_in_other_ways_and_pointed_at(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, small())
    page = mapped(window, qtbot)
    words = set()
    for index in range(page.shading.count()):
        page.shading.setCurrentIndex(index)
        words.add(tuple(entry.text for entry in page.legend.entries))
        window.session.looks.set_theme((DARK if index % 2 else LIGHT).name)
        picture_of(page)
    assert len(words) == page.shading.count()
    move(page.plot.viewport(), page.plot.pixel_of((4.9, 0.1)))
    assert "diverges" in page.pointed.text()
    move(page.plot.viewport(), page.plot.pixel_of((1.0, 0.2)))
    assert "at a minimum" in page.pointed.text()


def test_that_other_hyperparameters_can_be_chosen_but_not_one_twice(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, small())
    page = mapped(window, qtbot)
    page.up.setCurrentIndex(page.up.findData("weight_decay"))
    qtbot.waitUntil(lambda: page.map is not None and page.line.share is None)
    assert page.map is not None
    assert page.map.axes[1].name == "weight_decay"
    page.up.setCurrentIndex(page.across.currentIndex())
    assert page.map is None
    assert "two different" in page.pointed.text()
    page.chooser.setCurrentIndex(1)
    assert page.across.findData("momentum") < 0


def test_that_basins_have_the_colour_of_the_minimum_and_a_click_starts_there(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, "two_basins")
    page = opened(window, BasinsTab)
    qtbot.waitUntil(lambda: all(p.map is not None and p.map.stride == 1 for p in page.plots))
    assert len(page.plots) == len(window.session.experiment.balls)
    plot = page.plots[1]
    seen = picture_of(plot)
    for index, minimum in enumerate(plot.map.minima):
        at = plot.pixel_of(minimum.position) + QPointF(12.0, 12.0)
        wanted, color = minimum_color(index, LIGHT), color_at(seen, at)
        assert (color.red() > color.blue()) == (wanted.red() > wanted.blue())
    first = plot.map.minima[0]
    at = plot.pixel_of(first.position) + QPointF(12.0, 12.0)
    QTest.mouseClick(plot.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at.toPoint())
    assert window.session.experiment.start == pytest.approx(first.position, abs=0.5)
    assert window.session.model.can_undo
    qtbot.wait(400)
    assert page.plots[1].map is plot.map
    move(plot.viewport(), at)
    assert page.pointed.text().startswith("from (")


def test_that_basins_of_another_experiment_are_no_picture(open_window: OpenWindow) -> None:
    few, many = (bowl(*map(ball, rules), steps=20) for rules in (("adam",) * 2, ("momentum",) * 3))
    page = opened(in_wide(open_window, few), BasinsTab)

    def show(experiment: Experiment, *balls: int) -> None:
        for index in balls:
            for found in basins.refined(experiment, 4, balls=(index,)):
                page.show_result(found)

    page.show_experiment(many)
    show(many, 0, 1, 2)
    shown = page.shown()
    assert shown is not None
    assert [found.ball for found in shown.maps] == [0, 1, 2]
    for other in (
        many.with_ball(1, replace(many.balls[1], hyperparameters=FrozenMapping({"learning_rate": 0.03}))),
        replace(many, steps=30),
    ):
        page.show_experiment(other)
        assert page.shown() is None
    page.show_experiment(replace(many, start=(0.5, 0.5)))
    assert page.shown() == shown
    hidden = many.with_ball(0, replace(many.balls[0], visible=False))
    for fewer in (hidden, replace(many, balls=many.balls[1:])):
        page.show_experiment(fewer)
        assert page.shown() is None  # the maps in sight are those of the balls before
    page.show_experiment(few)
    show(few, 0)
    assert page.shown() is None
    show(few, 1)
    assert page.shown() is not None


def test_that_basins_of_one_dimension_are_bands(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, "double_well")
    page = opened(window, BasinsTab)
    qtbot.waitUntil(lambda: all(p.map is not None and p.map.stride == 1 for p in page.plots))
    plot = page.plots[0]
    QTest.mouseClick(plot.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, plot.pixel_of((0.5,)).toPoint())
    assert window.session.experiment.start == pytest.approx((0.5,), abs=0.1)
    window.session.looks.set_theme(DARK.name)
    picture_of(page)


def test_that_a_comparison_is_searched_on_demand_and_can_be_shown(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = in_wide(open_window, small())
    page = opened(window, CompareTab)
    assert not page.same.isEnabled()
    qtbot.wait(400)
    assert page.found is None
    QTest.mouseClick(page.search, LEFT)
    qtbot.waitUntil(lambda: page.found is not None)
    assert page.found is not None
    assert page.table.rowCount() == 2 + 2 * 2
    before = window.session.experiment
    QTest.mouseClick(page.best, LEFT)
    assert window.session.experiment == page.found.best
    QTest.mouseClick(page.same, LEFT)
    assert window.session.experiment == page.found.same
    window.session.undo()
    window.session.undo()
    assert window.session.experiment == before
    window.session.looks.set_theme(DARK.name)
    assert page.table.rowCount() == 6


def test_that_an_ensemble_shows_bands_and_ends(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, "noisy_gradients")
    page = opened(window, EnsembleTab)
    page.seeds.set_value(20)
    qtbot.waitUntil(lambda: page.found is not None)
    assert page.found is not None
    assert len(page.found.balls[0].seeds) == 20
    assert len(page.ends.dots.dots[0][0]) == 20
    assert "above" in page.note.text()
    found = page.found
    page.seeds.stepBy(5)
    qtbot.waitUntil(lambda: page.found is not found)
    assert len(page.found.balls[0].seeds) == 25
    window.session.looks.set_theme(DARK.name)
    picture_of(page)


def test_that_an_ensemble_without_noise_says_so(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, "double_well")
    page = opened(window, EnsembleTab)
    page.seeds.set_value(5)
    assert page.note.text() == str(WITHOUT_NOISE)
    qtbot.waitUntil(lambda: page.found is not None)
    picture_of(page)


def test_that_closing_the_window_ends_what_is_computed(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, small(steps=20_000))
    page = opened(window, StabilityTab)
    qtbot.waitUntil(lambda: page.line.share is not None)
    window.session.model.mark_saved()
    window.close()
    qtbot.waitUntil(lambda: not any(t.name == "explore" for t in threading.enumerate()))


def test_that_a_tab_that_is_seen_again_keeps_its_map_and_takes_up_what_was_given_up(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, small())
    page = mapped(window, qtbot)
    found = page.map
    window.parts["explore"].tabs.setCurrentIndex(0)
    window.parts["explore"].tabs.setCurrentWidget(page)
    qtbot.wait(400)
    assert page.map is found
    window.session.editor.change(small(start=(-3.0, 1.0)))
    window.docks["explore"].toggle()  # given up before it has begun
    window.docks["explore"].toggle()
    qtbot.waitUntil(lambda: page.map is not found and page.line.share is None)
    assert page.map is not None
    assert page.map.experiment.start == (-3.0, 1.0)


@pytest.mark.parametrize(
    "kind", [StabilityTab, BasinsTab, CompareTab, EnsembleTab, TheoryTab, PlaneTab, FilterTab]
)
def test_that_a_tab_out_of_sight_takes_another_theme_whatever_has_become_of_the_balls(
    open_window: OpenWindow, qtbot: QtBot, kind: type[Tab]
) -> None:
    window = in_wide(open_window, small())
    page = opened(window, kind)
    qtbot.waitUntil(lambda: page.experiment is not None)
    window.docks["explore"].toggle()
    window.session.select_ball(1)
    window.session.looks.toggle_theme()
    window.session.editor.remove_ball(0)
    window.session.editor.change_optimizer(0, "adam")
    window.session.looks.toggle_theme()
    window.docks["explore"].toggle()
    assert page.isVisible()


@pytest.mark.parametrize("values", [(0.0, 0.5), (1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (0.4, 1.0), (0.5, 0.5)])
@pytest.mark.parametrize("size", [(260, 240), (420, 380)])
def test_that_the_handle_is_whole_at_the_ends_of_the_axes(qtbot: QtBot, size, values) -> None:
    plot = MapPlot()
    qtbot.addWidget(plot)
    plot.resize(*size)
    plot.show_axes((Axis("momentum", 0.0, 1.0, 21), Axis("weight_decay", 0.0, 1.0, 21)), ("m", "w"))
    plot.show_colors(np.full((21, 21, 3), 200, dtype=np.uint8))
    marked = Ball("momentum", color="#d62728", marker="circle")
    plot.marks.ball, plot.marks.handle = marked, plot.share(values)
    plot.set_theme(LIGHT)
    with qtbot.waitExposed(plot):
        plot.show()
    for _ in range(2):
        image = picture_of(plot)
    at = plot.pixel_of(values)
    for angle in np.arange(0.0, 2.0 * np.pi, np.pi / 6):
        on_ring = at + RING * QPointF(np.cos(angle), np.sin(angle))
        assert has_near(image, on_ring, LIGHT.text, reach=1, tolerance=70), np.degrees(angle)
    assert has_near(image, plot.pixel_of((0.0, 1.0)) + QPointF(5, 5), "#c8c8c8")
    plot.marks.handle = plot.share((1.05, 0.5))  # what is not on the map is not shown beside it
    plot.marks.redraw()
    beside = picture_of(plot)
    assert not has_near(beside, plot.pixel_of((1.0, 0.5)), "#d62728", reach=12)


def test_that_a_press_beside_the_map_is_one_on_its_edge(qtbot: QtBot) -> None:
    plot = MapPlot()
    qtbot.addWidget(plot)
    plot.resize(320, 300)
    plot.show_axes((Axis("momentum", 0.0, 1.0, 21), Axis("weight_decay", 0.0, 1.0, 21)), ("m", "w"))
    with qtbot.waitExposed(plot):
        plot.show()
    picture_of(plot)
    chosen: list[tuple[float, float]] = []
    plot.chosen.connect(lambda *values: chosen.append(values))
    plot.pressed.emit(plot.mapToScene(plot.pixel_of((0.3, 0.0)).toPoint()) + QPointF(0.0, 8.0))
    assert chosen == [(pytest.approx(0.3, abs=0.01), 0.0)]
