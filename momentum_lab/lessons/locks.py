"""What is locked, and in what two experiments differ, both by the names of controls."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.experiment.ball import Ball, new_ball
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.controls import ALL


def is_locked(control: str, locks: Collection[str]) -> bool:
    """Whether a control is among those that are locked."""
    return control in locks or ALL in locks


def changed_controls(before: Experiment, after: Experiment) -> frozenset[str]:
    """Return the controls with which one experiment is made of another.

    Title and notes, what is linked, and how balls look are changed with none of them. A hyperparameter counts
    where a ball had it before and has it still, also if its optimizer is another one now, and where it is
    changed in the course of the run.
    """
    return frozenset(_changed(before, after))


def foreign_values(before: Experiment, after: Experiment, own: Experiment | None) -> frozenset[str]:
    """Return the hyperparameters that come with a ball, or its optimizer, in values that were nowhere.

    Those are known that a ball has had before, or has in the page's own experiment, or that are the
    optimizer's on this landscape.
    """
    pairs, _ = _paired(before.balls, after.balls)
    had = {(ball.color, ball.marker): old.hyperparameters.keys() for old, ball in pairs}
    known = (*before.balls, *(() if own is None else own.balls))
    found = set()
    for ball in after.balls if after.balls != before.balls else ():
        stated = new_ball(ball.optimizer, after.landscape.build())
        for name, value in ball.hyperparameters.items():
            values = [each.hyperparameters.get(name) for each in (*known, stated, Ball(ball.optimizer))]
            if name not in had.get((ball.color, ball.marker), ()) and value not in values:
                found.add(name)
    return frozenset(found)


def with_locked_values(
    before: Experiment, after: Experiment, locks: Collection[str], own: Experiment | None = None
) -> Experiment:
    """Return an experiment with the locked hyperparameters that its balls have had before.

    What a ball has not had it has as the ball of the same look in ``own``, the page's experiment.
    """
    if not locks:
        return after
    pairs, _ = _paired(before.balls, after.balls)
    former = {(ball.color, ball.marker): old for old, ball in pairs}
    first = {(ball.color, ball.marker): ball for ball in (() if own is None else own.balls)}
    balls = []
    for ball in after.balls:
        look = ball.color, ball.marker
        values = _locked_values(first[look], ball, locks) if look in first else {}
        if look in former:
            values |= _locked_values(former[look], ball, locks)
        balls.append(ball.with_values(**values) if values else ball)
    return replace(after, balls=tuple(balls))


def _locked_values(before: Ball, after: Ball, locks: Collection[str]) -> dict[str, HyperValue]:
    values = before.hyperparameters
    return {name: values[name] for name in after.hyperparameters if name in values and is_locked(name, locks)}


def _changed(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield the controls with which one experiment is made of another, some of them more than once."""
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
            yield from _changed_of_ball(ball, changed)


def _paired(before: Sequence[Ball], after: Sequence[Ball]) -> tuple[list[tuple[Ball, Ball]], bool]:
    """Return each ball with what has become of it, and whether balls came, went or changed places.

    Where there are as many, each is the one in its place, unless all are the same in another order. Else a
    ball is known by its look, which no other has.
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


def _changed_of_ball(before: Ball, after: Ball) -> Iterator[str]:
    """Yield the controls with which one ball is made of another."""
    for name, one, other in (
        ("optimizer", before.optimizer, after.optimizer),
        ("labels", str(before.shown_label), str(after.shown_label)),
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
    for name in {name for change in (*before.changes, *after.changes) for name in change.values}:
        if _values_of(name, before.changes) != _values_of(name, after.changes):
            yield name


def _values_of(name: str, changes: Sequence[BallChange]) -> list[tuple[int, HyperValue]]:
    """Return from which steps on a hyperparameter has which values."""
    return [(change.step, change.values[name]) for change in changes if name in change.values]
