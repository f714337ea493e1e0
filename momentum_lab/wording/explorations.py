"""Maps, comparisons and ensembles as short tables of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.candidates import SEARCH_SEEDS
from momentum_lab.analysis.comparison import Comparison, ComparisonRow, Outcome
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.quadratic import largest_rate
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.core.hyperparameters import LEARNING_RATE, title_message
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import Message, counted, message, message_in
from momentum_lab.core.told_number import ToldNumber, spelt
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.run import LOST
from momentum_lab.wording.maps import not_in
from momentum_lab.wording.numbers import CellText, told_number
from momentum_lab.wording.verdicts import status_word

TableRows = list[tuple[CellText, ...]]

MOST_ROWS: Final = 9
"""Rows of a stability map that a table shows."""
MOST_MINIMA: Final = 6
"""Minima that a table shows for each ball; the others are counted together."""
BASINS: Final = tuple(map(message, ("ball", "minimum", "loss there", "share of starts", "median steps")))
COMPARISON: Final = tuple(
    map(message, ("ball", "learning rate", "momentum", "steps to tolerance", "final loss", "status"))
)
ENSEMBLE: Final = tuple(
    map(message, ("ball", "median loss", "5 %", "95 %", "without noise", "noise floor", "off the map"))
)


def stability_columns(result: StabilityMap) -> tuple[Message | str, ...]:
    """Return the header of :func:`stability_rows`."""
    first, second = (axis.name for axis in result.axes)
    columns = (
        second,
        message("best {name}", name=first),
        message("steps to tolerance"),
        message("final loss"),
        message("off the map from"),
    )
    return (*columns, message("theory")) if _has_limits(result) else columns


def stability_rows(result: StabilityMap) -> TableRows:
    """Return some rows of a map: the best value of the other axis, and from which one on the ball is lost."""
    count = len(result.second)
    picked = np.unique(np.linspace(0, count - 1, min(count, MOST_ROWS)).round().astype(int))
    return [_stability_row(result, int(row)) for row in picked]


def stability_sentences(result: StabilityMap) -> list[Message]:
    """Return the best cell, and the point where theory expects it."""
    lines: list[Message] = []
    best = result.best()
    if best is None:
        lines.append(message("no cell of the map is at a minimum in the end"))
    else:
        values = _values(result.values_at(*best))
        steps = int(result.cells.reached[best])
        lines.append(
            message("soonest at a minimum: {values}, after {steps} steps", values=values, steps=steps)
        )
    if result.theory is not None and result.theory.best is not None:
        point = result.theory.best
        said = message("in theory fastest: {values}, error × {factor:.4g} a step")
        lines.append(said.filled(values=_exact(point.values), factor=ToldNumber(point.convergence_factor)))
    return [*lines, *changed_on_the_way(result.experiment, result.ball)]


def changed_on_the_way(experiment: Experiment, ball: int) -> list[Message]:
    """Return what is said of hyperparameters that are changed in a ball's run, whatever is tried of them."""
    said = message("{ball}: as changed in its run from step {step} on, whatever is tried: {values}")
    return [
        said.filled(
            ball=experiment.shown_labels[ball],
            step=change.step,
            values=enumerated(map(title_message, change.values)),
        )
        for change in experiment.balls[ball].changes
        if change.values
    ]


def basin_rows(maps: Sequence[BasinMap]) -> TableRows:
    """Return for each ball the minima that it reaches, the most frequent first."""
    return [row for each in maps for row in _basin_rows(each)]


def regime_title(is_best: bool, rate: str = "") -> Message:
    """Return what stands above the rows of one half of a comparison; ``rate`` is the one for all."""
    if is_best:
        return message("Each at its best")
    return message("One rate for all: {rate}", rate=rate) if rate else message("One rate for all")


def comparison_rows(result: Comparison, is_best: bool) -> TableRows:
    """Return how the balls fare, each at its best or all at one rate."""
    steps = result.experiment.steps
    return [_outcome_row(row.name, row.best if is_best else row.same, steps) for row in result.rows]


def comparison_sentences(result: Comparison) -> list[Message]:
    """Return how was searched: how much, with which seeds, and between which values."""
    lines = [
        message(
            "Searched with {runs:,} settings for each ball: its own, what theory says is best, others "
            "all over these ranges, and ever closer ones about the best.",
            runs=result.runs,
        )
    ]
    if result.seeds:
        lines.append(
            message(
                "Each was run with {searched} seeds. The numbers above are medians over {judged} others.",
                searched=SEARCH_SEEDS,
                judged=len(result.seeds),
            )
        )
    if result.rates is not None:
        low, high = result.rates
        lines.append(
            message(
                "The same rate for all: {low:.4g} to {high:.4g}", low=ToldNumber(low), high=ToldNumber(high)
            )
        )
    for ball in range(len(result.experiment.balls)):
        lines += changed_on_the_way(result.experiment, ball)
    return [*lines, *(searched_ranges(row) for row in result.rows if row.tried)]


