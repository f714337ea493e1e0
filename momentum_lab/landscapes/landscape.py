"""A landscape: the loss that the balls descend, with its derivatives and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.formulas import check_parameter_name, names, parse
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.checks import (
    AXES,
    checked_conditioning,
    checked_domain,
    checked_number,
    checked_point,
    checked_rotation,
)
from momentum_lab.landscapes.grammar import PLANE, formula_grammar
from momentum_lab.landscapes.minima import Domain, Minimum, Point, find_minima
from momentum_lab.landscapes.transformation import Region, Transformation

__all__ = ["Landscape", "Minimum", "Parameter", "landscape_from_formula"]

_POINTS = 41  # a side, of the grid on which a formula must be finite somewhere
_PREFERRED_START = (
    0.15,
    0.2,
)  # of the domain: off the middle and off the diagonal, where symmetry holds balls


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number in a landscape's formula.

    Attributes
    ----------
    name, default
        The name in the formula, and the value when nothing is said.
    low, high
        The smallest and the largest value that is allowed, both included.
    help
        What it does, in a few words.
    """

    name: str
    default: float
    low: float
    high: float
    help: str

    def checked(self, value: object) -> float:
        """Return ``value`` as a float within the bounds, or raise :class:`InputError`."""
        with located(self.name):
            return Number(self.default, self.low, self.high, self.help).checked(value)


@dataclass(frozen=True, slots=True)
class Landscape:
    """A loss over one or two dimensions.

    Two landscapes are equal when they are described alike. Functions of the loss may raise
    ``ArithmeticError`` or ``ValueError`` where it is not defined or overflows, or give inf or nan.

    Attributes
    ----------
    name
        Its name in the library, None for a formula that was typed.
    title, teaches, reference
        What a person reads: its name, what it shows, and where it comes from.
    formula
        The loss as it was typed, without rotation and conditioning.
    dimension
        1 or 2.
    parameters
        The values that the formula's parameters have.
    rotation
        Degrees, counter-clockwise, about the centre of the domain.
    conditioning
        What the curvature along y is multiplied by, before the rotation.
    domain
        (low, high) per dimension: what is shown.
    start
        Where a ball may well begin.
    learning_rates
        A rate that suits, for some optimizers by their names.
    known_minima
        The minima that somebody has stated, or None: then they are searched.
    known_in
        The region in which those are all that there are; None if that is the whole domain.
    saddles
        Known saddle points.
    bound
        The formula with parameters, rotation and conditioning, for whoever compiles it for himself.
    """

    name: str | None
    title: str
    formula: str
    dimension: int
    parameters: FrozenMapping[float]
    rotation: float
    domain: Domain
    start: Point
    learning_rates: FrozenMapping[float] = field(default_factory=FrozenMapping)
    teaches: str = ""
    reference: str = ""
    known_minima: tuple[Minimum, ...] | None = None
    saddles: tuple[Point, ...] = ()
    conditioning: float = 1.0
    known_in: Region | None = None
    bound: BoundFormula = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        formula = _bound(self.formula, self.dimension, self.parameters)
        knobs = Transformation(self.rotation, self.conditioning, self.domain)
        object.__setattr__(self, "bound", knobs.formula(formula))

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the domain, where they lie after the rotation; searched once, when asked for.

        What is stated of a landscape is stated of a part of it. Where the domain shows more than that, the
        rest is searched. Stated minima that lie outside of the domain are among them: a ball that has left
        the map may well have arrived at one.
        """
        if self.known_minima is not None and self.known_in is None:
            return self.known_minima
        return find_minima(self.bound, self.domain, self.known_minima or (), self.known_in)

    @property
    def loss_and_gradient(self) -> Callable[..., tuple[float, ...]]:
        """The function ``f(x, y) -> (loss, gx, gy)`` or ``f(x) -> (loss, gx)`` of plain floats."""
        return self.bound.loss_and_gradient

    def loss(self, position: Sequence[float]) -> float:
        """Return the loss at a position."""
        return self.bound.loss(*position)[0]

    def gradient(self, position: Sequence[float]) -> Point:
        """Return the gradient at a position."""
        return self.bound.loss_and_gradient(*position)[1:]

    def hessian(self, position: Sequence[float]) -> tuple[Point, ...]:
        """Return the rows of the matrix of second derivatives at a position."""
        second = self.bound.loss_gradient_and_hessian(*position)[1 + self.dimension :]
        return (second,) if self.dimension == 1 else ((second[0], second[1]), (second[1], second[2]))

    def loss_grid(self, *axes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the loss over a grid, nan or inf where it is not defined.

        Parameters
        ----------
        axes
            The coordinates of x, and of y where there are two dimensions.

        Returns
        -------
        array of shape (len(y), len(x)), or (len(x),)
        """
        return self.bound.loss_over(*np.meshgrid(*axes, sparse=True))


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
    bound = Transformation(angle, stretch, box).formula(_bound(formula, len(box), values))
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
        raise InputError(f"is finite nowhere on its domain ({box})")
    wanted = np.array(_PREFERRED_START[: len(domain)]) * (_POINTS - 1)
    nearest = finite[np.argsort(((finite - wanted) ** 2).sum(axis=1), kind="stable")]
    points = [tuple(axis[i] for axis, i in zip(axes, row, strict=True)) for row in nearest[:100]]
    return next((point for point in points if _has_gradient(formula, point)), points[0])


def _has_gradient(formula: BoundFormula, point: Point) -> bool:
    try:
        return bool(np.isfinite(formula.loss_and_gradient(*point)).all())
    except (ArithmeticError, ValueError):
        return False


def _bound(formula: str, dimension: int, parameters: Mapping[str, float]) -> BoundFormula:
    with located("formula"):
        expression = parse(formula, formula_grammar(dimension), parameters)
    return BoundFormula(expression, AXES[:dimension], tuple(parameters), tuple(parameters.values()))


def _checked_values(parameters: Mapping[str, float]) -> dict[str, float]:
    values = {}
    with located("parameters"):
        for name, value in parameters.items():
            check_parameter_name(name, PLANE)
            with located(name):
                values[name] = checked_number(value)
    return values


def _check_without_y(formula: str, parameters: Mapping[str, float]) -> None:
    with located("formula"):
        if "y" in names(parse(formula, PLANE, parameters)):
            raise InputError("uses y, but its domain is that of x alone")
