"""The tab of the filter: gain at once, spectra with the run, and a sentence where there is nothing."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import bowl, has_near, picture_of
from laboratory import ball
from PyQt6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.explore.filter import FilterTab
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.optimizers import OPTIMIZERS


def filter_tab(open_window: OpenWindow, qtbot: QtBot, experiment: Experiment) -> tuple[MainWindow, FilterTab]:
    """Open a window with the tab in front, and its spectra there."""
    window = open_window(experiment, size=(1280, 760))
    explore = window.parts["explore"]
    (page,) = [p for p in explore.pages if isinstance(p, FilterTab)]
    explore.tabs.setCurrentWidget(page)
    window.docks["explore"].toggle()
    qtbot.waitUntil(lambda: page.isVisible() and page.found is not None and page._run is not None)
    return window, page


def gain_pixel(page: FilterTab, frequency: float, gain: float) -> QPointF:
    height = page.plot._axes[0].axis.place(gain)
    at = page.plot.gain.vb.mapViewToScene(QPointF(frequency, height))
    return QPointF(page.plot.mapFromScene(at))


def test_that_the_ends_of_the_gain_are_marked_and_named(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = filter_tab(open_window, qtbot, bowl(ball("momentum", momentum=0.9)))
    assert [text for _, _, text in page.plot.ends.ends] == ["10", "0.5263"]
    assert "1&nbsp;/&nbsp;(1&nbsp;−&nbsp;β)" in page.facts.text()
    for theme in (LIGHT, DARK):
        window.session.looks.set_theme(theme.name)
        picture_of(page.plot)
        seen = picture_of(page.plot)
        for frequency, gain in ((0.0, 10.0), (0.5, 1.0 / 1.9)):
            assert has_near(seen, gain_pixel(page, frequency, gain), theme.text)


def test_that_the_gain_follows_a_value_at_once(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = filter_tab(open_window, qtbot, bowl(ball("momentum", momentum=0.9)))
    window.session.editor.take_values(0, {"momentum": 0.5})
    assert [text for _, _, text in page.plot.ends.ends] == ["2", "0.6667"]
    before = page.found
    assert before is not None
    qtbot.waitUntil(lambda: page.found is not before)  # the spectra of its run
    assert page.found.spectra is not None


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_every_rule_has_spectra_and_a_gain_or_a_sentence(
    open_window: OpenWindow, qtbot: QtBot, name: str
) -> None:
    _, page = filter_tab(open_window, qtbot, bowl(ball(name)))
    found = page.shown()
    assert found is not None
    assert found.spectra is not None
    assert page.facts.isHidden() == (found.gain is None)
    assert ("no filter" in page.notes.text()) == (found.gain is None)
    assert (page.plot.gain in page.plot.ci.items) == (found.gain is not None)
    picture_of(page)


def test_that_what_is_not_there_leaves_its_place(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, page = filter_tab(open_window, qtbot, bowl(ball("adagrad"), ball("momentum"), steps=4))
    assert page.frame.isHidden()
    assert "no filter" in page.notes.text()
    assert "fewer than 8 steps" in page.notes.text()
    assert page.shown() is None
    window.session.select_ball(1)
    assert not page.frame.isHidden()
    assert page.plot.spectra not in page.plot.ci.items
    window.session.editor.change(bowl(ball("momentum"), steps=40))
    qtbot.waitUntil(lambda: page.plot.spectra in page.plot.ci.items)
    window.session.editor.change(bowl(ball("rprop"), steps=40))
    qtbot.waitUntil(lambda: page.plot.gain not in page.plot.ci.items)


def test_that_a_ball_that_runs_away_is_told_of(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, page = filter_tab(open_window, qtbot, bowl(ball("gradient_descent", learning_rate=50.0), steps=400))
    assert "runs away" in page.notes.text()
    picture_of(page)


def test_that_a_memory_that_grows_by_itself_is_drawn_without_a_curve(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    wild = ball("physical_ball", mass=1.0, friction=30.0, time_step=0.1)
    _, page = filter_tab(open_window, qtbot, bowl(wild, steps=20))
    assert page.plot.ends.ends == []
    assert "∞" in page.facts.text()
    picture_of(page)
