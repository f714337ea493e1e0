"""What tabs of Explore have found is offered while it is of what is open, and gone when nobody can see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import bowl, picture_of
from laboratory import ball
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot
from test_freed import left, living

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.explore import basins, stability
from momentum_lab.gui.explore.ball_caption import BallCaption
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.explore.ensemble import EnsembleTab
from momentum_lab.gui.explore.plane import PlaneTab
from momentum_lab.gui.explore.stability import StabilityTab
from momentum_lab.gui.views.maps.basin_plot import BasinPlot
from momentum_lab.gui.views.maps.ends_plot import EndsPlot
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.landscapes import LANDSCAPES, LandscapeEntry
from momentum_lab.landscapes.user_library import own_path, write_entry
from momentum_lab.lessons.controls import EXPLORE
from momentum_lab.session.draft import Draft
from momentum_lab.simulation.run import Run

FOUND = (Run, StabilityMap, BasinMap, Ensemble)
SEARCHED = tuple(name for name in EXPLORE if name in ("stability", "basins", "ensemble"))


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability, "POINTS", 24)
    monkeypatch.setattr(basins, "POINTS", 16)


def noisy() -> Experiment:
    return replace(bowl(ball("momentum", learning_rate=0.5, momentum=0.5), ball("adam"), steps=40), noise=0.1)


def explored(window: MainWindow, qtbot: QtBot, *names: str) -> Explore:
    """Look at tabs until they show what they are to find."""
    explore = window.parts["explore"]
    assert isinstance(explore, Explore)
    window.docks["explore"].show()
    for name in names:
        explore.show_tab(name)
        if not isinstance(explore.page, CompareTab):  # which searches when it is asked to
            qtbot.waitUntil(lambda: explore.shown() is not None)
    return explore


@pytest.mark.parametrize("is_closed", [False, True])
def test_that_what_the_tabs_have_found_is_gone_on_another_landscape(
    open_window: OpenWindow, settled: Callable[[MainWindow], None], qtbot: QtBot, is_closed: bool
) -> None:
    others = {id(one()) for one in living(*FOUND)}
    window = open_window(noisy(), size=(1280, 760))
    explore = explored(window, qtbot, *EXPLORE)
    explored(window, qtbot, EXPLORE[0])
    if is_closed:
        window.docks["explore"].close()
    were = [one for one in living(*FOUND) if id(one()) not in others]
    assert {type(one()) for one in were} == {*FOUND}
    window.session.editor.choose_landscape("rosenbrock")
    settled(window)
    assert left(were) == []
    explored(window, qtbot, *EXPLORE)
    assert explore.shown() is not None


def test_that_what_was_found_on_the_same_landscape_stays_in_sight(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    explore = explored(window, qtbot, *SEARCHED)
    explored(window, qtbot, EXPLORE[0])
    tabs = [page for page in explore.pages if isinstance(page, StabilityTab | EnsembleTab)]
    found = [page.shown() for page in tabs]
    assert None not in found
    window.session.editor.move_start((1.0, 1.0))
    assert [page.shown() for page in tabs] == found


def test_that_there_are_as_many_maps_of_basins_as_balls(open_window: OpenWindow, qtbot: QtBot) -> None:
    others = {id(one()) for one in living(BasinPlot)}
    window = open_window(noisy(), size=(1280, 760))
    explored(window, qtbot, "basins")
    window.session.editor.remove_ball(1)
    assert len([plot for plot in left(living(BasinPlot)) if id(plot) not in others]) == 1
    window.session.undo()
    explored(window, qtbot, "basins")
    plots = [plot for plot in left(living(BasinPlot)) if id(plot) not in others]
    assert [plot.isVisible() for plot in plots] == [True, True]
    assert None not in [plot.map for plot in plots]


def test_that_a_long_name_above_a_map_of_basins_ends_in_dots(open_window: OpenWindow, qtbot: QtBot) -> None:
    names = (
        "A & <b>B</b>",
        "A ball that somebody has called by a name without room above any map",
    )
    balls = [replace(each, label=name) for each, name in zip(noisy().balls, names, strict=True)]
    window = open_window(replace(noisy(), balls=tuple(balls)), size=(1100, 720))
    explored(window, qtbot, "basins")
    captions = window.parts["explore"].findChildren(BallCaption)
    assert [caption.name.text for caption in captions] == [*names]
    assert [caption.name.is_cut for caption in captions] == [False, True]
    assert [caption.name.toolTip() == "" for caption in captions] == [True, False]


@pytest.mark.parametrize("name", [name for name in EXPLORE if name != "compare"])
def test_that_what_was_found_of_a_former_experiment_is_no_picture(
    open_window: OpenWindow, qtbot: QtBot, name: str
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    explore = explored(window, qtbot, name)
    before = explore.shown()
    window.session.editor.change(replace(window.session.experiment, seed=7))
    assert explore.shown() is None
    qtbot.waitUntil(lambda: explore.shown() is not None)
    assert explore.shown() is not before
    window.session.undo()
    assert explore.shown() is None


def test_that_a_comparison_can_be_exported_for_as_long_as_it_is_shown(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    explore = explored(window, qtbot, "compare")
    page = explore.page
    assert isinstance(page, CompareTab)
    assert explore.shown() is None
    page.search.click()
    qtbot.waitUntil(lambda: explore.shown() is not None)
    found = explore.shown()
    qtbot.waitUntil(lambda: not page.is_searching)
    explored(window, qtbot, EXPLORE[0])
    window.session.editor.choose_landscape("rosenbrock")
    explored(window, qtbot, EXPLORE[0], "compare")
    assert explore.shown() is found
    assert isinstance(found, Comparison)
    assert page.note.text() == (
        f"Found for “{found.experiment.title}” as it was then, not for what is open now."
    )
    for button in (page.same, page.best):
        button.click()
        assert page.note.text().startswith("Searched with ")  # what is open now is what was found
    explored(window, qtbot, EXPLORE[0])
    window.session.editor.choose_landscape("himmelblau")
    explored(window, qtbot, "compare")
    assert (
        page.note.text() == f"Found for “{found.experiment.title}” as it was then, not for what is open now."
    )


@pytest.mark.usefixtures("_own_landscapes")
@pytest.mark.parametrize("name", SEARCHED)
def test_that_maps_of_a_landscape_that_was_rewritten_are_made_anew(
    open_window: OpenWindow, settled: Callable[[MainWindow], None], qtbot: QtBot, name: str
) -> None:
    write_entry(own_path("mine").parent, own("x**2 + y**2"))
    LANDSCAPES.reload()
    window = open_window(replace(noisy(), landscape=LandscapeChoice(name="mine")), size=(1280, 760))
    explore = explored(window, qtbot, name)
    for times, front in ((3, name), (5, EXPLORE[0])):
        explored(window, qtbot, name)
        found = explore.shown()
        explore.show_tab(front)
        write_entry(own_path("mine").parent, own(f"{times}*x**2 + y**2"))
        window.session.library.reload()
        explore.show_tab(name)
        assert explore.shown() is None
        settled(window)
        qtbot.waitUntil(lambda: explore.shown() is not None)
        assert explore.shown() is not found


@pytest.mark.usefixtures("_own_landscapes")
@pytest.mark.parametrize("way", ["rewritten", "deleted"])
@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_that_a_comparison_goes_with_the_landscape_that_it_was_made_on(
    open_window: OpenWindow, settled: Callable[[MainWindow], None], qtbot: QtBot, way: str, is_elsewhere: bool
) -> None:
    write_entry(own_path("mine").parent, own("x**2 + y**2"))
    LANDSCAPES.reload()
    window = open_window(replace(noisy(), landscape=LandscapeChoice(name="mine")), size=(1280, 760))
    explore = explored(window, qtbot, "compare")
    page = explore.page
    assert isinstance(page, CompareTab)
    page.search.click()
    qtbot.waitUntil(lambda: page.found is not None and not page.is_searching)
    if is_elsewhere:
        window.session.editor.choose_landscape("elliptic_bowl")
        settled(window)
    if way == "deleted":
        window.session.library.delete("mine")
    else:
        write_entry(own_path("mine").parent, own("7*x**2 + y**2"))
        window.session.library.reload()
    settled(window)
    assert explore.shown() is None
    assert page.table.rowCount() == 0
    assert not page.best.isEnabled()
    assert page.search.text() == "Search"


def own(formula: str) -> LandscapeEntry:
    """A landscape of one's own."""
    return Draft(formula, box=((-4.0, 4.0), (-4.0, 4.0)), start=(-3.0, 1.0), tags=("convex",)).entry("mine")


