"""A fair comparison: every ball at its own best, found by as many runs for each, beside one rate for all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from momentum_lab.analysis.candidates import (
    Candidate,
    candidates_of,
    judge_seeds,
    run_values,
    search_seeds,
)
from momentum_lab.analysis.labelled import Labelled
from momentum_lab.analysis.search import search
from momentum_lab.analysis.search_space import RATES, at_common_rate, rate_axis
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.errors import located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.messages import Message
from momentum_lab.core.progress import Progress, part, unwatched
from momentum_lab.core.tables import integer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.run import Status

RUNS: Final = 240
FEWEST_RUNS: Final = 10
MOST_RUNS: Final = 100_000
FINALISTS: Final = 8
"""With noise, so many of the best are judged with other seeds than those with which they were found."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a ball fares in one of the two experiments; with noise, the medians over many seeds.

    Attributes
    ----------
    learning_rate
        None for a rule that has none.
    momentum_parameter
        The name of its momentum, or of what plays that part; empty without one.
    momentum
        The value of that; None without one.
    steps_to_tolerance
        At whatever minimum; None if it is at none in the end.
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
class ComparisonRow(Labelled):
    """One ball under both regimes.

    Attributes
    ----------
    ball, shown_label
        Which of the experiment's balls, and its label as it is shown.
    same, best
        At the one rate for all, and at its own best.
    tried
        The lowest and the highest value of each hyperparameter that was searched.
    """

    ball: int
    shown_label: Message
    same: Outcome
    best: Outcome
    tried: FrozenMapping[tuple[float, float]]


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
    rates
        The lowest and the highest of those that were tried for it.
    seeds
        With noise, those over which the rows have medians; nothing was searched with them.
    same, best
        The two experiments; the balls are those of ``experiment``, in its order.
    rows
        One for each ball, with what the two experiments give, with :attr:`seeds` if there are some.
    """

    experiment: Experiment
    runs: int
    rate: float | None
    rates: tuple[float, float] | None
    seeds: tuple[int, ...]
    same: Experiment
    best: Experiment
    rows: tuple[ComparisonRow, ...]


def compare(
    experiment: Experiment,
    runs: int = RUNS,
    progress: Progress = unwatched,
    source: NativeSource = interpreted,
) -> Comparison:
    """Return the comparison of an experiment's balls.

    Each ball is searched over its learning rate, and its momentum if it has one, with ``runs`` runs; see
    :func:`~momentum_lab.analysis.search.search` for how, and
    :class:`~momentum_lab.analysis.standing.Standing` for what is best. The one rate for all is searched with
    as many runs for each ball, which keeps its other values: it is the one with which the fewest leave the
    map and the most get to a minimum, and of those the one with the best rank on the average over the balls.
    What a ball does at that rate counts for its best as well. A rule that sees the curvature keeps its own:
    its rate is a share of the step that it proposes, no length.

    With noise, a run is one with each of several seeds, of which the medians count, and the best of a search
    are judged with many others: who was lucky with the first ones is not with these.

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
    balls = len(experiment.balls)
    common = _common_rate(experiment, runs, part(progress, 0, 2 * balls, balls))
    best = experiment
    tried = []
    for index, ball in enumerate(experiment.balls):
        candidates = search(experiment, index, runs, part(progress, balls + index, 2 * balls))
        tried.append(_ranges(candidates))
        beside_others = [common.candidates[index]] if index in common.candidates else []
        values = _winner(experiment, index, [candidates[0], *beside_others], candidates)
        best = best.with_ball(index, ball.with_values(**values))
    progress(1.0)
    same = experiment if common.rate is None else _at_rate(experiment, common.rate)
    outcomes = [_outcomes(each, source) for each in (same, best)]
    rows = [
        ComparisonRow(index, experiment.shown_labels[index], *each)
        for index, each in enumerate(zip(*outcomes, tried, strict=True))
    ]
    seeds = judge_seeds(experiment)
    judged = () if seeds is None else tuple(seeds.tolist())
    return Comparison(experiment, runs, common.rate, common.rates, judged, same, best, tuple(rows))


def takes_common_rate(ball: Ball) -> bool:
    """Whether a learning rate means the same to a ball as to others: a length along the gradient."""
    rule = OPTIMIZERS[ball.optimizer]
    return rule.has_rate and not rule.needs_hessian


