"""How a ball fares at a step, from the numbers alone.

A *minimum* is one that the landscape knows. A ball is

near one
    if it is within :data:`NEAR` of the map's diagonal of it; or if its loss is that of a level floor which
    nothing known is below, wherever on the floor it is.
on its way out of there
    unless it rests, or has shown that it stays, at some step since it is near. It was then no higher than the
    lowest place at that distance around the minimum, and a quarter more steps than it had been near for, as
    long as the last one, would not have led it out. On a floor its loss says how far it is from the middle.
    Or it must have turned round in there: a step, times the number of steps until then, was longer than four
    times the distance that is near, or than four diagonals for long steps on a floor, which may be wide.
at rest
    if its last step is shorter than :data:`STILL` of the diagonal, and nothing pulls at it: the slope, with
    the weight decay in it, is less than :data:`FLAT` of what the losses on the map differ by over a diagonal,
    or than :data:`STILL` of the decay alone. Beside a decay that acts apart from the gradient the step has to
    be less than that share of the decay's own.
far
    if it is more than :data:`FAR` half widths from the middle of the map, in some direction, and farther than
    where it started.

And so it is

*converged*
    near a minimum, and not on its way out;
*stalled*
    at rest elsewhere, on the map or not: the landscape is level there, or slope and weight decay balance. A
    ball that is slow because its rate is small is not;
*diverged*
    far, higher than where it started, and not at rest; or without finite numbers. What a weight decay in the
    gradient adds to the loss counts as height; one beside the step may pull it uphill, so it has to be
    farther from the origin, too;
*escaped*
    far, no higher, not at rest, and farther than a step ago;
*moving*
    otherwise, also on its way to the map, or back to it.

Where hyperparameters change in the middle of the run, weight decay and rate are those of the step that led
there. All of that depends on the step, on the start, and on since when the ball has been near a minimum and
whether it has settled there. ``docs/verdicts.md`` says it at more length, and how often it is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints, Statuses
from momentum_lab.experiment.ball import Ball
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.pull import Pull
from momentum_lab.simulation.run import Status
from momentum_lab.simulation.segments import Segment, segments_of
from momentum_lab.simulation.yardstick import Yardstick, length

STILL: Final = 1e-6
"""The longest step of a ball at rest, in diagonals, and beside a decay in the decay's own steps."""
FLAT: Final = 1e-8
"""The largest pull on a ball at rest, in differences of loss on the map over its diagonal."""
FAR: Final = 10.0
"""Off the map: farther from its centre than this many times its half width, in some direction."""


def farness(position: Floats, landscape: Landscape) -> Floats:
    """Return how far positions (…, dimension) are from the map's middle, in half widths."""
    far = np.zeros(position.shape[:-1])
    for axis, (low, high) in enumerate(landscape.domain):
        np.maximum(far, np.abs(position[..., axis] - (low + high) / 2) / ((high - low) / 2), out=far)
    return far


def is_far(position: Floats, landscape: Landscape) -> Bools:
    """Return for positions (…, dimension) whether they are far off the map."""
    return farness(position, landscape) > FAR


@dataclass(frozen=True, slots=True)
class Moments:
    """Some finite steps of one ball, or one step each of many; arrays are (…,) or (…, dimension).

    Attributes
    ----------
    step
        Its number.
    position, before
        There, and at the step before; at step 0 the same.
    loss, gradient
        There.
    has_settled
        Whether the ball is near a minimum, and has shown that it stays.
    """

    step: Ints
    position: Floats
    before: Floats
    loss: Floats
    gradient: Floats
    has_settled: Bools


class Judge:
    """Tells how balls fare on a landscape, from where they began and how a weight decay pulls at them."""

    def __init__(
        self,
        landscape: Landscape,
        ball: Ball,
        start: Floats,
        loss: Floats,
        values: Mapping[str, Floats] | None = None,
    ) -> None:
        """Take the measures of one ball, or of many: ``start`` is (…, dimension), ``loss`` there (…,).

        ``values`` are hyperparameters in which many balls differ.
        """
        self._landscape, self._schedule = landscape, ball.schedule
        self.yardstick = Yardstick.of(landscape)
        segments = segments_of(ball)
        self._firsts = [segment.first for segment in segments]
        self._pulls = [_pull_in(segment, values or {}) for segment in segments]
        self._farness = farness(start, landscape)
        self._remoteness = length(start)
        self._start, self._loss = np.array(start), loss  # its place in an array may be used for others

    def may_not_move(self, position: Floats, update: Floats, is_near: Bools) -> Bools:
        """Return which balls may have another status than *moving* at one of their steps (ball, step, …)."""
        far = farness(position, self._landscape).max(axis=1, initial=0.0)
        is_still = (length(update) <= STILL * self.yardstick.size).any(axis=1)
        return np.asarray(~(far <= FAR) | is_still | is_near.any(axis=1))

    def statuses(self, moments: Moments, is_near: Bools) -> Statuses:
        """Return how the balls fare; ``is_near`` says which are near a minimum."""
        way = length(moments.position - moments.before)
        rests = self._rests(moments, way)
        result = np.zeros(way.shape, dtype=np.int8)
        if rests.any():
            result[rests] = Status.STALLED
        far = farness(moments.position, self._landscape)
        if (far > FAR).any():
            gone, is_up = (far > np.maximum(FAR, self._farness)) & ~rests, self._is_uphill(moments)
            is_out = far > farness(moments.before, self._landscape)
            result[gone & ~is_up & is_out] = Status.ESCAPED
            result[gone & is_up] = Status.DIVERGED
        if is_near.any():
            result[is_near & (rests | moments.has_settled)] = Status.CONVERGED
        return result

    def _rests(self, moments: Moments, way: Floats) -> Bools:
        """Return whether the balls are at rest, with nothing that pulls at them."""
        is_still = way <= STILL * self.yardstick.size
        if not is_still.any():
            return is_still
        pull = self._pull(moments.step)
        force, pulls = length(pull.force(moments.gradient, moments.position)), pull.strength(moments.position)
        balances = force <= np.maximum(FLAT * self.yardstick.steepness, STILL * pulls)
        if pull.is_beside:
            own = pull.step(moments.position, self._factors(moments.step))
            balances = np.where(own > 0.0, (way <= STILL * own) & (moments.step > 0), balances)
        return np.asarray(is_still & balances)

    def _pull(self, step: Ints) -> Pull:
        """Return the pull on the way to each step."""
        if len(self._pulls) == 1:
            return self._pulls[0]
        left = np.maximum(step - 1, 0)
        return Pull.picked(self._pulls, np.searchsorted(self._firsts, left, side="right") - 1)

    def _factors(self, step: Ints) -> Floats | float:
        """Return what the learning rate was multiplied by on the way to each step."""
        if self._schedule.is_constant:
            return 1.0
        numbers, places = np.unique(np.maximum(step - 1, 0), return_inverse=True)
        return np.array([*map(self._schedule.factors(), numbers.tolist())])[places]

    def _is_uphill(self, moments: Moments) -> Bools:
        pull = self._pull(moments.step)
        is_up = moments.loss + pull.height(moments.position) > self._loss + pull.height(self._start)
        if pull.is_beside:
            is_up &= (np.asarray(pull.beside) == 0.0) | (length(moments.position) > self._remoteness)
        return is_up


def _pull_in(segment: Segment, values: Mapping[str, Floats]) -> Pull:
    """Return the pull in a segment of the run of many balls, which differ in what has not been changed."""
    own = {name: column for name, column in values.items() if name not in segment.changed}
    return Pull.on(segment.ball, own)
