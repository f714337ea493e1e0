"""A landscape that is being written: what is said of it, right or not, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from momentum_lab.core.checks import checked_number
from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.messages import message
from momentum_lab.experiment.experiment import LandscapeChoice, is_inside
from momentum_lab.formulas import check_text, parameter_names
from momentum_lab.landscapes import LANDSCAPES, Landscape, LandscapeEntry, Parameter, landscape_from_formula
from momentum_lab.landscapes.checks import bounds_around
from momentum_lab.landscapes.declaration import MOST_PARAMETERS
from momentum_lab.landscapes.entry import check_formulas, check_start
from momentum_lab.landscapes.grammar import PLANE
from momentum_lab.landscapes.minima import Domain, Point
from momentum_lab.landscapes.user_library import is_own

TEACHES: Final = message("A formula of your own.").text  # in a file: English until it is shown
REFERENCE: Final = message("Your own").text


@dataclass(frozen=True, slots=True)
class Draft:
    """What the fields say, right or not.

    Attributes
    ----------
    formula, title, teaches, tags
        As in :class:`~momentum_lab.landscapes.entry.LandscapeEntry`; ``title`` and ``teaches`` may be empty.
    parameters
        A declaration for each name in the formula that needs one.
    box
        The intervals of x and of y; that of y is left out where the formula has no y.
    start
        Where a ball may well begin, as (x, y); None leaves it to the program.
    base
        The entry that is edited or copied, whose other fields are kept as far as they still hold.
    rotation, conditioning
        As in :class:`~momentum_lab.landscapes.landscape.Landscape`; a file does not have them.
    is_own
        Whether the base is a landscape of one's own: what is said of it are one's own words.
    """

    formula: str
    parameters: FrozenMapping[Parameter] = field(default_factory=FrozenMapping)
    box: Domain = ()
    start: Point | None = None
    title: str = ""
    teaches: str = ""
    tags: tuple[str, ...] = ()
    base: LandscapeEntry | None = None
    rotation: float = 0.0
    conditioning: float = 1.0
    is_own: bool = False

    @property
    def dimension(self) -> int:
        """Return 2 where there is a y in the formula."""
        return 2 if re.search(r"\by\b", self.formula) else 1

    @property
    def is_turned(self) -> bool:
        """Whether there is a rotation or a conditioning, which a file does not have."""
        return self.dimension == 2 and (self.rotation % 360.0 != 0.0 or self.conditioning != 1.0)

    @property
    def domain(self) -> Domain:
        """The intervals of the variables that there are."""
        return self.box[: self.dimension]

    @property
    def is_other(self) -> bool:
        """Whether the formula is another one than that of the entry that was copied."""
        return self.base is not None and self.formula.split() != self.base.formula.split()

    @property
    def values(self) -> FrozenMapping[float]:
        """The values of the parameters."""
        return FrozenMapping({name: p.default for name, p in self.parameters.items()})

    def is_of(self, landscape: Landscape) -> bool:
        """Whether this has been written of the formula of a landscape."""
        return self.formula.strip() == landscape.formula

    def declared(self, values: Mapping[str, float]) -> FrozenMapping[Parameter]:
        """Return what is declared for these values, with the bounds and words of those that there are."""
        found = {}
        for name, value in values.items():
            known = self.parameters.get(name, declaration(name, value))
            low, high = min(known.low, value), max(known.high, value)
            found[name] = replace(known, default=value, low=low, high=high)
        return FrozenMapping(found)

    def landscape(self) -> Landscape:
        """Return the landscape itself, or raise :class:`InputError`."""
        with located("formula"):
            check_text(self.formula, PLANE)
            _check_count(self.formula)
        for name, parameter in self.parameters.items():
            with located(name):
                _check_parameter(parameter)
        start = None if self.start is None else self.start[: self.dimension]
        is_plane = self.dimension == 2
        landscape = landscape_from_formula(
            self.formula,
            self.domain,
            self.values,
            rotation=self.rotation if is_plane else 0.0,
            start=start,
            conditioning=self.conditioning if is_plane else 1.0,
        )
        if start is not None:
            check_start(start, lambda: landscape.loss(start))
        return landscape

    def entry(self, name: str) -> LandscapeEntry:
        """Return what can be written as a file, or raise :class:`InputError`."""
        entry, base = self._plain_entry(name), self.base
        if base is not None and self.is_own:
            entry = replace(entry, reference=base.reference)
        if base is not None and (base.formula, {*base.parameters}) == (entry.formula, {*entry.parameters}):
            entry = _with_what_holds(base, entry)
        check_formulas(entry)
        return entry

    def _plain_entry(self, name: str) -> LandscapeEntry:
        landscape = replace(self, rotation=0.0, conditioning=1.0).landscape()
        return LandscapeEntry(
            name=name,
            title=self.title.strip() or name.replace("_", " ").capitalize(),
            formula=landscape.formula.strip(),
            dimension=landscape.dimension,
            domain=landscape.domain,
            start=landscape.start,
            teaches=self.teaches.strip() or TEACHES,
            reference=REFERENCE,
            tags=self.tags,
            parameters=self.parameters,
            minima=(),
            saddles=(),
            minima_at_defaults=False,
            learning_rates=FrozenMapping(),
        )

    def choice(self) -> LandscapeChoice:
        """Return the formula as the landscape of an experiment."""
        landscape = self.landscape()
        return LandscapeChoice(
            formula=landscape.formula.strip(),
            parameters=self.values,
            rotation=landscape.rotation,
            domain=landscape.domain,
            conditioning=landscape.conditioning,
        )


def draft_of_choice(
    choice: LandscapeChoice,
    former_y: tuple[tuple[float, float], float] | None = None,
    start: Point | None = None,
    used: Draft | None = None,
) -> Draft:
    """Return what one begins to write with: a copy of the landscape that is shown, with the ``start`` in use.

    A formula that says none keeps one on its domain without being told. ``former_y`` is the interval of y
    before the formula lost its y, and where the balls started in it. ``used`` is what had been written when
    a formula was used: of the same one, words, bounds and kind are still there. Of a landscape of one's own,
    they are those of its file.
    """
    landscape = choice.build()
    if choice.name is None:
        written = used if used is not None and used.is_of(landscape) else Draft(landscape.formula)
        says_start = start is not None and (
            written.start is not None or not is_inside(start, landscape.domain)
        )
        return replace(
            written,
            parameters=written.declared(landscape.parameters),
            box=(*landscape.domain, *(written.box[1:] or _box(landscape.domain, former_y)[1:]))[:2],
            start=_two(start) if start is not None and says_start else None,
            rotation=choice.rotation,
            conditioning=choice.conditioning,
        )
    entry = LANDSCAPES[choice.name]
    changed = {
        name: replace(p, default=landscape.parameters[name], help=str(entry.shown_help(name)))
        for name, p in entry.parameters.items()
    }
    copied = draft_of_entry(entry)
    return replace(
        copied if copied.is_own else replace(copied, title="", teaches=""),
        parameters=FrozenMapping(changed),
        box=_box(landscape.domain),
        start=_two(start or entry.start),
        rotation=choice.rotation,
        conditioning=choice.conditioning,
    )


def draft_of_entry(entry: LandscapeEntry) -> Draft:
    """Return what the editor begins with when an entry is edited."""
    return Draft(
        entry.formula,
        entry.parameters,
        _box(entry.domain),
        _two(entry.start),
        entry.title,
        "" if entry.teaches == TEACHES else entry.teaches,
        entry.tags,
        entry,
        is_own=is_own(entry.name),
    )


def declaration(name: str, value: float = 1.0) -> Parameter:
    """Return how a parameter of which only the value is known is declared."""
    return Parameter(name, value, *bounds_around(value), name.replace("_", " "))


def _with_what_holds(base: LandscapeEntry, entry: LandscapeEntry) -> LandscapeEntry:
    """Return an entry of the same formula with what is stated of ``base`` and holds for it, too."""
    entry = replace(entry, reference=base.reference)
    has_same_defaults = base.defaults == entry.defaults
    if _reaches_no_farther(base, entry) and (has_same_defaults or not base.minima_at_defaults):
        entry = replace(
            entry, minima=base.minima, saddles=base.saddles, minima_at_defaults=base.minima_at_defaults
        )
    if has_same_defaults and (base.domain, base.start) == (entry.domain, entry.start):
        entry = replace(entry, learning_rates=base.learning_rates)
    return entry


def _reaches_no_farther(base: LandscapeEntry, entry: LandscapeEntry) -> bool:
    """Return whether domain and bounds of an entry lie within those of another."""
    wider = [*base.domain, *((p.low, p.high) for p in base.parameters.values())]
    own = [*entry.domain, *((entry.parameters[n].low, entry.parameters[n].high) for n in base.parameters)]
    return all(w[0] <= o[0] and o[1] <= w[1] for w, o in zip(wider, own, strict=True))


def _check_count(formula: str) -> None:
    count = len(parameter_names(formula, PLANE))
    if count > MOST_PARAMETERS:
        raise InputError(
            "has {count} parameters; allowed are {most_parameters}",
            count=count,
            most_parameters=MOST_PARAMETERS,
        )


def _check_parameter(parameter: Parameter) -> None:
    if not parameter.low < parameter.high:
        raise InputError(
            "found {high:g} as the highest value, allowed is one above {low:g}",
            high=parameter.high,
            low=parameter.low,
        )
    checked_number(parameter.default, parameter.low, parameter.high)
    if not parameter.help.strip():
        raise InputError(
            "found {found}, allowed are a few words on what it does", found=quoted(parameter.help)
        )


def _box(domain: Domain, former_y: tuple[tuple[float, float], float] | None = None) -> Domain:
    return domain if len(domain) == 2 else (*domain, former_y[0] if former_y else domain[0])


def _two(point: Point) -> Point:
    return point if len(point) == 2 else (*point, 0.0)
