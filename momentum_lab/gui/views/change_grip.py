"""Taking hold of the marks in a plot over steps where balls are changed."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball_names import in_words
from momentum_lab.gui.views.view import Intents
from momentum_lab.simulation.run import Run

REACH: Final = 8.0
"""Pixels from a mark within which it is pointed at."""


@dataclass(frozen=True, slots=True)
class _Drag:
    """A mark that is held: of which ball, where it is by now, and the steps of that ball's other changes."""

    ball: int
    step: int
    others: frozenset[int]
    is_moved: bool = False


class ChangeGrip:
    """Says what a person wants who drags the mark of a change along the steps of a run."""

    def __init__(self, intents: Intents) -> None:
        self._intents = intents
        self._drag: _Drag | None = None
        self._end = 1

    @property
    def is_held(self) -> bool:
        """Whether a mark is held."""
        return self._drag is not None

    def take(self, run: Run, ball: int, step: int) -> None:
        """Take hold of the mark of a ball's change at a step."""
        changes = run.experiment.balls[ball].changes
        others = frozenset(change.step for change in changes if change.step != step)
        self._drag, self._end = _Drag(ball, step, others), run.experiment.steps - 1

    def drag_to(self, step: int) -> None:
        """Move it to another step, where there is no other change of the ball."""
        drag, to = self._drag, min(max(step, 0), self._end)
        if drag is not None and to != drag.step and to not in drag.others:
            self._drag = _Drag(drag.ball, to, drag.others, is_moved=True)
            self._intents.change_moved.emit(drag.ball, drag.step, to)

    def let_go(self) -> None:
        """End the drag; a mark that has not been moved was clicked."""
        drag, self._drag = self._drag, None
        if drag is not None and drag.is_moved:
            self._intents.change_settled.emit()
        elif drag is not None:
            self._intents.change_chosen.emit(drag.ball, drag.step)


def change_told(run: Run, ball: int, step: int) -> str:
    """Return what is changed of a ball at a step, in words."""
    (change,) = (each for each in run.experiment.balls[ball].changes if each.step == step)
    return str(message("{ball}: {what}", ball=run.experiment.names[ball], what=in_words(change)))
