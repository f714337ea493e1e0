"""All numbers of all visible balls at one step, as text that a spreadsheet takes."""

from __future__ import annotations

import csv
import io
import math
from typing import Final

from momentum_lab.analysis.quantities import known_quantities
from momentum_lab.simulation.run import Run

HEAD: Final = ("ball", "label", "step")
"""What each row begins with."""


def step_numbers(run: Run, step: int) -> str:
    """Return a heading and a row for each visible ball, with tabs between the columns.

    The numbers read back to the same doubles; what a ball has not is empty. Those of a ball that is lost by
    then are of its last step.
    """
    quantities = known_quantities(run)
    text = io.StringIO()
    writer = csv.writer(text, dialect="excel-tab", lineterminator="\n")
    writer.writerow([*HEAD, *(quantity.key for quantity in quantities)])
    for index, ball in enumerate(run.experiment.balls):
        if ball.visible:
            there = run.at(index, step)
            values = (float(quantity.of(run, there)[0]) for quantity in quantities)
            told = ("" if math.isnan(value) else value for value in values)
            writer.writerow([index, run.experiment.labels[index], int(there.step[0]), *told])
    return text.getvalue()
