"""How a rule without a learning rate is momentum by other names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic

from momentum_lab.core.hyperparameters import HyperT
from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True)
class HeavyBall(Generic[HyperT]):
    """What an optimizer declares that takes the paths of momentum, but is set by something else.

    So it can be searched, and set, over the same rates and momenta as others.

    Attributes
    ----------
    rate, momentum
        ``rate(hyper)`` and ``momentum(hyper)``: those that it is momentum with.
    values
        ``values(hyper, rate, momentum)``: the hyperparameters that make it so; the others stay.
    """

    rate: Callable[[HyperT], float]
    momentum: Callable[[HyperT], float]
    values: Callable[[HyperT, float, float], Mapping[str, float]]
