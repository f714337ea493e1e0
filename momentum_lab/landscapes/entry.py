"""What is declared of a landscape in the library, and the landscape that it becomes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.frozen import FrozenMapping
from momentum_lab.landscapes.checks import AXES, checked_conditioning, checked_domain, checked_rotation
from momentum_lab.landscapes.expression import parse
from momentum_lab.landscapes.landscape import Landscape, Parameter, first_start
from momentum_lab.landscapes.minima import Domain, Minimum, Point
from momentum_lab.landscapes.nodes import evaluate
from momentum_lab.landscapes.transformation import Transformation

Quantity: TypeAlias = float | str
"""A number, or a formula of the landscape's parameters."""


@dataclass(frozen=True, slots=True)
class StatedMinimum:
    """A minimum as a file states it, for all values of the parameters.

    The formula of y may use x, and that of the value both: they are the coordinates of the minimum.
    """

    at: tuple[Quantity, ...]
    value: Quantity
    kind: Literal["global", "local"]


@dataclass(frozen=True, slots=True)
class LandscapeEntry:
    """What the file of a landscape declares; nothing in it is parsed before it is used.

    Attributes
    ----------
    name, title, formula, dimension, domain, start, learning_rates, teaches, reference
        As in :class:`~momentum_lab.landscapes.landscape.Landscape`.
    parameters
        The declarations of the formula's parameters.
    minima, saddles
        As they are stated; without any minimum they are searched.
    tags
        What kind of landscape it is.
    """

    name: str
    title: str
    formula: str
    dimension: int
    domain: Domain
    start: Point
    teaches: str
    reference: str
    tags: tuple[str, ...]
    parameters: FrozenMapping[Parameter]
    minima: tuple[StatedMinimum, ...]
    saddles: tuple[tuple[Quantity, ...], ...]
    learning_rates: FrozenMapping[float]

    def landscape(
        self,
        parameters: Mapping[str, float] | None = None,
        domain: Sequence[Sequence[float]] | None = None,
        rotation: float = 0.0,
        conditioning: float = 1.0,
    ) -> Landscape:
        """Return the landscape with these values of its parameters, the others at their defaults.

        Raises
        ------
        InputError
            A parameter is unknown or out of its bounds, or domain, rotation or conditioning cannot be; or
            the formula is finite nowhere on the domain that is given.
        """
        values = self.checked(parameters or {})
        box = self.domain if domain is None else checked_domain(domain, self.dimension)
        angle = checked_rotation(rotation, self.dimension)
        knobs = Transformation(angle, checked_conditioning(conditioning, self.dimension), box)
        landscape = Landscape(
            name=self.name,
            title=self.title,
            formula=self.formula,
            dimension=self.dimension,
            parameters=values,
            rotation=angle,
            domain=box,
            start=self.start,
            learning_rates=self.learning_rates,
            teaches=self.teaches,
            reference=self.reference,
            known_minima=self._minima(values, knobs),
            saddles=self._saddles(values, knobs),
            conditioning=knobs.conditioning,
        )
        if domain is not None:
            with located("domain"):
                first_start(landscape.bound, box)
        return landscape

    def checked(self, values: Mapping[str, object]) -> FrozenMapping[float]:
        """Return all parameters: ``values``, checked, and the defaults of those that are missing."""
        with located("parameters"):
            for name in values:
                if name not in self.parameters:
                    raise InputError(unknown(f"parameter of {self.name}", name, self.parameters))
            return FrozenMapping(
                {name: p.checked(values.get(name, p.default)) for name, p in self.parameters.items()}
            )

    def _minima(self, values: Mapping[str, float], knobs: Transformation) -> tuple[Minimum, ...] | None:
        """Return the stated minima; None if there are none or one is not defined for these parameters."""
        found = []
        for minimum in self.minima:
            numbers = _evaluated((*minimum.at, minimum.value), values)
            if numbers is None:
                return None
            *point, value = numbers
            found.append(Minimum(knobs.point(tuple(point)), value, minimum.kind))
        return tuple(found) or None

    def _saddles(self, values: Mapping[str, float], knobs: Transformation) -> tuple[Point, ...]:
        points = (_evaluated(saddle, values) for saddle in self.saddles)
        return tuple(knobs.point(point) for point in points if point is not None)


def _evaluated(quantities: Sequence[Quantity], parameters: Mapping[str, float]) -> Point | None:
    """Return the numbers that x, y, … are, each of which may use those before it; None if undefined."""
    values = dict(parameters)
    numbers: list[float] = []
    try:
        for i, quantity in enumerate(quantities):
            if isinstance(quantity, str):
                quantity = evaluate(parse(quantity, AXES[:i], parameters), values)
            numbers.append(quantity)
            values.update(zip(AXES, numbers, strict=False))
    except (ArithmeticError, ValueError):
        return None
    return tuple(numbers) if all(map(math.isfinite, numbers)) else None
