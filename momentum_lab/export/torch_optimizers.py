"""Which rule of ``torch.optim`` takes a ball's path, with which arguments, and what changes on the way."""

from __future__ import annotations

from itertools import pairwise

from momentum_lab.core.counterpart import Argument, Counterpart, LeftOutError
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS


def torch_rule(ball: Ball) -> tuple[str, dict[str, Argument]]:
    """Return the name of a class of ``torch.optim`` and its arguments, as they are at the start.

    Raises
    ------
    LeftOutError
        There is none.
    """
    counterpart = _counterpart(ball)
    return counterpart.name, counterpart.arguments_for(ball.as_of(0).hyperparameters, _is_rate_constant(ball))


def torch_changes(ball: Ball) -> dict[int, dict[str, Argument]]:
    """Return after how many steps which arguments change.

    Raises
    ------
    LeftOutError
        ``torch.optim`` would go on in another way.
    """
    counterpart, is_constant = _counterpart(ball), _is_rate_constant(ball)
    steps = sorted({0, *(change.step for change in ball.changes)})
    found = {
        step: counterpart.changed_arguments(
            ball.as_of(before).hyperparameters, ball.as_of(step).hyperparameters, is_constant
        )
        for before, step in pairwise(steps)
    }
    return {step: arguments for step, arguments in found.items() if arguments}


def torch_kicks(ball: Ball) -> dict[int, tuple[str, tuple[float, ...]]]:
    """Return after how many steps which velocity is kicked, by its name in the state of ``torch.optim``.

    Raises
    ------
    LeftOutError
        It has none, or none before the first step.
    """
    place, found = _counterpart(ball).kicked, {}
    for change in ball.changes:
        if change.kick is None:
            continue
        values = ball.as_of(change.step).hyperparameters
        if place is None:
            raise LeftOutError("{optimizer} has no velocity in torch.optim", optimizer=ball.optimizer)
        if change.step == 0 and not place.is_there_first(values):
            raise LeftOutError("torch.optim begins with another velocity in the first step")
        share = place.share(values)
        found[change.step] = place.name, tuple(share * by for by in change.kick)
    return found


def _counterpart(ball: Ball) -> Counterpart:
    counterpart = OPTIMIZERS[ball.optimizer].torch
    if counterpart is None:
        raise LeftOutError("torch.optim has no rule like {optimizer}", optimizer=ball.optimizer)
    return counterpart


def _is_rate_constant(ball: Ball) -> bool:
    """Whether neither a schedule nor a change gives the ball another learning rate on the way."""
    return ball.schedule.is_constant and not any(
        LEARNING_RATE in change.values for change in ball.changes if change.step > 0
    )
