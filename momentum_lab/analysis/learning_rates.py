"""A learning rate that suits an optimizer on a landscape, found by trying."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from momentum_lab.analysis.trial_paths import rolled
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, Hyperparameter, HyperValue, Number
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.ball import Ball, Position
from momentum_lab.experiment.experiment import Experiment, on_landscape
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.rule_errors import RuleError, errors_of_rules
from momentum_lab.landscapes import LANDSCAPES, Landscape, LandscapeEntry
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.native_ball import NativeSource, interpreted

STEPS: Final = 200
CANDIDATES: Final = tuple(float(f"{m}e{k}") for k in range(-5, 2) for m in (1, 1.5, 2, 3, 5, 7))
"""The rates that are tried: round numbers, six a decade."""
SHARES: Final = (1.0, 0.7, 0.5, 0.3, 0.2, 0.1)
"""What is tried of the default of a rule that sees the curvature."""
_FINER: Final = 8
"""How many times as close rates are tried where there is no minimum to arrive at."""


def good_rates(
    choice: LandscapeChoice,
    optimizers: Iterable[str],
    progress: Progress = unwatched,
    source: NativeSource = interpreted,
) -> Mapping[str, float]:
    """Return a good learning rate for each of the optimizers that has one and gets down with it.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    names = [name for name in optimizers if OPTIMIZERS[name].has_rate]
    found = {}
    for done, name in enumerate(names):
        go_on(progress, done / len(names))
        rate = good_rate(choice, name, source=source)
        if rate is not None:
            found[name] = rate
    return found


def good_rate(
    choice: LandscapeChoice,
    optimizer: str,
    values: FrozenMapping[HyperValue] | None = None,
    start: Position | None = None,
    source: NativeSource = interpreted,
) -> float | None:
    """Return the smallest rate with which a ball gets down nearly as well as with the best; None without one.

    Of :data:`CANDIDATES`, from the landscape's start unless another is given, in :data:`STEPS` steps. What
    counts is how far down the ball is on a logarithmic scale, on the average over the steps. Rates that lead
    off the map are taken only if all do; those with which the ball does not come to rest only if there is
    none with which it does, or still falls; and the default where it does as well. On a landscape without
    a minimum, where a ball that is too fast is gone, closer rates are tried about the good ones.

    The rate of a rule that sees the curvature is a share of the step that it proposes, and that may lead
    uphill: :data:`SHARES` of its default are tried, and the largest is returned that leads a good part of the
    way that goes straight downhill.

    ``values`` are the optimizer's other hyperparameters, if not the defaults.
    """
    landscape, rule = choice.build(), OPTIMIZERS[optimizer]
    place = landscape.start if start is None else start
    return _searched(choice, landscape, rule, values, place, source)


def good_rates_of_entry(
    entry: LandscapeEntry, optimizers: Iterable[str], source: NativeSource = interpreted
) -> Mapping[str, float]:
    """Return what :func:`good_rates` does, for a landscape that need not be in the library."""
    choice = LandscapeChoice(formula=entry.formula, domain=entry.domain, parameters=entry.defaults)
    found = {
        name: _searched(choice, entry.landscape(), OPTIMIZERS[name], None, entry.start, source)
        for name in optimizers
        if OPTIMIZERS[name].has_rate
    }
    return {name: rate for name, rate in found.items() if rate is not None}


def suited_values(
    choice: LandscapeChoice, optimizer: str, start: Position | None = None
) -> Mapping[str, float]:
    """Return hyperparameters for a new ball where no file says a rate that suits; it takes a moment.

    What a file says holds for the parameters' defaults and without conditioning. A turn changes little.
    """
    rule = OPTIMIZERS[optimizer]
    if not rule.has_rate or (optimizer in choice.build().learning_rates and _is_as_in_its_file(choice)):
        return {}
    try:
        with errors_of_rules([optimizer]):
            rate = good_rate(choice, optimizer, start=start)
            return {} if rate is None else rule.at_rate(rate)
    except RuleError:  # it is told when the ball rolls
        return {}


def with_suited_rates(experiment: Experiment) -> Experiment:
    """Return the experiment with good rates for all balls for which no file says one; it takes a moment."""
    choice, start = experiment.landscape, experiment.start
    balls = (b.with_values(**suited_values(choice, b.optimizer, b.start or start)) for b in experiment.balls)
    return replace(experiment, balls=tuple(balls))


def moved_to(experiment: Experiment, choice: LandscapeChoice) -> Experiment:
    """Return the experiment on another landscape, with its start and good rates; it takes a moment."""
    return with_suited_rates(on_landscape(experiment, choice))


def _is_as_in_its_file(choice: LandscapeChoice) -> bool:
    if choice.name is None or choice.conditioning != 1.0:
        return False
    return choice.build().parameters == LANDSCAPES[choice.name].defaults


@lru_cache(maxsize=256)
def _searched(
    choice: LandscapeChoice,
    landscape: Landscape,  # what the choice stands for now: the file behind its name may change
    rule: AnyOptimizer,
    values: FrozenMapping[HyperValue] | None,
    start: Position,
    source: NativeSource,
) -> float | None:
    declared = rule.hyperparameters.get(LEARNING_RATE)
    default = declared.default if isinstance(declared, Number) else None
    rates = _candidates(rule, declared)
    if not rates:
        return default

    def good(rates: Sequence[float]) -> list[float]:
        balls = (Ball(rule.name, FrozenMapping(values, **rule.at_rate(r)), label=f"{r:g}") for r in rates)
        trials = rolled(Experiment(choice, start, tuple(balls), steps=STEPS), landscape, source)
        is_good = trials.leads_far if rule.needs_hessian else trials.gets_down_well
        return [rate for rate, good in zip(rates, is_good, strict=True) if good]

    found = good(rates)
    if found and not landscape.minima and not rule.needs_hessian:
        found = good(_closer(rates, found))
    if rule.needs_hessian:
        return max(found, default=None)
    return default if default in found else min(found, default=None)


def _candidates(rule: AnyOptimizer, declared: Hyperparameter | None) -> list[float]:
    """Return the rates to try, as far as the rule allows them."""
    if not isinstance(declared, Number):
        return list(CANDIDATES)
    shares = [float(f"{declared.default * share:.12g}") for share in SHARES]
    return [r for r in (shares if rule.needs_hessian else CANDIDATES) if declared.low <= r <= declared.high]


def _closer(rates: Sequence[float], good: Sequence[float]) -> list[float]:
    """Return rates of two digits about the largest of the good ones, and the good ones."""
    at = rates.index(max(good))
    around = rates[max(at - 1, 0) : at + 2]
    steps = (low * (high / low) ** (k / _FINER) for low, high in pairwise(around) for k in range(_FINER + 1))
    return sorted({float(f"{rate:.2g}") for rate in steps} | set(good))
