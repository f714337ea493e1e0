"""What a ball remembers of the past: how much each gradient weighs in its velocity and in its step."""

from __future__ import annotations

import math

from momentum_lab.analysis.linear_response import STRETCH, PastWeights, Probe, responses_newest_first
from momentum_lab.core.optimizer import Gathered, Vector
from momentum_lab.core.slices import Sliced, result_of
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.anatomy import check_step
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class Memory:
    """The weights of the past gradients after a step, the newest first.

    Attributes
    ----------
    ball, step
        Which step of which ball: the newest gradient is the one that this step took.
    gathered
        What the velocity gathers; None if there is no velocity, or one that is no weighted sum.
    in_velocity
        The weight of each in the velocity, as the step uses it: divided by ``correction``. Empty if nothing
        is gathered.
    in_update
        The weight of each in the step, a pull to the origin aside; None for a rule that is not linear in the
        gradients.
    correction
        What the step divides the velocity by, to make up for its start at zero; 1 where it does not.
    from_start
        What is left in the velocity, divided by that, of the value that it began with; most begin with 0.
    from_kicks
        What kicks have left in the velocity, divided by that, in each coordinate; empty if there were none.
    kept
        The share of the velocity that this step has kept; None if nothing is gathered.
    """

    ball: int
    step: int
    gathered: Gathered | None
    in_velocity: Vector
    in_update: Vector | None
    correction: float
    from_start: float
    from_kicks: Vector
    kept: float | None

    @property
    def window(self) -> float | None:
        """How many gradients a lasting memory of this kind is as good as: 1 / (1 - kept)."""
        if self.kept is None:
            return None
        return 1.0 / (1.0 - self.kept) if self.kept < 1.0 else math.inf

    @property
    def total(self) -> float:
        """The sum of the weights in the velocity: 1 for a mean that is corrected."""
        return math.fsum(self.in_velocity)

    def share_of(self, newest: int) -> float:
        """Return the share of the weight in the velocity that so many gradients have, signs aside."""
        whole = math.fsum(map(abs, self.in_velocity))
        return math.fsum(map(abs, self.in_velocity[:newest])) / whole if whole else 0.0


def memory(run: Run, ball: int, step: int) -> Memory:
    """Return how much each past gradient weighs in the velocity and in the step of a ball.

    The weights are read off the rule itself, by its response to a gradient of 1 and to a velocity of 1, with
    the hyperparameters that each step had: exact also where the rate changes.

    Parameters
    ----------
    run, ball, step
        As for :func:`~momentum_lab.simulation.anatomy.anatomy`.

    Raises
    ------
    InputError
        There is no such ball, or it has not taken so many steps.
    """
    return result_of(remembering(run, ball, step))


def remembering(run: Run, ball: int, step: int) -> Sliced[Memory]:
    """Find what :func:`memory` returns, a stretch of steps a slice."""
    check_step(run, ball, step)
    optimizer = OPTIMIZERS[run.experiment.balls[ball].optimizer]
    if optimizer.needs_hessian:
        return Memory(ball, step, None, (), None, 1.0, 0.0, (), None)
    first = run.replay.rolling(ball, 0).mark.states[0]
    probe = Probe(optimizer, first)
    responses = responses_newest_first(run, ball, step, probe)
    newest = next(responses)
    velocity = PastWeights([float(place == probe.velocity) for place in range(len(probe.fields))])
    update = PastWeights(newest.moved, [newest.pushed])
    velocity.take(newest)
    kept = None if probe.velocity is None else velocity.row[probe.velocity]
    kicked = _Kicked(run.experiment.balls[ball], step, probe.velocity)
    kicked.feel(velocity.row)
    traces = [velocity, update] if probe.is_linear else [velocity]
    for passed, response in enumerate(responses):
        if passed % STRETCH == 0:
            yield
        if all(trace.is_spent for trace in traces):
            break
        for trace in traces:
            trace.take(response)
        kicked.feel(velocity.row)
    for trace in traces:
        trace.end(step)
    correction = _correction(run, ball, step)
    start = velocity.of([first[place] for place in probe.fields])
    return Memory(
        ball=ball,
        step=step,
        gathered=None if kept is None else optimizer.gathered,
        in_velocity=() if kept is None else tuple(w / correction for w in velocity.weights),
        in_update=tuple(update.weights) if probe.is_linear else None,
        correction=correction,
        from_start=start / correction,
        from_kicks=tuple(by / correction for by in kicked.left),
        kept=kept,
    )


class _Kicked:
    """What is left in the velocity of the kicks before a step, found from the newest back."""

    def __init__(self, ball: Ball, step: int, velocity: int | None) -> None:
        self._kicks = {change.step: change.kick for change in ball.changes if change.kick is not None}
        self._position, self._velocity = step, velocity
        self.left: Vector = ()

    def feel(self, row: Vector) -> None:
        """Go back to the position before; ``row`` is what today's velocity has of each number there."""
        self._position -= 1
        kick = self._kicks.get(self._position)
        if kick is not None and self._velocity is not None:
            share = row[self._velocity]
            self.left = tuple(
                a + share * b for a, b in zip(self.left or (0.0,) * len(kick), kick, strict=True)
            )


def _correction(run: Run, ball: int, step: int) -> float:
    """Return what a step divides the velocity by."""
    rolling = run.replay.rolling(ball, step - 1)
    correction, hyper = rolling.rule.optimizer.correction, next(rolling.hypers(1))
    if correction is None:
        return 1.0
    _, after = rolling.rule.step((0.0,), (), (0.0,), rolling.mark.states[:1], hyper)
    return correction(after[0], hyper)
