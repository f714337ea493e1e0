"""What is locked stays, also to the eye, whatever tries to change it."""

from __future__ import annotations

from conftest import OpenWindow
from driving import bowl, has_near, held, picture_of, type_into
from laboratory import ball
from lessons_at_work import small_lesson
from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.ball_text import balls_text
from momentum_lab.gui.dialogs.change_dialog import ChangeDialog
from momentum_lab.gui.widgets.actions import trigger
from momentum_lab.gui.window.main_window import MainWindow


def with_locks(window: MainWindow, *locks: str) -> list[str]:
    """Lock something of what the window shows; return what is said from then on."""
    lessons = window.session.lessons
    lessons.open(small_lesson())
    lessons.lock(locks)
    said: list[str] = []
    window.session.said.subscribe(said.append)
    return said


def test_that_the_start_stays_where_it_is_while_it_is_dragged(
    open_window: OpenWindow, settled, qtbot: QtBot
) -> None:
    window = open_window(bowl(), only="contour")
    said = with_locks(window, "start")
    settled(window)
    session, view = window.session, window.views["contour"]
    session.toggle_maximized("contour")
    qtbot.wait(50)
    start = session.experiment.start
    session.go_to(0)
    with held(view.canvas.viewport(), *(view.pixel_of(p) for p in (start, (1.0, 1.0), (2.0, 1.0)))):
        assert session.experiment.start == start
        image = picture_of(view.widget)
        assert has_near(image, view.pixel_of(start), session.experiment.balls[0].color)
    assert {*said} == {"Locked in this lesson: the start."}


def test_that_the_panel_from_here_on_shows_what_there_is(open_window: OpenWindow, settled) -> None:
    window = open_window(bowl())
    said = with_locks(window, "momentum")
    settled(window)
    trigger(window, "change")
    dialog = window.findChild(ChangeDialog)
    assert dialog is not None
    type_into(dialog.rows["momentum"].editor.box, "0.1")
    assert dialog.rows["momentum"].editor.box.value == 0.7
    assert said == ["Locked in this lesson: the momentum."]
    type_into(dialog.rows["learning_rate"].editor.box, "0.05")
    assert window.session.changes.steps() == [5]
    window.session.lessons.lock(["changes"])
    type_into(dialog.destination, "9")
    assert dialog.destination.value == 5
    assert said[1:] == ["Locked in this lesson: changes in the middle of the run."]
    dialog.close()


def test_that_balls_that_may_not_be_added_are_not_pasted_or_moved(open_window: OpenWindow) -> None:
    window = open_window(bowl())
    said = with_locks(window, "balls")
    before = window.session.experiment
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(balls_text([ball("adam")]))
    window.session.select_ball(1)
    for name in ("paste_ball", "move_ball_up", "move_ball_down"):
        window.actions_by_name[name].trigger()
    assert window.session.experiment == before
    assert window.session.selection.ball == 1
    assert {*said} == {"Locked in this lesson: which balls there are."}
