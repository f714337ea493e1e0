"""What the parts of a window are told, in which order and until when: without any widget."""

from __future__ import annotations

import time
from unittest.mock import MagicMock, call

import pytest
from driving import bowl

from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.widgets.part import Part, SeenViews
from momentum_lab.gui.window.updates import Updates
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection


@pytest.fixture
def session():
    made = Session(bowl())
    yield made
    assert made.close()


def settle(session: Session) -> None:
    until = time.monotonic() + 10.0
    while not session.clock.is_settled:
        session.clock.tick(0.0)
        time.sleep(0.0005)
        assert time.monotonic() < until


def test_that_a_part_is_told_what_there_is_and_then_what_changes(session) -> None:
    part, refresh = MagicMock(spec=Part), MagicMock()
    views = MagicMock(seen=SeenViews(("Loss",)))
    updates = Updates(session, views, [part], refresh)
    assert part.method_calls == [
        call.set_look(LIGHT, Look()),
        call.show_experiment(bowl()),
        call.show_selection(Selection()),
        call.show_state(session.clock.state),
        call.show_views(views.seen),
    ]
    part.reset_mock()
    refresh.reset_mock()
    settle(session)
    assert part.method_calls[0] == call.show_run(session.run, 0)
    part.reset_mock()
    session.go_to(7)
    assert part.method_calls == [call.show_step(7), call.show_state(session.clock.state)]
    part.reset_mock()
    session.looks.toggle_theme()
    session.toggle_maximized("loss")
    assert part.method_calls == [
        call.set_look(DARK, Look(DARK.name)),
        call.show_selection(Selection(maximized="loss")),
    ]
    refresh.assert_called()
    part.reset_mock()
    updates.stop()
    assert part.method_calls == [call.stop()]
    session.go_to(3)
    session.editor.add_ball()
    assert part.method_calls == [call.stop()]


def test_that_a_part_that_comes_later_is_told_of_the_run_that_is_there(session) -> None:
    settle(session)
    session.go_to(5)
    part = MagicMock(spec=Part)
    Updates(session, MagicMock(), [part], MagicMock()).stop()
    assert call.show_run(session.run, 5) in part.method_calls


def test_that_every_part_is_told_before_anything_is_computed(session) -> None:
    told: list[bool] = []
    part = MagicMock(spec=Part)
    part.show_experiment.side_effect = lambda experiment: told.append(session.clock.is_settled)
    settle(session)
    updates = Updates(session, MagicMock(), [part], MagicMock())
    session.drag_start((1.0, 1.0))
    updates.stop()
    assert told == [True, True]
    assert not session.clock.is_settled
