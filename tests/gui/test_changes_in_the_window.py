"""From here on: changing balls at the playhead, and the marks of what is changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, NONE, SHIFT, bowl, dragged, has_near, held, key, picture_of, type_into
from laboratory import ball
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from momentum_lab.api.exports import export_picture
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.experiment import ball_changes
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.dialogs.change_dialog import ChangeDialog
from momentum_lab.gui.panels.changes_section import MOST_LISTED
from momentum_lab.gui.panels.editors import ChoiceEditor, FlagEditor
from momentum_lab.gui.panels.scrubber import TIP
from momentum_lab.gui.widgets.actions import trigger
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

Key = Qt.Key
SLOWER = BallChange(40, FrozenMapping(learning_rate=0.02))
KICK = BallChange(20, kick=(0.0, 6.0))


def changed(*changes: BallChange, steps: int = 60):
    """A ball with changes, and another one without."""
    body = replace(ball("momentum", learning_rate=0.2), changes=changes)
    return bowl(body, ball("gradient_descent", learning_rate=0.3), steps=steps)


def changes(window: MainWindow, index: int = 0) -> tuple[BallChange, ...]:
    return window.session.experiment.balls[index].changes


def dialog_of(window: MainWindow) -> ChangeDialog:
    dialog = window.findChild(ChangeDialog)
    assert dialog is not None
    return dialog


def test_that_a_key_opens_what_changes_the_chosen_ball_from_the_playhead_on(
    open_window: OpenWindow, settled, qtbot: QtBot
) -> None:
    window = open_window(changed(), only="loss")
    window.session.go_to(25)
    window.session.select_ball(0)
    before = window.session.run.position[0].copy()
    key(window, Key.Key_K)
    dialog = dialog_of(window)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.step.value == 25
    assert dialog.rows["learning_rate"].editor.box.value == 0.2
    type_into(dialog.rows["learning_rate"].editor.box, "0.05")
    type_into(dialog.kick[1], "3")
    settled(window)
    assert changes(window) == (BallChange(25, FrozenMapping(learning_rate=0.05), (0.0, 3.0)),)
    position = window.session.run.position[0]
    assert position[:26].tobytes() == before[:26].tobytes()
    assert (position[26:, 1] != before[26:, 1]).all()
    assert window.session.step == 25
    window.session.undo()
    assert dialog.kick[1].value == 0.0
    dialog.rows["learning_rate"].reset.click()
    assert changes(window) == ()
    assert dialog.rows["learning_rate"].editor.box.value == 0.2
    assert not dialog.remove.isEnabled()
    dialog.close()


def test_that_the_open_panel_follows_balls_steps_and_optimizers(open_window: OpenWindow) -> None:
    window = open_window(changed(SLOWER, KICK), only="loss")
    session = window.session
    session.go_to(40)
    trigger(window, "change")
    dialog = dialog_of(window)
    assert dialog.rows["learning_rate"].editor.box.value == 0.02
    assert dialog.kick[0].isVisible()
    type_into(dialog.destination, "45")
    assert [change.step for change in changes(window)] == [20, 45]
    assert session.step == 45
    session.select_ball(1)
    assert dialog.chooser.currentIndex() == 1
    assert not dialog.kick[0].isVisible()
    assert "momentum" not in dialog.rows
    session.editor.change_optimizer(1, "adam")
    assert "beta1" in dialog.rows
    assert dialog.kick[0].isVisible()
    session.select_ball(0)
    session.editor.remove_ball(1)
    assert dialog.chooser.count() == 1
    dialog.remove.click()
    assert [change.step for change in changes(window)] == [20]
    trigger(window, "change")
    assert dialog_of(window) is dialog
    dialog.ahead.click()
    assert session.look.path_ahead
    dialog.close()


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (rule, name)
        for rule, kind in OPTIMIZERS.items()
        for name, declared in kind.hyperparameters.items()
        if not isinstance(declared, Number)
    ],
)
def test_that_each_choice_is_taken_back_by_itself(open_window: OpenWindow, rule: str, name: str) -> None:
    window = open_window(bowl(ball(rule), steps=20), only="loss")
    session = window.session
    session.go_to(10)
    trigger(window, "change")
    for editor in (dialog_of(window).rows[name].editor, window.parts["panel"].cards[0].editors[name]):
        states = [session.experiment]
        for turn in (1, 2):
            if isinstance(editor, ChoiceEditor):
                index = (editor.chooser.currentIndex() + 1) % editor.chooser.count()
                editor.chooser.setCurrentIndex(index)
                editor.chooser.activated.emit(index)
            else:
                assert isinstance(editor, FlagEditor)
                editor.click()
            states.append(session.experiment)
            assert states[turn] != states[turn - 1]
        for before in reversed(states[:-1]):
            session.undo()
            assert session.experiment == before
    dialog_of(window).close()


def test_that_another_step_is_looked_at_and_a_change_is_moved_only_where_that_is_asked(
    open_window: OpenWindow,
) -> None:
    window = open_window(changed(SLOWER, KICK), only="loss")
    session, said = window.session, []
    session.said.subscribe(said.append)
    session.go_to(20)
    trigger(window, "change")
    dialog, before = dialog_of(window), session.experiment
    for step, rate, kick in ((40, 0.02, 0.0), (30, 0.2, 0.0), (20, 0.2, 6.0), (59, 0.02, 0.0)):
        type_into(dialog.step, str(step))
        assert session.step == step
        assert dialog.rows["learning_rate"].editor.box.value == rate
        assert dialog.kick[1].value == kick
        assert dialog.destination.isEnabled() == (step in (20, 40))
    assert session.experiment == before
    type_into(dialog.step, "20")
    type_into(dialog.destination, "40")  # where there is one
    assert session.experiment == before
    assert dialog.destination.value == dialog.step.value == session.step == 20
    assert said == ["Momentum is changed at step 40 already: this change stays"]
    type_into(dialog.destination, "35")
    assert [change.step for change in changes(window)] == [35, 40]
    assert dialog.step.value == session.step == 35
    session.undo()
    assert session.experiment == before
    dialog.close()


def test_that_what_may_not_be_changed_is_said_and_not_shown(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ball_changes, "MOST_CHANGES", 3)
    full = tuple(BallChange(100 + n, FrozenMapping(momentum=0.5)) for n in range(3))
    window = open_window(changed(*full, steps=60), only="loss")
    session, said, before = window.session, [], window.session.experiment
    session.said.subscribe(said.append)
    trigger(window, "change")
    dialog = dialog_of(window)
    rate = dialog.rows["learning_rate"].editor
    shown = rate.slider.value()
    type_into(rate.box, "0.05")
    with dragged(rate.slider, 0.2):
        pass
    type_into(dialog.kick[0], "2")
    assert len(said) >= 3
    assert all("allowed are 3" in text for text in said)
    assert session.experiment == before
    assert rate.box.value == 0.2
    assert rate.slider.value() == shown
    assert dialog.kick[0].value == 0.0
    dialog.close()


def test_that_a_window_takes_its_panel_along_when_it_goes(open_window: OpenWindow) -> None:
    window = open_window(changed(), only="loss")
    trigger(window, "change")
    dialog = dialog_of(window)
    window.session.model.mark_saved()
    window.close()
    assert not dialog.isVisible()


def test_that_the_card_lists_changes_to_edit_and_to_remove(open_window: OpenWindow) -> None:
    late = BallChange(70, FrozenMapping(momentum=0.5))
    window = open_window(changed(SLOWER, KICK, late), only="loss")
    section = window.parts["panel"].cards[0].changes
    words = [row.layout().itemAt(0).widget().text() for row in section._rows]
    assert words == [
        "kick 0, 6 at step 20",
        "rate 0.02 from step 40",
        "momentum 0.5 from step 70 (after the last step)",
    ]
    edit, remove = section._rows[0].findChildren(QToolButton)
    edit.click()
    assert window.session.step == 20
    dialog = dialog_of(window)
    assert dialog.kick[1].value == 6.0
    dialog.close()
    remove.click()
    assert changes(window) == (SLOWER, late)
    section.new.click()
    assert dialog_of(window).step.value == 20
    dialog_of(window).close()


def mark_of(window: MainWindow, step: int) -> QPointF:
    scrubber = window.parts["transport"].scrubber
    return QPointF(scrubber.across(step), TIP - 4.0)


def test_that_marks_above_the_scrubber_are_dragged_as_one_change(open_window: OpenWindow) -> None:
    window = open_window(changed(SLOWER, KICK), only="loss")
    scrubber, color = window.parts["transport"].scrubber, window.session.experiment.balls[0].color
    image = picture_of(scrubber)
    assert has_near(image, mark_of(window, 20), color, 1)
    assert has_near(image, mark_of(window, 40), color, 1)
    assert not has_near(image, mark_of(window, 30), color, 3)
    places = [mark_of(window, step).toPoint() for step in (40, 35, 30)]
    with held(scrubber, *places):
        assert [change.step for change in changes(window)] == [20, 30]
        assert window.session.step == 0
    assert has_near(picture_of(scrubber), mark_of(window, 30), color, 1)
    assert str(window.session.model.undo_name) == "step of the change of Momentum"
    window.session.undo()
    assert [change.step for change in changes(window)] == [20, 40]
    assert not window.session.model.can_undo


def test_that_pressing_beside_a_mark_moves_the_playhead(open_window: OpenWindow) -> None:
    window = open_window(changed(SLOWER), only="loss")
    scrubber = window.parts["transport"].scrubber
    below = QPoint(round(scrubber.across(40)), scrubber.height() // 2 + 2)
    QTest.mouseClick(scrubber, LEFT, NONE, below)
    assert window.session.step == 40
    QTest.mouseClick(scrubber, LEFT, NONE, mark_of(window, 20).toPoint())
    assert window.session.step == 20
    assert changes(window) == (SLOWER,)


def test_that_the_menu_of_a_mark_edits_and_removes_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(changed(SLOWER, KICK), only="loss")
    scrubber = window.parts["transport"].scrubber
    at = mark_of(window, 40).toPoint()
    QApplication.sendEvent(
        scrubber, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, scrubber.mapToGlobal(at))
    )
    (menu,) = scrubber.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["Edit this change…", "Remove this change"]
    menu.actions()[1].trigger()
    menu.close()
    assert changes(window) == (KICK,)


def test_that_keys_go_to_changes_and_remove_them(open_window: OpenWindow) -> None:
    window = open_window(changed(SLOWER, KICK), only="loss")
    session = window.session
    said: list[str] = []
    session.said.subscribe(said.append)
    session.go_to(0)
    for modifier, step in ((CTRL, 20), (CTRL, 40), (CTRL, 40), (SHIFT, 20), (SHIFT, 20)):
        key(window, Key.Key_K, modifier)
        assert session.step == step
    assert len(said) == 2
    key(window, Key.Key_Delete)
    assert changes(window) == (SLOWER,)
    key(window, Key.Key_Delete)
    assert said[-1] == "No ball is changed at step 20"
    assert str(session.model.undo_name).startswith("removal of the change of Momentum")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_marks_on_the_loss_curve_are_seen_told_and_dragged(
    open_window: OpenWindow, settled, theme
) -> None:
    window = open_window(changed(SLOWER), only="loss")
    window.session.looks.set_theme(theme.name)
    window.session.go_to(60)
    view = window.views["loss"]
    run, color = window.session.run, window.session.experiment.balls[0].color
    at = view.pixel_of(40, run.loss[0, 40])
    image = picture_of(view.widget)
    assert has_near(image, at, theme.base, 0, 40)  # hollow
    assert has_near(image, at + QPointF(3.4, 0.0), color, 1, 60)
    assert has_near(image, at - QPointF(3.4, 0.0), color, 1, 60)
    scene = view.canvas.mapToScene(at.toPoint())
    assert view.change_at(scene) == (0, 40)
    assert "rate 0.02 from step 40" in view._tip(scene)
    ends = [at, view.pixel_of(45, 0.1), view.pixel_of(50, 0.1)]
    with held(view.canvas.viewport(), *ends):
        settled(window)
        assert [change.step for change in changes(window)] == [50]
        assert window.session.step == 60
    window.session.undo()
    assert changes(window) == (SLOWER,)
    assert not window.session.model.can_undo
    settled(window)
    window.session.go_to(45)
    with held(view.canvas.viewport(), at, view.pixel_of(48, 0.1), view.pixel_of(52, 0.1)):
        assert window.session.step == 52  # or the mark would be hidden
    settled(window)
    window.session.go_to(60)
    with held(view.canvas.viewport(), view.pixel_of(52, window.session.run.loss[0, 52])):
        pass
    assert window.session.step == 52
    assert [change.step for change in changes(window)] == [52]


def test_that_the_map_shows_where_a_ball_was_changed_once_it_has_been_there(open_window: OpenWindow) -> None:
    window = open_window(changed(replace(KICK, step=3)), only="contour")
    view, run = window.views["contour"], window.session.run
    at = view.pixel_of(tuple(run.position[0, 3]))
    window.session.go_to(2)
    assert not has_near(picture_of(view.widget), at, LIGHT.base, 1)
    window.session.go_to(60)
    assert has_near(picture_of(view.widget), at, LIGHT.base, 1)
    assert "Momentum: kick 0, 6 at step 3" in view._tip(view.canvas.mapToScene(at.toPoint()))


@pytest.mark.parametrize("view", ["loss", "contour"])
def test_that_pictures_have_the_marks(qapp: QApplication, tmp_path: Path, view: str) -> None:
    """Hollow shapes in the ball's colour, two of them, after which nothing of the kind is left."""
    experiment = changed(SLOWER, KICK)
    hollow = f'fill="{LIGHT.base}" fill-opacity="1" stroke="{experiment.balls[0].color}"'
    for shown, marks in ((experiment, 2), (changed(), 0)):
        path = tmp_path / f"{marks}.svg"
        export_picture(simulate(shown), path, PictureOptions(view=view))
        groups = path.read_text("utf-8").split("<g ")
        assert sum(group.count("<path") for group in groups if hollow in group) == marks


def test_that_a_card_stays_short_however_many_changes_there_are(open_window: OpenWindow) -> None:
    many = tuple(replace(KICK, step=step) for step in range(50))
    section = open_window(changed(*many), only="loss").parts["panel"].cards[0].changes
    assert len(section._rows) == MOST_LISTED + 1
    assert section._rows[-1].text() == "and 38 more"
