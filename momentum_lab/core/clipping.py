"""Bounding a gradient, by its length or by each of its components, as PyTorch does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

SMALL: Final = 1e-6
"""What PyTorch adds to the length before it divides by it."""


def clipped_by_norm(gradient: Sequence[float], limit: float) -> list[float]:
    """Return the gradient, no longer than ``limit`` (``torch.nn.utils.clip_grad_norm_``)."""
    share = limit / (math.hypot(*gradient) + SMALL)
    return [g * share for g in gradient] if share < 1.0 else list(gradient)


def clipped_by_value(gradient: Sequence[float], limit: float) -> list[float]:
    """Return the gradient, each component from -limit to limit (``torch.nn.utils.clip_grad_value_``)."""
    return [min(max(g, -limit), limit) for g in gradient]
