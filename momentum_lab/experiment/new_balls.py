"""What a ball is like that is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Final

from momentum_lab.core.errors import located
from momentum_lab.core.files import read_text
from momentum_lab.core.hyperparameters import LEARNING_RATE, Number
from momentum_lab.core.resources import resources_folder
from momentum_lab.core.tables import TableReader, list_of, parse_toml, text
from momentum_lab.experiment.appearance import BallLook, told_apart
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

MOMENTA: Final = (0.5, 0.9, 0.99, 0.0, 0.7, 0.95, 0.8, 0.3)
"""By which balls of one optimizer are varied, …"""
FACTORS: Final = (0.5, 2.0, 0.25, 4.0, 0.1)
"""… and those without momentum: parts and multiples of their learning rate."""
_LARGEST_FILE: Final = 10_000
_MOST_OFFERED: Final = 100


def next_optimizer(balls: Iterable[Ball]) -> str:
    """Return the first optimizer of ``resources/new_balls.toml`` that no ball has, or else the first."""
    there = {ball.optimizer for ball in balls}
    order = offered_optimizers()
    return next((name for name in order if name not in there), order[0])


def free_look(balls: Sequence[Ball], color: str = "", marker: str = "") -> BallLook:
    """Return a colour and a marker for one more ball, a pair that none has while there is one.

    One of them may be given.
    """
    return told_apart([*((ball.color, ball.marker) for ball in balls), (color, marker)])[-1]


def unmistakable(ball: Ball, balls: Sequence[Ball], index: int) -> Ball:
    """Return what shall be in the place of ball number ``index``, so that it looks like none of the others.

    What was not chosen of its look gives way: the marker where it has another colour, else the colour.
    """
    former, others = balls[index], [*balls[:index], *balls[index + 1 :]]
    look = ball.color, ball.marker
    if look == (former.color, former.marker) or look not in {(o.color, o.marker) for o in others}:
        return ball
    if ball.color != former.color:
        color, marker = free_look(others, color=ball.color)
    else:
        color, marker = free_look(others, marker=ball.marker)
    return replace(ball, color=color, marker=marker)


def unlike(ball: Ball, balls: Iterable[Ball]) -> Ball:
    """Return a ball, varied as far as it can be if there is one among some that takes the same path."""
    there = {other.dynamics for other in balls}
    candidates = chain([ball], variations(ball), _lengthened(ball))
    return next((one for one in candidates if one.dynamics not in there), ball)


def variations(ball: Ball) -> tuple[Ball, ...]:
    """Return the ball with other momenta, or else with longer and shorter steps; none of a rule without."""
    momentum = OPTIMIZERS[ball.optimizer].momentum_parameter
    if momentum is not None:
        return tuple(_with(ball, momentum, MOMENTA))
    return tuple(_with_steps(ball, lambda length: (float(f"{length * factor:.3g}") for factor in FACTORS)))


def _lengthened(ball: Ball) -> Iterator[Ball]:
    """Yield the ball with steps that are longer and shorter by more and more."""
    parts = [part / 100.0 for k in range(1, 100) for part in (k, -k)]
    return _with_steps(ball, lambda length: (length * (1.0 + part) for part in parts))


def _with_steps(ball: Ball, lengths: Callable[[float], Iterable[float]]) -> Iterator[Ball]:
    """Yield balls with steps of other lengths: other learning rates, or else first numbers, if it has any."""
    names = [name for name, value in ball.hyperparameters.items() if isinstance(value, float)]
    for name in [name for name in names if name == LEARNING_RATE] or names[:1]:
        yield from _with(ball, name, lengths(float(ball.hyperparameters[name])))


def _with(ball: Ball, name: str, values: Iterable[float]) -> Iterator[Ball]:
    """Yield balls that are like another but for one value, where it is allowed, their look and their name."""
    declaration = OPTIMIZERS[ball.optimizer].hyperparameters[name]
    assert isinstance(declaration, Number)
    for value in values:
        if declaration.low <= value <= declaration.high and value != ball.hyperparameters[name]:
            yield replace(ball.with_values(**{name: value}), label="", color="", marker="")


@lru_cache(maxsize=1)
def offered_optimizers() -> tuple[str, ...]:
    """Return the optimizers that are offered to balls that are added, in their order.

    Raises
    ------
    InputError
        The file names what is no optimizer.
    """
    path = resources_folder() / "new_balls.toml"
    content = read_text(path, _LARGEST_FILE)
    with located(str(path)):
        table = TableReader(parse_toml(content), ("optimizers",))
        names = table.take("optimizers", list_of(text(), 1, _MOST_OFFERED))
        table.finish()
        with located("optimizers"):
            return tuple(name if name in OPTIMIZERS else OPTIMIZERS[name].name for name in names)
