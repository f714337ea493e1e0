"""A ball: one optimizer with its hyperparameters, what is done to its rate and gradient, and its looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, HyperValue
from momentum_lab.core.messages import Message
from momentum_lab.core.tables import flag, text
from momentum_lab.core.weight_decay import WEIGHT_DECAY
from momentum_lab.experiment.appearance import MARKERS
from momentum_lab.experiment.ball_changes import BallChange, checked_changes
from momentum_lab.experiment.modifiers import UNCLIPPED, UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.experiment.texts import shown_text
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS

Position = tuple[float, ...]

LONGEST_LABEL: Final = 80


@dataclass(frozen=True, slots=True)
class Ball:
    """One optimizer with its hyperparameters, and how it is drawn.

    ``hyperparameters`` is complete and checked after construction: what is not given takes the
    optimizer's default. An empty ``label`` stands for one that is made from the optimizer. ``color``
    (``#rrggbb``) and ``marker`` are given by the experiment when they are empty. ``start`` overrides the
    experiment's. ``schedule`` changes the learning rate from step to step, ``clipping`` bounds the gradient
    before the optimizer sees it. ``changes`` are what happens to it in the course of the run, in the order of
    their steps, one a step. ``label_is_own`` keeps a label as it is written, although the program has
    one that is the same, and would be shown in the language of the moment.
    """

    optimizer: str
    hyperparameters: FrozenMapping[HyperValue] = field(default_factory=FrozenMapping)
    label: str = ""
    color: str = ""
    marker: str = ""
    start: Position | None = None
    visible: bool = True
    schedule: RateSchedule = UNSCHEDULED
    clipping: Clipping = UNCLIPPED
    changes: tuple[BallChange, ...] = ()
    label_is_own: bool = False

    def __hash__(self) -> int:
        """Return a number that is soon had: what is kept for balls is looked up in every run."""
        return hash((self.optimizer, self.hyperparameters))

    def __post_init__(self) -> None:
        with located("optimizer"):
            optimizer = OPTIMIZERS[self.optimizer]
        object.__setattr__(self, "hyperparameters", optimizer.checked(self.hyperparameters))
        if not (self.schedule.is_constant or self.follows_schedule):
            raise InputError(
                "{optimizer} has no learning rate that could follow it", "schedule", optimizer=self.optimizer
            )
        with located("changes"):
            object.__setattr__(self, "changes", checked_changes(optimizer, self.changes))
        with located("label"):
            text(LONGEST_LABEL)(self.label)
        with located("label_is_own"):
            object.__setattr__(self, "label_is_own", flag(self.label_is_own) and bool(self.label))
        with located("visible"):
            flag(self.visible)
        with located("color"):
            if self.color and not re.fullmatch("#[0-9a-fA-F]{6}", self.color):
                raise InputError(
                    "found {found}, allowed is a colour like '#0072b2'", found=quoted(self.color)
                )
        object.__setattr__(self, "color", self.color.lower())
        with located("marker"):
            if self.marker and self.marker not in MARKERS:
                raise InputError(unknown("unknown marker {name}", self.marker, MARKERS))

    @property
    def shown_label(self) -> Message:
        """Its own label as it is shown; nothing for none."""
        return shown_text(self.label, self.label_is_own)

    @property
    def follows_schedule(self) -> bool:
        """Whether the optimizer has a learning rate of its own, which a schedule can change."""
        return LEARNING_RATE in self.hyperparameters

    @property
    def weight_decay(self) -> float:
        """How strongly it is pulled towards the origin."""
        return float(self.hyperparameters.get(WEIGHT_DECAY, 0.0))

    @property
    def dynamics(self) -> tuple[object, ...]:
        """What the path of the ball depends on."""
        return self.optimizer, self.hyperparameters, self.start, self.schedule, self.clipping, self.changes

    def as_of(self, step: int) -> Ball:
        """Return it without changes, with the hyperparameters of the step that leaves position ``step``."""
        if not self.changes:
            return self
        past = [change.values for change in self.changes if change.step <= step]
        body = replace(self, changes=())  # first: or all of them are checked again
        return body.with_values(**{n: v for values in past for n, v in values.items()})

    def with_values(self, **values: HyperValue) -> Ball:
        """Return this ball with some hyperparameters changed."""
        return replace(self, hyperparameters=self.hyperparameters.updated(**values))


def new_ball(optimizer: str, landscape: Landscape, values: Mapping[str, object] | None = None) -> Ball:
    """Return a ball whose learning rate, unless given, is the one that suits the landscape."""
    given = {**stated_values(optimizer, landscape), **(values or {})}
    return Ball(optimizer, OPTIMIZERS[optimizer].checked(given))


def stated_values(optimizer: str, landscape: Landscape) -> Mapping[str, float]:
    """Return the hyperparameters for the learning rate that a landscape states for an optimizer.

    Empty where it states none, or one that the optimizer cannot take: anybody may write such a file.
    """
    rule, rate = OPTIMIZERS[optimizer], landscape.learning_rates.get(optimizer)
    if rate is None or not rule.has_rate:
        return {}
    try:
        values = rule.at_rate(rate)
        rule.checked(values)
    except (InputError, ArithmeticError, ValueError):
        return {}
    return values


def with_optimizer(
    ball: Ball, optimizer: str, landscape: Landscape, values: Mapping[str, object] | None = None
) -> Ball:
    """Return the ball with another optimizer, which keeps its looks, its start and what is put around it.

    Its hyperparameters start afresh, with ``values`` if they are given. What was changed of them in the
    course of the run goes with them, and so do kicks, which are in the units of another velocity.
    """
    changed = new_ball(optimizer, landscape, values)
    return replace(
        changed,
        color=ball.color,
        marker=ball.marker,
        start=ball.start,
        visible=ball.visible,
        schedule=ball.schedule if changed.follows_schedule else UNSCHEDULED,
        clipping=ball.clipping,
    )


def with_kicks_of(ball: Ball, dimension: int) -> Ball:
    """Return the ball without the kicks that are not of a dimension."""
    kept = []
    for change in ball.changes:
        if change.kick is None or len(change.kick) == dimension:
            kept.append(change)
        elif change.values:
            kept.append(replace(change, kick=None))
    return replace(ball, changes=tuple(kept))
