"""The values of a quantity in a run, computed once for all that shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import Quantity
from momentum_lab.core.arrays import Floats, Ints, are_equal
from momentum_lab.simulation.run import LOST, Run, Steps
from momentum_lab.simulation.storage import BLOCK

BEGINNING: Final = 10
"""Of a ball that is lost, an axis must hold only so many of its first values, however far it goes."""
AT_ONCE: Final = BLOCK
"""So many costly values are computed without a break."""
APART: Final = 128
"""As many of them take as long as one of a step that does not follow the one before."""
MOST_APART: Final = 256
"""Of such steps, only so many are told."""
NOTHING_KNOWN: Final[Mapping[int, Floats]] = {}


class CurveValues:
    """The values of the visible balls that have a quantity.

    Parameters
    ----------
    known
        Of some balls, the first values, which need not be computed again.

    Attributes
    ----------
    steps, values
        Of each such ball, (row,): the steps that are kept, and the values there; NaN where it has none, and
        where a costly one is still to come, or is not told.
    """

    def __init__(self, run: Run, quantity: Quantity, known: Mapping[int, Floats] = NOTHING_KNOWN) -> None:
        self.run, self.quantity = run, quantity
        balls = enumerate(run.experiment.balls)
        shown = [index for index, ball in balls if ball.visible and quantity.is_of(run, index)]
        self._kept = {ball: run.rows(ball) for ball in shown}
        self.steps: Mapping[int, Ints] = {ball: rows.step for ball, rows in self._kept.items()}
        self.values: dict[int, Floats] = {
            ball: np.full(len(rows.step), np.nan) for ball, rows in self._kept.items()
        }
        self._close = {ball: _together(steps) for ball, steps in self.steps.items()}
        self._wanted = {
            ball: _wanted(len(steps), self._close[ball], quantity) for ball, steps in self.steps.items()
        }
        self._done = dict.fromkeys(shown, 0)
        for ball in shown:
            first = known.get(ball, np.empty(0))[: self._close[ball]]
            self.values[ball][: len(first)] = first
            self._done[ball] = len(first)
        if not quantity.is_costly:
            self.complete()

    @property
    def is_whole(self) -> bool:
        """Whether all values are there."""
        return all(self._done[ball] == len(wanted) for ball, wanted in self._wanted.items())

    @property
    def known(self) -> Mapping[int, Floats]:
        """Of each ball, the values of the steps that follow each other, as far as they are there already."""
        return {ball: self.values[ball][: min(done, self._close[ball])] for ball, done in self._done.items()}

    def complete(self) -> None:
        """Compute all that is still to come."""
        for ball, wanted in self._wanted.items():
            self._compute(ball, len(wanted))

    def go_on(self) -> None:
        """Compute some of what is still to come."""
        left = AT_ONCE
        for ball, wanted in self._wanted.items():
            done, close = self._done[ball], self._close[ball]
            cost, last = (1, close) if done < close else (APART, len(wanted))
            end = min(done + left // cost + (done == 0), last)
            if end < last and left < AT_ONCE:
                return  # a piece begins where the run has a mark, from which the ball rolls on at once
            self._compute(ball, end)
            left -= cost * (end - done)

    def _compute(self, ball: int, end: int) -> None:
        done = self._done[ball]
        if done < end:
            is_close = end <= self._close[ball]  # the rows as they are: nothing of them need be copied
            rows = slice(done, end) if is_close else self._wanted[ball][done:end]
            self.values[ball][rows] = self.quantity.of(self.run, self._kept[ball][rows])
            self._done[ball] = end

    def at(self, steps: Steps) -> Floats:
        """Return the values at some steps of a ball; those of the steps that are kept are known."""
        if steps.ball in self.steps and are_equal(steps.step, self.steps[steps.ball]):
            return self.values[steps.ball]
        return self.quantity.of(self.run, steps)

    @property
    def finite(self) -> list[Floats]:
        """The finite values of each ball."""
        return [values[np.isfinite(values)] for values in self.values.values()]

    @property
    def anchors(self) -> list[Floats]:
        """Those of them that an axis must hold."""
        run = self.run
        lost = [run.status_at(ball, run.computed) in LOST for ball in self.values]
        return [
            values[:BEGINNING] if is_lost else values
            for values, is_lost in zip(self.finite, lost, strict=True)
        ]


def _together(steps: Ints) -> int:
    """Return how many of the first steps follow each other."""
    breaks = np.flatnonzero(np.diff(steps) != 1)
    return int(breaks[0]) + 1 if breaks.size else len(steps)


def _wanted(steps: int, close: int, quantity: Quantity) -> Ints:
    """Return the rows of the steps of which a quantity is told: all, or of costly ones some where apart.

    The first ``close`` steps follow each other.
    """
    if not quantity.is_costly:
        return np.arange(steps)
    every = 1 + (steps - close) // MOST_APART
    return np.concatenate([np.arange(close), np.arange(close, steps, every)])


class CurveBook:
    """The values of runs that are shown together, each computed once for all who show them.

    Parameters
    ----------
    former
        What was shown before: of the same run, of which there was less, what is known stays so.

    Attributes
    ----------
    found
        What was asked for, by the run and the key of the quantity.
    """

    def __init__(self, runs: Sequence[Run], former: CurveBook | None = None) -> None:
        self.runs = tuple(runs)
        replays = [run.replay for run in runs]
        before = () if former is None else former.found.values()
        self._former = [each for each in before if each.quantity.is_costly and each.run.replay in replays]
        self.found: dict[tuple[int, str], CurveValues] = {}

    def values(self, run: Run, quantity: Quantity) -> CurveValues:
        """Return the values of one of the runs; of costly ones, those that can be had at once."""
        key = id(run), quantity.key
        if key not in self.found:
            found = self.found[key] = CurveValues(run, quantity, self._known(run, quantity))
            found.go_on()
        return self.found[key]

    def beside(self, quantity: Quantity) -> list[CurveValues]:
        """Return the values of all the runs."""
        return [self.values(run, quantity) for run in self.runs]

    def _known(self, run: Run, quantity: Quantity) -> dict[int, Floats]:
        """Return what is known of balls already: the first steps are kept whatever comes after them."""
        known: dict[int, Floats] = {}
        for each in self._former:
            if each.quantity.key == quantity.key and each.run.replay is run.replay:
                for ball, values in each.known.items():
                    count = min(len(values), len(run.kept))
                    others = np.flatnonzero(each.steps[ball][:count] != run.kept[:count])
                    known[ball] = values[: others[0] if others.size else count]
        return known
