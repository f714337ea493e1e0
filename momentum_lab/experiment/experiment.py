"""The experiment: a frozen description of what to run, from which everything else follows."""

from __future__ import annotations

import math
from dataclasses import field, replace
from typing import Final

from momentum_lab.core.checks import checked_number
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.messages import Message, message
from momentum_lab.core.tables import flag, integer, number, text
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.appearance import told_apart
from momentum_lab.experiment.ball import (
    Ball,
    Position,
    new_ball,
    stated_values,
    with_kicks_of,
    with_optimizer,
)
from momentum_lab.experiment.ball_names import ball_names
from momentum_lab.experiment.landscape_choice import Domain, GivenChoice, LandscapeChoice
from momentum_lab.landscapes.checks import FARTHEST
from momentum_lab.optimizers import OPTIMIZERS

__all__ = [
    "Ball",
    "Domain",
    "Experiment",
    "GivenChoice",
    "LandscapeChoice",
    "Position",
    "is_inside",
    "new_ball",
    "on_landscape",
    "with_optimizer",
]

MOST_STEPS: Final = 1_000_000
MOST_BALLS: Final = 64
MOST_BALL_STEPS: Final = 10_000_000
MOST_NOISE: Final = 1e6
MOST_SEED: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Experiment:
    """What to run: a landscape, a start, a number of steps, noise, and the balls.

    ``shown_labels`` has for each ball its own label, or one that tells it from the others, and ``labels`` how
    these are in English, as files have them. ``linked`` has the names
    of hyperparameters that are changed together: whoever gives one ball another value gives it to all that
    have such a hyperparameter. It says nothing about the values that there are; a name that no ball has goes.

    Raises
    ------
    InputError
        Something is out of bounds or does not fit together; its place is the key in the experiment file.
    """

    landscape: LandscapeChoice
    start: Position
    balls: tuple[Ball, ...]
    steps: int = 100
    seed: int = 0
    noise: float = 0.0
    common_noise: bool = True
    title: str = ""
    description: str = ""
    linked: frozenset[str] = frozenset()
    shown_labels: tuple[Message, ...] = field(init=False, compare=False, repr=False)
    labels: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        with located("title"):
            text(200)(self.title)
        with located("description"):
            text(4000, is_multiline=True)(self.description)
        with located("landscape"):
            landscape = self.landscape.build()
            dimension = landscape.dimension
        with located("run"):
            self._check_run(dimension)
        with located("balls"):
            self._check_balls(dimension)
            if not landscape.is_formula:
                self._check_rules()
        names = ball_names(self.balls)
        object.__setattr__(self, "shown_labels", names)
        object.__setattr__(self, "labels", tuple(name.english for name in names))

    def _check_run(self, dimension: int) -> None:
        with located("start"):
            object.__setattr__(self, "start", _checked_position(self.start, dimension))
        with located("steps"):
            integer(1, MOST_STEPS)(self.steps)
        with located("seed"):
            integer(0, MOST_SEED)(self.seed)
        with located("noise"):
            object.__setattr__(self, "noise", number(0.0, MOST_NOISE)(self.noise))
        with located("common_noise"):
            flag(self.common_noise)

    def _check_balls(self, dimension: int) -> None:
        if not 1 <= len(self.balls) <= MOST_BALLS:
            raise InputError(
                "found {count}, allowed are 1 to {most_balls}", count=len(self.balls), most_balls=MOST_BALLS
            )
        if len(self.balls) * self.steps > MOST_BALL_STEPS:
            raise InputError(
                "found {count} of {steps:,} steps each, allowed are {most_ball_steps:,} steps in all",
                count=len(self.balls),
                steps=self.steps,
                most_ball_steps=MOST_BALL_STEPS,
            )
        balls = []
        looks = told_apart([(ball.color, ball.marker) for ball in self.balls])
        for index, (ball, (color, marker)) in enumerate(zip(self.balls, looks, strict=True)):
            with located(f"{index}: start"):
                start = None if ball.start is None else _checked_position(ball.start, dimension)
            for place, change in enumerate(ball.changes):
                if change.kick is not None:
                    with located(f"{index}: changes: {place}: kick"):
                        _check_count(change.kick, dimension)
            if start is ball.start and (color, marker) == (ball.color, ball.marker):
                balls.append(ball)
            else:  # which checks all of it again
                balls.append(replace(ball, start=start, color=color, marker=marker))
        object.__setattr__(self, "balls", tuple(balls))
        there = {name for ball in balls for name in ball.hyperparameters}
        object.__setattr__(self, "linked", frozenset(self.linked) & there)

    def _check_rules(self) -> None:
        """Check that no ball needs what an objective that is given does not have."""
        for index, ball in enumerate(self.balls):
            if OPTIMIZERS[ball.optimizer].needs_hessian:
                with located(f"{index}: optimizer"):
                    raise InputError(
                        "found {name!r}, but only formulas have the second derivatives that it needs",
                        name=ball.optimizer,
                    )

    @property
    def names(self) -> tuple[str, ...]:
        """What the balls are called in the language of the moment: the words of ``shown_labels``."""
        return tuple(map(str, self.shown_labels))

    @property
    def shown_title(self) -> Message | None:
        """Its title as it is shown: that of a preset is in the catalogue; None for none."""
        return message(self.title) if self.title else None

    @property
    def title_words(self) -> str:
        """Its title in the language of the moment; empty for none."""
        return str(self.shown_title or "")

    @property
    def shown_description(self) -> Message:
        """Its description as it is shown."""
        return message(self.description)

    @property
    def dynamics(self) -> tuple[object, ...]:
        """What the numbers of a run depend on; title, labels and looks are not among it."""
        balls = tuple(ball.dynamics for ball in self.balls)
        return self.landscape, self.start, balls, self.steps, self.seed, self.noise, self.common_noise

    def start_of(self, ball: int) -> Position:
        """Return where ball number ``ball`` starts."""
        own = self.balls[ball].start
        return self.start if own is None else own

    def with_ball(self, index: int, ball: Ball) -> Experiment:
        """Return this experiment with one ball put in the place of number ``index``."""
        return replace(self, balls=(*self.balls[:index], ball, *self.balls[index + 1 :]))


