"""A run of which only the start is there: what comes of it is not to be seen yet."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import RollingBall
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.run import Run, Steps


class HiddenReplay:
    """Has nothing that could be computed again."""

    def steps(self, ball: int, first: int, end: int) -> Steps:
        """Raise :class:`InputError`."""
        raise InputError("found step {found}, but only the start is there", found=first)

    def rolling(self, ball: int, step: int) -> RollingBall:
        """Raise :class:`InputError`."""
        raise InputError("found step {found}, but only the start is there", found=step)


def start_only(experiment: Experiment) -> Run:
    """Return the run of an experiment with its start, and nothing from which a later step can be found."""
    return replace(Simulation(experiment).snapshot(), replay=HiddenReplay())
