"""The language in which losses are typed: formulas of x, and of y where there are two dimensions."""

from __future__ import annotations

from typing import Final

from momentum_lab.formulas import Language, Limits
from momentum_lab.landscapes.checks import AXES, LARGEST_NUMBER

LIMITS: Final = Limits(constant=LARGEST_NUMBER)
_LANGUAGES: Final = tuple(
    Language(AXES[:known], limits=LIMITS, example=AXES[0], akin=AXES[known:])
    for known in range(len(AXES) + 1)
)


def formula_language(dimension: int) -> Language:
    """Return the language of formulas of the first ``dimension`` coordinates; of none, of numbers alone.

    The other coordinates mean nothing in it, but no parameter is called as one of them: the formula may get
    another dimension.
    """
    return _LANGUAGES[dimension]


PLANE: Final = formula_language(len(AXES))
"""The language in which any loss can be typed."""