def searched_ranges(row: ComparisonRow) -> Message:
    """Return between which values a ball was searched."""
    ranges = (
        message("{name} {low:.4g} to {high:.4g}", name=name, low=ToldNumber(low), high=ToldNumber(high))
        for name, (low, high) in row.tried.items()
    )
    return message("{ball}: {ranges}", ball=row.shown_label, ranges=enumerated(ranges))


def ensemble_rows(result: Ensemble) -> TableRows:
    """Return the quantiles of the loss at the end, and the noise floor."""
    rows: TableRows = []
    for ball in result.balls:
        low, _, median, _, high = ball.quantiles[:, -1].tolist()
        gone = int(np.isin(ball.status, tuple(LOST)).sum())
        numbers = (median, low, high, ball.noiseless[-1], ball.floor)
        lost = message("{part} of {whole}", part=gone, whole=len(ball.seeds))
        rows.append((ball.name, *(ToldNumber(number, 4) for number in numbers), lost))
    return rows


def _stability_row(result: StabilityMap, row: int) -> tuple[CellText, ...]:
    cells = result.cells
    standing = result.standing.row(row)
    (best,) = standing.best()
    kept = np.flatnonzero(~standing.is_lost)
    beyond = int(kept[-1]) + 1 if kept.size else 0
    is_lost = beyond < len(result.first)
    lost: CellText = ToldNumber(result.first[beyond], 4) if is_lost else message("nowhere here")
    second = float(result.second[row])
    texts = (
        ToldNumber(second, 4),
        ToldNumber(result.first[best], 4),
        _steps(int(cells.reached[row, best]), result.experiment.steps),
    )
    limit: tuple[CellText, ...] = ()
    if result.theory is not None and _has_limits(result):
        ball = result.experiment.balls[result.ball].with_values(**{result.axes[1].name: second})
        limit = (ToldNumber(largest_rate(ball, result.theory.eigenvalues), 4),)
    return (*texts, ToldNumber(cells.loss[row, best], 4), lost, *limit)


def _has_limits(result: StabilityMap) -> bool:
    return result.theory is not None and result.axes[0].name == LEARNING_RATE


def _basin_rows(result: BasinMap) -> TableRows:
    label = result.experiment.shown_labels[result.ball]
    found, counts = np.unique(result.minimum, return_counts=True)
    pairs = [(int(number), int(count)) for number, count in zip(found, counts, strict=True)]
    ordered = sorted((pair for pair in pairs if pair[0] >= 0), key=lambda pair: -pair[1])
    rows: TableRows = []
    for number, count in ordered[:MOST_MINIMA]:
        minimum = result.minima[number]
        place = ", ".join(told_number(v) for v in minimum.position)
        steps = np.median(result.reached[result.minimum == number])
        share = f"{count / result.minimum.size:.1%}"
        rows.append((label, f"({place})", ToldNumber(minimum.loss, 4), share, ToldNumber(float(steps))))
    others = ordered[MOST_MINIMA:]
    if others:
        share = f"{sum(count for _, count in others) / result.minimum.size:.1%}"
        rows.append((label, counted("{count} other", "{count} others", len(others)), "", share, ""))
    elsewhere = float(np.mean(result.minimum < 0))
    if elsewhere:
        none = message("none in {steps:,} steps", steps=result.experiment.steps)
        rows.append((label, none, "", f"{elsewhere:.1%}", ""))
    return rows


def _outcome_row(label: str, outcome: Outcome, steps: int) -> tuple[CellText, ...]:
    rate = (
        message_in("of a learning rate", "none")
        if outcome.learning_rate is None
        else ToldNumber(outcome.learning_rate, 4)
    )
    momentum = (
        message_in("of momentum", "none") if outcome.momentum is None else ToldNumber(outcome.momentum, 4)
    )
    reached = -1 if outcome.steps_to_tolerance is None else outcome.steps_to_tolerance
    return (
        label,
        rate,
        momentum,
        _steps(reached, steps),
        ToldNumber(outcome.loss, 4),
        status_word(outcome.status),
    )


def _steps(reached: int, steps: int) -> Message | str:
    return not_in(steps) if reached < 0 else str(reached)


def _exact(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {spelt(repr(value).removesuffix('.0'))}" for name, value in values.items())


def _values(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {told_number(value)}" for name, value in values.items())
