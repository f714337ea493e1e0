"""The equations of an optimizer in one step, with the numbers of each coordinate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from momentum_lab.core.equations import ALONG_AXES, CURVATURE, FROM_AXES, GRADIENT, POSITION, STEP
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.formulas.expression import parse
from momentum_lab.formulas.nodes import evaluate
from momentum_lab.formulas.rules import rule_grammar, rule_with, state_names, without_powers
from momentum_lab.formulas.vectors import Across, Computed, Vector, compute

_SAME: Final = 1e-9
"""Running products and powers are apart by roundings, but no more."""


def rule_step(
    optimizer: AnyOptimizer,
    values: Mapping[str, HyperValue],
    step: int,
    position: Vector,
    gradient: Vector,
    before: Mapping[str, Vector],
    after: Mapping[str, Vector],
    hessian: Sequence[float] = (),
) -> list[Computed]:
    """Return the lines of an optimizer with what they give in a step.

    Parameters
    ----------
    optimizer
        Whose equations they are.
    values
        The hyperparameters in force.
    step
        Its number, from 1.
    position
        Where it begins.
    gradient
        There, with all that is done to it but weight decay, which is a line of its own.
    before, after
        The fields of the state, a number a coordinate or one for all. Of those after the step only running
        products are taken, where they are no powers any more.
    hessian
        The upper triangle by rows, for a rule that needs it.
    """
    size = len(position)
    codes = {n: float(d.code(values[n])) for n, d in optimizer.hyperparameters.items()}
    changed = _changed_powers(optimizer, codes, step, before)
    lines = rule_with(optimizer, FrozenMapping(values))
    if changed:
        lines = without_powers(optimizer, lines, changed)
    across, curvatures = _axes(hessian) if optimizer.needs_hessian else ({}, {})
    remembered = {name: _spread(before[field], size) for name, field in state_names(optimizer).items()}
    given = {
        **{name: (value,) * size for name, value in {**codes, STEP: float(step)}.items()},
        **remembered,
        **{field: _spread(after[field], size) for field in changed},
        **curvatures,
        POSITION: position,
        GRADIENT: gradient,
    }
    return compute(lines, given, across)


def _spread(numbers: Vector, size: int) -> Vector:
    return numbers * size if len(numbers) == 1 else numbers


def _changed_powers(
    optimizer: AnyOptimizer, codes: Mapping[str, float], step: int, before: Mapping[str, Vector]
) -> frozenset[str]:
    """Return the fields whose running product is no power, since a hyperparameter has been changed."""
    grammar = rule_grammar(optimizer)
    changed = set()
    for formula, field in optimizer.equations.powers.items():
        try:
            power = evaluate(parse(formula, grammar), {**codes, STEP: step - 1.0})
        except (ArithmeticError, ValueError):
            power = math.nan
        product = before[field][0]
        if not math.isclose(power, product, rel_tol=_SAME, abs_tol=_SAME):
            changed.add(field)
    return frozenset(changed)


def _axes(hessian: Sequence[float]) -> tuple[Across, Mapping[str, Vector]]:
    """Return what is known along the axes of the Hessian: how vectors turn, and the curvatures."""
    pairs = eigenpairs(hessian)
    axes = [axis for _, axis in pairs]

    def along(vector: Vector) -> Vector:
        return tuple(sum(a * b for a, b in zip(vector, axis, strict=True)) for axis in axes)

    def back(parts: Vector) -> Vector:
        return tuple(
            sum(part * axis[i] for part, axis in zip(parts, axes, strict=True)) for i in range(len(parts))
        )

    return {ALONG_AXES: along, FROM_AXES: back}, {CURVATURE: tuple(value for value, _ in pairs)}
