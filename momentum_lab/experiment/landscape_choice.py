"""Which landscape an experiment is about."""

from __future__ import annotations

from dataclasses import field, replace
from functools import lru_cache

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.tables import number
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes import (
    LANDSCAPES,
    GivenLandscape,
    Landscape,
    LandscapeEntry,
    landscape_from_formula,
)
from momentum_lab.landscapes.checks import (
    LARGEST_CONDITIONING,
    LARGEST_NUMBER,
    LARGEST_ROTATION,
    SMALLEST_CONDITIONING,
    checked_domain,
)

Domain = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LandscapeChoice:
    """Which landscape: one of the library by ``name``, or any ``formula`` in x and y.

    ``domain`` is one (low, high) for each dimension; None takes the library's. ``rotation`` is in degrees,
    counter-clockwise about the centre of the domain; ``conditioning`` multiplies the curvature along y.
    """

    name: str | None = None
    formula: str | None = None
    parameters: FrozenMapping[float] = field(default_factory=FrozenMapping)
    rotation: float = 0.0
    domain: Domain | None = None
    conditioning: float = 1.0

    def __post_init__(self) -> None:
        if (self.name is None) == (self.formula is None):
            raise InputError("exactly one of the keys 'name' and 'formula' must be there")
        with located("parameters"):
            checked = {}
            for key, value in self.parameters.items():
                with located(key):
                    checked[key] = number(-LARGEST_NUMBER, LARGEST_NUMBER)(value)
        object.__setattr__(self, "parameters", FrozenMapping(checked))
        with located("rotation"):
            object.__setattr__(self, "rotation", number(-LARGEST_ROTATION, LARGEST_ROTATION)(self.rotation))
        with located("conditioning"):
            factor = number(SMALLEST_CONDITIONING, LARGEST_CONDITIONING)(self.conditioning)
            object.__setattr__(self, "conditioning", factor)
        if self.domain is not None:
            object.__setattr__(self, "domain", checked_domain(self.domain))
        elif self.formula is not None:
            raise InputError("the keys 'x' and 'y' (the shown domain) are missing; a formula needs them")

    def build(self) -> Landscape:
        """Return the landscape itself; equal choices give the same object."""
        if self.name is None:
            return _typed(self)
        entry = LANDSCAPES.get(self.name)  # it is asked for in every run, for every ball
        if entry is None:
            with located("name"):
                entry = LANDSCAPES[self.name]
        return _declared(self, entry)

    def as_formula(self) -> LandscapeChoice:
        """Return the choice without its name: the formula, over the same domain, with all the parameters."""
        landscape = self.build()
        return replace(
            self,
            name=None,
            formula=landscape.formula,
            parameters=landscape.parameters,
            domain=landscape.domain,
        )


@dataclass(frozen=True, slots=True)
class GivenChoice(LandscapeChoice):
    """A landscape that is in nobody's file: the objective that a program has given."""

    given: GivenLandscape = field(kw_only=True)

    def __post_init__(self) -> None:
        """Be as it is: there is neither a name nor a formula."""

    def build(self) -> GivenLandscape:
        """Return the landscape itself."""
        return self.given

    def as_formula(self) -> LandscapeChoice:
        """Raise :class:`InputError`: it is none."""
        raise InputError("this landscape is no formula, which is needed here")


@lru_cache(maxsize=48)
def _declared(choice: LandscapeChoice, entry: LandscapeEntry) -> Landscape:
    return entry.landscape(
        parameters=choice.parameters,
        domain=choice.domain,
        rotation=choice.rotation,
        conditioning=choice.conditioning,
    )


@lru_cache(maxsize=48)
def _typed(choice: LandscapeChoice) -> Landscape:
    assert choice.formula is not None
    assert choice.domain is not None
    return landscape_from_formula(
        choice.formula,
        choice.domain,
        parameters=choice.parameters,
        rotation=choice.rotation,
        conditioning=choice.conditioning,
    )
