"""What tabs of Explore have found is offered while it is of what is open, and gone when nobody can see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import bowl
from laboratory import ball
from pytestqt.qtbot import QtBot
from test_freed import left, living

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.explore import basins, stability
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.explore.ensemble import EnsembleTab
from momentum_lab.gui.explore.stability import StabilityTab
from momentum_lab.gui.views.maps.basin_plot import BasinPlot
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.controls import EXPLORE
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


@pytest.mark.parametrize("name", SEARCHED)
def test_that_what_was_found_of_a_former_experiment_is_no_picture(
    open_window: OpenWindow, qtbot: QtBot, name: str
) -> None:
    window = open_window(noisy(), size=(1280, 760))
    explore = explored(window, qtbot, name)
    before = explore.shown()
    window.session.editor.change(replace(window.session.experiment, seed=7))
    assert explore.shown() is None
    qtbot.waitUntil(lambda: explore.shown() is not None)
    assert explore.shown() != before
    window.session.undo()
    assert explore.shown() is None
