"""A fair comparison: every ball at its own best, found by as many runs for each, beside one rate for all."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.analysis.search import RATES, Candidate, own_rate, rate_axis, search, tried
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.errors import Progress, located
from momentum_lab.core.tables import integer
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.run import Status

RUNS: Final = 240
FEWEST_RUNS: Final = 10
MOST_RUNS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a ball fares in one of the two experiments.

    Attributes
    ----------
    learning_rate
        None for a rule that has none.
    momentum_parameter
        The name of its momentum, or of what plays that part; empty without one.
    momentum
        The value of that; None without one.
    steps_to_tolerance
        None for never.
    loss
        At the last finite step.
    """

    learning_rate: float | None
    momentum_parameter: str
    momentum: float | None
    steps_to_tolerance: int | None
    loss: float
    status: Status


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One ball under both regimes."""

    ball: int
    label: str
    same: Outcome
    best: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who is how good, at one rate for all and each at its best.

    Attributes
    ----------
    experiment
        What was asked about.
    runs
        How many runs the search for each ball had.
    rate
        The one rate that is best on the average; None if no ball has one.
    same, best
        The two experiments; the balls are those of ``experiment``, in its order.
    rows
        One for each ball, with the numbers that the two experiments give.
    """

    experiment: Experiment
    runs: int
    rate: float | None
    same: Experiment
    best: Experiment
    rows: tuple[ComparisonRow, ...]


def compare(
    experiment: Experiment,
    runs: int = RUNS,
    progress: Progress = lambda share: True,
    source: NativeSource = interpreted,
) -> Comparison:
    """Return the comparison of an experiment's balls.

    Each ball is searched over its learning rate, and its momentum if it has one, with ``runs`` runs: its own
    values, a grid on a logarithmic scale, and finer grids around the best. Steps to tolerance count
    first, then the loss at the end; what leaves the map comes last. The one rate for all is searched with
    as many runs for each ball, which keeps its other values: it is the one with which the fewest leave the
    map and the most get to a minimum, and of those the one with the best rank on the average over the balls.
    A rule that sees the curvature keeps its own: its rate is a share of the step that it proposes, no length.

    Parameters
    ----------
    experiment
        Whose balls to compare.
    runs
        For each ball, and once more for the one rate.
    progress
        Is told the share that is done; returning False cancels.
    source
        Gives machine code for the two experiments at the end.

    Raises
    ------
    InputError
        ``runs`` is below :data:`FEWEST_RUNS` or above :data:`MOST_RUNS`.
    CancelledError
        ``progress`` returned False.
    """
    with located("runs"):
        integer(FEWEST_RUNS, MOST_RUNS)(runs)
    parts = _Parts(progress, 2 * len(experiment.balls))
    best = experiment
    for index, ball in enumerate(experiment.balls):
        candidates = search(experiment, index, runs, parts.part(index))
        winner = min(candidates, key=lambda c: c.order)
        best = best.with_ball(index, ball.with_values(**winner.values))
    rate = _common_rate(experiment, runs, parts)
    progress(1.0)
    same = experiment if rate is None else _at_rate(experiment, rate)
    outcomes = [_outcomes(each, source) for each in (same, best)]
    rows = [
        ComparisonRow(index, experiment.labels[index], *pair)
        for index, pair in enumerate(zip(*outcomes, strict=True))
    ]
    return Comparison(experiment, runs, rate, same, best, tuple(rows))


def takes_common_rate(ball: Ball) -> bool:
    """Whether a learning rate means the same to a ball as to others: a length along the gradient."""
    rule = OPTIMIZERS[ball.optimizer]
    return rule.has_rate and not rule.needs_hessian


class _Parts:
    """The progress of several things that take about as long as each other."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress, self._count = progress, count

    def part(self, before: float, width: float = 1.0) -> Progress:
        """Return the progress of what is as long as ``width`` of them, and comes after ``before`` of them."""
        return lambda share: self._progress((before + share * width) / self._count)


def _common_rate(experiment: Experiment, runs: int, parts: _Parts) -> float | None:
    """Return the one of ``runs`` rates that is best on the average over the balls."""
    balls = [index for index, ball in enumerate(experiment.balls) if takes_common_rate(ball)]
    axes = [rate_axis(experiment.balls[index], 2) for index in balls]
    low = max((axis.low for axis in axes if axis.low > 0.0), default=RATES[0])
    high = min((axis.high for axis in axes), default=0.0)
    if low >= high:
        return None
    width = len(experiment.balls) / (2 * len(balls))
    rates: list[float] = []
    found: list[list[Candidate]] = [[] for _ in balls]
    for turn, count in enumerate((runs - runs // 2, runs // 2)):
        added = [float(f"{rate:.4g}") for rate in np.geomspace(low, high, count + 2)[1:-1]]
        rates += added
        for place, index in enumerate(balls):
            rule = OPTIMIZERS[experiment.balls[index].optimizer]
            part = parts.part(len(experiment.balls) + width * (turn * len(balls) + place), width)
            found[place] += tried(experiment, index, [(rule.at_rate(rate), rate) for rate in added], part)
        best = rates[_best_on_average(found)]
        factor = (high / low) ** (1.0 / (count + 1))
        low, high = best / factor, best * factor
    return best


def _best_on_average(found: list[list[Candidate]]) -> int:
    """Return the index of the candidates that lose the fewest, bring the most to a minimum, and rank best."""
    count = len(found[0])
    off, never, ranks = np.zeros(count), np.zeros(count), np.zeros(count)
    for candidates in found:
        orders = [candidate.order for candidate in candidates]
        ordered = sorted(orders)
        off += [order[0] for order in orders]
        never += [order[1] for order in orders]
        ranks += [bisect_left(ordered, order) for order in orders]
    return int(np.lexsort((ranks, never, off))[0])


def _at_rate(experiment: Experiment, rate: float) -> Experiment:
    for index, ball in enumerate(experiment.balls):
        if takes_common_rate(ball):
            values = OPTIMIZERS[ball.optimizer].at_rate(rate)
            experiment = experiment.with_ball(index, ball.with_values(**values))
    return experiment


def _outcomes(experiment: Experiment, source: NativeSource) -> list[Outcome]:
    """Return how each ball of an experiment fares."""
    result = []
    for ball, summary in zip(experiment.balls, summarize(simulate(experiment, source)), strict=True):
        name, rate = OPTIMIZERS[ball.optimizer].momentum_parameter, own_rate(ball)
        result.append(
            Outcome(
                None if np.isnan(rate) else rate,
                name or "",
                None if name is None else float(ball.hyperparameters[name]),
                summary.steps_to_tolerance,
                summary.loss,
                summary.status,
            )
        )
    return result
