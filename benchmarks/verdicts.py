"""Verdicts against a judge without insight, who runs twenty times as long and looks at what has become of it.

A verdict is what the program says of a ball after so many steps. The judge knows none of its measures: he
looks whether the ball stayed where it was said to be, moved where it was said to move, and was lost for good.
Where a cause is named, he takes it away and looks whether the ball diverges all the same.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.random_experiments import random_experiment
from momentum_lab.analysis.reasons import ReasonKind
from momentum_lab.analysis.summary import BallSummary, summarize
from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import LEARNING_RATE, SMALLEST_RATE
from momentum_lab.experiment import Experiment
from momentum_lab.export.listing import text_table
from momentum_lab.simulation import Run, Status, simulate
from momentum_lab.wording.verdicts import sentence

LONGER: Final = 20
HEADS: Final = ("verdict", "of balls", "the judge disagrees", "share")


@dataclass(frozen=True, slots=True)
class Case:
    """What the program says of a ball, and what the judge has against it; nothing if he agrees."""

    number: int
    experiment: Experiment
    summary: BallSummary
    objection: str

    @property
    def verdict(self) -> str:
        """The keys of status and reason."""
        reason = self.summary.reason
        return (
            self.summary.status.key if reason is None else f"{self.summary.status.key}: {reason.kind.value}"
        )


@dataclass(frozen=True, slots=True)
class Future:
    """A ball from the step of the verdict on, and how large its map is."""

    run: Run
    step: int
    size: float
    position: Floats
    loss: Floats
    is_finite: bool

    @classmethod
    def of(cls, experiment: Experiment) -> Future:
        """Run an experiment for twenty times as long."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            run = simulate(replace(experiment, steps=LONGER * experiment.steps))
        step = experiment.steps
        later = run.steps(0, min(step, int(run.last[0])), run.computed + 1)
        domain = experiment.landscape.build().domain
        size = float(np.linalg.norm([high - low for low, high in domain]))
        is_finite = int(run.last[0]) == run.computed
        return cls(run, step, size, later.position, later.loss, is_finite)

    @property
    def strays(self) -> float:
        """How far it gets from where it was, in diagonals."""
        with np.errstate(over="ignore"):
            away = np.linalg.norm(self.position - self.position[0], axis=1)
        return float(away.max()) / self.size if self.is_finite else np.inf

    @property
    def is_back(self) -> bool:
        """Whether it ends on the map."""
        return self.is_finite and _is_on_map(self.run.experiment, self.position[-1])

    @property
    def is_back_once(self) -> bool:
        """Whether it is on the map once more."""
        return any(_is_on_map(self.run.experiment, place) for place in self.position[1:])


def judged(number: int) -> Case:
    """Return a random experiment's verdict, and what the judge has against it."""
    experiment = random_experiment(number)
    future = Future.of(experiment)
    (summary,) = summarize(future.run, experiment.steps)
    return Case(number, experiment, summary, _objection(future, summary))


def rates_of(cases: Iterable[Case]) -> list[tuple[str, ...]]:
    """Return a row for each verdict, the most frequent first, and one for all."""
    cases = list(cases)
    said = Counter(case.verdict for case in cases)
    wrong = Counter(case.verdict for case in cases if case.objection)
    rows = [(verdict, count, wrong[verdict]) for verdict, count in said.most_common()]
    return [
        (verdict, f"{count:,}", f"{bad:,}", f"{bad / count:.1%}")
        for verdict, count, bad in [*rows, ("all", len(cases), wrong.total())]
    ]


def _objection(future: Future, summary: BallSummary) -> str:
    reason = None if summary.reason is None else summary.reason.kind
    if reason is not None and reason in _OBJECTIONS:
        return _OBJECTIONS[reason](future, summary)
    match summary.status:
        case Status.CONVERGED:
            return _is_not_at_minimum(future)
        case Status.STALLED:
            return f"it strays by {future.strays:.2g} diagonals" if future.strays > 1e-3 else ""
        case Status.MOVING:
            return _does_not_move(future)
        case Status.ESCAPED:
            return "it is back on the map" if future.is_back else ""
        case Status.DIVERGED:
            return "it is back on the map" if future.is_back else ""


