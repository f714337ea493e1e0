"""Which step is taken apart at a playhead: one answer for arrows, equations and texts."""

from __future__ import annotations

from momentum_lab.simulation.anatomy import steps_taken
from momentum_lab.simulation.run import Run


def step_shown(run: Run, ball: int, playhead: int) -> int | None:
    """Return the step of a ball that is shown from the inside; None if it has taken none.

    It is the step that begins where the ball is seen, and leads from position N to N + 1: it has the number
    ``playhead + 1``. Where no other step follows, at the end of what is computed or of its finite numbers, it
    is the last one that it has taken.
    """
    return min(playhead + 1, steps_taken(run, ball)) or None
