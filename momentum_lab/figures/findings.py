"""What is found by exploring, such as a map of stability, as far as it is drawn."""

from __future__ import annotations

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.eigenvalues import Plane
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.frequencies import Frequencies
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.analysis.theory import Theory
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class StabilityFinding:
    """A stability map, the ball that is marked on it, and which of the ``SHADINGS`` colours it."""

    map: StabilityMap
    ball: Ball
    shading: str


@dataclass(frozen=True, slots=True)
class BasinsFinding:
    """The basins of some balls."""

    maps: tuple[BasinMap, ...]


@dataclass(frozen=True, slots=True)
class TheoryFinding:
    """The error along each axis of the curvature, in a run and in theory."""

    run: Run
    theory: Theory


Finding = StabilityFinding | BasinsFinding | TheoryFinding | Comparison | Ensemble | Plane | Frequencies


def experiment_of(finding: Finding) -> Experiment:
    """Return the experiment that a finding is about."""
    match finding:
        case StabilityFinding():
            return finding.map.experiment
        case BasinsFinding():
            return finding.maps[0].experiment
        case TheoryFinding():
            return finding.run.experiment
        case _:
            return finding.experiment
