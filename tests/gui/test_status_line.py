"""The status line: what is pointed at is of the run that is shown."""

from __future__ import annotations

from conftest import OpenWindow
from driving import bowl
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.panels.status_line import StatusLine


def test_that_what_is_pointed_at_is_of_the_run_that_is_shown(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(Ball("gradient_descent", label="First"), Ball("momentum", label="Second")))
    session, status = window.session, window.parts["status"]
    assert isinstance(status, StatusLine)
    session.go_to_last()
    session.pointed.emit(session.experiment.start)
    assert "step 0" in status.pointed
    first = status.pointed
    label = next(each for each in ("First", "Second") if each in first)
    session.editor.remove_ball(("First", "Second").index(label))
    qtbot.waitUntil(lambda: label not in status.pointed)
    assert "step 0" in status.pointed
    session.pointed.emit(None)
    assert status.pointed == ""
