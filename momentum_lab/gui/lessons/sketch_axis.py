"""The axis on which a curve is drawn that is foretold: nothing on it tells how the run will go."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.curves import LOSS
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.value_axis import AxisKind, ValueAxis
from momentum_lab.landscapes import minima_to_mark
from momentum_lab.lessons.lesson import Measure
from momentum_lab.simulation.engine import simulate

DEEP, HIGH = 1e-6, 1e2
"""How far a logarithmic axis reaches from where the curve begins."""
COORDINATES: Final = ("x", "y")


def sketch_axis(experiment: Experiment, measure: Measure, wanted: AxisKind | None) -> tuple[ValueAxis, float]:
    """Return the axis for a quantity of a ball, and the value that it has at the start.

    ``wanted`` is the kind of the axis of losses that somebody has chosen; None chooses by what can be seen of
    the start and of the landscape.
    """
    first, lowest = _first_value(experiment, measure), _lowest_loss(experiment)
    domain = experiment.landscape.build().domain
    if measure.quantity in COORDINATES:
        low, high = domain[COORDINATES.index(measure.quantity)]
        return ValueAxis("linear", low, high), first if math.isfinite(first) else (low + high) / 2
    if not math.isfinite(first):
        first = 1.0
    is_loss = measure.quantity == LOSS
    is_deep = QUANTITIES[measure.quantity].spread == "powers" and not (is_loss and lowest < 0.0)
    is_wanted = not is_loss or wanted in (None, "log")
    if first > 0.0 and is_deep and is_wanted:
        return ValueAxis("log", DEEP * first, HIGH * first), first
    low = min(lowest, 0.0) if is_loss else min(0.0, 2.0 * first)
    height = (first - low) or 1.0
    return ValueAxis("linear", low, first + height), first


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
