"""Which formulas somebody may write: in which names and functions, and how large.

Landscapes are typed in x and y, the equations of a rule in gradients and what it remembers: each passes its
grammar to what reads the text, and is refused in the words of that grammar.
"""

from __future__ import annotations

import keyword
import math
import re
from typing import Final

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.messages import Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.formulas.functions import ALL_FUNCTIONS, FUNCTIONS, WHERE

NAMED_CONSTANTS: Final = FrozenMapping({"pi": math.pi, "e": math.e, "E": math.e})
"""With ``E`` as sympy spells it."""
MOST_CHARACTERS, MOST_NODES, DEEPEST = 10_000, 600, 80
"""What no grammar may go beyond: trees are walked by functions that call themselves."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a formula may be.

    Attributes
    ----------
    characters
        Of its text.
    nodes
        Numbers, names and operations.
    depth
        Levels of nesting, and of brackets.
    constant
        The largest number, either sign.
    exponent
        The largest exponent that is a number, either sign.

    Raises
    ------
    ValueError
        A limit is none, or beyond what can be worked with.
    """

    characters: int = 500
    nodes: int = 300
    depth: int = 60
    constant: float = 1e12
    exponent: float = 32.0

    def __post_init__(self) -> None:
        sizes = (self.characters, MOST_CHARACTERS), (self.nodes, MOST_NODES), (self.depth, DEEPEST)
        if not all(1 <= size <= most for size, most in sizes):
            raise ValueError(f"{self}: allowed are 1 to {', '.join(str(most) for _, most in sizes)}")
        if not (0.0 < self.constant < math.inf and 0.0 < self.exponent < math.inf):
            raise ValueError(f"{self}: allowed are positive numbers")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a formula may hold.

    Attributes
    ----------
    variables
        The names that stand for what changes. What can be derived is derived by them.
    constants
        Names for numbers; of two names for one number, the first is the one that is told.
    functions
        Those of :data:`~momentum_lab.formulas.functions.FUNCTIONS` that may be called.
    limits
        How large a formula may be.
    example
        The name in examples of how something is written; the first variable if nothing is said.
    akin
        Names that have no meaning here, but are variables of a grammar to which formulas may be moved: no
        parameter takes them.
    decides
        Whether there are comparisons, and ``where(condition, one, other)``.
    across
        Functions of one vector that take all its coordinates at once, such as a rotation: what they are is
        said together with the values.

    Raises
    ------
    ValueError
        A name cannot be one or has two meanings, or there is no such function.
    """

    variables: tuple[str, ...]
    constants: FrozenMapping[float] = NAMED_CONSTANTS
    functions: frozenset[str] = frozenset(FUNCTIONS)
    limits: Limits = Limits()
    example: str = ""
    akin: tuple[str, ...] = ()
    decides: bool = False
    across: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        given = (*self.variables, *self.akin, *self.constants, *self.across)
        for name in given:
            # An underscore in front is kept for what a formula is compiled to.
            if not re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) or keyword.iskeyword(name):
                raise ValueError(f"{name!r} cannot be a name in a formula")
            if given.count(name) > 1 or name in self.called - {*self.across}:
                raise ValueError(f"{name!r} has two meanings")
        if unknown := self.functions - FUNCTIONS.keys():
            raise ValueError(f"there are no functions {', '.join(sorted(unknown))}")
        if not self.example:
            object.__setattr__(self, "example", self.variables[0] if self.variables else "a")

    @property
    def called(self) -> frozenset[str]:
        """The names that may be called."""
        return self.functions | {*self.across, *([WHERE] if self.decides else [])}

    def arity(self, function: str) -> int:
        """Return how many arguments one of those takes."""
        return 1 if function in self.across else ALL_FUNCTIONS[function].arity

    @property
    def told_constants(self) -> tuple[str, ...]:
        """The names of the constants, without second names for the same number."""
        values = list(self.constants.values())
        return tuple(name for i, name in enumerate(self.constants) if values[i] not in values[:i])

    @property
    def reserved(self) -> frozenset[str]:
        """The names that a parameter cannot have."""
        return frozenset((*self.variables, *self.akin, *self.constants, *self.called, "inf", "nan"))

    @property
    def allowed(self) -> Message:
        """What a formula consists of, in words."""
        function = next((name for name in FUNCTIONS if name in self.functions), None)
        if function is None:
            return message(
                "allowed are numbers, names, brackets and + - * / ** (2*{example}, not 2{example})",
                example=self.example,
            )
        others = [name for name in self.variables if name != self.example]
        return message(
            "allowed are numbers, names, brackets, + - * / ** (2*{example}, not 2{example}) "
            "and functions as in {function}({arguments})",
            example=self.example,
            function=function,
            arguments=", ".join([self.example, *others, "2"][: FUNCTIONS[function].arity]),
        )
