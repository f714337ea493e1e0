"""Linked hyperparameters: one ball is given another value, and all that have one of that name follow."""

from __future__ import annotations

from momentum_lab.core.errors import InputError
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.experiment.experiment import Ball, Experiment


def with_links(experiment: Experiment, index: int, ball: Ball) -> Experiment:
    """Return the experiment with another ball number ``index``, and what follows from that for the others.

    A ball that comes with another optimizer brings its values along; nobody follows them. Where a rule does
    not allow a value, its ball keeps its own.
    """
    former = experiment.balls[index]
    changed = experiment.with_ball(index, ball)
    if former.optimizer != ball.optimizer:
        return changed
    given = {
        name: value
        for name, value in ball.hyperparameters.items()
        if name in experiment.linked and value != former.hyperparameters[name]
    }
    for other, follower in enumerate(experiment.balls):
        if given and other != index:
            changed = changed.with_ball(other, _following(follower, given))
    return changed


def sharing(experiment: Experiment, name: str) -> tuple[int, ...]:
    """Return the numbers of the balls that have a hyperparameter of a name."""
    return tuple(i for i, ball in enumerate(experiment.balls) if name in ball.hyperparameters)


def _following(ball: Ball, given: dict[str, HyperValue]) -> Ball:
    for name, value in given.items():
        if name in ball.hyperparameters:
            try:
                ball = ball.with_values(**{name: value})
            except InputError:
                continue
    return ball
