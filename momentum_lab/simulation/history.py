"""Which steps of a run are kept, and the arrays that keep them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import Columns
from momentum_lab.simulation.derived_steps import Carried, Kept
from momentum_lab.simulation.diagnostics import Diagnostics, Nearness
from momentum_lab.simulation.judges import Judges
from momentum_lab.simulation.run import Replay, Run, Status, final_status, lengths_of

Scalar = TypeVar("Scalar", bound=np.generic)

EXACT: Final = 16_384
"""Steps from the start that are all kept."""
OCTAVE: Final = 4_096
"""Steps that are kept, evenly, of each stretch beyond that is as long as all before it."""


@lru_cache(maxsize=8)
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
    kept.flags.writeable = False
    return kept


class History:
    """The numbers of a run's kept steps, put in as they are computed.

    Places of steps that are not there yet hold anything.
    """

    def __init__(self, experiment: Experiment, places: Floats) -> None:
        """Begin with balls at ``places`` (ball, dimension)."""
        self._experiment = experiment
        self.kept = kept_steps(experiment.steps)
        balls, dimension = places.shape
        self._arrays = _arrays(balls, len(self.kept), dimension)
        self.last = np.zeros(balls, dtype=np.int64)
        self.carried = Carried(
            counts=np.array([[Status.DIVERGED, 0, -1, 0]] * balls, dtype=np.int64),
            totals=np.array([[0.0, np.nan]] * balls),
            places=places,
        )

    def nearness(self, ball: int) -> Nearness:
        """Return how near a ball is to a minimum at its last step."""
        _, _, since, has_settled = self.carried.counts[ball].tolist()
        return Nearness(since, has_settled != 0)

    def put_start(self, ball: int) -> None:
        """Keep where a ball starts whose loss there is not finite: the place is all that is known."""
        self._end(ball, 0, np.nan)
        self._arrays.position[ball, 0] = self.carried.places[ball]

    def put(self, balls: Ints, first: int, rows: Floats, finite: Ints, judges: Judges) -> None:
        """Keep what is to be kept of some balls' next steps, and what is derived from them.

        ``rows`` are (ball, step, columns), of which ``finite`` (ball,) are finite for each ball.
        """
        counts, places = self.carried.counts, self.carried.places
        chosen_judges = [judges[ball] for ball in balls.tolist()]
        nearness = [self.nearness(ball) for ball in balls.tolist()]
        diagnostics = Diagnostics.of(chosen_judges, rows, first, places[balls], nearness)
        part, since = Columns.of(rows), self._since_when(balls, first, diagnostics.status)
        totals = self._totals_of(balls, diagnostics.update, part.loss)
        numbers = (part.position, part.loss, part.gradient, part.velocity, diagnostics.update)
        verdicts = (diagnostics.status, since, diagnostics.near_since)
        self._keep(balls, first, Kept(*numbers, *verdicts, *totals))
        for index in np.flatnonzero(finite).tolist():
            ball, end = balls[index], int(finite[index]) - 1
            near = diagnostics.nearness(index, end)
            verdict = diagnostics.status[index, end], since[index, end]
            counts[ball] = (*verdict, near.since, near.has_settled)
            places[ball] = part.position[index, end]
        self._put_ends(balls, first, finite, rows.shape[1])

    def derive(
        self,
        derive: Callable[..., None],
        balls: Ints,
        first: int,
        rows: Floats,
        finite: Ints,
        judges: Judges,
        factors: Floats,
    ) -> None:
        """Do what :meth:`put` does, to the last bit, as machine code; ``factors`` are as it takes them."""
        count = rows.shape[1]
        low, high = self._rows(first, count)
        is_whole = high - low == count
        arrays = self._arrays if is_whole else _arrays(len(self.last), count, self._arrays.position.shape[2])
        place = low if is_whole else 0
        derive(
            rows,
            finite,
            balls,
            factors,
            first,
            place,
            *judges.measures,
            *judges.terms,
            *self.carried,
            *arrays,
        )
        if not is_whole:
            self._keep(balls, first, Kept(*(array[balls] for array in arrays)))
        self._put_ends(balls, first, finite, count)

    def _rows(self, first: int, count: int) -> tuple[int, int]:
        """Return from which row to before which the kept ones of some steps are."""
        if first + count <= EXACT:
            return first, first + count
        low, high = np.searchsorted(self.kept, [first, first + count]).tolist()
        return low, high

    def _keep(self, balls: Ints, first: int, steps: Kept) -> None:
        """Keep those that are to be kept of some balls' next steps."""
        low, high = self._rows(first, steps.loss.shape[1])
        chosen = self.kept[low:high] - first
        place = (slice(None) if len(balls) == len(self.last) else balls, slice(low, high))
        for array, numbers in zip(self._arrays, steps, strict=True):
            array[place] = numbers[:, chosen]

    def _put_ends(self, balls: Ints, first: int, finite: Ints, count: int) -> None:
        """Keep which steps are the last finite ones, and what becomes of balls that end among them."""
        self.last[balls] = first + finite - 1
        for ball in balls[finite < count].tolist():
            last = int(self.last[ball])
            self._end(ball, int(np.searchsorted(self.kept, last, side="right")), self.carried.totals[ball])

    def _since_when(self, balls: Ints, first: int, status: Statuses) -> Ints:
        """Return since when each status has been kept."""
        before, since = self.carried.counts[balls, :2].T[:, :, np.newaxis]
        numbers = np.arange(first, first + status.shape[1])
        changed = np.concatenate([status[:, :1] != before, status[:, 1:] != status[:, :-1]], axis=1)
        kept: Ints = np.maximum.accumulate(np.where(changed, numbers, since), axis=1)
        return kept

    def _totals_of(self, balls: Ints, update: Floats, loss: Floats) -> tuple[Floats, Floats]:
        """Return way and least loss up to each step, and go on from them with the next ones."""
        way, least = self.carried.totals[balls].T[:, :, np.newaxis]
        ways = np.concatenate([way, lengths_of(update)], axis=1)
        travelled = np.cumsum(np.where(np.isnan(ways), 0.0, ways), axis=1)[:, 1:]  # one by one, in any slices
        lowest = np.fmin.accumulate(np.concatenate([least, loss], axis=1), axis=1)[:, 1:]
        self.carried.totals[balls] = np.stack([travelled[:, -1], lowest[:, -1]], axis=1)
        return travelled, lowest

    def _end(self, ball: int, after: int, totals: Floats | float) -> None:
        """Fill the rows after a ball's last finite one with what has become of it."""
        arrays, (status, since, _, _) = self._arrays, self.carried.counts[ball].tolist()
        end = final_status(status)
        for array in (arrays.position, arrays.loss, arrays.gradient, arrays.velocity, arrays.update):
            array[ball, after:] = np.nan
        arrays.status[ball, after:] = end
        arrays.status_since[ball, after:] = since if status == end else self.last[ball] + 1
        arrays.near_since[ball, after:] = -1
        arrays.travelled[ball, after:], arrays.least_loss[ball, after:] = np.broadcast_to(totals, 2)

    def snapshot(self, computed: int, replay: Replay) -> Run:
        """Return what is there of the first ``computed`` steps, as read-only views."""
        rows = self._rows(0, computed + 1)[1]
        kept = {
            name: _read_only(array[:, :rows]) for name, array in zip(Kept._fields, self._arrays, strict=True)
        }
        last = _read_only(self.last.copy())
        return Run(
            self._experiment, computed, kept=_read_only(self.kept[:rows]), **kept, last=last, replay=replay
        )


def _arrays(balls: int, rows: int, dimension: int) -> Kept:
    """Return arrays for steps, with anything in them."""
    vectors, numbers = (balls, rows, dimension), (balls, rows)
    return Kept(
        position=np.empty(vectors),
        loss=np.empty(numbers),
        gradient=np.empty(vectors),
        velocity=np.empty(vectors),
        update=np.empty(vectors),
        status=np.empty(numbers, dtype=np.int8),
        status_since=np.empty(numbers, dtype=np.int64),
        near_since=np.empty(numbers, dtype=np.int64),
        travelled=np.empty(numbers),
        least_loss=np.empty(numbers),
    )


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    view = array.view()
    view.flags.writeable = False
    return view
