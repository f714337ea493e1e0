"""Whether a prediction was right, and how far it was off: the run decides."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import known_quantity
from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.errors import InputError, quoted
from momentum_lab.lessons.checking import met
from momentum_lab.lessons.lesson import AnswerChoice, AnswerKind, Prediction
from momentum_lab.lessons.measuring import after_end, is_told, measured
from momentum_lab.lessons.record import AnswerOutcome, Given
from momentum_lab.simulation.run import Run

DEEPEST: Final = 1e-16
"""On a logarithmic axis what is smaller than this share of the first value is as good as that."""
NARROW: Final = 10.0
"""Sizes that differ by no more than this factor are on an even axis."""
POINTS: Final = 101
"""Of how many values a drawn curve is made if nothing else is said."""


def judged(run: Run, prediction: Prediction, given: Given) -> AnswerOutcome:
    """Return what came of what was predicted, and how the answer compares with it.

    Raises
    ------
    InputError
        The answer is none to this prediction.
    """
    match prediction.answer:
        case AnswerKind.CHOICE:
            return _choice(run, prediction, given)
        case AnswerKind.ORDER:
            return _order(run, prediction, given)
        case AnswerKind.NUMBER:
            return _number(run, prediction, given)
        case AnswerKind.POINT:
            return _point(run, prediction, given)
        case AnswerKind.CURVE:
            return _curve(run, prediction, given)


def holding(run: Run, prediction: Prediction) -> tuple[AnswerChoice, ...]:
    """Return the choices of which all holds that they say: of a sound lesson's own run, exactly one."""
    if prediction.right:
        return tuple(choice for choice in prediction.choices if choice.id == prediction.right)
    return tuple(c for c in prediction.choices if all(met(run, check).is_met for check in c.holds))


def order_in(run: Run, prediction: Prediction) -> dict[int, float]:
    """Return the balls of an order with their values, the least first; those without one come last."""
    balls = prediction.balls or tuple(range(len(run.experiment.balls)))
    values = {ball: measured(run, replace(prediction.measure, ball=ball)) for ball in balls}
    plain = {ball: math.inf if math.isnan(value) else value for ball, value in values.items()}
    return dict(sorted(plain.items(), key=lambda each: (each[1], each[0])))


def curve_steps(run: Run, prediction: Prediction, count: int = POINTS) -> Ints:
    """Return the steps at which a drawn curve has its values: evenly from the start to the measure's step."""
    last = run.experiment.steps if prediction.measure.step is None else prediction.measure.step
    return np.rint(np.linspace(0.0, last, count)).astype(np.int64)


def curve_in(run: Run, prediction: Prediction, count: int = POINTS) -> Floats:
    """Return what a drawn curve is compared with: the quantity at those steps; nan where there is none."""
    quantity, ball = known_quantity(prediction.measure.quantity), prediction.measure.ball
    steps = curve_steps(run, prediction, count)
    values = np.full(count, np.nan)
    if not isinstance(ball, int) or not is_told(run, ball, quantity):
        return values
    last = run.last_step(ball, run.computed)
    known, back = np.unique(steps[steps <= last], return_inverse=True)
    values[: len(back)] = quantity.of(run, run.chosen(ball, known))[back]
    values[(steps > last) & (steps <= run.computed)] = after_end(run, ball, quantity)
    values[steps < quantity.first_step] = np.nan
    return values


def is_logarithmic(prediction: Prediction, values: Floats) -> bool:
    """Whether distances from a curve are told in powers of ten, as its axis would be.

    That is so for what spreads over them and is never below zero; sizes have to differ by more than
    :data:`NARROW`.
    """
    spread = known_quantity(prediction.measure.quantity).spread
    finite = values[np.isfinite(values)]
    if not finite.size or finite.min() < 0.0 or finite.max() == 0.0:
        return False
    return spread == "powers" or (spread == "sizes" and bool(finite.max() > NARROW * finite.min()))


