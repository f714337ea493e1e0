"""What is declared of a landscape in the library, and the landscape that it becomes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.messages import Message, message
from momentum_lab.core.titled import Titled
from momentum_lab.core.values import dataclass
from momentum_lab.formulas import evaluate, parse
from momentum_lab.landscapes.checks import AXES, checked_conditioning, checked_domain, checked_rotation
from momentum_lab.landscapes.grammar import formula_grammar
from momentum_lab.landscapes.landscape import Landscape, Parameter
from momentum_lab.landscapes.minima import Domain, Minimum, Point
from momentum_lab.landscapes.transformation import Region, Transformation
from momentum_lab.landscapes.typed_landscape import first_start

NumberOrFormula: TypeAlias = float | str
"""A number, or a formula of the landscape's parameters."""
Place: TypeAlias = tuple[NumberOrFormula, ...]
"""x, then y, whose formula may use x."""


@dataclass(frozen=True, slots=True)
class StatedMinimum:
    """A minimum as a file states it; the formula of its value may use the x and y of the minimum."""

    at: Place
    value: NumberOrFormula
    kind: Literal["global", "local"]


@dataclass(frozen=True, slots=True)
class LandscapeEntry(Titled):
    """What the file of a landscape declares; nothing in it is parsed before it is used.

    Attributes
    ----------
    name, title, formula, dimension, domain, start, learning_rates, teaches, reference
        As in :class:`~momentum_lab.landscapes.landscape.Landscape`.
    parameters
        The declarations of the formula's parameters.
    minima, saddles
        As they are stated, for all values of the parameters; without any minimum they are searched. All the
        minima inside of ``domain`` are stated; where another domain shows more, the rest is searched.
    minima_at_defaults
        Whether both hold for the default values of the parameters alone; for others minima are searched.
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
    saddles: tuple[Place, ...]
    minima_at_defaults: bool
    learning_rates: FrozenMapping[float]

    def __hash__(self) -> int:
        """Return a number that is soon had: landscapes are looked up by what declares them in every run."""
        return hash((self.name, self.formula))

    @property
    def shown_reference(self) -> Message:
        """Its reference, where that is shown."""
        return message(self.reference)

    @property
    def defaults(self) -> FrozenMapping[float]:
        """The default values of the parameters."""
        return FrozenMapping({name: parameter.default for name, parameter in self.parameters.items()})

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
        minima, stated = self._minima(values, knobs), Region(knobs, self.domain)
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
            known_minima=minima,
            saddles=self._saddles(values, knobs),
            conditioning=knobs.conditioning,
            known_in=None if minima is None or stated.covers(box) else stated,
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
                    raise InputError(
                        unknown(
                            message("unknown parameter of {landscape} {name}", landscape=self.name),
                            name,
                            self.parameters,
                        )
                    )
            return FrozenMapping(
                {name: p.checked(values.get(name, p.default)) for name, p in self.parameters.items()}
            )

    def _minima(self, values: Mapping[str, float], knobs: Transformation) -> tuple[Minimum, ...] | None:
        """Return the stated minima; None if there are none or one does not hold for these parameters."""
        found = []
        for minimum in self.minima if self._holds(values) else ():
            numbers = _evaluated((*minimum.at, minimum.value), values)
            if numbers is None:
                return None
            *point, value = numbers
            found.append(Minimum(knobs.point(tuple(point)), value, minimum.kind))
        return tuple(found) or None

    def _saddles(self, values: Mapping[str, float], knobs: Transformation) -> tuple[Point, ...]:
        points = (_evaluated(saddle, values) for saddle in self.saddles if self._holds(values))
        return tuple(knobs.point(point) for point in points if point is not None)

    def _holds(self, values: Mapping[str, float]) -> bool:
        """Return whether what is stated holds for these values of the parameters."""
        return not self.minima_at_defaults or values == self.defaults


def check_formulas(entry: LandscapeEntry) -> None:
    """Raise :class:`InputError` unless the formulas can be read, and one can start where it says.

    That is inside of the domain, where the loss is finite.
    """
    axes = AXES[: entry.dimension]
    with located("formula"):
        loss = parse(entry.formula, formula_grammar(entry.dimension), entry.parameters)
    for i, minimum in enumerate(entry.minima):
        with located("minima"), located(str(i)):
            with located("at"):
                _check_place(minimum.at, entry.parameters)
            with located("value"):
                _check_quantity(minimum.value, entry.dimension, entry.parameters)
    for i, saddle in enumerate(entry.saddles):
        with located("saddles"), located(str(i)):
            _check_place(saddle, entry.parameters)
    for coordinate, (low, high) in zip(entry.start, entry.domain, strict=True):
        if not low <= coordinate <= high:
            raise InputError(
                "found {start}, which lies outside of the domain", "start", start=list(entry.start)
            )
    values = dict(zip(axes, entry.start, strict=True))
    check_start(entry.start, lambda: evaluate(loss, {**entry.defaults, **values}))


def check_start(start: Point, loss: Callable[[], float]) -> None:
    """Raise :class:`InputError` unless the loss at a start is a finite number."""
    try:
        is_defined = math.isfinite(loss())
    except (ArithmeticError, ValueError):
        is_defined = False
    if not is_defined:
        raise InputError("found {start}, where the loss is not defined", "start", start=list(start))


def _check_place(place: Place, parameters: Iterable[str]) -> None:
    for i, quantity in enumerate(place):
        with located(str(i)):
            _check_quantity(quantity, i, parameters)


def _check_quantity(quantity: NumberOrFormula, known: int, parameters: Iterable[str]) -> None:
    """Check a formula of the first ``known`` coordinates."""
    if isinstance(quantity, str):
        parse(quantity, formula_grammar(known), parameters)


def _evaluated(quantities: Sequence[NumberOrFormula], parameters: Mapping[str, float]) -> Point | None:
    """Return the numbers that x, y, … are, each of which may use those before it; None if undefined."""
    values = dict(parameters)
    numbers: list[float] = []
    try:
        for i, quantity in enumerate(quantities):
            if isinstance(quantity, str):
                quantity = evaluate(parse(quantity, formula_grammar(i), parameters), values)
            numbers.append(quantity)
            values.update(zip(AXES, numbers, strict=False))
    except (ArithmeticError, ValueError):
        return None
    return tuple(numbers) if all(map(math.isfinite, numbers)) else None
