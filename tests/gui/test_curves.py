"""Panels of curves: what is where, what they say together, and what one does with them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from conftest import OpenWindow
from driving import LEFT, NONE, bowl, color_at, has_near, is_color, leave, move, picture_of
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QToolButton, QToolTip
from pytestqt.qtbot import QtBot
from test_loss_zoom import wheel

from momentum_lab.analysis.envelope import envelope
from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.figures.curve_values import AT_ONCE
from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.outlook import VisibleRange
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.choice_menu import ChoiceMenu
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

SLOW = Ball("momentum", {"learning_rate": 0.1, "momentum": 0.8})
COLOR = bowl(SLOW).balls[0].color
NEWTON = Ball("newton", {"learning_rate": 0.3})
FIVE = ("loss", "distance", "update_norm", "overshoot", "total_energy")


@pytest.fixture
def curves(qtbot: QtBot):
    """Show curves by themselves."""

    def show(
        run: Run,
        *keys: str,
        step: int | None = None,
        theme: Theme = LIGHT,
        size: tuple[int, int] = (640, 620),
        **drawing: bool,
    ) -> LossView:
        view = LossView()
        qtbot.addWidget(view.widget)
        view.widget.resize(*size)
        view.set_look(theme, Drawing(curves=keys, **drawing))
        view.show_run(run, run.computed if step is None else step)
        with qtbot.waitExposed(view.widget):
            view.widget.show()
        picture_of(view.widget)
        return view

    return show


def value(run: Run, key: str, step: int, ball: int = 0) -> float:
    return float(QUANTITIES[key].of(run, run.at(ball, step))[0])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_each_panel_has_the_marker_at_its_own_value(curves, theme: Theme) -> None:
    run = simulate(bowl(SLOW))
    view = curves(run, *FIVE, step=7, theme=theme)
    assert [panel.quantity.key for panel in view.panels] == list(FIVE)
    image = picture_of(view.widget)
    for number, key in enumerate(FIVE):
        at = view.pixel_of(7, value(run, key, 7), number)
        assert is_color(color_at(image, at), COLOR), key
    view.show_step(33)
    image = picture_of(view.widget)
    for number, key in enumerate(FIVE):
        at = view.pixel_of(33, value(run, key, 33), number)
        assert is_color(color_at(image, at), COLOR), key


def test_that_panels_have_the_steps_one_below_the_other_and_equal_heights(curves) -> None:
    run = simulate(bowl(SLOW))
    view = curves(run, *FIVE)
    boxes = [panel.plot.vb.sceneBoundingRect() for panel in view.panels]
    for box in boxes[1:]:
        assert (box.left(), box.width()) == pytest.approx((boxes[0].left(), boxes[0].width()), abs=1.0)
        assert box.height() == pytest.approx(boxes[0].height(), rel=0.1)
    for above, below in pairwise(boxes):
        assert below.top() > above.bottom()
    for step in (0, 30, 60):
        across = [view.pixel_of(step, panel.axis.high, n).x() for n, panel in enumerate(view.panels)]
        assert across == pytest.approx([across[0]] * len(across), abs=1.5)


def test_that_a_zoom_in_one_panel_shows_the_same_steps_in_all_and_a_reset_shows_all(curves) -> None:
    run = simulate(bowl(SLOW))
    view = curves(run, "loss", "distance", "update_norm")
    heights = [panel.plot.vb.viewRange()[1] for panel in view.panels]
    wheel(view.canvas.viewport(), view.pixel_of(20, value(run, "distance", 20), 1))
    ranges = [panel.plot.vb.viewRange() for panel in view.panels]
    assert ranges[0][0] == pytest.approx(ranges[1][0])
    assert ranges[2][0] == pytest.approx(ranges[1][0])
    assert ranges[0][0][1] - ranges[0][0][0] < 50
    assert (ranges[0][1], ranges[2][1]) == (heights[0], heights[2])  # values of the others stay
    seen = view.outlook
    assert isinstance(seen, VisibleRange)
    assert [key for key, _, _ in seen.others] == ["distance", "update_norm"]
    other = curves(run, "distance")
    other.look_as(seen)
    assert other.panels[0].plot.vb.viewRange()[0] == pytest.approx(ranges[1][0])
    view.reset()
    assert view.outlook is None
    assert [panel.plot.vb.viewRange()[1] for panel in view.panels] == heights


def test_that_pointing_at_one_panel_tells_all_numbers_of_all_balls(curves, qtbot: QtBot) -> None:
    run = simulate(bowl(SLOW, Ball("adam", {"learning_rate": 0.2})))
    view = curves(run, "loss", "total_energy", "overshoot")
    viewport = view.canvas.viewport()
    at = view.pixel_of(12, value(run, "total_energy", 12), 1)
    move(viewport, at)
    qtbot.waitUntil(lambda: QToolTip.text() != "")
    told = QToolTip.text()
    assert "step 12" in told
    for key in ("loss", "total_energy", "overshoot"):
        assert str(QUANTITIES[key].title) in told
        assert f"{value(run, key, 12):.4g}".replace("-", "−") in told
    assert "—" in told  # of the energy that Adam has not
    image = picture_of(view.widget)
    for number, panel in enumerate(view.panels):
        spots = (view.pixel_of(12, panel.axis.high, number) + QPointF(0, down) for down in range(2, 12))
        assert any(has_near(image, spot, LIGHT.muted, reach=2, tolerance=125) for spot in spots), number
    leave(view.canvas)
    assert all(panel.pointed._step is None for panel in view.panels)


def test_that_a_press_in_any_panel_moves_the_playhead(curves) -> None:
    view = curves(simulate(bowl(SLOW)), "loss", "distance", "update_norm")
    wanted: list[int] = []
    view.intents.step_wanted.subscribe(wanted.append)
    for number, panel in enumerate(view.panels):
        at = view.pixel_of(15 + number, panel.axis.high, number) + QPointF(0, 8)
        QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at.toPoint())
    assert wanted == [15, 16, 17]


def test_that_over_gradient_evaluations_a_costly_step_is_longer(curves, qtbot: QtBot) -> None:
    run = simulate(bowl(SLOW, NEWTON, steps=30))
    view = curves(run, "loss", "distance", step=10, counts_evaluations=True)
    image = picture_of(view.widget)
    for ball, count in ((0, 10), (1, 30)):  # Newton's method takes the Hessian's two columns, too
        at = view.pixel_of(count, value(run, "distance", 10, ball), 1)
        assert is_color(color_at(image, at), run.experiment.balls[ball].color), ball
    assert view.panels[0].plot.vb.viewRange()[0][1] == pytest.approx(90, rel=0.05)
    move(view.canvas.viewport(), view.pixel_of(24, value(run, "distance", 24), 1))
    qtbot.waitUntil(lambda: QToolTip.text() != "")
    assert "24 gradient evaluations" in QToolTip.text()
    for ball, step in ((0, 24), (1, 8)):
        assert f"{value(run, 'distance', step, ball):.4g}" in QToolTip.text()
    leave(view.canvas)


def test_that_what_a_ball_has_not_is_not_drawn(curves) -> None:
    run = simulate(bowl(Ball("adam", {"learning_rate": 0.2}), SLOW))
    view = curves(run, "total_energy")
    drawn = [trail.ball for trail in view.panels[0].trails.book.trails]
    assert drawn == [1]
    assert [panel.quantity.key for panel in curves(simulate(bowl(Ball("adam"))), "total_energy").panels] == [
        "loss"
    ]


def test_that_a_gap_is_bridged_and_the_playhead_may_stand_in_it(curves) -> None:
    choice = LandscapeChoice(formula="(x - 1)**2 + y**2", domain=((-6.0, 6.0), (-4.0, 4.0)))
    ball = Ball("gradient_descent", {"learning_rate": 0.1})
    run = simulate(Experiment(choice, (-5.0, -2.0), (ball,), steps=300))
    found = QUANTITIES["overshoot"].of(run, run.rows(0))
    last = int(np.flatnonzero(np.isfinite(found))[-1])
    assert last < 280  # then steps are lost in rounding
    view = curves(run, "overshoot")
    for step, at in ((0, 1), (last, last), (300, last)):
        view.show_step(step)
        spot = view.pixel_of(at, float(found[at]))
        assert is_color(color_at(picture_of(view.widget), spot), run.experiment.balls[0].color), step


def test_that_the_envelope_tells_nothing_while_the_run_is_hidden(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(bowl(SLOW), only="loss")
    window.session.looks.set_curve("y", is_shown=True)
    shown = []
    for is_sealed in (False, True, False):
        window.session.clock.seal(is_sealed)
        qtbot.waitUntil(lambda: window.session.clock.is_settled)
        QApplication.processEvents()
        (panel,) = [each for each in window.views["loss"].panels if each.quantity.key == "y"]
        shown.append((panel.has_theory, len(panel._theory._primitives) > 0))
    assert shown == [(True, True), (False, False), (True, True)]


def test_that_the_envelope_is_drawn_where_theory_has_it(curves) -> None:
    run = simulate(bowl(SLOW, steps=40))
    view = curves(run, "y", step=0)
    found = envelope(run, 0)
    assert found is not None
    image = picture_of(view.widget)
    steps = np.arange(2, 20)
    reach = found.at(1, steps)
    for side in (1.0, -1.0):
        spots = [view.pixel_of(int(n), side * float(r)) for n, r in zip(steps, reach, strict=True)]
        seen = [spot for spot in spots if view.panels[0].has(view.canvas.mapToScene(spot.toPoint()))]
        near = [has_near(image, spot, COLOR, reach=2, tolerance=90) for spot in seen]
        assert sum(near) >= 0.6 * len(near) > 3  # it is dashed
    noisy = simulate(bowl(Ball("adam")))
    assert not curves(noisy, "y").panels[0].has_theory


@pytest.mark.parametrize("height", [160, 260, 330, 700])
def test_that_there_are_as_many_panels_as_have_room_and_the_rest_is_said(curves, height: int) -> None:
    view = curves(simulate(bowl(SLOW)), *FIVE, size=(500, height))
    shown = len(view.panels)
    assert 1 <= shown <= 5
    assert (shown == 5) == (height == 700)
    notes = [panel._note.text() for panel in view.panels]
    assert notes[-1] == ("" if shown == 5 else f"{5 - shown} more have no room here").replace(
        "1 more have", "1 more has"
    )
    assert all(panel.plot.vb.sceneBoundingRect().height() > 20 for panel in view.panels)
    view.widget.resize(500, 700)
    picture_of(view.widget)
    assert len(view.panels) == 5
    view.for_picture()
    view.widget.resize(500, 160)
    picture_of(view.widget)
    assert len(view.panels) == 5  # on paper, all there is stays


@pytest.mark.parametrize("count", [1, 2, 3])
def test_that_panels_reach_to_the_bottom_below_a_legend_of_any_height(
    curves, qtbot: QtBot, count: int
) -> None:
    keys = ("x", "y", "distance")[:count]
    names = [
        "A rule with a rather long name of its own",
        "Another rule whose name is as long as that",
        "Third",
    ]
    rules = [replace(NEWTON, label=name) for name in names]
    beside = simulate(bowl(*rules)), simulate(bowl(*(replace(rule, label="") for rule in rules)))
    view, tops = curves(beside[0], *keys, size=(360, 420)), set()

    def end() -> float:
        picture_of(view.widget)
        QApplication.processEvents()
        picture_of(view.widget)
        return max(panel.plot.sceneBoundingRect().bottom() for panel in view.panels)

    for has_legend, run in ((True, 0), (False, 0), (True, 1), (True, 0), (False, 1), (True, 1)):
        view.set_look(LIGHT, Drawing(curves=keys, has_legend=has_legend))
        view.show_run(beside[run], 20)
        qtbot.waitUntil(lambda: end() == pytest.approx(view.widget.height() - 6.0, abs=1.0))
        heights = [panel.plot.vb.sceneBoundingRect().height() for panel in view.panels]
        assert heights == pytest.approx([heights[0]] * count, rel=0.1)
        tops.add(round(view.panels[0].plot.sceneBoundingRect().top()))
    assert len(tops) > 1  # the legend has stood above them


@pytest.mark.parametrize("height", [81, 110, 150, 240])
def test_that_what_is_left_takes_the_room_that_is_left(curves, height: int) -> None:
    view = curves(simulate(bowl(SLOW)), *FIVE, size=(404, 620))
    view.widget.setMinimumSize(1, 1)
    view.widget.resize(404, height)
    for _ in range(3):
        picture_of(view.widget)
        QApplication.processEvents()
    last = view.panels[-1].plot.sceneBoundingRect().bottom()
    assert last == pytest.approx(height - 6.0, abs=1.0)


def test_that_as_many_panels_are_shown_as_have_room_below_the_legend(curves, qtbot: QtBot) -> None:
    rules = [
        replace(NEWTON, label=f"{index}: a rule with quite a long name of its own") for index in range(6)
    ]
    view = curves(simulate(bowl(*rules)), *FIVE[:4], size=(360, 310))
    shown = []
    for has_legend in (False, True, False, True):
        view.set_look(LIGHT, Drawing(curves=FIVE[:4], has_legend=has_legend))
        for _ in range(3):
            picture_of(view.widget)
            QApplication.processEvents()
        shown.append(len(view.panels))
        least = min(panel.plot.sceneBoundingRect().height() for panel in view.panels)
        assert least > 3.5 * QFontMetricsF(view.widget.font()).height()
    assert shown[0] == shown[2] > shown[1] == shown[3]
    assert "more have no room here" in view.panels[-1]._note.text()


def test_that_the_loss_alone_looks_as_it_did(curves) -> None:
    run = simulate(bowl(SLOW))
    view = curves(run, "loss")
    assert view._plot.getAxis("left").labelText == "loss"
    assert view._plot.getAxis("bottom").labelText == "step"
    assert view.panels[0]._title.text() == ""


def test_that_panels_that_come_and_go_leave_nothing_behind(curves) -> None:
    run = simulate(bowl(SLOW))
    view = curves(run, "loss")
    before = len(view.canvas.scene().items())
    for _ in range(3):
        view.set_look(LIGHT, Drawing(curves=FIVE))
        picture_of(view.widget)
        view.set_look(LIGHT, Drawing(curves=("loss",)))
        picture_of(view.widget)
    assert len(view.canvas.scene().items()) == before
    at = view.pixel_of(60, value(run, "loss", 60))
    assert is_color(color_at(picture_of(view.widget), at), COLOR)


def button_of(window: MainWindow) -> QToolButton:
    (found,) = [
        each
        for each in window.view_area.frames["loss"].findChildren(QToolButton)
        if isinstance(each.menu(), ChoiceMenu)
    ]
    return found


def test_that_the_head_of_the_view_chooses_curves_and_keeps_its_list_open(open_window: OpenWindow) -> None:
    window = open_window(bowl(SLOW), only="loss")
    menu = button_of(window).menu()
    assert isinstance(menu, ChoiceMenu)
    menu.popup(QPoint(0, 0))
    actions = {action.objectName(): action for action in menu.actions() if action.objectName()}
    assert actions["curve_loss"].isChecked()
    assert "curve_effective_rate_x" not in actions  # no ball of the run has it
    QTest.mouseRelease(menu, LEFT, NONE, menu.actionGeometry(actions["curve_x"]).center())
    assert not actions["curve_x"].isChecked()  # the click that has opened the list ends over it
    for key in ("overshoot", "distance"):
        at = menu.actionGeometry(actions[f"curve_{key}"]).center()
        QTest.mouseClick(menu, LEFT, NONE, at)
        assert menu.isVisible()
        assert actions[f"curve_{key}"].isChecked()
    view = window.views["loss"]
    assert [panel.quantity.key for panel in view.panels] == ["loss", "distance", "overshoot"]
    assert window.view_area.frames["loss"].title == "Curves"
    menu.setActiveAction(actions["curve_loss"])
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert [panel.quantity.key for panel in view.panels] == ["distance", "overshoot"]
    menu.setActiveAction(actions["evaluations"])
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert view._plot.getAxis("bottom").labelText == "gradient evaluations"
    menu.close()
    for key in ("distance", "overshoot"):
        window.session.looks.set_curve(key, is_shown=False)
    assert window.session.look.curves == ("loss",)  # never nothing
    assert window.view_area.frames["loss"].title == "Loss"


def test_that_the_curves_are_remembered(open_window: OpenWindow) -> None:
    first = open_window(bowl(SLOW))
    first.session.looks.set_curve("overshoot", is_shown=True)
    first.session.looks.set_evaluations(True)
    first.close()
    second = open_window(bowl(SLOW))
    assert second.session.look.curves == ("loss", "overshoot")
    assert second.session.look.counts_evaluations
    assert len(second.views["loss"].panels) == 2


def test_that_curves_follow_the_run_and_its_balls(open_window: OpenWindow, settled) -> None:
    window = open_window(bowl(Ball("adam")), only="loss")
    window.session.looks.set_curve("total_energy", is_shown=True)
    assert [panel.quantity.key for panel in window.views["loss"].panels] == ["loss"]
    window.session.editor.add_ball("physical_ball")
    settled(window)
    assert [panel.quantity.key for panel in window.views["loss"].panels] == ["loss", "total_energy"]
    window.session.editor.remove_ball(1)
    settled(window)
    assert [panel.quantity.key for panel in window.views["loss"].panels] == ["loss"]


def test_that_titles_grow_with_the_type(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(SLOW), only="loss", size=(1200, 800))
    for key in ("distance", "overshoot"):
        window.session.looks.set_curve(key, is_shown=True)
    panels = window.views["loss"].panels
    before = [panel._title.boundingRect().height() for panel in panels]
    window.session.looks.set_type_size(1.5)
    picture_of(window.views["loss"].widget)
    for panel, height in zip(panels, before, strict=True):
        assert panel._title.boundingRect().height() > 1.3 * height
        assert panel.plot.vb.sceneBoundingRect().top() >= panel._title.sceneBoundingRect().bottom() - 2


def test_that_a_curve_that_takes_long_is_there_in_the_end(curves, qtbot: QtBot) -> None:
    balls = [Ball(name, {"learning_rate": 0.001}) for name in ("adam", "rmsprop", "adagrad")]
    run = simulate(bowl(*balls, steps=2 * AT_ONCE))
    view = curves(run, "effective_rate_x", "effective_rate_y")
    qtbot.waitUntil(lambda: not view._still_to_come())
    for number, key in enumerate(("effective_rate_x", "effective_rate_y")):
        last = value(run, key, run.computed, 2)
        at = view.pixel_of(run.computed, last, number)
        qtbot.waitUntil(
            lambda at=at: is_color(color_at(picture_of(view.widget), at), run.experiment.balls[2].color)
        )
