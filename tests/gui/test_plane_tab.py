"""The tab of eigenvalues: they move while a value is dragged, and can be dragged themselves."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from conftest import OpenWindow
from driving import bowl, dragged, has_near, held, key, picture_of, type_into
from laboratory import ball, on_formula
from PyQt6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from momentum_lab.analysis.eigenvalues import plane, swept_numbers
from momentum_lab.analysis.frequencies import frequencies
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.explore.plane import PlaneTab
from momentum_lab.gui.views.maps.facts import mode_colors
from momentum_lab.gui.views.maps.frequency_plot import FrequencyPlot
from momentum_lab.gui.views.maps.plane_facts import pairs_table
from momentum_lab.gui.views.maps.plane_plot import PlanePlot
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate


def momentum_on_bowl(rate: float = 1.0) -> Experiment:
    return bowl(ball("momentum", learning_rate=rate, momentum=0.5), ball("adam"), steps=60)


def plane_tab(
    open_window: OpenWindow, qtbot: QtBot, experiment: str | Experiment
) -> tuple[MainWindow, PlaneTab]:
    """Open a window with the tab in front, and its picture there."""
    window = open_window(experiment, size=(1280, 760))
    explore = window.parts["explore"]
    (page,) = [p for p in explore.pages if isinstance(p, PlaneTab)]
    explore.tabs.setCurrentWidget(page)
    window.docks["explore"].toggle()
    qtbot.waitUntil(lambda: page.plane is not None and page.isVisible())
    picture_of(page)  # pyqtgraph lays its axes out while it paints them
    return window, page


def values(page: PlaneTab, axis: int = 1) -> tuple[complex, ...]:
    assert page.plane is not None
    return page.plane.pairs[axis].values


def row(page: PlaneTab, name: str):  # type: ignore[no-untyped-def]
    (found,) = [r for r in page.rows if r.name == name]
    return found


def assert_seen(page: PlaneTab, axis: int = 1, theme=LIGHT) -> None:  # type: ignore[no-untyped-def]
    """Whether every eigenvalue of an axis is drawn where it belongs, on its side of the unit circle."""
    picture = picture_of(page.plot)
    middle, edge = page.plot.pixel_of(0.0), page.plot.pixel_of(1.0)
    for value in values(page, axis):
        at = page.plot.pixel_of(value)
        assert has_near(picture, at, mode_colors(theme)[axis], reach=1)
        apart = ((at.x() - middle.x()) ** 2 + (at.y() - middle.y()) ** 2) ** 0.5
        if abs(abs(value) - 1.0) > 0.02:  # less than that is less than a pixel or two
            assert (apart > edge.x() - middle.x()) == (abs(value) > 1.0)


def test_that_a_rate_that_is_dragged_over_the_border_takes_an_eigenvalue_out_of_the_circle(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    before = window.session.experiment
    assert max(map(abs, values(page))) < 1.0  # the border is at (2 + 2 · 0.5) / 0.8 = 3.75
    assert_seen(page)
    slider = row(page, "learning_rate").slider
    with dragged(slider, 0.85, 0.9, 0.97):
        rate = window.session.experiment.balls[0].hyperparameters["learning_rate"]
        assert rate > 3.75
        assert max(map(abs, values(page))) > 1.0  # in the same turn, before there is a run
        assert_seen(page)
        assert "diverges" in page.facts.text()
    with dragged(slider, 0.6):
        assert max(map(abs, values(page))) < 1.0
    assert_seen(page)
    window.session.undo()
    assert window.session.experiment.balls[0].hyperparameters["learning_rate"] == rate
    window.session.undo()
    assert window.session.experiment == before


def test_that_an_eigenvalue_dragged_along_its_way_sets_the_rate_as_one_change(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl(3.7))
    before, start = window.session.experiment, values(page)
    assert start[0].imag == 0.0  # two real ones, of which one goes out along the axis
    lower = min(start, key=lambda value: value.real)
    way = [page.plot.pixel_of(lower), page.plot.pixel_of(-1.05), page.plot.pixel_of(-1.2)]
    with held(page.plot.viewport(), *way):
        assert min(value.real for value in values(page)) == pytest.approx(-1.2, abs=0.02)
        assert window.session.experiment.balls[0].hyperparameters["learning_rate"] > 3.75
    assert_seen(page)
    assert window.session.experiment.balls[1] == before.balls[1]
    window.session.undo()
    assert window.session.experiment == before


def test_that_a_ball_that_is_lost_is_shown_and_dragged_as_of_its_last_step(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    later = BallChange(900, FrozenMapping(learning_rate=0.5))
    body = replace(ball("momentum", learning_rate=50.0, momentum=0.5), changes=(later,))
    window, page = plane_tab(open_window, qtbot, bowl(body, steps=1000))
    session = window.session
    qtbot.waitUntil(lambda: session.clock.is_settled)
    before = session.experiment
    session.go_to(950)
    picture_of(page)
    assert session.run.last[0] < 900
    box = row(page, "learning_rate").box
    assert box.value == 50.0
    assert sum(values(page)).real == pytest.approx(1.5 - 0.8 * 50.0)
    with dragged(row(page, "learning_rate").slider, 0.94):
        qtbot.waitUntil(lambda: session.clock.is_settled)
    rate = session.experiment.balls[0].hyperparameters["learning_rate"]
    assert rate == box.value != 50.0
    assert sum(values(page)).real == pytest.approx(1.5 - 0.8 * rate)
    with dragged(row(page, "learning_rate").slider, 0.5, 0.4):
        rate = session.experiment.balls[0].hyperparameters["learning_rate"]
        qtbot.waitUntil(lambda: session.clock.is_settled and session.run.last[0] == 1000)
        assert box.value == rate  # also when the ball is not lost any more
        assert sum(values(page)).real == pytest.approx(1.5 - 0.8 * rate)
    assert session.experiment.balls[0].changes == (later,)
    qtbot.waitUntil(lambda: box.value == 0.5)  # what is in force at the playhead, a moment later
    assert sum(values(page)).real == pytest.approx(1.5 - 0.8 * 0.5)
    for _ in range(2):
        session.undo()
    assert session.experiment == before


def test_that_a_press_beside_an_eigenvalue_changes_nothing(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    before = window.session.experiment
    with held(page.plot.viewport(), page.plot.pixel_of(-0.5 + 0.5j), page.plot.pixel_of(0.9)):
        pass
    assert window.session.experiment == before


def test_that_the_way_is_over_the_number_that_is_chosen(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    assert [page.swept.itemData(i) for i in range(page.swept.count())] == ["learning_rate", "momentum"]
    page.swept.setCurrentIndex(1)
    assert page.plane is not None
    assert {way.name for way in page.plane.loci} == {"momentum"}
    start = values(page)[0]
    assert start.imag > 0.0
    wanted = page.plane.loci[1].eigenvalues[abs(page.plane.loci[1].values - 0.8).argmin(), 0]
    with held(page.plot.viewport(), page.plot.pixel_of(start), page.plot.pixel_of(complex(wanted))):
        pass
    assert window.session.experiment.balls[0].hyperparameters["momentum"] == pytest.approx(0.8, abs=0.02)
    assert window.session.experiment.balls[0].hyperparameters["learning_rate"] == 1.0


def test_that_a_value_is_typed_and_stepped_by_keys(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    type_into(row(page, "momentum").box, "0.64")
    assert abs(values(page)[0]) == pytest.approx(0.8)
    slider = row(page, "learning_rate").slider
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    rate = window.session.experiment.balls[0].hyperparameters["learning_rate"]
    key(window, Qt.Key.Key_Right)
    assert window.session.experiment.balls[0].hyperparameters["learning_rate"] > rate
    for _ in range(2):
        window.session.undo()
    assert window.session.experiment.balls[0].hyperparameters["momentum"] == 0.5


def test_that_a_rate_that_is_changed_elsewhere_moves_them_at_once(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    for rate in (0.2, 2.0, 5.0):
        window.session.editor.take_values(0, {"learning_rate": rate})
        assert sum(values(page)).real == pytest.approx(1.5 - 0.8 * rate)
        assert row(page, "learning_rate").box.value == rate


@pytest.mark.parametrize("name", ["adam", "newton"])
def test_that_rules_without_a_theory_say_so(open_window: OpenWindow, qtbot: QtBot, name: str) -> None:
    window, page = plane_tab(open_window, qtbot, bowl(ball(name), ball("gradient_descent")))
    assert "not proportional to the gradient" in page.facts.text()
    assert page.rows == ()
    assert page.shown() is None
    assert page.frame.isHidden()
    assert page.swept.isHidden()
    window.session.select_ball(1)
    assert len(values(page)) == 1
    assert [r.name for r in page.rows] == ["learning_rate"]
    assert not page.frame.isHidden()
    assert page.swept.isHidden()  # there is but one number
    assert_seen(page)


@pytest.mark.parametrize("name", [name for name, rule in OPTIMIZERS.items() if rule.theory is not None])
def test_that_every_rule_with_a_theory_is_seen_in_both_themes(
    open_window: OpenWindow, qtbot: QtBot, name: str
) -> None:
    window, page = plane_tab(open_window, qtbot, bowl(ball(name)))
    for theme in (DARK, LIGHT):
        window.session.looks.set_theme(theme.name)
        for axis in (0, 1):
            assert values(page, axis)
        assert_seen(page, 1, theme)
    assert page.shown() is page.plane
    assert "Curvature 0.2" in page.plot.accessibleDescription()


def test_that_far_eigenvalues_are_in_the_picture(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    window.session.editor.take_values(0, {"learning_rate": 500.0})
    assert abs(min(values(page), key=lambda value: value.real)) > 300.0
    assert_seen(page)
    window.session.editor.take_values(0, {"learning_rate": 1.0})
    assert_seen(page)


def test_that_the_place_is_that_of_the_ball_where_it_is_asked_for(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    experiment = Experiment(
        LandscapeChoice(formula="x**4 + y**2", domain=((-3.0, 3.0), (-3.0, 3.0))),
        (2.0, 1.0),
        (ball("gradient_descent", learning_rate=0.001),),
        steps=100,
    )
    window, page = plane_tab(open_window, qtbot, experiment)
    page.place.setCurrentIndex(1)
    window.session.clock.go_to(0)
    qtbot.waitUntil(lambda: values(page)[0].real == pytest.approx(1.0 - 0.001 * 48.0))
    window.session.clock.go_to(100)
    qtbot.waitUntil(lambda: values(page)[0].real > 1.0 - 0.001 * 40.0)


def test_that_pointing_at_an_eigenvalue_tells_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = plane_tab(open_window, qtbot, momentum_on_bowl())
    at = page.plot.mapToScene(page.plot.pixel_of(values(page)[0]).toPoint())
    assert "of size 0.7071; curvature 0.8" in page.plot.tip(QPointF(at))
    assert page.plot.tip(QPointF(at) + QPointF(60.0, 60.0)) == ""


@pytest.mark.parametrize("name", [name for name, rule in OPTIMIZERS.items() if rule.theory is not None])
def test_that_whatever_is_allowed_can_be_drawn(qtbot: QtBot, name: str) -> None:
    plots = PlanePlot(), FrequencyPlot()
    for plot in plots:
        qtbot.addWidget(plot)
        plot.set_theme(DARK)
        plot.resize(240, 240)
        plot.show()
    declared = OPTIMIZERS[name].hyperparameters
    numbers = {n: declared[n] for n in swept_numbers(name)}
    for ends in product(*((d.low, d.high) for d in numbers.values() if isinstance(d, Number))):
        extreme = ball(name, **dict(zip(numbers, ends, strict=True)))
        run = simulate(on_formula("0.1*x**2 + 1e6*y**2", (1.0, 1.0), extreme, steps=9))
        found = plane(run, 0, 0)
        plots[0].show_plane(found)
        plots[1].show_frequencies(frequencies(run, 0, 0))
        assert "nan" not in pairs_table(found, DARK)
        for plot in plots:
            plot.grab()


def test_that_a_ball_that_is_there_in_one_step_has_its_eigenvalues_in_the_middle(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    at_once = on_formula("x**2/2 + y**2/2", (1.0, 1.0), ball("gradient_descent", learning_rate=1.0))
    _, page = plane_tab(open_window, qtbot, at_once)
    assert [values(page, axis) for axis in (0, 1)] == [(0.0,), (0.0,)]
    assert_seen(page)
