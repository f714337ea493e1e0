"""The Explore dock and its first tab, in real windows."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import bowl, is_color, key, picture_of
from laboratory import ball
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import CancelledError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.gui.docks.explore import BETWEEN
from momentum_lab.gui.explore.theory import TheoryTab
from momentum_lab.gui.explore.worker import Worker
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session.clock import Clock

LEFT = Qt.MouseButton.LeftButton


def in_wide(open_window: OpenWindow, experiment: str | Experiment = "ravine") -> MainWindow:
    """Open a window in which the dock has room."""
    return open_window(experiment, size=(1280, 760))


def momentum_on_bowl(**more: object) -> Experiment:
    return bowl(
        ball("momentum", learning_rate=0.5, momentum=0.5), ball("gradient_descent"), **{"steps": 200, **more}
    )


def theory_tab(window: MainWindow, qtbot: QtBot) -> TheoryTab:
    window.docks["explore"].toggle()
    page = window.parts["explore"].page
    assert isinstance(page, TheoryTab)
    qtbot.waitUntil(page.isVisible)
    return page


def test_that_the_dock_is_hidden_at_first_and_the_key_shows_and_hides_it(open_window: OpenWindow) -> None:
    window = in_wide(open_window)
    assert window.docks["explore"].isHidden()
    assert not window.actions_by_name["explore"].isChecked()
    key(window, Qt.Key.Key_X)
    assert window.docks["explore"].isVisible()
    assert window.actions_by_name["explore"].isChecked()
    key(window, Qt.Key.Key_X)
    assert window.docks["explore"].isHidden()
    assert not window.actions_by_name["explore"].isChecked()


def test_that_the_next_start_finds_the_dock_where_it_was(open_window: OpenWindow) -> None:
    first = in_wide(open_window)
    first.docks["explore"].toggle()
    first.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, first.docks["explore"])
    first.close()
    second = open_window()
    assert second.docks["explore"].isVisible()
    assert second.dockWidgetArea(second.docks["explore"]) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert second.actions_by_name["explore"].isChecked()


def test_that_the_dock_floats_and_comes_back_with_its_facts(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    page = theory_tab(window, qtbot)
    window.docks["explore"].setFloating(True)
    qtbot.waitUntil(lambda: window.docks["explore"].isFloating() and page.isVisible())
    assert "condition" in page.facts.text()
    window.docks["explore"].setFloating(False)
    qtbot.waitUntil(page.isVisible)


def test_that_the_facts_are_told_and_the_measured_rate_agrees(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    page = theory_tab(window, qtbot)
    assert "underdamped" in page.modes.text()
    told = page.facts.text().replace("&nbsp;", " ")
    assert "condition number" in told
    assert "stable below" in told
    assert told.count("0.7071") == 2  # predicted and measured
    assert page.plot.isVisible()


def test_that_taking_the_best_values_is_one_change_that_can_be_undone(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    page = theory_tab(window, qtbot)
    before = window.session.experiment
    assert page.take.isEnabled()
    assert "momentum" in page.take.toolTip()
    QTest.mouseClick(page.take, LEFT)
    values = window.session.experiment.balls[0].hyperparameters
    assert values["momentum"] == pytest.approx(1 / 9, rel=1e-5)
    assert values["learning_rate"] == pytest.approx((2 / (0.2**0.5 + 0.8**0.5)) ** 2, rel=1e-5)
    assert window.session.experiment.balls[1] == before.balls[1]
    window.session.undo()
    assert window.session.experiment == before


def test_that_best_values_of_another_optimizer_are_not_taken(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    page = theory_tab(window, qtbot)
    window.session.editor.change_optimizer(0, "gradient_descent")  # whose run is still to come
    before = window.session.experiment
    QTest.mouseClick(page.take, LEFT)
    assert window.session.experiment == before


@pytest.mark.parametrize("step", [4, 40])
def test_that_the_best_values_are_those_in_force_at_the_playhead(
    open_window: OpenWindow, qtbot: QtBot, settled, step: int
) -> None:
    experiment = momentum_on_bowl()
    change = BallChange(5, FrozenMapping({"learning_rate": 0.01}))
    body = replace(experiment.balls[0], changes=(change,))
    window = in_wide(open_window, experiment.with_ball(0, body))
    page = theory_tab(window, qtbot)
    settled(window)
    window.session.go_to(step)

    def is_there() -> bool:
        found = page.shown()
        return found is not None and found.run is window.session.run and found.theory.step == step

    qtbot.waitUntil(is_there)
    QTest.mouseClick(page.take, LEFT)
    now = window.session.experiment.balls[0]
    rates = [now.as_of(at).hyperparameters["learning_rate"] for at in (4, 5)]
    best = pytest.approx((2 / (0.2**0.5 + 0.8**0.5)) ** 2, rel=1e-5)
    assert rates == ([best, 0.01] if step < 5 else [0.5, best])
    window.session.undo()
    assert window.session.experiment.balls[0] == body


def test_that_no_best_values_are_offered_where_none_are_known(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, bowl(ball("adam")))
    page = theory_tab(window, qtbot)
    assert not page.take.isEnabled()
    assert "promises nothing" in page.facts.text()
    assert "condition" in page.facts.text()


@pytest.mark.parametrize("name", ["saddle", "plateau", "double_well", "noisy_gradients", "two_basins"])
def test_that_every_kind_of_landscape_has_its_facts(open_window: OpenWindow, qtbot: QtBot, name: str) -> None:
    window = in_wide(open_window, name)
    page = theory_tab(window, qtbot)
    for place in (0, 1):
        page.place.setCurrentIndex(place)
        for index in range(page.chooser.count()):
            page.chooser.setCurrentIndex(index)
            assert page.modes.text()
    window.session.looks.set_theme(DARK.name)
    window.session.looks.set_theme(LIGHT.name)
    page.figure.grab()


def test_that_the_facts_where_the_ball_is_follow_the_playhead(open_window: OpenWindow, qtbot: QtBot) -> None:
    experiment = Experiment(
        replace(bowl().landscape, formula="x**4 + y**2"), (2.0, 1.0), (ball("gradient_descent"),), steps=100
    )
    window = in_wide(open_window, experiment)
    page = theory_tab(window, qtbot)
    page.place.setCurrentIndex(1)
    window.session.clock.go_to(0)
    qtbot.waitUntil(lambda: "48" in page.modes.text())
    window.session.clock.go_to(100)
    qtbot.waitUntil(lambda: "48" not in page.modes.text())


def test_that_another_experiment_changes_balls_and_facts(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    page = theory_tab(window, qtbot)
    page.chooser.setCurrentIndex(1)
    window.session.editor.change(bowl(ball("nesterov"), steps=80))
    assert page.chooser.count() == 1
    qtbot.waitUntil(lambda: window.session.clock.is_settled)
    qtbot.waitUntil(lambda: page._run is not None and page._run.experiment == window.session.experiment)
    assert page.chooser.ball == 0


def test_that_a_hidden_dock_does_no_work(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    page = theory_tab(window, qtbot)
    window.docks["explore"].toggle()
    shown = page.modes.text(), page.facts.text()
    window.session.editor.change(bowl(ball("nesterov"), steps=80))
    qtbot.waitUntil(lambda: window.session.clock.is_settled)
    qtbot.wait(2 * BETWEEN)
    assert (page.modes.text(), page.facts.text()) == shown
    assert not any(thread.name == "explore" for thread in threading.enumerate())


def test_that_the_worker_drops_what_is_stale_and_gives_up_soon(qtbot: QtBot) -> None:
    worker = Worker(Clock())
    told: list[str] = []

    def endless(progress):  # type: ignore[no-untyped-def]
        told.append("begun")
        while progress(0.5):
            time.sleep(0.001)
        told.append("ended")
        raise CancelledError
        yield

    worker.submit(endless)
    qtbot.waitUntil(lambda: told == ["begun"])
    worker.submit(lambda progress: iter(["first", "second"]))
    qtbot.waitUntil(lambda: worker.is_done)
    assert told == ["begun", "ended"]
    assert worker.take() == ["first", "second"]
    assert worker.take() == []
    assert worker.error is None
    assert worker.close()


def test_that_the_worker_tells_what_went_wrong_and_goes_on(qtbot: QtBot) -> None:
    worker = Worker(Clock())

    def broken(progress):  # type: ignore[no-untyped-def]
        raise ValueError("broken")
        yield

    worker.submit(broken)
    qtbot.waitUntil(lambda: worker.is_done)
    assert isinstance(worker.error, ValueError)
    worker.submit(lambda progress: iter([1]))
    qtbot.waitUntil(lambda: worker.is_done)
    assert worker.error is None
    assert worker.close()


def test_that_a_worker_that_never_worked_closes_at_once() -> None:
    assert Worker(Clock()).close()


def test_that_a_dock_that_begins_to_float_leaves_the_map_free(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window)
    dock = window.docks["explore"]
    dock.toggle()
    qtbot.waitUntil(dock.isVisible)
    QTest.mouseClick(dock.bar.float, LEFT)
    qtbot.waitUntil(dock.isFloating)
    assert dock.bar.float.toolTip() == "Put Explore back into the window"
    frame = window.view_area.frames["contour"]
    seen = QRect(frame.mapToGlobal(QPoint()), frame.size())
    assert not dock.frameGeometry().intersects(seen)
    assert dock.screen().availableGeometry().contains(dock.frameGeometry())
    QTest.mouseDClick(dock.bar, LEFT)
    qtbot.waitUntil(lambda: not dock.isFloating())
    QTest.mouseClick(dock.bar.close_button, LEFT)
    assert dock.isHidden()
    assert not window.actions_by_name["explore"].isChecked()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_the_buttons_of_a_dock_are_seen_in_both_themes(open_window: OpenWindow, theme: Theme) -> None:
    window = in_wide(open_window)
    window.session.looks.set_theme(theme.name)
    dock = window.docks["explore"]
    dock.toggle()
    for button in (dock.bar.float, dock.bar.close_button):
        image = picture_of(button)
        places = [QPoint(x, y) for x in range(image.width()) for y in range(image.height())]
        assert any(is_color(image.pixelColor(place), theme.muted, 40) for place in places)


def test_that_without_a_minimum_there_are_no_errors_to_draw(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = in_wide(open_window, "saddle")
    page = theory_tab(window, qtbot)
    assert page.frame.isHidden()
    assert "runs away" in page.modes.text()
    window.session.editor.change(momentum_on_bowl())
    qtbot.waitUntil(lambda: not page.frame.isHidden())


def test_that_the_arrows_go_through_the_tabs_once_tab_has_led_there(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = in_wide(open_window, momentum_on_bowl())
    theory_tab(window, qtbot)
    bar = window.parts["explore"].tabs.tabBar()
    step = window.session.step
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Qt.Key.Key_Right)
    assert window.parts["explore"].tabs.currentIndex() == 1
    assert window.session.step == step
    bar.clearFocus()
    QTest.mouseClick(bar, LEFT, Qt.KeyboardModifier.NoModifier, bar.tabRect(0).center())
    key(window, Qt.Key.Key_Right)
    assert window.parts["explore"].tabs.currentIndex() == 0
    assert window.session.step == step + 1
