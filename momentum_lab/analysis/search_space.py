"""What a ball is searched over: its learning rate, and its momentum if it has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.theory import curvature_at
from momentum_lab.core.arrays import Floats
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, Hyperparameter, Number, Scale
from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.yardstick import diagonal

RATES: Final = (1e-5, 10.0)
"""Where the rate of a rule is searched that has none of its own, but something that stands for it."""
DIGITS: Final = 6
"""Significant digits of the values that are tried."""
_BELOW: Final = 1e-3
"""Rates are searched from this share of one over the largest curvature …"""
_ABOVE: Final = 10.0
"""… to this many times one over the smallest."""
_SHORTEST: Final = 0.5
"""Momenta are searched at least up to this."""
_MOMENTA: Final = (0.0, 0.999)
"""Where the momentum is searched of a rule that is set by something else."""
_FLAT: Final = 1e-12
"""Curvatures below this share of the largest count as none."""


@dataclass(frozen=True, slots=True)
class Space:
    """The learning rates and momenta that a ball is searched over.

    A place is (k,): shares of the axes. The rate's is logarithmic; the momentum's is so in what is forgotten
    at each step.

    Attributes
    ----------
    ball
        Whose other hyperparameters stay.
    axes
        The rate, and the momentum if there is one.
    low, high
        (k,): how far places may lie beyond the axes, from 0 to 1: as far as a rate is allowed.
    """

    ball: Ball
    axes: tuple[Axis, ...]
    low: Floats
    high: Floats

    @classmethod
    def of(cls, experiment: Experiment, ball: int) -> Space:
        """Return what a ball of an experiment is searched over."""
        choice = experiment.balls[ball]
        rates = rate_axis(experiment, ball)
        axes = [rates]
        if (momenta := _momentum_axis(choice, experiment.steps)) is not None:
            axes.append(momenta)
        low, high = np.zeros(len(axes)), np.ones(len(axes))
        declared = _declared_rate(choice)
        if declared is not None and rates.scale == "log":
            low[0], high[0] = rates.share(np.array([declared.low, declared.high]))
        return cls(choice, tuple(axes), low, high)

    def place_of(self, values: Mapping[str, float]) -> Floats:
        """Return where the ball is with some values beside its own; at the end of an axis if beyond it."""
        ball = self.ball.with_values(**values)
        own = [rate_of(ball), momentum_of(ball)][: len(self.axes)]
        within = [
            np.clip(v, a.low, a.high) if a.scale != "log" else v for a, v in zip(self.axes, own, strict=True)
        ]
        shares = [float(axis.share(np.array(value))) for axis, value in zip(self.axes, within, strict=True)]
        return np.clip(shares, self.low, self.high)

    def values(self, place: Floats) -> FrozenMapping[float]:
        """Return the hyperparameters at a place, in :data:`DIGITS` digits."""
        rate, *momentum = (float(axis.at(share)) for axis, share in zip(self.axes, place, strict=True))
        rule = OPTIMIZERS[self.ball.optimizer]
        if rule.heavy_ball is not None:
            hyper = rule.pack(self.ball.hyperparameters)
            found = dict(rule.heavy_ball.values(hyper, rate, *momentum))
        else:
            found = {**rule.at_rate(rate), **{str(rule.momentum_parameter): value for value in momentum}}
        return FrozenMapping({name: _rounded(rule.hyperparameters[name], v) for name, v in found.items()})


def at_common_rate(ball: Ball, rate: float) -> FrozenMapping[float]:
    """Return what gives a ball a learning rate, with all else that it has; for those that have one."""
    rule = OPTIMIZERS[ball.optimizer]
    if rule.heavy_ball is None:
        return FrozenMapping(rule.at_rate(rate))
    hyper = rule.pack(ball.hyperparameters)
    found = rule.heavy_ball.values(hyper, rate, rule.heavy_ball.momentum(hyper))
    assert rule.theory is not None
    name = rule.theory.step_parameter
    return FrozenMapping({name: _rounded(rule.hyperparameters[name], found[name])})


def rate_of(ball: Ball) -> float:
    """Return the learning rate that a ball has, or that it is momentum with; nan if there is none."""
    rule = OPTIMIZERS[ball.optimizer]
    if rule.heavy_ball is not None:
        return rule.heavy_ball.rate(rule.pack(ball.hyperparameters))
    return float(ball.hyperparameters.get(LEARNING_RATE, np.nan))


def momentum_of(ball: Ball) -> float:
    """Return the momentum that a ball has, or that it is momentum with; 0 if there is none."""
    rule = OPTIMIZERS[ball.optimizer]
    if rule.heavy_ball is not None:
        return rule.heavy_ball.momentum(rule.pack(ball.hyperparameters))
    return 0.0 if rule.momentum_parameter is None else float(ball.hyperparameters[rule.momentum_parameter])


def rate_axis(experiment: Experiment, ball: int) -> Axis:
    """Return an axis over the rates that are searched for a ball.

    Those of its slider, and as far as the size of the map, and the curvature at the start and at the minima,
    ask for more. The rate of a rule that sees the curvature is a share of what it proposes: no more is asked.
    """
    choice = experiment.balls[ball]
    declared = _declared_rate(choice)
    low, high = RATES if declared is None else declared.slider_range
    scale: Scale = "log" if low > 0.0 else "linear"
    if scale == "log" and not OPTIMIZERS[choice.optimizer].needs_hessian:
        landscape = experiment.landscape.build()
        curvatures = _curvatures(landscape, experiment.start_of(ball))
        low = min([low, *(_BELOW / curvature for curvature in curvatures)])
        high = max([high, diagonal(landscape), *(_ABOVE / curvature for curvature in curvatures)])
    if declared is not None:
        low, high = max(low, declared.low), min(high, declared.high)
    return Axis(LEARNING_RATE, low, high, 2, scale)


def _momentum_axis(ball: Ball, steps: int) -> Axis | None:
    rule = OPTIMIZERS[ball.optimizer]
    declared = rule.hyperparameters.get(rule.momentum_parameter or "")
    if isinstance(declared, Number):
        name, (low, high) = str(rule.momentum_parameter), declared.slider_range
    elif rule.heavy_ball is not None:
        name, (low, high) = message("share of the velocity").text, _MOMENTA
    else:
        return None
    high = min(high, max(1.0 - 2.0 / steps, _SHORTEST))  # no memory of more than half of the run
    return Axis(name, low, high, 2, "towards_one")


def _declared_rate(ball: Ball) -> Number | None:
    declared = OPTIMIZERS[ball.optimizer].hyperparameters.get(LEARNING_RATE)
    return declared if isinstance(declared, Number) else None


def _curvatures(landscape: Landscape, start: tuple[float, ...]) -> list[float]:
    """Return the largest curvature, up or down, at the start and at each minimum, where there is some."""
    places = [start, *(minimum.position for minimum in landscape.minima)]
    found = [curvature_at(landscape, place) for place in places]
    sizes = [float(np.abs(each.eigenvalues).max()) for each in found if each is not None]
    return [size for size in sizes if size > _FLAT * max(sizes) and np.isfinite(1.0 / size)]


def _rounded(declared: Hyperparameter, value: float) -> float:
    low, high = (declared.low, declared.high) if isinstance(declared, Number) else (-np.inf, np.inf)
    return float(np.clip(float(f"{value:.{DIGITS}g}"), low, high))
