"""The engine: ``simulate(experiment)`` gives a :class:`Run`; the runner does it beside the program."""

from momentum_lab.simulation.engine import Simulation, simulate
from momentum_lab.simulation.playhead import Playhead
from momentum_lab.simulation.run import Run, Status
from momentum_lab.simulation.runner import Runner

__all__ = ["Playhead", "Run", "Runner", "Simulation", "Status", "simulate"]
