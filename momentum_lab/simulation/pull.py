"""The pull of a weight decay on balls, beside that of the slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.clipping import SMALL
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.values import dataclass
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.yardstick import length


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly balls are pulled towards the origin: one number, or one for each of many balls.

    Attributes
    ----------
    within
        What is in the gradient: it adds as much to every curvature.
    beside
        What acts apart from the gradient.
    rate
        The learning rate that is set; 0 for a rule without one.
    clipping
        What is done to the gradient before the pull is added.
    """

    within: Floats | float
    beside: Floats | float
    rate: Floats | float
    clipping: Clipping

    @classmethod
    def on(cls, ball: Ball, values: Mapping[str, Floats] | None = None) -> Pull:
        """Return the pull on a ball, or on many like it that have other ``values``."""
        rule = OPTIMIZERS[ball.optimizer]
        given: Mapping[str, Floats] = values or {}
        pulls: dict[DecayPlace, Floats | float] = {DecayPlace.GRADIENT: 0.0, DecayPlace.STEP: 0.0}
        if (place := rule.decay_place(rule.pack(ball.hyperparameters))) is not None:
            pulls[place] += given.get(WEIGHT_DECAY, ball.weight_decay)
        for name, place in rule.own_decay.items():
            pulls[place] += given.get(name, float(ball.hyperparameters[name]))
        rate = given.get(LEARNING_RATE, float(ball.hyperparameters.get(LEARNING_RATE, 0.0)))
        return cls(pulls[DecayPlace.GRADIENT], pulls[DecayPlace.STEP], rate, ball.clipping)

    @classmethod
    def picked(cls, pulls: Sequence[Pull], numbers: Ints) -> Pull:
        """Return of several pulls the one with a number, for each of many balls or steps."""
        are = [numbers == number for number in range(len(pulls))]
        within, beside, rate = (
            np.select(are, [np.broadcast_to(value, numbers.shape) for value in values])
            for values in zip(*((pull.within, pull.beside, pull.rate) for pull in pulls), strict=True)
        )
        return cls(within, beside, rate, pulls[0].clipping)

    @property
    def is_beside(self) -> bool:
        """Whether any of the balls is pulled apart from the gradient."""
        return bool(np.any(self.beside))

    @property
    def acts(self) -> bool:
        """Whether any of them is pulled."""
        return self.is_beside or bool(np.any(self.within))

    def height(self, position: Floats) -> Floats:
        """Return what the pull in the gradient adds to the loss at positions (…, dimension)."""
        within = np.asarray(self.within)
        with np.errstate(over="ignore", invalid="ignore"):
            return np.where(within > 0.0, 0.5 * within * length(position) ** 2, 0.0)

    def strength(self, position: Floats) -> Floats:
        """Return the length of the pull in the gradient at positions (…, dimension)."""
        within = np.asarray(self.within)
        if not within.any():
            return np.zeros(position.shape[:-1])
        with np.errstate(invalid="ignore"):  # where nothing pulls, be it ever so far
            return np.where(within == 0.0, 0.0, within * length(position))

    def force(self, gradient: Floats, position: Floats) -> Floats:
        """Return the slope (…, dimension) that the optimizer sees: clipped, with the pull in it."""
        match self.clipping.by:
            case "norm":
                share = self.clipping.limit / (length(gradient) + SMALL)
                gradient = gradient * np.minimum(share, 1.0)[..., np.newaxis]
            case "value":
                gradient = np.clip(gradient, -self.clipping.limit, self.clipping.limit)
        if not np.any(self.within):
            return gradient
        return gradient + np.asarray(self.within)[..., np.newaxis] * position

    def step(self, position: Floats, factor: Floats | float) -> Floats:
        """Return how far the pull beside the step moves balls by itself."""
        return np.asarray(self.rate * factor * self.beside * length(position))
