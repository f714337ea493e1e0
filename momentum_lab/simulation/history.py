"""Which steps of a run are kept, and the arrays that keep them."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.run import Floats, Ints, Replay, Run, Status, Steps, fate
from momentum_lab.simulation.status import NEAR, diagonal

Scalar = TypeVar("Scalar", bound=np.generic)

EXACT: Final = 16_384
"""Steps from the start that are all kept."""
OCTAVE: Final = 4_096
"""Steps that are kept, evenly, of each stretch beyond that is as long as all before it."""


def kept_steps(last: int) -> Ints:
    """Return which steps up to ``last`` are kept: all at first, then fewer and fewer, and the last.

    They are some ten thousand of a million. All others are computed anew when they are asked for.
    """
    pieces = [np.arange(min(last + 1, EXACT))]
    first = EXACT
    while first <= last:
        pieces.append(np.arange(first, min(2 * first, last + 1), first // OCTAVE))
        first *= 2
    if pieces[-1][-1] != last:
        pieces.append(np.array([last]))
    kept: Ints = np.concatenate(pieces).astype(np.int64)
    return kept


class History:
    """The numbers of a run's kept steps, put in as they are computed."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._near = NEAR * diagonal(experiment.landscape.build())
        self.kept = kept_steps(experiment.steps)
        balls, rows, dimension = len(experiment.balls), len(self.kept), len(experiment.start)
        self._position = np.full((balls, rows, dimension), np.nan)
        self._gradient = np.full((balls, rows, dimension), np.nan)
        self._velocity = np.full((balls, rows, dimension), np.nan)
        self._update = np.full((balls, rows, dimension), np.nan)
        self._loss = np.full((balls, rows), np.nan)
        self._status = np.full((balls, rows), Status.DIVERGED, dtype=np.int8)
        self._since = np.zeros((balls, rows), dtype=np.int64)
        self._near_since = np.full((balls, rows), -1, dtype=np.int64)
        self.last = np.zeros(balls, dtype=np.int64)
        self._state = [(int(Status.DIVERGED), 0, -1)] * balls
        """Of each ball's last step: its status, since when, and since when it is near a minimum."""

    def put_start(self, ball: int, position: tuple[float, ...]) -> None:
        """Keep where a ball starts whose loss there is not finite: the place is all that is known."""
        self._position[ball, 0] = position

    def put(self, ball: int, steps: Steps, apart: Floats) -> None:
        """Keep what is to be kept of a ball's next steps, of which there is at least one.

        ``apart`` is each one's distance to the nearest minimum.
        """
        first, last = int(steps.step[0]), int(steps.step[-1])
        before = self._state[ball] if first else (int(steps.status[0]), 0, -1)
        since = _since(steps.status, before[0], before[1], first)
        near_since = _near_since(apart <= self._near, before[2], first)
        low, high = np.searchsorted(self.kept, [first, last + 1])
        count = last + 1 - first
        chosen = slice(None) if high - low == count else self.kept[low:high] - first
        rows = slice(low, high)
        self._position[ball, rows] = steps.position[chosen]
        self._loss[ball, rows] = steps.loss[chosen]
        self._gradient[ball, rows] = steps.gradient[chosen]
        self._velocity[ball, rows] = steps.velocity[chosen]
        self._update[ball, rows] = steps.update[chosen]
        self._status[ball, rows] = steps.status[chosen]
        self._since[ball, rows] = since[chosen]
        self._near_since[ball, rows] = near_since[chosen]
        self.last[ball] = last
        self._state[ball] = int(steps.status[-1]), int(since[-1]), int(near_since[-1])

    def end(self, ball: int) -> None:
        """Fill the steps after a ball's last finite one with what has become of it."""
        status, since, _ = self._state[ball]
        end = fate(status)
        after = int(np.searchsorted(self.kept, self.last[ball], side="right"))
        self._status[ball, after:] = end
        self._since[ball, after:] = since if status == end else self.last[ball] + 1

    def snapshot(self, computed: int, replay: Replay) -> Run:
        """Return what is there of the first ``computed`` steps, as read-only views."""
        rows = slice(0, int(np.searchsorted(self.kept, computed, side="right")))
        return Run(
            self._experiment,
            computed,
            kept=_read_only(self.kept[rows]),
            position=_read_only(self._position[:, rows]),
            loss=_read_only(self._loss[:, rows]),
            gradient=_read_only(self._gradient[:, rows]),
            velocity=_read_only(self._velocity[:, rows]),
            update=_read_only(self._update[:, rows]),
            status=_read_only(self._status[:, rows]),
            status_since=_read_only(self._since[:, rows]),
            near_since=_read_only(self._near_since[:, rows]),
            last=_read_only(self.last.copy()),
            replay=replay,
        )


def _since(status: NDArray[np.int8], before: int, since: int, first: int) -> Ints:
    """Return for consecutive steps since when each status has been kept, after one kept ``since``."""
    changes = np.flatnonzero(np.concatenate([[status[0] != before], status[1:] != status[:-1]]))
    return _stretched(np.concatenate([[since], first + changes]), changes, len(status))


def _near_since(is_near: NDArray[np.bool_], since: int, first: int) -> Ints:
    """Return since when consecutive steps have been near a minimum, -1 for those that are not."""
    changes = np.flatnonzero(np.concatenate([[is_near[0] != (since >= 0)], is_near[1:] != is_near[:-1]]))
    begun = np.where(is_near[changes], first + changes, -1)
    return _stretched(np.concatenate([[since], begun]), changes, len(is_near))


def _stretched(values: Ints, changes: NDArray[np.intp], count: int) -> Ints:
    """Return a value for each of ``count`` steps: the next one from each change on."""
    return np.repeat(values, np.diff(changes, prepend=0, append=count))


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    view = array.view()
    view.flags.writeable = False
    return view
