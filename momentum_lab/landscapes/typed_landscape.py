"""The landscape of a formula that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.formulas import check_parameter_name, names, parse
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.checks import (
    AXES,
    checked_conditioning,
    checked_domain,
    checked_point,
    checked_rotation,
    limited_number,
)
from momentum_lab.landscapes.grammar import PLANE
from momentum_lab.landscapes.landscape import Landscape, bound_formula
from momentum_lab.landscapes.minima import Domain, Point
from momentum_lab.landscapes.transformation import Transformation

_POINTS = 41  # a side, of the grid on which a formula must be finite somewhere
_PREFERRED_START = (
    0.15,
    0.2,
)  # of the domain: off the middle and off the diagonal, where symmetry holds balls


def landscape_from_formula(
    formula: str,
    domain: Sequence[Sequence[float]],
    parameters: Mapping[str, float] | None = None,
    rotation: float = 0.0,
    start: Sequence[float] | None = None,
    conditioning: float = 1.0,
) -> Landscape:
    """Return the landscape of a formula that somebody typed.

    Parameters
    ----------
    formula
        In x, y and the names of ``parameters``.
    domain
        (low, high) of x, and of y. With one interval alone, which needs a formula without y, the
        landscape has one dimension.
    parameters
        Values of the formula's parameters.
    rotation
        Degrees, counter-clockwise, about the centre of the domain.
    conditioning
        What the curvature along y is multiplied by, before the rotation.
    start
        Where a ball may well begin; a point towards the lower left where the loss is defined, if not given.

    Raises
    ------
    InputError
        Something is wrong with one of the arguments, whose name is the place; or the formula is finite
        nowhere on its domain.
    """
    box = checked_domain(domain)
    values = FrozenMapping(_checked_values(parameters or {}))
    angle = checked_rotation(rotation, len(box))
    stretch = checked_conditioning(conditioning, len(box))
    if len(box) == 1:
        _check_without_y(formula, values)
    bound = Transformation(angle, stretch, box).formula(bound_formula(formula, len(box), values))
    with located("formula"):
        first = first_start(bound, box)
    if start is not None:
        with located("start"):
            first = checked_point(start, len(box))
    return Landscape(
        None, formula.strip(), formula, len(box), values, angle, box, first, conditioning=stretch
    )


def first_start(formula: BoundFormula, domain: Domain) -> Point:
    """Return a point towards the lower left of the domain where loss and gradient are defined.

    Raises
    ------
    InputError
        The loss is finite nowhere on the domain.
    """
    axes = [[float(f"{p:.10g}") for p in np.linspace(low, high, _POINTS)] for low, high in domain]
    mesh = np.meshgrid(*axes, indexing="ij")
    finite = np.argwhere(np.isfinite(formula.loss_over(*mesh)))
    if not len(finite):
        box = ", ".join(
            f"{axis} = {low:g} … {high:g}" for axis, (low, high) in zip(AXES, domain, strict=False)
        )
        raise InputError("is finite nowhere on its domain ({box})", box=box)
    wanted = np.array(_PREFERRED_START[: len(domain)]) * (_POINTS - 1)
    nearest = finite[np.argsort(((finite - wanted) ** 2).sum(axis=1), kind="stable")]
    points = [tuple(axis[i] for axis, i in zip(axes, row, strict=True)) for row in nearest[:100]]
    return next((point for point in points if _has_gradient(formula, point)), points[0])


def _has_gradient(formula: BoundFormula, point: Point) -> bool:
    try:
        return bool(np.isfinite(formula.loss_and_gradient(*point)).all())
    except (ArithmeticError, ValueError):
        return False


def _checked_values(parameters: Mapping[str, float]) -> dict[str, float]:
    values = {}
    with located("parameters"):
        for name, value in parameters.items():
            check_parameter_name(name, PLANE)
            with located(name):
                values[name] = limited_number(value)
    return values


def _check_without_y(formula: str, parameters: Mapping[str, float]) -> None:
    with located("formula"):
        if "y" in names(parse(formula, PLANE, parameters)):
            raise InputError("uses y, but its domain is that of x alone")