def _is_not_at_minimum(future: Future) -> str:
    """Object if it gets away, or there is something lower all around where it was."""
    landscape, noise = future.run.experiment.landscape.build(), future.run.experiment.noise
    away = np.min([np.linalg.norm(future.position - m.position, axis=1) for m in landscape.minima], axis=0)
    share = float(np.mean(away > 2e-3 * future.size))
    lowest = min(minimum.loss for minimum in landscape.minima)
    rises = float(np.mean(future.loss > lowest + 1e-3 * _differences(future)))
    if not future.is_finite:
        return "its numbers are no longer finite"
    if min(share, rises) > (0.5 if noise else 0.0):
        return f"it is away for {share:.0%} of the time, and up for {rises:.0%}"
    return ""


def _differences(future: Future) -> float:
    """Return by how much losses differ around the map, as a person would read them off its axis."""
    landscape = future.run.experiment.landscape.build()
    grid = landscape.ground.loss_grid(*(np.linspace(low, high, 41) for low, high in landscape.domain))
    losses = grid[np.isfinite(grid)]
    return float(np.quantile(losses, 0.9) - losses.min()) if losses.size else 0.0


def _does_not_move(future: Future) -> str:
    """Object if it does not move, or has been at a minimum for long and stays there."""
    minima, half = future.run.experiment.landscape.build().minima, future.step // 2
    places = np.concatenate([future.run.steps(0, half, future.step).position, future.position])
    apart = [np.linalg.norm(places - minimum.position, axis=1).max() for minimum in minima]
    if apart and future.is_finite and min(apart) < 5e-4 * future.size:
        return f"it is at a minimum from step {half}"
    return f"it moves by {future.strays:.2g} diagonals in all" if future.strays < 1e-6 else ""


def _still_falls(future: Future, summary: BallSummary) -> str:
    if future.is_back_once:
        return "it is back on the map"
    return "" if not future.is_finite or future.loss[-1] < future.loss[0] else "it falls no longer"


def _hardly(future: Future, summary: BallSummary) -> str:
    return f"it moves by {future.strays:.2g} diagonals" if future.strays > 1e-2 else ""


def _comes_back(future: Future, summary: BallSummary) -> str:
    domain = np.array(future.run.experiment.landscape.build().domain)
    middle, half = domain.mean(axis=1), (domain[:, 1] - domain[:, 0]) / 2.0
    away = np.max(np.abs(future.position - middle) / half, axis=1)
    return "" if away.min() < away[0] else "it comes no nearer"


def _at_lower_rate(future: Future, summary: BallSummary) -> str:
    experiment = future.run.experiment
    ball = experiment.balls[0]
    numbers = {} if summary.reason is None else summary.reason.numbers
    share = max(100.0, 100.0 * numbers.get("product", 0.0) / numbers.get("limit", 1.0))
    rate = float(ball.hyperparameters[LEARNING_RATE]) / share
    if rate < SMALLEST_RATE:
        return ""
    calm = replace(experiment, balls=(ball.with_values(**{LEARNING_RATE: rate}),), steps=future.step)
    return "it diverges at a hundredth of that, too" if _diverges(calm) else ""


def _without_noise(future: Future, summary: BallSummary) -> str:
    calm = replace(future.run.experiment, noise=0.0, steps=future.step)
    return "it diverges without noise, too" if _diverges(calm) else ""


def _diverges(experiment: Experiment) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        run = simulate(experiment)
    return bool((run.status == Status.DIVERGED).any())


def _is_on_map(experiment: Experiment, place: Floats) -> bool:
    low, high = np.transpose(experiment.landscape.build().domain)
    return bool(np.all((low <= place) & (place <= high)))


_OBJECTIONS: Final[Mapping[ReasonKind, Callable[[Future, BallSummary], str]]] = {
    ReasonKind.DOWNHILL: _still_falls,
    ReasonKind.HARDLY_MOVES: _hardly,
    ReasonKind.ON_ITS_WAY_BACK: _comes_back,
    ReasonKind.RATE_OVER_LIMIT: _at_lower_rate,
    ReasonKind.RATE_TOO_HIGH: _at_lower_rate,
    ReasonKind.NOISE: _without_noise,
}


def main() -> None:
    """Print how often the judge disagrees with each verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many experiments")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--show", action="store_true", help="print each one that he disagrees with")
    options = parser.parse_args()
    cases = [judged(number) for number in range(options.first, options.first + options.count)]
    if options.show:
        for case in cases:
            if case.objection:
                choice = case.experiment.landscape
                print(f"{case.number}: {choice.name or choice.formula} {choice.domain or ''}")
                print(f"    {case.verdict}: {sentence(case.summary)}; but {case.objection}")
    print(text_table(HEADS, rates_of(cases)))


if __name__ == "__main__":
    main()