def _winner(
    experiment: Experiment, ball: int, known: Sequence[Candidate], found: Sequence[Candidate]
) -> FrozenMapping[float]:
    """Return the best values; with noise, the best with other seeds of the known ones and the best found."""
    ordered = sorted((*known, *found), key=lambda candidate: candidate.order)
    seeds = judge_seeds(experiment)
    names = list(_ranges(ordered))
    if seeds is None or not names:
        return ordered[0].values
    own = {name: float(experiment.balls[ball].hyperparameters[name]) for name in names}
    finalists = dict.fromkeys(FrozenMapping(own, **c.values) for c in (*known, *ordered))
    values = list(finalists)[: FINALISTS + len(known)]
    judged = candidates_of(experiment, values, run_values(experiment, ball, values, seeds))
    return min(judged, key=lambda candidate: candidate.order).values


def _ranges(candidates: Sequence[Candidate]) -> FrozenMapping[tuple[float, float]]:
    """Return between which values each hyperparameter was tried."""
    names = dict.fromkeys(name for candidate in candidates for name in candidate.values)
    tried = {name: [c.values[name] for c in candidates if name in c.values] for name in names}
    return FrozenMapping({name: (min(values), max(values)) for name, values in tried.items()})


@dataclass(frozen=True, slots=True)
class _Common:
    """The one rate for all, the range of those that were tried, and what each ball that takes it does."""

    rate: float | None
    rates: tuple[float, float] | None
    candidates: Mapping[int, Candidate]


def _common_rate(experiment: Experiment, runs: int, progress: Progress) -> _Common:
    """Return which of ``runs`` rates is the best on the average over the balls."""
    balls = [index for index, ball in enumerate(experiment.balls) if takes_common_rate(ball)]
    axes = [rate_axis(experiment, index) for index in balls]
    low = max((axis.low for axis in axes if axis.low > 0.0), default=RATES[0])
    high = min((axis.high for axis in axes), default=0.0)
    if low >= high:
        return _Common(None, None, {})
    seeds = search_seeds(experiment)
    rates: list[float] = []
    found: list[list[Candidate]] = [[] for _ in balls]
    for turn, count in enumerate((runs - runs // 2, runs // 2)):
        added = [float(f"{rate:.4g}") for rate in np.geomspace(low, high, count + 2)[1:-1]]
        rates += added
        for place, index in enumerate(balls):
            tell = part(progress, turn * len(balls) + place, 2 * len(balls))
            values = [at_common_rate(experiment.balls[index], rate) for rate in added]
            if values:
                result = run_values(experiment, index, values, seeds, tell)
                found[place] += candidates_of(experiment, values, result)
        chosen = _best_on_average(found)
        best = rates[chosen]
        factor = (high / low) ** (1.0 / (count + 1))
        low, high = best / factor, best * factor
    at_it = {index: candidates[chosen] for index, candidates in zip(balls, found, strict=True)}
    return _Common(best, (min(rates), max(rates)), at_it)


def _best_on_average(found: list[list[Candidate]]) -> int:
    """Return the index of the candidates that lose the fewest, bring the most to a minimum, and rank best."""
    count = len(found[0])
    lost, away, ranks = np.zeros(count), np.zeros(count), np.zeros(count)
    for candidates in found:
        orders = [candidate.order for candidate in candidates]
        ordered = sorted(orders)
        lost += [is_lost for is_lost, *_ in orders]
        away += [is_away for _, _, is_away, *_ in orders]
        ranks += [bisect_left(ordered, order) for order in orders]
    return int(np.lexsort((ranks, away, lost))[0])


def _at_rate(experiment: Experiment, rate: float) -> Experiment:
    for index, ball in enumerate(experiment.balls):
        if takes_common_rate(ball):
            experiment = experiment.with_ball(index, ball.with_values(**at_common_rate(ball, rate)))
    return experiment


def _outcomes(experiment: Experiment, source: NativeSource) -> list[Outcome]:
    """Return how each ball of an experiment fares."""
    if (seeds := judge_seeds(experiment)) is None:
        return [
            _outcome(experiment, s.ball, s.steps_to_tolerance, s.loss, s.status)
            for s in summarize(simulate(experiment, source))
        ]
    result = []
    for ball in range(len(experiment.balls)):
        (judged,) = candidates_of(experiment, [{}], run_values(experiment, ball, [{}], seeds))
        reached = None if judged.reached < 0 else judged.reached
        result.append(_outcome(experiment, ball, reached, judged.loss, judged.status))
    return result


def _outcome(experiment: Experiment, ball: int, reached: int | None, loss: float, status: Status) -> Outcome:
    values, rule = experiment.balls[ball].hyperparameters, OPTIMIZERS[experiment.balls[ball].optimizer]
    rate, name = values.get(LEARNING_RATE), rule.momentum_parameter
    return Outcome(
        None if rate is None else float(rate),
        name or "",
        None if name is None else float(values[name]),
        reached,
        loss,
        status,
    )
