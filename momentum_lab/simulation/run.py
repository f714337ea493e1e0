"""The run: the numbers that an experiment gives, for every ball and every step."""

from __future__ import annotations

from dataclasses import fields
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Floats, Indices, Ints, Statuses
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import Ground

if TYPE_CHECKING:  # machine code for balls knows what becomes of them
    from momentum_lab.simulation.ball import RollingBall
from momentum_lab.simulation.storage import Storage
from momentum_lab.simulation.traces import Trace, Traces, euclidean

WINDOW: Final = 2_048
"""Steps that are computed again together when some of them are wanted."""


class Status(IntEnum):
    """How a ball fares at a step; ``simulation/status.py`` says when exactly."""

    MOVING = 0
    """On its way, also to the map or back to it."""
    CONVERGED = 1
    """At a minimum that is known: near it, and not on its way out."""
    STALLED = 2
    """At rest, but at no minimum that is known, on the map or off it: nothing pulls at it any more."""
    ESCAPED = 3
    """Far off the map, no higher than its start, and on its way out."""
    DIVERGED = 4
    """Far off the map and higher than its start, or no longer a finite number."""

    @property
    def key(self) -> str:
        """What the status is called in files and for programs, whatever the language."""
        return self.name.lower()


LOST: Final = frozenset({Status.ESCAPED, Status.DIVERGED})
"""What has left the map, and does not come to rest or turn back."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Some steps of one ``ball``: their numbers (step,), and what there is of each, as in :class:`Run`."""

    ball: int
    step: Ints
    position: Floats
    loss: Floats
    gradient: Floats
    velocity: Floats
    update: Floats
    status: Statuses
    near_since: Ints

    def __getitem__(self, rows: slice | NDArray[np.integer[Any]]) -> Steps:
        """Return some of them."""
        return Steps(
            self.ball,
            self.step[rows],
            self.position[rows],
            self.loss[rows],
            self.gradient[rows],
            self.velocity[rows],
            self.update[rows],
            self.status[rows],
            self.near_since[rows],
        )