def _checked_position(position: Position, dimension: int) -> Position:
    _check_count(position, dimension)
    checked = tuple(checked_number(value, -FARTHEST, FARTHEST) for value in position)
    return position if type(position) is tuple and all(map(_is_plain, position)) else checked


def _is_plain(value: float) -> bool:
    """Whether a number is a float, and no zero with a sign."""
    return type(value) is float and (value != 0.0 or math.copysign(1.0, value) > 0.0)


def _check_count(numbers: tuple[float, ...], dimension: int) -> None:
    if len(numbers) != dimension:
        raise InputError(
            "found {count} of {dimension} numbers; allowed is one for each dimension",
            count=len(numbers),
            dimension=dimension,
        )


def on_landscape(experiment: Experiment, choice: LandscapeChoice) -> Experiment:
    """Return the experiment moved to another landscape, with its start, good rates and explanation.

    Where it has another dimension, kicks do not go along.
    """
    landscape = choice.build()
    balls = []
    for ball in experiment.balls:
        moved = ball.with_values(**stated_values(ball.optimizer, landscape))
        balls.append(with_kicks_of(replace(moved, start=None), landscape.dimension))
    return replace(
        experiment,
        landscape=choice,
        start=landscape.start,
        balls=tuple(balls),
        title=landscape.title if choice.name else "",
        description=landscape.teaches,
    )


def is_inside(position: Position, domain: Domain) -> bool:
    """Whether a finite position lies within the shown domain."""
    return all(math.isfinite(v) and low <= v <= high for v, (low, high) in zip(position, domain, strict=True))
