"""A learning rate that suits an optimizer on a landscape, found by trying."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.errors import CancelledError, Progress
from momentum_lab.core.frozen import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue, Number
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

STEPS: Final = 200
CANDIDATES: Final = tuple(float(f"{m}e{k}") for k in range(-5, 2) for m in (1, 1.5, 2, 3, 5, 7))
"""The rates that are tried: round numbers, six a decade."""
_FLOOR: Final = 1e-6
"""Below this share of the whole way down, closer is not better."""
_FAR: Final = 0.5
"""Above this share of the whole way down at the end, it has not got far."""
_NEARLY: Final = 0.88
"""What share of the best score is as good: a gentler rate makes a path that can be followed."""


def good_rates(
    choice: LandscapeChoice, optimizers: Iterable[str], progress: Progress = lambda share: True
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
        if not progress(done / len(names)):
            raise CancelledError("the search for learning rates was cancelled")
        rate = good_rate(choice, name)
        if rate is not None:
            found[name] = rate
    return found


def suited_values(choice: LandscapeChoice, optimizer: str) -> Mapping[str, float]:
    """Return hyperparameters for a new ball where the landscape itself names no rate; it takes a moment."""
    rule = OPTIMIZERS[optimizer]
    if not rule.has_rate or optimizer in choice.build().learning_rates:
        return {}
    rate = good_rate(choice, optimizer)
    return {} if rate is None else rule.at_rate(rate)


@lru_cache(maxsize=256)
def good_rate(
    choice: LandscapeChoice, optimizer: str, values: FrozenMapping[HyperValue] | None = None
) -> float | None:
    """Return the smallest rate with which a ball gets down nearly as well as with the best; None without one.

    Of :data:`CANDIDATES`, from the landscape's start, in :data:`STEPS` steps. What counts is how far down
    the ball is on a logarithmic scale, on the average over the steps. Rates that lead off the map are taken
    only if all do, and the default where it does as well. A rule that sees the curvature needs no search:
    its rate is a share of the step that it proposes. ``values`` are the optimizer's other hyperparameters,
    if not the defaults.
    """
    rule = OPTIMIZERS[optimizer]
    declared = rule.hyperparameters.get("learning_rate")
    default = declared.default if isinstance(declared, Number) else None
    if rule.is_whole:
        return default
    rates = [r for r in CANDIDATES if not isinstance(declared, Number) or declared.low <= r <= declared.high]
    balls = tuple(Ball(optimizer, FrozenMapping(values, **rule.at_rate(r))) for r in rates)
    run = simulate(Experiment(choice, choice.build().start, balls, steps=STEPS))
    good = [rate for rate, is_good in zip(rates, _gets_down_well(run), strict=True) if is_good]
    return default if default in good else min(good, default=None)


def _gets_down_well(run: Run) -> NDArray[np.bool_]:
    """Return for every ball whether it gets down nearly as well as the best."""
    losses = run.loss
    low, high = np.transpose(run.experiment.landscape.build().domain)
    stays = np.all((low <= run.position) & (run.position <= high), axis=(1, 2))
    fit = np.isfinite(losses).all(axis=1) & (losses[:, -1] < losses[:, 0])
    if np.any(fit & stays):
        fit &= stays
    if not fit.any():
        return fit
    lowest = losses[fit].min()
    with np.errstate(all="ignore"):
        share = (losses - lowest) / (losses[:, :1] - lowest)
        score = np.mean(np.log10(np.maximum(share, _FLOOR)), axis=1)
    if np.any(fit & (share[:, -1] < _FAR)):  # not those that were low on the way, and are up again
        fit &= share[:, -1] < _FAR
    fit &= score <= _NEARLY * score[fit].min()
    return fit
