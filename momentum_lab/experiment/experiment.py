"""The experiment: a frozen description of what to run, from which everything else follows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.frozen import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.tables import flag, integer, number, text
from momentum_lab.experiment.appearance import COLORS, MARKERS
from momentum_lab.landscapes import LANDSCAPES, Landscape, LandscapeEntry, landscape_from_formula
from momentum_lab.optimizers import OPTIMIZERS

MOST_STEPS: Final = 1_000_000
MOST_BALLS: Final = 64
MOST_BALL_STEPS: Final = 10_000_000
MOST_NOISE: Final = 1e6
FARTHEST: Final = 1e9
MOST_SEED: Final = 2**63 - 1

Domain = tuple[tuple[float, float], ...]
Position = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LandscapeChoice:
    """Which landscape: one of the library by ``name``, or any ``formula`` in x and y.

    ``domain`` is one (low, high) for each dimension; None takes the library's. ``rotation`` is in degrees,
    counter-clockwise about the centre of the domain.
    """

    name: str | None = None
    formula: str | None = None
    parameters: FrozenMapping[float] = field(default_factory=FrozenMapping)
    rotation: float = 0.0
    domain: Domain | None = None

    def __post_init__(self) -> None:
        if (self.name is None) == (self.formula is None):
            raise InputError("exactly one of the keys 'name' and 'formula' must be there")
        with located("parameters"):
            checked = {}
            for key, value in self.parameters.items():
                with located(key):
                    checked[key] = number(-1e12, 1e12)(value)
        object.__setattr__(self, "parameters", FrozenMapping(checked))
        with located("rotation"):
            object.__setattr__(self, "rotation", number(-360.0, 360.0)(self.rotation))
        if self.domain is not None:
            object.__setattr__(self, "domain", _checked_domain(self.domain))
        elif self.formula is not None:
            raise InputError("the keys 'x' and 'y' (the shown domain) are missing; a formula needs them")

    def build(self) -> Landscape:
        """Return the landscape itself; equal choices give the same object."""
        if self.name is None:
            return _typed(self)
        with located("name"):
            entry = LANDSCAPES[self.name]
        return _declared(self, entry)


@lru_cache(maxsize=64)
def _declared(choice: LandscapeChoice, entry: LandscapeEntry) -> Landscape:
    return entry.landscape(parameters=choice.parameters, domain=choice.domain, rotation=choice.rotation)


@lru_cache(maxsize=64)
def _typed(choice: LandscapeChoice) -> Landscape:
    assert choice.formula is not None
    assert choice.domain is not None
    return landscape_from_formula(
        choice.formula, choice.domain, parameters=choice.parameters, rotation=choice.rotation
    )


def _checked_domain(domain: Domain) -> Domain:
    for axis, (low, high) in zip("xy", domain, strict=False):
        with located(axis):
            if not (-FARTHEST <= low < high <= FARTHEST):
                raise InputError(
                    f"found [{low:g}, {high:g}], allowed is a lower and a higher number "
                    f"from {-FARTHEST:g} to {FARTHEST:g}"
                )
            if high - low < 1e-9 * max(abs(low), abs(high), 1e-3):
                raise InputError(f"found [{low!r}, {high!r}], which is too narrow to show")
    return tuple((float(low), float(high)) for low, high in domain)


@dataclass(frozen=True, slots=True)
class Ball:
    """One optimizer with its hyperparameters, and how it is drawn.

    ``hyperparameters`` is complete and checked after construction: what is not given takes the
    optimizer's default. An empty ``label`` stands for one that is made from the optimizer. ``color``
    (``#rrggbb``) and ``marker`` are given by the experiment when they are empty. ``start`` overrides the
    experiment's.
    """

    optimizer: str
    hyperparameters: FrozenMapping[HyperValue] = field(default_factory=FrozenMapping)
    label: str = ""
    color: str = ""
    marker: str = ""
    start: Position | None = None
    visible: bool = True

    def __post_init__(self) -> None:
        with located("optimizer"):
            optimizer = OPTIMIZERS[self.optimizer]
        object.__setattr__(self, "hyperparameters", optimizer.checked(self.hyperparameters))
        with located("label"):
            text(80)(self.label)
        with located("visible"):
            flag(self.visible)
        with located("color"):
            if self.color and not re.fullmatch("#[0-9a-fA-F]{6}", self.color):
                raise InputError(f"found {quoted(self.color)}, allowed is a colour like '#0072b2'")
        object.__setattr__(self, "color", self.color.lower())
        with located("marker"):
            if self.marker and self.marker not in MARKERS:
                raise InputError(unknown("marker", self.marker, MARKERS))

    def with_values(self, **values: HyperValue) -> Ball:
        """Return this ball with some hyperparameters changed."""
        return replace(self, hyperparameters=self.hyperparameters.updated(**values))


@dataclass(frozen=True, slots=True)
class Experiment:
    """What to run: a landscape, a start, a number of steps, noise, and the balls.

    ``labels`` has for each ball its own label, or one that tells it from the others.

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
    labels: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        with located("title"):
            text(200)(self.title)
        with located("description"):
            text(4000, is_multiline=True)(self.description)
        with located("landscape"):
            dimension = self.landscape.build().dimension
        with located("run"):
            self._check_run(dimension)
        with located("balls"):
            self._check_balls(dimension)
        object.__setattr__(self, "labels", labels(self.balls))

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
            raise InputError(f"found {len(self.balls)}, allowed are 1 to {MOST_BALLS}")
        if len(self.balls) * self.steps > MOST_BALL_STEPS:
            raise InputError(
                f"found {len(self.balls)} of {self.steps:,} steps each, allowed are "
                f"{MOST_BALL_STEPS:,} steps in all"
            )
        balls = []
        for index, ball in enumerate(self.balls):
            with located(f"{index}: start"):
                start = None if ball.start is None else _checked_position(ball.start, dimension)
            balls.append(
                replace(
                    ball,
                    start=start,
                    color=ball.color or free_choice(COLORS, [b.color for b in self.balls], index),
                    marker=ball.marker or free_choice(MARKERS, [b.marker for b in self.balls], index),
                )
            )
        object.__setattr__(self, "balls", tuple(balls))

    @property
    def dynamics(self) -> tuple[object, ...]:
        """What the numbers of a run depend on; title, labels and looks are not among it."""
        balls = tuple((ball.optimizer, ball.hyperparameters, ball.start) for ball in self.balls)
        return self.landscape, self.start, balls, self.steps, self.seed, self.noise, self.common_noise

    def start_of(self, ball: int) -> Position:
        """Return where ball number ``ball`` starts."""
        own = self.balls[ball].start
        return self.start if own is None else own

    def with_ball(self, index: int, ball: Ball) -> Experiment:
        """Return this experiment with one ball put in the place of number ``index``."""
        return replace(self, balls=(*self.balls[:index], ball, *self.balls[index + 1 :]))


def free_choice(choices: tuple[str, ...], taken: list[str], index: int) -> str:
    """Return the choice number ``index``, or the first that is not taken when that one is."""
    first = choices[index % len(choices)]
    if first not in taken:
        return first
    return next((c for c in choices if c not in taken), first)


def labels(balls: tuple[Ball, ...]) -> tuple[str, ...]:
    """Return a label for each ball; those of one optimizer are told apart by what differs, or numbered."""
    result = []
    for ball in balls:
        alike = [b for b in balls if b.optimizer == ball.optimizer and not b.label]
        optimizer = OPTIMIZERS[ball.optimizer]
        differing = [
            name for name in optimizer.hyperparameters if len({b.hyperparameters[name] for b in alike}) > 1
        ]
        values = ", ".join(_named(name, ball.hyperparameters[name]) for name in differing[:2])
        result.append(ball.label or (f"{optimizer.title}, {values}" if values else optimizer.title))
    return tuple(
        label if ball.label or result.count(label) == 1 else f"{label} ({result[: i + 1].count(label)})"
        for i, (ball, label) in enumerate(zip(balls, result, strict=True))
    )


def _named(name: str, value: HyperValue) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    if isinstance(value, bool):
        return f"{name.replace('_', ' ')} {'on' if value else 'off'}"
    return f"{'rate' if name == 'learning_rate' else name.replace('_', ' ')} {value:g}"


def _checked_position(position: Position, dimension: int) -> Position:
    if len(position) != dimension:
        raise InputError(f"found {len(position)} of {dimension} numbers; allowed is one for each dimension")
    for value in position:
        number(-FARTHEST, FARTHEST)(value)
    return tuple(float(value) for value in position)


def new_ball(optimizer: str, landscape: Landscape, values: Mapping[str, object] | None = None) -> Ball:
    """Return a ball whose learning rate, unless given, is the one that suits the landscape."""
    given = dict(values or {})
    rate = landscape.learning_rates.get(optimizer)
    if rate is not None and "learning_rate" in OPTIMIZERS[optimizer].hyperparameters:
        given.setdefault("learning_rate", rate)
    return Ball(optimizer, OPTIMIZERS[optimizer].checked(given))


def with_optimizer(ball: Ball, optimizer: str, landscape: Landscape) -> Ball:
    """Return the ball with another optimizer, which keeps colour, marker and start; rates start afresh."""
    return replace(
        new_ball(optimizer, landscape),
        color=ball.color,
        marker=ball.marker,
        start=ball.start,
        visible=ball.visible,
    )


def on_landscape(experiment: Experiment, choice: LandscapeChoice) -> Experiment:
    """Return the experiment moved to another landscape, with its start, good rates and explanation."""
    landscape = choice.build()
    balls = []
    for ball in experiment.balls:
        rate = landscape.learning_rates.get(ball.optimizer)
        moved = ball if rate is None else ball.with_values(learning_rate=rate)
        balls.append(replace(moved, start=None))
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
