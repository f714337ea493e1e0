"""What a tab of the dock shows, for those who draw it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.analysis.theory import Theory
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class StabilityShown:
    """A stability map in one of the ways to colour it, and the ball that is marked on it."""

    map: StabilityMap
    ball: Ball
    shading: str


@dataclass(frozen=True, slots=True)
class BasinsShown:
    """The basins of some balls."""

    maps: tuple[BasinMap, ...]


@dataclass(frozen=True, slots=True)
class TheoryShown:
    """The error along each axis of the curvature, in a run and in theory."""

    run: Run
    theory: Theory


Shown = StabilityShown | BasinsShown | TheoryShown | Comparison | Ensemble


def experiment_of(shown: Shown) -> Experiment:
    """Return the experiment that something is about."""
    match shown:
        case StabilityShown():
            return shown.map.experiment
        case BasinsShown():
            return shown.maps[0].experiment
        case TheoryShown():
            return shown.run.experiment
        case _:
            return shown.experiment
