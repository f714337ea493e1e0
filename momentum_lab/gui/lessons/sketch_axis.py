"""The axis on which a curve is drawn that is foretold: it tells at most an order of magnitude of the run.

Losses have one that begins at the loss of the start, coordinates that of the map. Of all else nobody could
know how large it is: its axis has room for what will come, and for some ten times as much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.curves import LOSS
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.value_axis import AxisKind, ValueAxis
from momentum_lab.landscapes import minima_to_mark
from momentum_lab.lessons.judging import curve_in
from momentum_lab.lessons.lesson import Measure, Prediction
from momentum_lab.simulation.engine import simulate

DEEP, HIGH = 1e-6, 1e2
"""How far a logarithmic axis reaches from where the curve begins."""
ROOM: Final = 2.5
"""How many times as high as what will come an even axis is at least."""
COORDINATES: Final = ("x", "y")
MOST_STEPS: Final = 20_000
"""Of all balls together: runs of more are not computed for the sake of an axis."""


@dataclass(frozen=True, slots=True)
class SketchAxis:
    """On what a curve is drawn.

    Attributes
    ----------
    first
        The value at which it begins, before anything is drawn.
    least
        Below which no value can be; minus infinity where all can be.
    """

    axis: ValueAxis
    first: float
    least: float = -math.inf


def sketch_axis(experiment: Experiment, prediction: Prediction, wanted: AxisKind | None) -> SketchAxis:
    """Return what a quantity of a ball is drawn on.

    ``wanted`` is the kind of the axis of losses that somebody has chosen; None chooses by what can be seen of
    the start and of the landscape.
    """
    measure = prediction.measure
    first = _first_value(experiment, measure)
    if measure.quantity in COORDINATES:
        low, high = experiment.landscape.build().domain[COORDINATES.index(measure.quantity)]
        return SketchAxis(ValueAxis("linear", low, high), first if math.isfinite(first) else (low + high) / 2)
    if measure.quantity == LOSS and math.isfinite(first):
        return _of_losses(first, _lowest_loss(experiment), wanted)
    return _of_sizes(measure, first, _reach(experiment, prediction))


def _of_losses(first: float, lowest: float, wanted: AxisKind | None) -> SketchAxis:
    if first > 0.0 and lowest >= 0.0 and wanted in (None, "log"):
        return SketchAxis(ValueAxis("log", DEEP * first, HIGH * first), first, 0.0)
    low = min(lowest, 0.0)
    axis = ValueAxis("linear", low, first + ((first - low) or 1.0))
    return SketchAxis(axis, first, 0.0 if lowest >= 0.0 else -math.inf)


def _of_sizes(measure: Measure, first: float, reach: float) -> SketchAxis:
    spread = QUANTITIES[measure.quantity].spread
    if spread in ("levels", "ratios"):
        return SketchAxis(ValueAxis("linear", -reach, reach), first if math.isfinite(first) else 0.0)
    if spread == "powers":
        high = 10.0 ** math.ceil(math.log10(reach))
        begin = first if math.isfinite(first) and first > 0.0 else math.sqrt(DEEP) * high
        return SketchAxis(ValueAxis("log", min(DEEP * high, begin), max(high, begin)), begin, 0.0)
    return SketchAxis(ValueAxis("linear", 0.0, reach), first if math.isfinite(first) else 0.0, 0.0)


def _first_value(experiment: Experiment, measure: Measure) -> float:
    """Return the quantity at the start; NaN where it has none there."""
    quantity = QUANTITIES[measure.quantity]
    if quantity.first_step > 0 or not isinstance(measure.ball, int):
        return math.nan
    run = simulate(replace(experiment, steps=1))
    return float(quantity.of(run, run.chosen(measure.ball, np.zeros(1, dtype=np.int64)))[0])


def _lowest_loss(experiment: Experiment) -> float:
    """Return the lowest loss that the map shows, or the loss of the lowest minimum."""
    ground = experiment.landscape.build().ground
    return min([loss_scale(ground).low, *(each.loss for each in minima_to_mark(ground))])


def _reach(experiment: Experiment, prediction: Prediction) -> float:
    """Return a round number that is some times as large as what will come; 1 if that is not known."""
    if experiment.steps * len(experiment.balls) > MOST_STEPS:
        return 1.0
    values = np.abs(curve_in(simulate(experiment), prediction))
    largest = float(values[np.isfinite(values)].max(initial=0.0))
    if not 0.0 < largest < np.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(ROOM * largest))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= ROOM * largest)
