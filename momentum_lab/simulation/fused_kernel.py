"""Landscape and rule in one loop as machine code: faster, and compiled for each pair of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any, TypeAlias

from momentum_lab.core.machine_code import generated
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.stack_room import stack_room
from momentum_lab.formulas.nodes import Expression
from momentum_lab.formulas.program import compile_guarded
from momentum_lab.simulation.fused_source import fused_source
from momentum_lab.simulation.kernel_source import RuleSource

Formula: TypeAlias = tuple[Expression, tuple[str, ...], tuple[str, ...]]
"""An expression, its variables, and its parameters."""


def fused_kernel(
    optimizer: AnyOptimizer,
    formula: Formula,
    choices: tuple[float, ...],
    are_alike: bool,
    only_kept: bool = False,
) -> Callable[..., None]:
    """Return what takes so many steps of a block; it takes a moment, once.

    It is ``fused(rows, parameters, factors, begun, skipped, unseen, are_near, minima, near, low, high)``.

    Parameters
    ----------
    optimizer, choices, are_alike
        As for :func:`~momentum_lab.simulation.batch_kernel.batch_kernel`.
    formula
        The landscape.
    only_kept
        Take it from the disk, or raise :class:`~momentum_lab.core.machine_code.NotKeptError`.

    Notes
    -----
    It leaves in the rows of a block, bit for bit, what the loop for all landscapes does in as many steps
    without a look, ``unseen`` of them after ``begun``; so many of ``factors`` are skipped. ``are_near``
    says whether some are to be watched that have settled near a minimum. Noise is not added, nor are
    gradients clipped. Balls may stay where they are if none rolls beside them.
    """
    expression, variables, parameters = formula
    rule = RuleSource(optimizer, len(variables))
    compiled = compile_guarded(expression, variables, parameters, 2 if optimizer.needs_hessian else 1)
    assert isinstance(compiled, FunctionType)
    source = fused_source(rule, choices, are_alike, len(parameters))
    names = rule.names() | {"formula": compiled, "room": stack_room()}
    return generated(source, f"fused_{optimizer.name}", names, fused_type(), only_kept)


@lru_cache(maxsize=1)
def nothing_fused() -> Callable[..., None]:
    """Return a function of that type which does nothing, for where there is none."""
    given = ", ".join(f"given{i}" for i, _ in enumerate(fused_type().args))
    source = f"def nothing_fused({given}):\n    pass\n"
    return generated(source, "nothing_fused", {}, fused_type())


def fused_type() -> Any:
    """Return numba's type of such a function."""
    from numba import types

    number, whole = types.float64, types.int64
    row = number[::1]
    return types.void(*(row, row, row, whole, whole, whole, types.boolean), number[:, ::1], *[number] * 3)
