"""The axis on which a curve is drawn that is foretold: it tells at most an order of magnitude of the run.

Losses have one that begins at the loss of the start, coordinates that of the map. Of all else nobody could
know how large it is: its axis has room for what will come, and for some ten times as much.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.curves import LOSS
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.value_axis import AxisKind, ValueAxis
from momentum_lab.landscapes import minima_to_mark
from momentum_lab.lessons.judging import curve_in, is_logarithmic
from momentum_lab.lessons.lesson import Measure, Prediction
from momentum_lab.simulation.engine import simulate

DEEP, HIGH = 1e-6, 1e2
"""How far a logarithmic axis reaches from where the curve begins."""
ROOM: Final = 2.5
"""How many times as far as what will come an axis reaches at least."""
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
    is_given
        Whether the run begins with that value, as the start tells; it is not to be foretold then.
    """

    axis: ValueAxis
    first: float
    least: float = -math.inf
    is_given: bool = False


def sketch_axis(experiment: Experiment, prediction: Prediction, wanted: AxisKind | None) -> SketchAxis:
    """Return what a quantity of a ball is drawn on.

    ``wanted`` is the kind of the axis of losses that somebody has chosen; None chooses by what can be seen of
    the start and of the landscape.
    """
    measure = prediction.measure
    first = _first_value(experiment, measure)
    found = _axis(experiment, prediction, wanted, first)
    return replace(found, is_given=math.isfinite(first) and found.first == first)


def _axis(
    experiment: Experiment, prediction: Prediction, wanted: AxisKind | None, first: float
) -> SketchAxis:
    measure = prediction.measure
    if measure.quantity in COORDINATES:
        low, high = experiment.landscape.build().domain[COORDINATES.index(measure.quantity)]
        return SketchAxis(ValueAxis("linear", low, high), first if math.isfinite(first) else (low + high) / 2)
    if measure.quantity == LOSS and math.isfinite(first):
        return _of_losses(first, _lowest_loss(experiment), wanted)
    return _of_sizes(prediction, first, _values(experiment, prediction))


def _of_losses(first: float, lowest: float, wanted: AxisKind | None) -> SketchAxis:
    if first > 0.0 and lowest >= 0.0 and wanted in (None, "log"):
        return SketchAxis(ValueAxis("log", DEEP * first, HIGH * first), first, 0.0)
    low = min(lowest, 0.0)
    axis = ValueAxis("linear", low, first + ((first - low) or 1.0))
    return SketchAxis(axis, first, 0.0 if lowest >= 0.0 else -math.inf)


def _of_sizes(prediction: Prediction, first: float, values: Floats) -> SketchAxis:
    """Return the axis of what takes these values: of the kind by which distances from them are told."""
    sizes = np.abs(values[np.isfinite(values)])
    sizes = sizes[sizes > 0.0]
    low, high = (float(sizes.min()), float(sizes.max())) if sizes.size else (0.1, 1.0)
    if is_logarithmic(prediction, values):
        bottom, top = _power_below(low / ROOM), 10.0 * _power_below(ROOM * high)
        begin = first if bottom <= first <= top else bottom
        return SketchAxis(ValueAxis("log", bottom, top), begin, 0.0)
    reach, begin = _round_above(ROOM * high), first if math.isfinite(first) else 0.0
    if QUANTITIES[prediction.measure.quantity].spread in ("levels", "ratios"):
        return SketchAxis(ValueAxis("linear", -reach, reach), begin)
    return SketchAxis(ValueAxis("linear", 0.0, reach), begin, 0.0)


def _power_below(value: float) -> float:
    """Return the power of ten that a positive value is next above."""
    return 10.0 ** math.floor(math.log10(value))


def _round_above(value: float) -> float:
    """Return the round number that a positive value is next below."""
    power = _power_below(value)
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= value)


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


def _values(experiment: Experiment, prediction: Prediction) -> Floats:
    """Return what will come, if that is quickly known."""
    if experiment.steps * len(experiment.balls) > MOST_STEPS:
        return np.empty(0)
    return curve_in(simulate(experiment), prediction)
