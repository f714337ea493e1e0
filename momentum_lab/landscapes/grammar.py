"""The grammar in which losses are typed: formulas of x, and of y where there are two dimensions."""

from __future__ import annotations

from typing import Final

from momentum_lab.formulas import Grammar, Limits
from momentum_lab.landscapes.checks import AXES, LARGEST_NUMBER

LIMITS: Final = Limits(constant=LARGEST_NUMBER)
_GRAMMARS: Final = tuple(
    Grammar(AXES[:known], limits=LIMITS, example=AXES[0], akin=AXES[known:]) for known in range(len(AXES) + 1)
)


def formula_grammar(dimension: int) -> Grammar:
    """Return the grammar of formulas of the first ``dimension`` coordinates; of none, of numbers alone.

    The other coordinates mean nothing in it, but no parameter is called as one of them: the formula may get
    another dimension.
    """
    return _GRAMMARS[dimension]


PLANE: Final = formula_grammar(len(AXES))
"""The grammar in which any loss can be typed."""
