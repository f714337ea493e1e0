"""Which rule of ``torch.optim`` takes a ball's path, and with which arguments."""

from __future__ import annotations

from momentum_lab.core.counterpart import Argument, LeftOutError
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS


def torch_rule(ball: Ball) -> tuple[str, dict[str, Argument]]:
    """Return the name of a class of ``torch.optim`` and its arguments.

    Raises
    ------
    LeftOutError
        There is none.
    """
    counterpart = OPTIMIZERS[ball.optimizer].torch
    if counterpart is None:
        raise LeftOutError(f"torch.optim has no rule like {ball.optimizer}")
    return counterpart.name, counterpart.arguments_for(ball.hyperparameters, ball.schedule.is_constant)