def _choice(run: Run, prediction: Prediction, given: Given) -> AnswerOutcome:
    if given not in [choice.id for choice in prediction.choices]:
        raise InputError("found {found}, allowed is one of the choices", found=quoted(given))
    found = holding(run, prediction)
    if len(found) != 1:  # another run than the page's: none of the answers, or more than one, fits it
        return AnswerOutcome("", None)
    return AnswerOutcome(found[0].id, given == found[0].id)


def _order(run: Run, prediction: Prediction, given: Given) -> AnswerOutcome:
    values = order_in(run, prediction)
    if not isinstance(given, tuple) or sorted(map(str, given)) != sorted(map(str, values)):
        raise InputError(
            "found {found}, allowed are the balls {balls} in some order",
            found=quoted(given),
            balls=", ".join(map(str, sorted(values))),
        )
    share = wrong_pairs([values[int(ball)] for ball in given])
    return AnswerOutcome(tuple(values), share == 0.0, share)


def wrong_pairs(values: Sequence[float]) -> float:
    """Return the share of pairs of values that are not in ascending order, of those that differ.

    It is (1 − τ)/2 of Kendall's rank correlation where no two are equal.
    """
    pairs = [(a, b) for a, b in itertools.combinations(values, 2) if a != b]
    return sum(a > b for a, b in pairs) / len(pairs) if pairs else 0.0


def _number(run: Run, prediction: Prediction, given: Given) -> AnswerOutcome:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InputError("found {found}, allowed is a number", found=quoted(given))
    value = measured(run, prediction.measure)
    if math.isnan(value):
        return AnswerOutcome(value, None)
    off = 0.0 if given == value else abs(given - value)
    share = off / abs(value) if math.isfinite(value) and value else off
    return AnswerOutcome(value, share <= prediction.near, share)


def _point(run: Run, prediction: Prediction, given: Given) -> AnswerOutcome:
    ball, step = prediction.measure.ball, prediction.measure.step
    point = _numbers(given)
    if len(point) != run.dimension:
        raise InputError(
            "found {count} of {dimension} numbers; allowed is one for each dimension",
            count=len(point),
            dimension=run.dimension,
        )
    at = run.computed if step is None else step
    is_there = isinstance(ball, int) and ball < len(run.experiment.balls) and at <= run.computed
    if not is_there or not isinstance(ball, int):
        return AnswerOutcome((), None)
    place = run.at(ball, at).position[0]  # of a ball that is lost, where it was seen last
    off = float(np.hypot.reduce(place - np.array(point)))
    return AnswerOutcome(tuple(place.tolist()), off <= prediction.near, off)


def _curve(run: Run, prediction: Prediction, given: Given) -> AnswerOutcome:
    drawn = np.array(_numbers(given))
    if drawn.size < 2:
        raise InputError("found {count} values, allowed are two or more", count=drawn.size)
    values = curve_in(run, prediction, drawn.size)
    told = tuple(values.tolist())
    known = np.isfinite(values) & ~np.isnan(drawn)
    if not known.any():
        return AnswerOutcome(told, None)
    if is_logarithmic(prediction, values[known]):
        least = DEEPEST * float(values[known & (values > 0.0)][0])
        gaps = np.abs(np.log10(np.maximum(drawn[known], least)) - np.log10(np.maximum(values[known], least)))
    else:
        height = float(np.ptp(values[known])) or float(np.abs(values[known]).max()) or 1.0
        gaps = np.abs(drawn[known] - values[known]) / height
    off = float(gaps.mean())
    return AnswerOutcome(told, off <= prediction.near, off)


def _numbers(given: Given) -> tuple[float, ...]:
    if not isinstance(given, tuple) or not all(isinstance(each, int | float) for each in given):
        raise InputError("found {found}, allowed are numbers", found=quoted(given))
    return tuple(float(each) for each in given)
