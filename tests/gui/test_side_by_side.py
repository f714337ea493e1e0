"""Small multiples in the window: which, what they show, and that they play together."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from conftest import OpenWindow
from driving import bowl, distance, has_near, held, key, picture_of, type_into
from laboratory import ball
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from test_contour_map import wheel

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.grid import BALLS
from momentum_lab.figures.views import VIEWS
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.window.main_window import MainWindow

Key = Qt.Key
RATES = "balls.0.learning_rate=0.1,0.2,0.4"


def cells_of(window):
    return window.view_area.multiples.area


def captions(window):
    return [frame.caption.text for frame in cells_of(window).frames]


def shown_runs(window):
    return [view._scene.run for view in cells_of(window).views]


def show(qtbot: QtBot, window, grid: str, count: int) -> None:
    window.session.side_by_side.show(grid)
    qtbot.waitUntil(lambda: len(cells_of(window).frames) == count and all(map(bool, captions(window))))
    picture_of(window)


def with_maps(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    """A window with a map of each ball, with its path."""
    window = open_window("ravine", size=(1200, 800))
    key(window, Key.Key_V)
    qtbot.waitUntil(lambda: window.session.clock.is_settled)
    picture_of(window)
    return window


def test_that_a_key_shows_each_ball_alone_and_the_views_again(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    key(window, Key.Key_V)
    picture_of(window)
    labels = window.session.experiment.labels
    assert captions(window) == list(labels)
    for index, run in enumerate(shown_runs(window)):
        assert [each.visible for each in run.experiment.balls] == [i == index for i in range(len(labels))]
    assert not any(frame.isVisible() for frame in window.view_area.frames.values())
    places = [frame.geometry() for frame in cells_of(window).frames]
    assert len({(place.width(), place.height()) for place in places}) == 1
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    assert window.actions_by_name["side_by_side"].isChecked()
    cells_of(window).bar.close_button.click()
    assert not window.actions_by_name["side_by_side"].isChecked()
    assert not cells_of(window).isVisible()
    assert window.view_area.frames["contour"].isVisible()
    assert not window.session.model.can_undo


def test_that_they_play_together_each_with_its_ball_where_it_is(open_window: OpenWindow) -> None:
    window = open_window(bowl(*(ball("momentum", learning_rate=rate) for rate in (0.1, 0.3, 0.9)), steps=30))
    key(window, Key.Key_V)
    for step in (4, 9):
        window.session.go_to(step)
        picture_of(window)
        for index, view in enumerate(cells_of(window).views):
            assert isinstance(view, ContourView)
            at = view.pixel_of(tuple(window.session.run.at(index, step).position[0]))
            color = window.session.experiment.balls[index].color
            assert has_near(picture_of(view.widget), at, color, reach=3), (step, index)


def test_that_the_maps_show_the_same_part_and_follow_the_one_that_is_moved(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = with_maps(open_window, qtbot)
    views = cells_of(window).views
    ranges = [view._plot.vb.viewRange() for view in views]
    np.testing.assert_allclose(ranges, [ranges[0]] * len(views))
    viewport = views[1].canvas.viewport()

    def seen():
        return [view._plot.vb.viewRange() for view in views]

    def are_alike() -> bool:  # axes take a pixel more or less, and maps are to scale
        return np.allclose(seen(), [seen()[1]] * len(views), atol=0.03 * np.ptp(seen()[1][0]))

    def is_moved() -> bool:  # again, if the paths came just then, and the part with them was shown
        if seen()[1] == ranges[1]:
            wheel(viewport, QPointF(viewport.width() / 3, viewport.height() / 3))
        return seen()[0] != ranges[0] and are_alike()

    qtbot.waitUntil(is_moved)
    assert np.ptp(seen()[0][0]) < 0.95 * np.ptp(ranges[0][0])
    window.view_area.show_whole()
    assert {view.outlook for view in views} == {None}


def test_that_a_map_that_the_pointer_only_went_over_leads_no_other(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = with_maps(open_window, qtbot)
    passed, moved, *others = cells_of(window).views
    assert {view.outlook for view in (passed, moved, *others)} == {None}

    def is_followed() -> bool:
        if moved.outlook is None:
            over = passed.canvas.viewport()
            none, at = Qt.MouseButton.NoButton, QPointF(20.0, 20.0)
            there = QPointF(over.mapToGlobal(at))
            moves = QMouseEvent(QEvent.Type.MouseMove, at, there, none, none, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(over, moves)  # and at once
            viewport = moved.canvas.viewport()
            wheel(viewport, QPointF(viewport.width() / 3, viewport.height() / 3))
        return None not in (passed.outlook, moved.outlook)

    qtbot.waitUntil(is_followed)


def test_that_values_of_a_hyperparameter_are_computed_and_change_nothing(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(bowl(ball("momentum", learning_rate=0.3), steps=30))
    before = window.session.experiment
    show(qtbot, window, RATES, 3)
    assert captions(window) == [f"learning rate = {rate}" for rate in (0.1, 0.2, 0.4)]
    rates = [run.experiment.balls[0].hyperparameters["learning_rate"] for run in shown_runs(window)]
    assert rates == [0.1, 0.2, 0.4]
    assert window.session.experiment == before
    assert not window.session.model.can_undo


def test_that_the_runs_of_values_follow_the_experiment(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(ball("momentum", learning_rate=0.3), steps=30))
    show(qtbot, window, RATES, 3)
    window.session.editor.move_start((2.0, 1.0))
    qtbot.waitUntil(lambda: {run.experiment.start for run in shown_runs(window)} == {(2.0, 1.0)})
    assert [run.at(0, 0).position[0].tolist() for run in shown_runs(window)] == [[2.0, 1.0]] * 3


def test_that_the_start_is_dragged_in_any_of_them(open_window: OpenWindow) -> None:
    window = open_window(bowl(ball("momentum"), ball("adam"), start=(-5.0, -2.0)))
    key(window, Key.Key_V)
    picture_of(window)
    view = cells_of(window).views[1]
    begin, end = view.pixel_of((-5.0, -2.0)), view.pixel_of((-3.0, -1.0))
    with held(view.canvas.viewport(), begin, end):
        pass
    found = QPointF(*window.session.experiment.start)
    assert distance(found, QPointF(-3.0, -1.0)) < 0.2


def test_that_the_bar_offers_values_around_the_balls_own_and_takes_others(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(bowl(ball("momentum", learning_rate=0.3, momentum=0.9), steps=30))
    key(window, Key.Key_V)
    bar = cells_of(window).bar
    bar.kind.setCurrentIndex(1)
    bar.kind.activated.emit(1)
    qtbot.waitUntil(lambda: len(cells_of(window).frames) == 4)
    assert bar.values.text() == "0.075, 0.15, 0.3, 0.6"
    index = bar.varied.findData("balls.0.momentum")
    bar.varied.setCurrentIndex(index)
    bar.varied.activated.emit(index)
    qtbot.waitUntil(lambda: captions(window)[:1] == ["momentum = 0"])
    assert window.session.side_by_side.grid == "balls.0.momentum=0,0.8,0.9,0.95,0.975"
    type_into(bar.values, "0.5, 0.99")
    qtbot.waitUntil(lambda: captions(window) == ["momentum = 0.5", "momentum = 0.99"])
    type_into(bar.values, "0.5, 2")
    assert bar._remark.is_wrong
    assert window.session.side_by_side.grid == "balls.0.momentum=0.5,0.99"


def test_that_another_view_is_chosen_and_all_losses_have_one_axis(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    key(window, Key.Key_V)
    window.session.side_by_side.set_view("loss")
    picture_of(window)
    views = cells_of(window).views
    assert all(isinstance(view, LossView) for view in views)
    assert len({view.axis for view in views}) == 1
    at = views[2].pixel_of(17, float(window.session.run.at(2, 17).loss[0]))
    QTest.mouseClick(views[2].canvas.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert window.session.step == 17


@pytest.mark.parametrize(
    ("grid", "last"),
    [("balls", 60.0), ("run.steps=20,50,10", 150.0), ("balls.0.optimizer=newton,momentum", 60.0)],
)
@pytest.mark.parametrize("is_log", [False, True])
def test_that_over_evaluations_all_have_one_axis_of_them(
    open_window: OpenWindow, qtbot: QtBot, grid: str, last: float, is_log: bool
) -> None:
    window = open_window(bowl(ball("gradient_descent"), ball("newton"), steps=20))
    looks = window.session.looks
    looks.set_evaluations(True)
    looks.set_log_steps(is_log)
    window.session.side_by_side.set_view("loss")
    show(qtbot, window, grid, 3 if "steps" in grid else 2)
    views = cells_of(window).views
    assert all(isinstance(view, LossView) for view in views)
    ends = {tuple(view.panels[0].plot.vb.viewRange()[0]) for view in views}
    assert len(ends) == 1
    (left, right), steps = ends.pop(), views[0].panels[0].steps
    assert float(steps.step(left)) <= 0.0
    assert 0.0 < right - float(steps.forward(last)) <= 0.1 * (right - left)  # room for a marker
    looks.set_evaluations(False)
    assert len({tuple(view.panels[0].plot.vb.viewRange()[0]) for view in views}) == 1


def test_that_on_a_line_they_are_curves_and_a_plane_has_maps_again(open_window: OpenWindow, settled) -> None:
    window = open_window(preset("double_well"))
    key(window, Key.Key_V)
    picture_of(window)
    assert all(isinstance(view, CurveView) for view in cells_of(window).views)
    window.session.document.open_preset("saddle")
    settled(window)
    picture_of(window)
    assert all(isinstance(view, ContourView) for view in cells_of(window).views)
    assert captions(window) == list(window.session.experiment.labels)


@pytest.mark.parametrize("view", [kind.name for kind in VIEWS])
@pytest.mark.parametrize("grid", [BALLS, RATES])
def test_that_any_view_goes_from_planes_to_lines_and_back(
    open_window: OpenWindow, qtbot: QtBot, settled, view: str, grid: str
) -> None:
    (kind,) = (kind for kind in VIEWS if kind.name == view)
    names = {1: "double_well", 2: "saddle"}
    window = open_window(preset(names[kind.dimensions[0]]))
    window.session.side_by_side.set_view(view)
    for dimension in (kind.dimensions[0], 3 - kind.dimensions[0], kind.dimensions[0]):
        window.session.document.open_preset(names[dimension])
        window.session.side_by_side.show(grid)
        settled(window)
        count = 3 if grid == RATES else len(window.session.experiment.balls)
        wanted = [dimension] * count
        qtbot.waitUntil(
            lambda wanted=wanted: [each.run.ground.dimension for each in cells_of(window)._cells] == wanted
        )
        picture_of(window)
        shown = cells_of(window)._kind
        assert dimension in shown.dimensions
        assert (shown.name == view) == (dimension in kind.dimensions)
        assert cells_of(window).bar.view.currentData() == shown.name
    assert window.session.side_by_side.view == view


def test_that_one_view_alone_and_the_layout_as_at_first_end_it(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    key(window, Key.Key_V)
    window.actions_by_name["maximize_contour"].trigger()
    assert not window.session.side_by_side.is_shown
    assert window.view_area.frames["contour"].isVisible()
    key(window, Key.Key_V)
    assert window.session.side_by_side.is_shown
    window.session.select_ball(2)  # another selection is no wish for one view
    assert window.session.side_by_side.is_shown
    window.actions_by_name["reset_layout"].trigger()
    assert not window.session.side_by_side.is_shown
    assert window.view_area.frames["loss"].isVisible()


def test_that_what_is_hidden_is_told_nothing(open_window: OpenWindow, monkeypatch) -> None:
    window = open_window("ravine")
    told = []
    for name, view in window.views.items():
        monkeypatch.setattr(view, "show_step", lambda step, name=name: told.append(name))
    key(window, Key.Key_V)
    for view in cells_of(window).views:
        monkeypatch.setattr(view, "show_step", lambda step: told.append("cell"))
    window.session.go_to(5)
    assert set(told) == {"cell"}
    told.clear()
    key(window, Key.Key_V)
    told.clear()
    window.session.go_to(9)
    assert told
    assert "cell" not in told


def test_that_many_scroll_and_are_large_enough_to_be_read(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(ball("momentum"), steps=10))
    grid = "balls.0.learning_rate=" + ",".join(f"{0.01 * (n + 1):.2f}" for n in range(24))
    show(qtbot, window, grid, 24)
    sizes = {(frame.width(), frame.height()) for frame in cells_of(window).frames}
    assert min(width for width, _ in sizes) >= 140
    assert min(height for _, height in sizes) >= 130


def test_that_values_go_with_their_card_and_end_with_their_ball(
    open_window: OpenWindow, qtbot: QtBot, settled
) -> None:
    window = open_window(bowl(ball("momentum"), ball("gradient_descent"), ball("adam"), steps=10))
    session = window.session
    show(qtbot, window, RATES, 3)
    area = cells_of(window)

    def seen() -> set[str]:
        runs = (view._scene.run.experiment for view in area.views)
        return {run.labels[i] for run in runs for i, one in enumerate(run.balls) if one.visible}

    session.balls.move(0, 2)
    settled(window)
    qtbot.waitUntil(lambda: all(run.experiment.labels[2] == "Momentum" for run in shown_runs(window)))
    assert seen() == {"Momentum"}
    assert area.bar.varied.currentText() == "Momentum: learning rate"
    session.editor.remove_ball(0)
    settled(window)
    qtbot.waitUntil(lambda: all(len(run.experiment.balls) == 2 for run in shown_runs(window)))
    assert seen() == {"Momentum"}
    session.editor.remove_ball(1)
    assert not session.side_by_side.is_shown
    assert window.view_area.frames["contour"].isVisible()
    assert "Momentum is gone" in window.parts["status"].said
    key(window, Key.Key_V)
    settled(window)
    assert captions(window) == ["Adam"]


@pytest.mark.parametrize("how", ["key", "maximized"])
@pytest.mark.parametrize("grid", [RATES, BALLS])
def test_that_nothing_is_computed_or_held_once_it_is_hidden(
    open_window: OpenWindow, qtbot: QtBot, grid: str, how: str
) -> None:
    window = open_window(bowl(ball("adam", learning_rate=0.3), steps=30))
    session = window.session
    show(qtbot, window, RATES, 3)
    session.side_by_side.show(grid)
    qtbot.waitUntil(lambda: len(cells_of(window).frames) == (3 if grid == RATES else 1))
    held = [weakref.ref(run) for run in shown_runs(window)]
    if grid == RATES:
        session.editor.take_values(0, {"beta1": 0.5})
        qtbot.waitUntil(lambda: session.clock.is_settled)
    if how == "key":
        key(window, Key.Key_V)
    else:
        session.toggle_maximized("contour")
    assert cells_of(window)._worker.is_done
    assert not cells_of(window)._poll.isActive()
    assert cells_of(window).frames == []

    def are_gone() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return not any(ref() for ref in held)

    qtbot.waitUntil(are_gone)
    session.side_by_side.toggle()
    qtbot.waitUntil(lambda: len(cells_of(window).frames) == len(held))
    assert shown_runs(window)[0].experiment.balls[0].hyperparameters["beta1"] == (
        0.5 if grid == RATES else 0.9
    )


def test_that_a_long_computation_ends_when_it_is_hidden(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(ball("adam", learning_rate=0.3), steps=100_000))
    session = window.session
    rates = ",".join(str(0.01 * (n + 1)) for n in range(12))
    qtbot.waitUntil(lambda: session.clock.is_settled)
    session.side_by_side.show(f"balls.0.learning_rate={rates}")
    assert not cells_of(window)._worker.is_done
    session.side_by_side.show("")
    assert cells_of(window)._worker.is_done
    assert not cells_of(window)._poll.isActive()
    qtbot.wait(60)
    assert cells_of(window).frames == []


def test_that_a_problem_is_said_until_something_else_is_asked(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(ball("momentum"), ball("adam"), steps=10))
    session = window.session
    show(qtbot, window, "balls.0.momentum=0.1,0.2", 2)
    session.editor.change_optimizer(0, "adam")
    area = cells_of(window)
    qtbot.waitUntil(lambda: session.clock.is_settled and area.problem.isVisible())
    for step in (3, 5):  # as when there is more of the same run
        session.clock.run_changed.emit(session.run, step)
        assert area.problem.isVisible()
        assert "momentum" in area.problem.text()
    assert area.frames == []  # what was of another rule is not shown beside it
    session.side_by_side.set_view("loss")
    assert area.problem.isVisible()
    show(qtbot, window, RATES, 3)
    assert not area.problem.isVisible()
    assert all(isinstance(view, LossView) for view in area.views)
    session.side_by_side.show(BALLS)
    hidden = [replace(each, visible=False) for each in session.experiment.balls]
    session.editor.change(replace(session.experiment, balls=tuple(hidden)))
    qtbot.waitUntil(lambda: area.problem.isVisible())
    session.clock.run_changed.emit(session.run, 4)
    assert area.problem.isVisible()
    assert area.frames == []
    session.undo()
    qtbot.waitUntil(lambda: len(area.frames) == 2)
    assert not area.problem.isVisible()


def test_that_arrows_of_all_of_them_are_shown_and_named_once(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    key(window, Key.Key_V)
    assert not cells_of(window).bar.keys.isVisible()
    key(window, Key.Key_A)
    picture_of(window)
    assert cells_of(window).bar.keys.isVisible()
    assert "carried part" in cells_of(window).bar.keys.accessibleName()
    assert {view._trails._drawing.arrows.ball for view in cells_of(window).views} == {None}
