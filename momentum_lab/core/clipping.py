"""Bounding a gradient, by its length or by each of its components, as PyTorch does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from momentum_lab.core.norm import norm

SMALL: Final = 1e-6
"""What PyTorch adds to the length before it divides by it."""


def norm_share(gradient: Sequence[float], limit: float) -> float:
    """Return what a gradient is multiplied by so that its length is at most ``limit``.

    As ``torch.nn.utils.clip_grad_norm_``; 1 where it is short enough.
    """
    share = limit / (norm(gradient) + SMALL)
    return share if share < 1.0 else 1.0  # noqa: FURB136 - it is translated into machine code as it stands


def clipped_value(component: float, limit: float) -> float:
    """Return a component of a gradient from -limit to limit (``torch.nn.utils.clip_grad_value_``)."""
    return min(max(component, -limit), limit)
