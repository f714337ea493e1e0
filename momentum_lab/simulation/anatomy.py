"""What is inside a step: what a ball was given, what it remembered, and what it made of the two."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue, NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer, Vector
from momentum_lab.core.tables import integer
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.ball import RollingBall, columns
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class Anatomy:
    """One step of one ball; step N, counted from 1, leads from position N - 1 to position N.

    Where the rule has no number for something, and in the step in which a ball leaves the finite numbers,
    some of these are infinite or NaN.

    Attributes
    ----------
    ball, step
        Which step of which ball of the run.
    position, loss
        Where the step begins, and the landscape's own loss there.
    gradient
        The landscape's own at that position.
    noisy_gradient, clipped_gradient, decayed_gradient
        The gradient with noise; as short as clipping allows; with the pull of a weight decay that acts in the
        gradient. Each is made from the one before, and is the same where nothing is done to it. The last one
        is what the rule gets.
    hyperparameters
        Those in force, with the learning rate that the schedule gives for this step.
    state_before, state_after
        The fields of the optimizer's state, with a number for each coordinate; with one number where the
        whole ball has one state. A kick where the step begins is in the one before.
    update
        The step: the next position is ``position + update``, to the last bit.
    carried
        The step that the rule would take if the gradient that it gets were zero, all else being the same. A
        weight decay beside the gradient is a part of it.
    gradient_part
        The rest: ``update - carried``.
    look_ahead
        The part of ``update`` in which Nesterov's rule goes on along its new velocity to where it takes the
        next gradient: the textbook's ball stays behind, at ``position + update - look_ahead``. None for
        others.
    scale
        For rules that adapt it, the effective learning rate of each coordinate: what minus the direction (the
        gradient, or the average of gradients that takes its place) is multiplied with. None for others.
    """

    ball: int
    step: int
    position: Vector
    loss: float
    gradient: Vector
    noisy_gradient: Vector
    clipped_gradient: Vector
    decayed_gradient: Vector
    hyperparameters: Mapping[str, HyperValue]
    state_before: Mapping[str, Vector]
    state_after: Mapping[str, Vector]
    update: Vector
    carried: Vector
    gradient_part: Vector
    look_ahead: Vector | None
    scale: Vector | None


def steps_taken(run: Run, ball: int) -> int:
    """Return how many steps of a ball there are to be looked into.

    That in which it leaves the finite numbers is one of them; those after it are not.
    """
    if not math.isfinite(run.loss[ball, 0]):
        return 0
    return min(int(run.last[ball]) + 1, run.computed)


def check_taken(run: Run, ball: int, step: int) -> None:
    """Raise :class:`InputError` unless a ball has taken so many steps."""
    most = steps_taken(run, ball)
    if most == 0:
        raise InputError("found {found}, but this ball has taken no step", found=step)
    if most < run.computed and isinstance(step, int) and step > most:
        raise InputError(
            "found {found}, but this ball has left the finite numbers in step {last:,}, which is its last",
            found=step,
            last=most,
        )
    integer(1, most)(step)


def check_step(run: Run, ball: int, step: int) -> None:
    """Raise :class:`InputError` unless there is such a ball, and it has taken so many steps."""
    with located("ball"):
        integer(0, len(run.position) - 1)(ball)
    with located("step"):
        check_taken(run, ball, step)


def anatomy(run: Run, ball: int, step: int) -> Anatomy:
    """Return what is inside a step of a ball.

    The ball is rolled again from the nearest mark, so that one step after the other costs no more than
    that step.

    Raises
    ------
    InputError
        There is no such ball, or it has not taken so many steps.
    """
    check_step(run, ball, step)
    return _opened(run.replay.rolling(ball, step - 1), ball, step)


def anatomies(run: Run, ball: int) -> Iterator[Anatomy]:
    """Yield what is inside each step of a ball, from the first on."""
    if taken := steps_taken(run, ball):
        rolling = run.replay.rolling(ball, 0)
        row = np.empty((1, columns(run.dimension)))
        for step in range(1, taken + 1):
            yield _opened(rolling, ball, step)
            rolling.roll(row)


def _opened(rolling: RollingBall, ball: int, step: int) -> Anatomy:
    """Return what is inside the next step of a ball, which is that step of the run."""
    rolling.set_out()
    rule, hyper, mark = rolling.rule, next(rolling.hypers(1)), rolling.mark
    optimizer, position = rule.optimizer, mark.position
    loss, gradient = rolling.without_noise()
    clipped = rolling.clipped([*mark.gradient])
    given = rule.given(clipped, position, hyper)

    def taken(slopes: Sequence[float]) -> tuple[Vector, Sequence[NumberTuple]]:
        try:
            update, after = rule.step(slopes, mark.hessian, position, mark.states, hyper)
        except (ArithmeticError, ValueError):
            make: Callable[..., NumberTuple] = type(mark.states[0])
            return (math.nan,) * len(position), [make(*(math.nan for _ in s)) for s in mark.states]
        return tuple(update), after

    update, after = taken(given)
    nothing, _ = taken([0.0] * len(given))
    carried = tuple(part + 0.0 for part in nothing)  # zero has no sign where nothing is carried
    return Anatomy(
        ball=ball,
        step=step,
        position=position,
        loss=loss,
        gradient=gradient,
        noisy_gradient=mark.gradient,
        clipped_gradient=tuple(clipped),
        decayed_gradient=tuple(given),
        hyperparameters=optimizer.unpack(hyper),
        state_before=_fields(mark.states),
        state_after=_fields(after),
        update=update,
        carried=carried,
        gradient_part=tuple(whole - part for whole, part in zip(update, carried, strict=True)),
        look_ahead=_look_ahead(optimizer, after, hyper),
        scale=_scale(optimizer, given, mark.states, after, hyper),
    )


def _fields(states: Sequence[NumberTuple]) -> FrozenMapping[Vector]:
    """Return the numbers of each field of some states."""
    names = states[0]._fields
    return FrozenMapping({name: tuple(state[i] for state in states) for i, name in enumerate(names)})


def _look_ahead(optimizer: AnyOptimizer, after: Sequence[NumberTuple], hyper: NumberTuple) -> Vector | None:
    if (look_ahead := optimizer.look_ahead) is None:
        return None
    return tuple(_number(look_ahead, state, hyper) for state in after)


def _scale(
    optimizer: AnyOptimizer,
    given: Sequence[float],
    before: Sequence[NumberTuple],
    after: Sequence[NumberTuple],
    hyper: NumberTuple,
) -> Vector | None:
    if (rate := optimizer.effective_rate) is None:
        return None
    rows = zip(given, before, after, strict=True)
    return tuple(_number(rate, slope, old, new, hyper) for slope, old, new in rows)


def _number(function: Callable[..., float], *arguments: object) -> float:
    """Return what a function of a rule gives, or NaN where there is no such number."""
    try:
        return function(*arguments)
    except (ArithmeticError, ValueError):
        return math.nan
