"""Why a ball fares as it does, as far as the numbers show it; where they do not, no reason is given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field, replace
from enum import Enum
from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.analysis.endless import falls_without_end
from momentum_lab.analysis.on_the_way import before, beyond_limit, curvatures, rates
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, SMALLEST_RATE, HyperValue, Number
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import with_kicks_of
from momentum_lab.experiment.experiment import Experiment, is_inside
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.pull import Pull
from momentum_lab.simulation.run import Run, Status, Steps
from momentum_lab.simulation.status import FLAT, farness, is_far
from momentum_lab.simulation.yardstick import NEAR, Yardstick, length

MOST_RUN_AGAIN: Final = 1_000
"""So many steps a ball is run again without noise or at a lower rate, to see what is to blame."""
_LOWER_RATE: Final = 0.01
_NEARER: Final = 0.99
"""A ball comes back if in the last tenth of its steps it has come nearer by this factor."""
_LONGER: Final = 20
"""A ball hardly moves if in so many times as many steps it would not get across the tolerance."""
_FLAT_CURVATURE: Final = 1e-2
"""A curvature is almost 0 below this share of the largest one on the map, and on the way."""
_GRID: Final = 5
"""Places along each axis of the map at which the curvature is looked at."""


class ReasonKind(Enum):
    """Why a ball fares as it does; the value is the key of it in code and tests."""

    STARTED_OFF_THE_MAP = "started_off_the_map"
    """It moves, and has not been on the map yet, or is off it again."""
    ON_ITS_WAY_BACK = "on_its_way_back"
    """It moves far off the map, towards it."""
    HARDLY_MOVES = "hardly_moves"
    """It moves so little that even in many times as many steps it would not get anywhere."""
    OFF_THE_MAP = "off_the_map"
    """It rests, but not on the map."""
    BALANCE = "balance"
    """It rests where slope and weight decay balance."""
    BALANCE_OFF_THE_MAP = "balance_off_the_map"
    """It does so off the map."""
    DOWNHILL = "downhill"
    """Below every known minimum, on its way to where the loss falls below all bounds, with no pull back."""
    STILL_DOWNHILL = "still_downhill"
    """The loss was still falling in its last step."""
    PULLED = "pulled"
    """It was not, and a weight decay pulls at the ball."""
    NOT_FINITE_AT_START = "not_finite_at_start"
    """The loss or its gradient at the start is not a finite number."""
    NOT_FINITE_NEXT = "not_finite_next"
    """It was not lost, and one step led to where numbers are not finite."""
    RATE_OVER_LIMIT = "rate_over_limit"
    """Rate times curvature, with the weight decay in it, was beyond the rule's limit on its way: with
    ``rate``, ``curvature``, their ``product`` and ``limit``."""
    RATE_TOO_HIGH = "rate_too_high"
    """No limit is known to compare with, but at a hundredth of the rate it does not diverge."""
    NOISE = "noise"
    """Without the noise it does not diverge."""
    KICK = "kick"
    """Without the kicks in the course of its run it does not diverge."""
    GREW = "grew"
    """The step off the map was the longest so far, and there is no rate to blame."""
    FLAT_CURVATURE = "flat_curvature"
    """A step of slope over curvature, from where the curvature is almost 0."""
    LONG_STEPS = "long_steps"
    """Steps of slope over curvature, from elsewhere."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a ball fares as it does, and the numbers that show it; its words are made in ``wording``."""

    kind: ReasonKind
    numbers: FrozenMapping[float] = field(default_factory=FrozenMapping)


def reason_for(run: Run, ball: int, step: int, status: Status, since: int) -> Reason | None:
    """Return why a ball has a status at a step, which it has kept since another; None if nothing is known."""
    match status:
        case Status.MOVING:
            kind = _while_moving(run, ball, step)
        case Status.STALLED:
            kind = _at_rest(run, ball, step)
        case Status.ESCAPED:
            kind = _long_step(run, ball, since) or _on_the_way_out(run, ball, step)
        case Status.DIVERGED:
            return _divergence(run, ball, since)
        case Status.CONVERGED:
            kind = None
    return None if kind is None else Reason(kind)


def _while_moving(run: Run, ball: int, step: int) -> ReasonKind | None:
    landscape, here = run.experiment.landscape.build(), run.at(ball, step)
    start, place = run.position[ball, 0], here.position[0]
    if _hardly_moves(run, ball, here):
        return ReasonKind.HARDLY_MOVES
    if not is_inside(tuple(place.tolist()), landscape.domain):
        if not is_inside(tuple(start.tolist()), landscape.domain):
            return ReasonKind.STARTED_OFF_THE_MAP
        earlier = run.position[ball, _tenth_before(run, step)]
        is_nearer = farness(place, landscape) < _NEARER * farness(earlier, landscape)
        return ReasonKind.ON_ITS_WAY_BACK if is_far(place, landscape) and is_nearer else None
    return None


def _hardly_moves(run: Run, ball: int, here: Steps) -> bool:
    """Return whether a ball would not get anywhere in many times as many steps as the last tenth has."""
    step = int(here.step[0])
    before = _tenth_before(run, step)
    if step < 10:
        return False
    room = NEAR * Yardstick.of(run.experiment.landscape.build()).size
    way = float(length(here.update[0])) * step
    gone = float(length(here.position[0] - run.position[ball, before])) * step / (step - run.kept[before])
    return bool(_LONGER * max(way, gone) <= room)


