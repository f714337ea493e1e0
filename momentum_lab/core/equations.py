"""How an optimizer states its equations: as text, and what the names in it are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.values import dataclass

POSITION: Final = "x"
GRADIENT: Final = "g"
STEP: Final = "t"
"""The number of the step, from 1."""
CURVATURE: Final = "curvature"
"""Along each axis of the Hessian, for a rule that needs it."""
ALONG_AXES, FROM_AXES = "along_axes", "from_axes"
"""The parts of a vector along the axes of the Hessian, and the vector that has such parts."""


@dataclass(frozen=True, slots=True)
class Equations:
    """The lines of a rule: ``v = momentum*v + g``, then ``x = x - learning_rate*v``.

    A test computes by them and expects what ``update`` gives, whatever the hyperparameters are. They are in
    the language of :mod:`momentum_lab.formulas.assignments`. Given are the position ``x``, the gradient
    ``g``, the step's number ``t`` from 1, the hyperparameters and the state's fields; options of a choice
    are numbers to compare it with. Of weight decay nothing is said that the optimizer declares.

    Attributes
    ----------
    text
        The lines. One of them, and one only, assigns ``x``.
    state
        What the lines call fields of the state that have another name there.
    powers
        Formulas that a field of the state keeps as a running product, such as ``beta1**t``; they are the
        same until a hyperparameter is changed in the course of a run.
    """

    text: str
    state: Mapping[str, str] = field(default_factory=FrozenMapping)
    powers: Mapping[str, str] = field(default_factory=FrozenMapping)

    def __post_init__(self) -> None:
        for name, found in (("state", self.state), ("powers", self.powers)):
            if not all(type(text) is str for pair in found.items() for text in pair):
                raise TypeError(f"{name}: names and fields are texts")
            object.__setattr__(self, name, FrozenMapping(found))
