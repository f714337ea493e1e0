"""Where a ball is, how high, and how far from where it began and from where it is to go."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.analysis.quantities.quantity import Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message
from momentum_lab.simulation.run import Run, Steps
from momentum_lab.simulation.yardstick import distance_to_minimum


def _distance(run: Run, steps: Steps) -> Floats:
    return distance_to_minimum(steps.position, run.experiment.landscape.build())


def _path_length(run: Run, steps: Steps) -> Floats:
    """Return the length of the whole way to each step: what is kept of it, and the ways from there on."""
    rows = np.searchsorted(run.kept, steps.step, side="right") - 1
    found: Floats = run.travelled[steps.ball, rows]
    for index in np.flatnonzero(run.kept[rows] != steps.step).tolist():
        found[index] = run.totals(steps.ball, int(steps.step[index]))[0]
    return found


PLACE: Final = (
    Quantity(
        "x",
        message("x"),
        message("first coordinate; landscapes have no unit"),
        lambda run, steps: steps.position[:, 0],
        spread="levels",
    ),
    Quantity(
        "y",
        message("y"),
        message("second coordinate, without unit; empty where there is but one"),
        lambda run, steps: steps.position[:, 1],
        least_dimension=2,
        spread="levels",
    ),
    Quantity(
        "loss",
        message("loss"),
        message("loss at the position, without noise and without unit"),
        lambda run, steps: steps.loss,
        spread="powers",
    ),
    Quantity(
        "distance",
        message("distance to minimum"),
        message("to the nearest known minimum, in coordinates"),
        _distance,
        needs_minima=True,
    ),
    Quantity(
        "path_length",
        message("length of the path"),
        message("length of the whole path from the start, in coordinates"),
        _path_length,
        spread="counts",
    ),
)
