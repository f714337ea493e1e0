"""Gradient noise that depends on the experiment's seed, and on nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Experiment


class GradientNoise:
    """Standard deviation ``noise`` on each component, drawn in the order of the steps.

    A stream is a Philox generator keyed by (seed, stream): number 0 for all balls together, or number
    ball + 1 for each on its own. How many steps are drawn at a time makes no difference to the numbers.
    """

    def __init__(self, seed: int, stream: int, scale: float, dimension: int) -> None:
        bits = np.random.Philox(key=np.array([seed, stream], dtype=np.uint64))
        self._generator = np.random.Generator(bits)
        self._scale = scale
        self._dimension = dimension

    @classmethod
    def of_ball(
        cls, experiment: Experiment, ball: int, dimension: int, seed: int | None = None
    ) -> GradientNoise:
        """Return the noise of a ball of an experiment, with another seed if one is given."""
        stream = 0 if experiment.common_noise else ball + 1
        return cls(experiment.seed if seed is None else seed, stream, experiment.noise, dimension)

    @property
    def state(self) -> Mapping[str, object]:
        """How far it has come."""
        return self._generator.bit_generator.state

    @state.setter
    def state(self, state: Mapping[str, object]) -> None:
        self._generator.bit_generator.state = state

    def draw(self, steps: int) -> Floats:
        """Return the noise of the next ``steps`` gradients, (steps, dimension)."""
        return self._scale * self._generator.standard_normal((steps, self._dimension))
