"""Numbers over steps: a trail through those that there are."""

from __future__ import annotations

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.figures.scene import CHART, RunScene
from momentum_lab.figures.scene_trail import Place, Trail
from momentum_lab.simulation.run import Run


class ChartTrail(Trail):
    """The trail of a ball in counts and numbers; at steps without a number it is where it had one last.

    Before the first of them it is at that. ``has_any`` tells whether there is one.
    """

    def __init__(self, run: Run, ball: int, place: Place) -> None:
        super().__init__(run, ball, place)
        there = np.isfinite(self.points[:, 1])
        self.has_any = bool(there.any())
        if self.has_any and not there.all():
            self.points = self.points[_rows_before(there)]

    def at(self, step: int) -> Floats:
        """Return where the ball is at a step, (1, coordinate)."""
        found = super().at(step)
        if np.isfinite(found[0, 1]):
            return found
        row = int(np.searchsorted(self.steps, step, side="right")) - 1
        return self.points[max(row, 0) : row + 1]

    def dots(self, step: int, every: int, most: int) -> Floats:
        """Return where the ball has numbers at every so many steps up to one."""
        points = super().dots(step, every, most)
        return points[np.isfinite(points[:, 1])]


class ChartScene(RunScene):
    """Numbers over steps; a ball that has none of them is left out."""

    def __init__(self, run: Run, place: Place) -> None:
        super().__init__(run, place, CHART)

    def _made_trails(self, run: Run, place: Place) -> tuple[Trail, ...]:
        shown = [index for index, ball in enumerate(run.experiment.balls) if ball.visible]
        made = [ChartTrail(run, index, place) for index in shown]
        return tuple(trail for trail in made if trail.has_any)


def _rows_before(there: Bools) -> Ints:
    """Return for each row the last one before it that is there, or the first of all."""
    rows = np.maximum.accumulate(np.where(there, np.arange(len(there)), -1))
    return np.where(rows < 0, int(np.argmax(there)), rows)
