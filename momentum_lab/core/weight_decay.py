"""Weight decay: where an optimizer is pulled towards the origin, and the arithmetic of it."""

from __future__ import annotations

from enum import Enum
from typing import Final

WEIGHT_DECAY: Final = "weight_decay"
"""What the hyperparameter is named that says how strong the pull is."""
DECOUPLED: Final = "decoupled_weight_decay"
"""What the flag is named by which :attr:`DecayPlace.CHOSEN` chooses."""


class DecayPlace(Enum):
    """Where the pull acts, which is done for a rule that declares it: its ``update`` knows nothing of it."""

    GRADIENT = "gradient"
    """In the gradient, once that is clipped: a penalty on the square of the weights."""
    STEP = "step"
    """Apart from the gradient, beside the step: decoupled (Loshchilov & Hutter, 2019)."""
    CHOSEN = "chosen"
    """The flag :data:`DECOUPLED` says in which of the two."""


def decayed_gradient(gradient: float, position: float, weight_decay: float) -> float:
    """Return a component of the gradient with the pull in it."""
    return gradient + weight_decay * position


def decayed_step(step: float, position: float, weight_decay: float, learning_rate: float) -> float:
    """Return a component of the step with the pull beside it."""
    return step - learning_rate * weight_decay * position
