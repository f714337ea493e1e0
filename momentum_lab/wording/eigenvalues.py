"""Eigenvalues in words: where they are, what is left per step, and why there are none."""

from __future__ import annotations

import math
from typing import Final

from momentum_lab.analysis.eigenvalues import Eigenvalues, Plane
from momentum_lab.analysis.linear_rule import memory_of
from momentum_lab.analysis.theory import Caveat
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.wording.numbers import told_number
from momentum_lab.wording.theory import CAVEATS, MOTIONS

EIGENVALUES: Final = tuple(
    map(message, ("curvature", "eigenvalues", "left per step", "motion", "what it does"))
)
_NONE: Final = {
    Caveat.NOT_LINEAR: message(
        "There are no eigenvalues: the steps of this rule are not proportional to the gradient."
    ),
    Caveat.NOT_QUADRATIC: message(
        "There are no eigenvalues: within a thousandth of the map's diagonal the loss here is not the "
        "quadratic of its second derivatives."
    ),
}
_UNDEFINED: Final = message("There are no eigenvalues: the curvature is not defined here.")


def why_none(found: Plane) -> Message:
    """Return why there are no eigenvalues; nothing where there are."""
    if found.pairs:
        return NOTHING
    return next((_NONE[caveat] for caveat in found.caveats if caveat in _NONE), _UNDEFINED)


def plane_sentences(found: Plane) -> list[Message]:
    """Return where the eigenvalues of each axis are and what that means, or why there are none."""
    if not found.pairs:
        return [why_none(found)]
    said = message(
        "Curvature {curvature}: eigenvalues {values}, {left} left per step; {motion}: {description}."
    )
    sentences = [
        said.filled(
            curvature=told_number(pair.mode.eigenvalue),
            values=pair_text(pair),
            left=told_number(pair.mode.convergence_factor),
            motion=MOTIONS[pair.mode.regime].name,
            description=MOTIONS[pair.mode.regime].description,
        )
        for pair in found.pairs
    ]
    return [*sentences, *plane_notes(found)]


def plane_notes(found: Plane) -> list[Message]:
    """Return what the eigenvalues do not know of, or why there are none."""
    return [CAVEATS[caveat] for caveat in found.caveats] if found.pairs else [why_none(found)]


def plane_rows(found: Plane) -> list[tuple[Message | str, ...]]:
    """Return a row for each axis, with the columns of ``EIGENVALUES``."""
    return [
        (
            told_number(pair.mode.eigenvalue),
            pair_text(pair),
            told_number(pair.mode.convergence_factor),
            MOTIONS[pair.mode.regime].name,
            MOTIONS[pair.mode.regime].description,
        )
        for pair in found.pairs
    ]


@dataclass(frozen=True, slots=True)
class NamedCircle:
    """A circle of the plane that has a name."""

    radius: float
    words: Message


def root_of_memory(found: Plane) -> NamedCircle | None:
    """Return the circle whose radius is the root of the momentum; None where there is none."""
    memory = memory_of(found.choice)
    if memory is None or memory <= 0.0:  # a physical ball's is negative in long steps with much friction
        return None
    rule = OPTIMIZERS[found.choice.optimizer]
    symbol = "β" if rule.momentum_parameter is None else rule.symbol(rule.momentum_parameter)
    radius = math.sqrt(memory)
    return NamedCircle(radius, message("√{symbol} = {radius}", symbol=symbol, radius=told_number(radius)))


def eigenvalue_words(pair: Eigenvalues, value: complex) -> Message:
    """Return where one eigenvalue of an axis is."""
    said = message("{value}, of size {size}; curvature {curvature}")
    curvature = told_number(pair.mode.eigenvalue)
    return said.filled(value=complex_text(value), size=told_number(abs(value)), curvature=curvature)


def axis_words(pair: Eigenvalues) -> Message:
    """Return what an axis is in a picture: its curvature, and how the ball moves along it."""
    said = message("curvature {curvature}: {motion}, {left} left per step")
    motion, left = MOTIONS[pair.mode.regime].name, told_number(pair.mode.convergence_factor)
    return said.filled(curvature=told_number(pair.mode.eigenvalue), motion=motion, left=left)


def ways_words(found: Plane) -> Message:
    """Return what the lines of a picture are, of eigenvalues that there are."""
    way = found.loci[0]
    low, high = told_number(float(way.values[0])), told_number(float(way.values[-1]))
    return message("lines: over {name} from {low} to {high}", name=title_of(way.name), low=low, high=high)


def pair_text(pair: Eigenvalues) -> str:
    """Return all eigenvalues of an axis."""
    first = pair.values[0]
    if first.imag:
        return f"{told_number(first.real)} ± {told_number(first.imag)} i"
    return ", ".join(map(complex_text, pair.values))


def complex_text(value: complex) -> str:
    """Return a complex number, a real one as such."""
    if not value.imag:
        return told_number(value.real)
    sign = "+" if value.imag > 0.0 else "−"
    return f"{told_number(value.real)} {sign} {told_number(abs(value.imag))} i"
