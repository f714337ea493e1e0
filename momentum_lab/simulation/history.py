"""Which steps of a run are kept, and the arrays that keep them."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import Columns
from momentum_lab.simulation.diagnostics import AWAY, Diagnostics
from momentum_lab.simulation.run import Replay, Run, Status, final_status, lengths_of

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
        self._travelled = np.full((balls, rows), np.nan)
        self._least_loss = np.full((balls, rows), np.nan)
        self.last = np.zeros(balls, dtype=np.int64)
        self._latest = np.array([[Status.DIVERGED], [0]], dtype=np.int64).repeat(balls, axis=1)
        """Of each ball's last step: its status, and since when."""
        self._totals = np.array([[0.0], [np.nan]]).repeat(balls, axis=1)
        """Up to each ball's last step: its way, and its least loss."""
        self.nearness = [AWAY] * balls
        """How near each is to a minimum then."""

    def put_start(self, ball: int, position: tuple[float, ...]) -> None:
        """Keep where a ball starts whose loss there is not finite: the place is all that is known."""
        self._position[ball, 0] = position

    def put(self, balls: Ints, first: int, rows: Floats, diagnostics: Diagnostics, finite: Ints) -> None:
        """Keep what is to be kept of some balls' next steps, and what is derived from them.

        ``rows`` are (ball, step, columns), of which ``finite`` (ball,) are finite for each ball.
        """
        count = rows.shape[1]
        status, since = diagnostics.status, self._since_when(balls, first, diagnostics.status)
        low, high = np.searchsorted(self.kept, [first, first + count])
        chosen = slice(None) if high - low == count else self.kept[low:high] - first
        part = Columns.of(rows)
        travelled, least = self._totals_of(balls, diagnostics.update, part.loss)
        place = (slice(None) if len(balls) == len(self.last) else balls, slice(low, high))
        self._position[place] = part.position[:, chosen]
        self._loss[place] = part.loss[:, chosen]
        self._gradient[place] = part.gradient[:, chosen]
        self._velocity[place] = part.velocity[:, chosen]
        self._update[place] = diagnostics.update[:, chosen]
        self._status[place] = status[:, chosen]
        self._since[place] = since[:, chosen]
        self._near_since[place] = diagnostics.near_since[:, chosen]
        self._travelled[place] = travelled[:, chosen]
        self._least_loss[place] = least[:, chosen]
        self.last[balls] = first + finite - 1
        for index in np.flatnonzero(finite).tolist():
            end = int(finite[index]) - 1
            self._latest[:, balls[index]] = status[index, end], since[index, end]
            self.nearness[balls[index]] = diagnostics.nearness(index, end)
        for ball in balls[finite < count]:
            self._end(int(ball))

    def _since_when(self, balls: Ints, first: int, status: Statuses) -> Ints:
        """Return since when each status has been kept."""
        before, since = self._latest[:, balls, None]
        numbers = np.arange(first, first + status.shape[1])
        changed = np.concatenate([status[:, :1] != before, status[:, 1:] != status[:, :-1]], axis=1)
        kept: Ints = np.maximum.accumulate(np.where(changed, numbers, since), axis=1)
        return kept

    def _totals_of(self, balls: Ints, update: Floats, loss: Floats) -> tuple[Floats, Floats]:
        """Return way and least loss up to each step, and go on from them with the next ones."""
        way, least = self._totals[:, balls, None]
        ways = np.concatenate([way, lengths_of(update)], axis=1)
        travelled = np.cumsum(np.where(np.isnan(ways), 0.0, ways), axis=1)[:, 1:]  # one by one, in any slices
        lowest = np.fmin.accumulate(np.concatenate([least, loss], axis=1), axis=1)[:, 1:]
        self._totals[:, balls] = travelled[:, -1], lowest[:, -1]
        return travelled, lowest

    def _end(self, ball: int) -> None:
        """Fill the steps after a ball's last finite one with what has become of it."""
        status, since = self._latest[:, ball]
        end, last = final_status(status), self.last[ball]
        after = int(np.searchsorted(self.kept, last, side="right"))
        self._status[ball, after:] = end
        self._since[ball, after:] = since if status == end else last + 1
        self._near_since[ball, after:] = -1
        self._travelled[ball, after:], self._least_loss[ball, after:] = self._totals[:, ball]

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
            travelled=_read_only(self._travelled[:, rows]),
            least_loss=_read_only(self._least_loss[:, rows]),
            last=_read_only(self.last.copy()),
            replay=replay,
        )


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    view = array.view()
    view.flags.writeable = False
    return view