def test_that_what_was_found_can_be_exported_from_the_next_window(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    former = explored(window, qtbot, *SEARCHED)
    coming = Explore(window.session)
    qtbot.addWidget(coming)
    coming.take_over(former)
    for name in SEARCHED:
        page, other = (explore.pages[EXPLORE.index(name)] for explore in (coming, former))
        assert page.is_current()
        assert type(page.shown()) is type(other.shown()) is not type(None)
    coming.stop()


def test_that_the_next_window_has_axes_of_the_ball_that_was_chosen_while_another_tab_was_seen(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    balls = ball("adam"), ball("gradient_descent")
    window = open_window(replace(noisy(), balls=balls), size=(1280, 760))
    former = explored(window, qtbot, "stability")
    page = former.page
    assert isinstance(page, StabilityTab)
    page.across.setCurrentIndex(page.across.count() - 1)  # of more than gradient descent has
    explored(window, qtbot, EXPLORE[0])
    window.session.select_ball(1)
    coming = Explore(window.session)
    qtbot.addWidget(coming)
    coming.take_over(former)
    taken = coming.pages[EXPLORE.index("stability")]
    assert isinstance(taken, StabilityTab)
    assert {taken.across.currentData(), taken.up.currentData()} == {"learning_rate", "weight_decay"}
    coming.stop()


def test_that_the_next_window_has_ways_of_the_ball_that_was_chosen_while_another_tab_was_seen(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    balls = ball("momentum"), ball("gradient_descent")
    window = open_window(bowl(*balls), size=(1280, 760))
    former = explored(window, qtbot, "plane")
    page = former.page
    assert isinstance(page, PlaneTab)
    page.swept.setCurrentIndex(page.swept.findData("momentum"))
    for chosen, name in ((0, "momentum"), (1, "learning_rate")):
        explored(window, qtbot, EXPLORE[0])
        window.session.select_ball(chosen)
        coming = Explore(window.session)
        qtbot.addWidget(coming)
        coming.take_over(former)
        taken = coming.pages[EXPLORE.index("plane")]
        assert isinstance(taken, PlaneTab)
        assert taken.swept.currentData() == name
        coming.stop()


def test_that_the_ground_of_a_plane_is_not_under_the_ends_on_a_line(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    explore = explored(window, qtbot, "ensemble")
    page = explore.page
    assert isinstance(page, EnsembleTab)
    assert len(colors_of(page.ends)) > 40
    window.session.editor.use_formula(LandscapeChoice(formula="x**4 - x**2", domain=((-2.0, 2.0),)))
    qtbot.waitUntil(lambda: explore.shown() is not None)
    assert len(colors_of(page.ends)) < 40


def test_that_a_map_that_is_still_to_come_has_the_colours_of_the_theme_that_there_is_now(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    window.session.looks.set_theme(DARK.name)
    explore = explored(window, qtbot, "ensemble", EXPLORE[0])
    page = explore.pages[EXPLORE.index("ensemble")]
    assert isinstance(page, EnsembleTab)
    window.session.editor.choose_landscape("rosenbrock")
    window.session.looks.set_theme(LIGHT.name)
    explore.show_tab("ensemble")
    assert explore.shown() is None
    lightness = [QColor(name).lightnessF() for name in colors_of(page.ends)]
    assert min(lightness) > 0.5


def colors_of(plot: EndsPlot) -> set[str]:
    """The colours at the middle of a plot, from its top to its bottom."""
    seen, inside = picture_of(plot), plot.mapFromScene(plot.plot.vb.sceneBoundingRect()).boundingRect()
    points = ((inside.left() + 3 + 2 * i, y) for i in range(5) for y in range(inside.top(), inside.bottom()))
    return {seen.pixelColor(x, y).name() for x, y in points}
