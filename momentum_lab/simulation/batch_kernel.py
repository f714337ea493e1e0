"""The stepping loop of many balls as machine code: blocks of balls side by side, whose steps are not kept.

A block is one array of rows of numbers, each as wide as the block, so that the processor takes several balls
at a time: the distance of any two rows is a constant, which the compiler needs to know.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.formulas.native import native_type
from momentum_lab.simulation.batch_source import batch_source
from momentum_lab.simulation.fused_kernel import fused_type
from momentum_lab.simulation.kernel_source import RuleSource


@lru_cache(maxsize=MOST_KEPT)
def batch_kernel(
    optimizer: AnyOptimizer, dimension: int, choices: tuple[float, ...], are_alike: bool
) -> Callable[..., None]:
    """Return the loop of an optimizer for blocks of balls; it takes a moment, once.

    It is ``batch(landscape, parameters, first, kick, factors, first_noise, noise, clip, limit, minima, rims,
    near, tolerance, low, high, narrow, wide, again, blocks, saved, stride, kept, fused, is_fused)``;
    ``blocks``, ``saved`` and ``kept`` are changed in place.

    Parameters
    ----------
    optimizer, dimension
        What it is for.
    choices
        The hyperparameters that are flags and choices, in order: the code has no others.
    are_alike
        Whether all balls have the hyperparameters of the first: what depends on nothing else is then computed
        once for all.

    Notes
    -----
    The arguments are these:

    landscape, parameters
        As :func:`~momentum_lab.formulas.native.native_block` gives it, and its parameters.
    first
        The number of steps that were taken before.
    kick
        (dimension,) added to the velocities before the first of the steps, or (0,) for none.
    factors
        (steps,): what the learning rate is multiplied by in each step.
    first_noise, noise
        (blocks, 1, dimension, WIDTH) and (blocks, steps, dimension, WIDTH): added to the gradients at the
        start and after each step, or of no blocks for none.
    clip, limit
        0, 1 for the norm or 2 for the components, and their bound.
    minima, rims, near, tolerance
        (minima, dimension) and (minima,), the square of the distance that counts as being there, and itself.
    low, high
        Losses between which a ball is on a level floor, which counts as well.
    narrow, wide, again
        By which it is told whether a ball stays there: what ``Yardstick.settles`` has.
    blocks
        Of all blocks the rows of :class:`~momentum_lab.simulation.block_rows.Rows`, in one dimension.
    saved
        Room for the rows of a block that a segment of steps changes.
    stride, kept
        Every how many steps position and loss are kept in (blocks, kept, dimension + 1, WIDTH).
    fused, is_fused
        What takes the steps that nobody looks at, as ``fused_kernel`` gives it, and 1; or 0 if the loop has
        to do it itself.

    A segment of steps is taken without a look at where the balls are until its end, except while some are
    near a minimum that have not settled there; those that have are watched. If it turns out that one came
    near, or went away, or that a number was not finite, it is taken again with a look at every step.
    """
    rule = RuleSource(optimizer, dimension)
    text = batch_source(rule, choices, are_alike)
    names = rule.names() | {"sqrt": math.sqrt, "nan": math.nan}
    return generated(text, f"batch_{optimizer.name}", names, _signature())


def _signature() -> Any:
    from numba import types

    number, whole = types.float64, types.int64
    landscape, row = types.FunctionType(native_type()), number[::1]
    measures, noise, kept = [number] * 7, number[:, :, :, ::1], number[:, :, :, ::1]
    return types.void(
        *(landscape, row, whole, row, row, noise, noise, whole, number, number[:, ::1], row),
        *(*measures, row, row, whole, kept, types.FunctionType(fused_type()), whole),
    )
