"""What of an experiment can be locked, by names, and what of it a change would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.hyperparameters import title_message
from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS

ALL: Final = "all"
FACETS: Final[dict[str, Message]] = {
    "balls": message("which balls there are"),
    "optimizer": message("the optimizer"),
    "labels": message("the names of the balls"),
    "landscape": message("the landscape"),
    "start": message("the start"),
    "steps": message("the number of steps"),
    "noise": message("the noise"),
    "seed": message("the seed"),
    "schedule": message("the schedule"),
    "clipping": message("the clipping"),
    "changes": message("changes in the middle of the run"),
}
"""What can be locked beside hyperparameters, and what it is called."""


def lock_names() -> frozenset[str]:
    """Return all names of what can be locked."""
    hyperparameters = {name for rule in OPTIMIZERS.values() for name in rule.hyperparameters}
    return frozenset({*hyperparameters, *FACETS, ALL})


def checked_locks(names: Iterable[str]) -> frozenset[str]:
    """Return names of what is locked; :class:`InputError` if one of them is none."""
    known, found = lock_names(), frozenset(names)
    for name in sorted(found - known):
        raise InputError(unknown("unknown lock {name}", name, known))
    return found


def title_of_lock(name: str) -> Message:
    """Return what it is called that is locked, as it stands in a sentence."""
    if name in FACETS:
        return FACETS[name]
    return message("the {hyperparameter}", hyperparameter=title_message(name))


def is_locked(name: str, locks: frozenset[str]) -> bool:
    """Whether something of a name is locked, by itself or with all."""
    return name in locks or ALL in locks


def locked_among(before: Experiment, after: Experiment, locks: frozenset[str]) -> list[str]:
    """Return the names of what is locked and would be different; how things look is never locked."""
    if not locks or before is after:
        return []
    differing = dict.fromkeys(_differing(before, after))
    return [name for name in differing if is_locked(name, locks)]


def _differing(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield the names of what is different between two experiments."""
    for name, one, other in (
        ("landscape", before.landscape, after.landscape),
        ("start", before.start, after.start),
        ("steps", before.steps, after.steps),
        ("noise", (before.noise, before.common_noise), (after.noise, after.common_noise)),
        ("seed", before.seed, after.seed),
    ):
        if one != other:
            yield name
    pairs, are_others = _paired(before.balls, after.balls)
    if are_others:
        yield "balls"
    for ball, changed in pairs:
        if ball != changed:
            yield from _of_a_ball(ball, changed)


def _paired(before: Sequence[Ball], after: Sequence[Ball]) -> tuple[list[tuple[Ball, Ball]], bool]:
    """Return each ball with what has become of it, and whether balls came, went or changed places.

    Where there are as many, one in the place of another one is that one, changed, unless they are the same
    in another order. Else a ball is known by its look, which no other has.
    """
    if len(before) == len(after):
        left = list(after)
        for ball in before:
            if ball not in left:
                return list(zip(before, after, strict=True)), False
            left.remove(ball)
        return [], list(before) != list(after)
    looks = {(ball.color, ball.marker): ball for ball in after}
    return [(b, looks[b.color, b.marker]) for b in before if (b.color, b.marker) in looks], True


def _of_a_ball(before: Ball, after: Ball) -> Iterator[str]:
    """Yield the names of what is different in a ball."""
    for name, one, other in (
        ("optimizer", before.optimizer, after.optimizer),
        ("labels", before.label, after.label),
        ("start", before.start, after.start),
        ("schedule", before.schedule, after.schedule),
        ("clipping", before.clipping, after.clipping),
        ("changes", before.changes, after.changes),
    ):
        if one != other:
            yield name
    for name, value in before.hyperparameters.items():
        if after.hyperparameters.get(name, value) != value:
            yield name
    if before.changes != after.changes:
        yield from _changed_values(before.changes, after.changes)


def _changed_values(before: Sequence[BallChange], after: Sequence[BallChange]) -> Iterator[str]:
    """Yield the hyperparameters whose changes in the course of the run are different."""
    names = {name for change in (*before, *after) for name in change.values}
    for name in sorted(names):
        one, other = (
            [(change.step, change.values[name]) for change in changes if name in change.values]
            for changes in (before, after)
        )
        if one != other:
            yield name