def joined(parts: list[Steps]) -> Steps:
    """Return steps one after the other as one."""
    if len(parts) == 1:
        return parts[0]
    names = [field.name for field in fields(Steps)[1:]]
    return Steps(parts[0].ball, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class Replay(Protocol):
    """Computes again what a run has not kept: steps of long ones, and what the balls remembered."""

    def steps(self, ball: int, first: int, end: int) -> Steps:
        """Return the finite steps from ``first`` up to before ``end``, bit for bit as they were."""
        ...

    def rolling(self, ball: int, step: int) -> RollingBall:
        """Return a ball as it was at one of its finite steps, to go on from there."""
        ...


@dataclass(frozen=True)
class Run:
    """What became of every ball; ``computed`` steps are there, of the experiment's ``steps``.

    Of a run of up to some ten thousand steps all are kept; of a longer one ever fewer, the later the rarer,
    and of one with many weights still fewer. ``storage`` says which. :meth:`steps` and :meth:`at` give any
    step, exactly; :meth:`trace` has loss, lengths and status also of those whose weights are not kept.

    Attributes
    ----------
    kept
        (row,): the steps that the rows of the other arrays are of. It begins with 0, the start.
    position, gradient, velocity, update
        (ball, row, dimension), float64, read-only. ``gradient`` is the landscape's at that position, noise
        included, before it is clipped. ``velocity`` is the optimizer's own trace after the step, in its own
        units, zero for those without one. ``update`` is the way from the step before.
    loss
        (ball, row); the landscape's own, without noise.
    status
        (ball, row) of :class:`Status`, as int8.
    status_since
        (ball, row): the first step from which the ball has kept that status.
    near_since
        (ball, row): the first step from which it has stayed near a minimum; -1 where it is not near one.
    travelled, least_loss
        (ball, row): the length of the whole way up to there, and the least loss on it.
    last
        (ball,): the last step at which all of a ball's numbers are finite; later entries are NaN.
    storage
        Of which steps there is what.
    """

    experiment: Experiment
    computed: int
    kept: Ints
    position: Floats
    loss: Floats
    gradient: Floats
    velocity: Floats
    update: Floats
    status: Statuses
    status_since: Ints
    near_since: Ints
    travelled: Floats
    least_loss: Floats
    last: Ints
    replay: Replay
    storage: Storage
    traces: Traces | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all the steps of the experiment are there."""
        return self.computed == self.experiment.steps

    @property
    def dimension(self) -> int:
        """The number of coordinates of a position: 1 or 2 where the objective is a formula."""
        return int(self.position.shape[2])

    @property
    def ground(self) -> Ground:
        """What is drawn of the objective: a line or a plane, on which all positions have places."""
        return self.experiment.landscape.build().ground

    def row(self, step: int) -> int:
        """Return the row of a step, or of the last one before it that is kept."""
        return int(np.searchsorted(self.kept, step, side="right")) - 1

    def last_step(self, ball: int, step: int) -> int:
        """Return ``step``, or the last one before it at which the ball still had finite numbers."""
        return min(step, self.computed, int(self.last[ball]))

    def rows(self, ball: int) -> Steps:
        """Return a ball's steps that are kept, up to its last finite one."""
        return self._rows(ball, slice(0, self.row(self.last_step(ball, self.computed)) + 1))

    def trace(self, ball: int) -> Trace:
        """Return loss, lengths and status of a ball's steps, up to its last finite one."""
        if self.traces is not None:
            return self.traces.of(ball, self.last_step(ball, self.computed))
        rows = self.rows(ball)
        return Trace(rows.step, rows.loss, euclidean(rows.gradient), euclidean(rows.update), rows.status)

    def steps(self, ball: int, first: int, end: int) -> Steps:
        """Return all of a ball's steps from ``first`` up to before ``end``, or up to its last finite one."""
        end = max(first, min(end, self.last_step(ball, self.computed) + 1))
        low, high = np.searchsorted(self.kept, [first, end])
        if high - low == end - first:
            return self._rows(ball, slice(low, high))
        start = [self._rows(ball, slice(0, 1))] if first == 0 else []
        return joined([*start, self.replay.steps(ball, max(first, 1), end)])

    def chosen(self, ball: int, steps: Ints) -> Steps:
        """Return some of a ball's steps in their order, none of them after its last finite one.

        Those of a long run that are not kept are computed again: all of them together, the whole run.
        """
        rows = np.searchsorted(self.kept, steps)
        if np.array_equal(self.kept.take(rows, mode="clip"), steps):
            return self._rows(ball, rows)
        parts, index = [], 0
        while index < len(steps):
            first, end = steps[index], int(np.searchsorted(steps, steps[index] + WINDOW))
            parts.append(self.steps(ball, int(first), int(steps[end - 1]) + 1)[steps[index:end] - first])
            index = end
        return joined(parts)

    def dotted(self, ball: int, step: int, every: int, most: int) -> Steps:
        """Return steps to mark: the multiples of ``every`` up to ``step`` that are kept, or ``most`` of them.

        They cost nothing: of a long run's later steps only some of the multiples are kept.
        """
        kept = self.rows(ball)[: self.row(self.last_step(ball, step)) + 1]
        rows = np.flatnonzero(kept.step % every == 0)
        return kept[rows[:: 1 + (len(rows) - 1) // most]]

    def at(self, ball: int, step: int) -> Steps:
        """Return one step of a ball; the last finite one if it has none so late."""
        last = self.last_step(ball, step)
        return self.steps(ball, last, last + 1)

    def status_at(self, ball: int, step: int) -> Status:
        """Return how a ball fares at a step."""
        last = self.last_step(ball, step)
        status = Status(int(self.at(ball, last).status[0]))
        return status if last == min(step, self.computed) else final_status(status)

    def since(self, ball: int, step: int) -> int:
        """Return the first step from which the ball has kept the status that it has at ``step``."""
        last = self.last_step(ball, step)
        row = self.row(last)
        status, since = int(self.status[ball, row]), int(self.status_since[ball, row])
        if self.kept[row] < last:
            later = self.steps(ball, int(self.kept[row]) + 1, last + 1)
            changes = np.flatnonzero(np.diff(later.status, prepend=np.int8(status)))
            since = int(later.step[changes[-1]]) if changes.size else since
            status = int(later.status[-1])
        is_over = last < min(step, self.computed)
        return last + 1 if is_over and final_status(status) != status else since

    def totals(self, ball: int, step: int) -> tuple[float, float]:
        """Return the length of a ball's way up to a step, and its least loss on it."""
        last = self.last_step(ball, step)
        row = self.row(last)
        way, least = float(self.travelled[ball, row]), float(self.least_loss[ball, row])
        if self.kept[row] < last:
            later = self.steps(ball, int(self.kept[row]) + 1, last + 1)
            way = float(np.cumsum([way, *lengths_of(later.update)])[-1])
            least = float(np.fmin.reduce(later.loss, initial=least)) + 0.0
        return way, least

    @cached_property
    def finite_loss(self) -> Floats:
        """The finite losses of visible balls that are kept, flattened: what an axis of losses must hold."""
        shown = [i for i, ball in enumerate(self.experiment.balls) if ball.visible]
        losses = self.loss[shown].ravel()
        return np.extract(np.isfinite(losses), losses)

    def _rows(self, ball: int, rows: slice | Indices) -> Steps:
        return Steps(
            ball,
            self.kept[rows],
            self.position[ball, rows],
            self.loss[ball, rows],
            self.gradient[ball, rows],
            self.velocity[ball, rows],
            self.update[ball, rows],
            self.status[ball, rows],
            self.near_since[ball, rows],
        )


def lengths_of(ways: Floats) -> Floats:
    """Return the lengths of ways (…, dimension): finite wherever a double is large enough for them."""
    lengths: Floats = np.hypot.reduce(ways, axis=-1, initial=0.0)
    return lengths


def final_status(status: int) -> Status:
    """Return what becomes of a ball after its last finite step: what overflows far downhill has escaped."""
    return Status.ESCAPED if status == Status.ESCAPED else Status.DIVERGED
