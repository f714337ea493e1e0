"""What a session does when somebody points at a view."""

from __future__ import annotations

from functools import partial

from momentum_lab.experiment.ball import Position
from momentum_lab.gui.views.view import Intents
from momentum_lab.session import Session


def follow_intents(intents: Intents, session: Session) -> None:
    """Have a session do what is wanted at a view."""
    intents.start_moved.subscribe(partial(_move, session))
    intents.start_settled.subscribe(session.settle)
    intents.hovered.subscribe(session.pointed.emit)
    intents.step_wanted.subscribe(session.go_to)
    intents.change_chosen.subscribe(partial(_choose_change, session))
    intents.change_moved.subscribe(partial(_move_change, session))
    intents.change_settled.subscribe(session.settle)


def _move(session: Session, position: Position) -> None:
    """Put the cross of a prediction there that asks for a place, or else the start."""
    if not session.predictions.place(position):
        session.drag_start(position)


def _choose_change(session: Session, ball: int, step: int) -> None:
    session.select_ball(ball)
    session.go_to(step)


def _move_change(session: Session, ball: int, step: int, to: int) -> None:
    """Move a change; the playhead stays, unless that would hide the mark: it is drawn up to there."""
    session.pause()
    to = session.changes.move(ball, step, to)
    if to > session.step:
        session.go_to(to)