def _tenth_before(run: Run, step: int) -> int:
    """Return the row of a step before one, by a tenth of all until then."""
    return run.row(max(step - max(step // 10, 2), 0))


def _at_rest(run: Run, ball: int, step: int) -> ReasonKind | None:
    landscape, here = run.experiment.landscape.build(), run.at(ball, step)
    is_off = not is_inside(tuple(here.position[0].tolist()), landscape.domain)
    slope = float(length(here.gradient[0]))
    if _pull(run, ball, step).acts and slope > FLAT * Yardstick.of(landscape).steepness:
        return ReasonKind.BALANCE_OFF_THE_MAP if is_off else ReasonKind.BALANCE
    return ReasonKind.OFF_THE_MAP if is_off else None


def _on_the_way_out(run: Run, ball: int, step: int) -> ReasonKind | None:
    landscape, here = run.experiment.landscape.build(), run.at(ball, step)
    is_pulled = _pull(run, ball, step).acts
    is_lowest = float(here.loss[0]) < Yardstick.of(landscape).lowest
    if is_lowest and not is_pulled and falls_without_end(landscape, here.position[0], here.update[0]):
        return ReasonKind.DOWNHILL
    last = int(here.step[0])
    if last and here.loss[0] < run.at(ball, last - 1).loss[0]:
        return ReasonKind.STILL_DOWNHILL
    return ReasonKind.PULLED if is_pulled else None


def _divergence(run: Run, ball: int, since: int) -> Reason | None:
    if not math.isfinite(run.loss[ball, 0]):
        return Reason(ReasonKind.NOT_FINITE_AT_START)
    if kind := _long_step(run, ball, since):
        return Reason(kind)
    if run.experiment.noise > 0.0:
        calm = _stays(run, ball, since, is_calm=True)
        if calm is not False:
            return Reason(ReasonKind.NOISE) if calm else None
    choice = run.experiment.balls[ball]
    if any(change.kick is not None and change.step < since for change in choice.changes):
        unkicked = _stays(run, ball, since, is_left_alone=True)
        if unkicked is not False:
            return Reason(ReasonKind.KICK) if unkicked else None
    if choice.clipping.by == "off" and (numbers := beyond_limit(run, ball, since)) is not None:
        return Reason(ReasonKind.RATE_OVER_LIMIT, numbers)
    if since > int(run.last[ball]):
        return Reason(ReasonKind.NOT_FINITE_NEXT)
    if isinstance(OPTIMIZERS[choice.optimizer].hyperparameters.get(LEARNING_RATE), Number):
        return Reason(ReasonKind.RATE_TOO_HIGH) if _stays(run, ball, since, is_slow=True) else None
    ways = length(before(run, ball, since + 1).update)
    return Reason(ReasonKind.GREW) if ways[-1] == ways.max() else None


def _stays(
    run: Run,
    ball: int,
    since: int,
    is_calm: bool = False,
    is_slow: bool = False,
    is_left_alone: bool = False,
) -> bool | None:
    """Return whether a ball that diverged by then does not in other circumstances.

    That is without noise, at a small share of its rates, or without kicks. None if that would take too long
    to see.
    """
    experiment, choice = run.experiment, run.experiment.balls[ball]
    if since > MOST_RUN_AGAIN:
        return None
    if is_slow:
        choice = choice.with_values(**_slower(choice.hyperparameters))
        slower = tuple(replace(c, values=c.values.updated(**_slower(c.values))) for c in choice.changes)
        choice = replace(choice, changes=slower)
    if is_left_alone:
        choice = with_kicks_of(choice, 0)
    noise = 0.0 if is_calm else experiment.noise
    steps = min(experiment.steps, MOST_RUN_AGAIN)
    changed = replace(experiment.with_ball(ball, choice), noise=noise, steps=steps)
    return not _diverges(changed, ball)


def _slower(values: Mapping[str, HyperValue]) -> dict[str, float]:
    """Return a small share of the learning rate that is among some values, if there is one."""
    if LEARNING_RATE not in values:
        return {}
    return {LEARNING_RATE: max(float(values[LEARNING_RATE]) * _LOWER_RATE, SMALLEST_RATE)}


@lru_cache(maxsize=256)
def _diverges(experiment: Experiment, ball: int) -> bool:
    """Return whether a ball is diverged at any step."""
    simulation = Simulation(experiment, only=ball)
    simulation.advance(experiment.steps)
    return bool((simulation.snapshot().status == Status.DIVERGED).any())


def _long_step(run: Run, ball: int, since: int) -> ReasonKind | None:
    """Return what made the steps long of a rule that divides by the curvature; None for others.

    Below the rate 2 such a rule ends up at the extremum of any parabola.
    """
    choice, landscape = run.experiment.balls[ball], run.experiment.landscape.build()
    if not OPTIMIZERS[choice.optimizer].needs_hessian or not 1 <= since <= int(run.last[ball]):
        return None
    looked_at = before(run, ball, since)
    if max(rates(run, ball, looked_at)) >= 2.0:
        return None
    grid = np.meshgrid(*(np.linspace(low, high, _GRID) for low, high in landscape.domain))
    places = np.concatenate([np.column_stack([axis.ravel() for axis in grid]), looked_at.position])
    sizes = [float(np.abs(c).max()) for c in curvatures(landscape, places) if c is not None]
    (last,) = curvatures(landscape, looked_at.position[-1:])
    if last is not None and float(np.abs(last).min()) <= _FLAT_CURVATURE * max(sizes):
        return ReasonKind.FLAT_CURVATURE
    return ReasonKind.LONG_STEPS


def _pull(run: Run, ball: int, step: int) -> Pull:
    """Return the pull on a ball in the step that led to its position after so many."""
    at = run.last_step(ball, step)
    return Pull.on(run.experiment.balls[ball].as_of(max(at - 1, 0)))
