"""What the tests of sessions need: a small experiment, and a hand that moves the clock."""

from __future__ import annotations

import time

from laboratory import ball, on_formula

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.session import Session
from momentum_lab.session.clock import FRAME


def bowl(steps: int = 60, **values: float) -> Experiment:
    """Two balls on a bowl."""
    balls = (ball("momentum", learning_rate=0.1, **values), ball("gradient_descent"))
    return on_formula("x**2 + 3*y**2", (4.0, -2.0), *balls, steps=steps)


def settle(session: Session) -> None:
    """Tick at one moment until the whole run is there: no time passes for the playhead."""
    until = time.monotonic() + 60.0
    while not session.clock.is_settled:
        session.clock.tick(0.0)
        time.sleep(0.0005)
        assert time.monotonic() < until


def roll(session: Session, seconds: float, since: float = 0.0) -> float:
    """Let time pass, frame by frame, as long as the clock wants to hear of it; return the time then."""
    frames = round(seconds / FRAME)
    for frame in range(frames + 1):
        if session.clock.delay is not None:
            session.clock.tick(since + frame * FRAME)
    return since + frames * FRAME
