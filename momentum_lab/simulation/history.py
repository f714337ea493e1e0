"""Which steps of a run are kept, and the arrays that keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import AnyArray, Floats, Ints, Statuses
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import Columns, columns
from momentum_lab.simulation.derived_steps import Carried, KeptSteps
from momentum_lab.simulation.diagnostics import AWAY, Diagnostics, Nearness
from momentum_lab.simulation.judges import Judges
from momentum_lab.simulation.run import Replay, Run, Status, final_status, lengths_of
from momentum_lab.simulation.storage import Storage
from momentum_lab.simulation.traces import Traced, Traces

Scalar = TypeVar("Scalar", bound=np.generic)


class History:
    """The numbers of a run's kept steps, put in as they are computed.

    Places of steps that are not there yet hold anything.
    """

    def __init__(self, experiment: Experiment, places: Floats, storage: Storage) -> None:
        """Begin with balls at ``places`` (ball, dimension)."""
        self._experiment, self._storage = experiment, storage
        self.kept = storage.whole
        balls, dimension = places.shape
        self._traces = Traces.empty(storage.traced, balls) if storage.is_thinned else None
        self._arrays = self._scratch = _arrays(balls, len(self.kept), dimension)
        self.last = np.zeros(balls, dtype=np.int64)
        self.carried = Carried(
            counts=np.empty((balls, 4), dtype=np.int64), totals=np.empty((balls, 2)), places=places
        )
        self.carried.counts[:] = Status.DIVERGED, 0, -1, 0
        self.carried.totals[:] = 0.0, np.nan

    def nearness(self, ball: int) -> Nearness:
        """Return how near a ball is to a minimum at its last step."""
        _, _, since, has_settled = self.carried.counts[ball].tolist()
        return Nearness(since, has_settled != 0)

    def room(self, first: int, count: int) -> Floats:
        """Return where the numbers of the next steps are to be put, (ball, step, columns)."""
        arrays, low = self._place(first, count)
        return arrays.rows[:, low : low + count]

    def nearness_at_start(self, ball: int, judges: Judges) -> Nearness:
        """Return how near a ball is to a minimum at its start, of which what is derived is there."""
        if self._arrays.near_since[ball, 0] < 0:
            return AWAY
        rows = self._arrays.rows[ball : ball + 1, :1]
        before = Columns.of(rows).position[:, 0]
        return Diagnostics.of([judges[ball]], rows, 0, before, [AWAY]).nearness(0, 0)

    def place(self, first: int, count: int) -> tuple[Floats, int]:
        """Return rows (ball, row, columns) for the next steps and others, and which is that of the first."""
        arrays, low = self._place(first, count)
        return arrays.rows, low

    def put_start(self, ball: int) -> None:
        """Keep where a ball starts whose loss there is not finite: the place is all that is known."""
        self._end(ball, 0, np.nan)
        self._arrays.rows[ball, 0, : self.carried.places.shape[1]] = self.carried.places[ball]

    def derive(self, balls: Ints, first: int, count: int, finite: Ints, judges: Judges) -> None:
        """Keep what is derived of the next steps of some balls, of which so many are finite."""
        counts, places = self.carried.counts, self.carried.places
        arrays, low = self._place(first, count)
        rows = arrays.rows[balls, low : low + count]
        nearness = [self.nearness(ball) for ball in balls.tolist()]
        found = Diagnostics.of([judges[i] for i in balls.tolist()], rows, first, places[balls], nearness)
        part, since = Columns.of(rows), self._since_when(balls, first, found.status)
        totals = self._totals_of(balls, found.update, part.loss)
        derived = KeptSteps(rows, found.update, found.status, since, found.near_since, *totals)
        _put(arrays, balls, slice(low, low + count), derived)
        for index in np.flatnonzero(finite).tolist():
            ball, end = balls[index], int(finite[index]) - 1
            near = found.nearness(index, end)
            counts[ball] = (found.status[index, end], since[index, end], near.since, near.has_settled)
            places[ball] = part.position[index, end]
        self._finish(balls, first, count, finite)

    def derive_natively(
        self,
        derive: Callable[..., None],
        balls: Ints,
        first: int,
        count: int,
        finite: Ints,
        judges: Judges,
        factors: Floats,
    ) -> None:
        """Do the same, to the last bit, as machine code; ``factors`` are as it takes them."""
        arrays, low = self._place(first, count)
        derive(finite, balls, factors, first, low, *judges.measures, *judges.terms, *self.carried, *arrays)
        self._finish(balls, first, count, finite)

    def _place(self, first: int, count: int) -> tuple[KeptSteps, int]:
        """Return where some steps are put at first, and in which row the first of them."""
        if first + count <= self._storage.exact:
            return self._arrays, first
        if self._scratch is self._arrays or self._scratch.rows.shape[1] < count:
            balls, dimension = self.carried.places.shape
            self._scratch = _arrays(balls, count, dimension)
        return self._scratch, 0

    def _finish(self, balls: Ints, first: int, count: int, finite: Ints) -> None:
        """Keep of steps that are not all kept those that are, and what becomes of balls that end."""
        arrays, low = self._place(first, count)
        if self._traces is not None:
            steps = slice(low, low + count)
            part = Columns.of(arrays.rows[:, steps])
            traced = Traced(part.loss, part.gradient, arrays.update[:, steps], arrays.status[:, steps])
            self._traces.put(balls, first, finite, traced)
        if arrays is not self._arrays:
            low, high = np.searchsorted(self.kept, [first, first + count]).tolist()
            chosen = self.kept[low:high] - first
            given: tuple[AnyArray, ...] = arrays
            found = tuple(numbers[balls[:, np.newaxis], chosen] for numbers in given)
            _put(self._arrays, balls, slice(low, high), found)
        self.last[balls] = finite + (first - 1)
        ended = balls[finite < count]
        for ball in ended.tolist():
            after = int(np.searchsorted(self.kept, self.last[ball], side="right"))
            self._end(ball, after, self.carried.totals[ball])

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
        lowest = lowest + 0.0  # which of two zeros is the least is left to numpy: it has no sign
        self.carried.totals[balls] = np.stack([travelled[:, -1], lowest[:, -1]], axis=1)
        return travelled, lowest

    def _end(self, ball: int, after: int, totals: Floats | float) -> None:
        """Fill the rows after a ball's last finite one with what has become of it."""
        arrays, (status, since, _, _) = self._arrays, self.carried.counts[ball].tolist()
        end = final_status(status)
        arrays.rows[ball, after:] = arrays.update[ball, after:] = np.nan
        arrays.status[ball, after:] = end
        arrays.status_since[ball, after:] = since if status == end else self.last[ball] + 1
        arrays.near_since[ball, after:] = -1
        arrays.travelled[ball, after:], arrays.least_loss[ball, after:] = np.broadcast_to(totals, 2)

    def snapshot(self, computed: int, replay: Replay) -> Run:
        """Return what is there of the first ``computed`` steps, as read-only views."""
        rows = computed + 1
        if computed >= self._storage.exact:
            rows = int(np.searchsorted(self.kept, computed, side="right"))
        arrays, part = self._arrays, Columns.of(self._arrays.rows)
        return Run(
            self._experiment,
            computed,
            kept=_read_only(self.kept[:rows]),
            position=_read_only(part.position[:, :rows]),
            loss=_read_only(part.loss[:, :rows]),
            gradient=_read_only(part.gradient[:, :rows]),
            velocity=_read_only(part.velocity[:, :rows]),
            update=_read_only(arrays.update[:, :rows]),
            status=_read_only(arrays.status[:, :rows]),
            status_since=_read_only(arrays.status_since[:, :rows]),
            near_since=_read_only(arrays.near_since[:, :rows]),
            travelled=_read_only(arrays.travelled[:, :rows]),
            least_loss=_read_only(arrays.least_loss[:, :rows]),
            last=_read_only(self.last.copy()),
            replay=replay,
            storage=self._storage,
            traces=None if self._traces is None else self._traces.until(computed),
        )


def _arrays(balls: int, rows: int, dimension: int) -> KeptSteps:
    """Return arrays for steps, with anything in them."""
    numbers = (balls, rows)
    return KeptSteps(
        rows=np.empty((balls, rows, columns(dimension))),
        update=np.empty((balls, rows, dimension)),
        status=np.empty(numbers, dtype=np.int8),
        status_since=np.empty(numbers, dtype=np.int64),
        near_since=np.empty(numbers, dtype=np.int64),
        travelled=np.empty(numbers),
        least_loss=np.empty(numbers),
    )


def _put(target: tuple[AnyArray, ...], balls: Ints, rows: slice, source: tuple[AnyArray, ...]) -> None:
    """Put arrays of some balls' steps into the rows of those of all."""
    for array, numbers in zip(target, source, strict=True):
        array[balls, rows] = numbers


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.flags.writeable = False  # a view, or nobody else's
    return array
