"""The functions that a formula may call: one row adds one. And decisions, for grammars that have them.

What is done at a kink, which ``docs/decisions/0005-kinks.md`` explains:

=================  =============================================================================
``abs(u)``         derivative 0 at 0
``sign(u)``        derivative 0 everywhere, also where it jumps
``min``, ``max``   where both arguments are equal, each gets half of the derivative
``sqrt(u)``        derivative 0 at 0, where the slope is infinite; ``u**0.5`` with a number alike
=================  =============================================================================

Second derivatives follow from the same rows, so a kink adds nothing to the Hessian. Where another slope is
infinite, as that of ``asin`` at 1 or of ``u**(1/3)`` at 0, the derivative is not defined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Final

import numpy as np

from momentum_lab.core.values import dataclass

ARGUMENTS: Final = ("u", "v", "w")
"""What the rows call their arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of up to three numbers.

    Attributes
    ----------
    scalar
        Python expression in ``u``, ``v`` and ``w`` over the names of ``math``. It is put into the compiled
        program as it stands, so that another compiler can translate it; nan in gives nan out, except of
        decisions.
    derivatives
        The derivative by each argument, as a formula in ``u``, ``v`` and ``w``.
    array
        The same function over arrays, which gives nan or inf where ``scalar`` raises.
    evaluate
        ``scalar`` as something that can be called.
    """

    scalar: str
    derivatives: tuple[str, ...]
    array: Callable[..., object]
    evaluate: Callable[..., float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The text is a row of the table below, never a user's.
        code = f"lambda {', '.join(ARGUMENTS[: self.arity])}: {self.scalar}"
        object.__setattr__(self, "evaluate", eval(code, dict(vars(math))))

    @property
    def arity(self) -> int:
        """How many arguments the function takes."""
        return len(self.derivatives)


FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        "sin": Function("sin(u)", ("cos(u)",), np.sin),
        "cos": Function("cos(u)", ("-sin(u)",), np.cos),
        "tan": Function("tan(u)", ("1 + tan(u)**2",), np.tan),
        "asin": Function("asin(u)", ("1/sqrt(1 - u**2)",), np.arcsin),
        "acos": Function("acos(u)", ("-1/sqrt(1 - u**2)",), np.arccos),
        "atan": Function("atan(u)", ("1/(1 + u**2)",), np.arctan),
        "sinh": Function("sinh(u)", ("cosh(u)",), np.sinh),
        "cosh": Function("cosh(u)", ("sinh(u)",), np.cosh),
        "tanh": Function("tanh(u)", ("1 - tanh(u)**2",), np.tanh),
        "exp": Function("exp(u)", ("exp(u)",), np.exp),
        "log": Function("log(u)", ("1/u",), np.log),
        # The bits of 1/(2*sqrt(u)) above 0, and 0/1 at 0.
        "sqrt": Function("sqrt(u)", ("sign(u)/(2*sqrt(u) + (1 - sign(u)))",), np.sqrt),
        "abs": Function("fabs(u)", ("sign(u)",), np.absolute),
        "sign": Function("1.0 if u > 0.0 else -1.0 if u < 0.0 else u", ("0",), np.sign),
        "min": Function(
            "u if u < v or u != u else v", ("(1 + sign(v - u))/2", "(1 + sign(u - v))/2"), np.minimum
        ),
        "max": Function(
            "u if u > v or u != u else v", ("(1 + sign(u - v))/2", "(1 + sign(v - u))/2"), np.maximum
        ),
        "atan2": Function("atan2(u, v)", ("v/(u**2 + v**2)", "-u/(u**2 + v**2)"), np.arctan2),
    }
)

WHERE: Final = "where"
"""``where(u, v, w)`` is v where u is not 0, else w; both are computed, whichever is taken."""


def _comparison(operator: str, array: Callable[..., object]) -> Function:
    return Function(f"1.0 if u {operator} v else 0.0", ("0", "0"), array)


COMPARISONS: Final[Mapping[str, str]] = MappingProxyType(
    {"<": "less", "<=": "at_most", ">": "greater", ">=": "at_least", "==": "equal", "!=": "unequal"}
)
"""What a comparison is called in the tree: 1 where it holds, else 0."""
DECISIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        WHERE: Function(
            "v if u != 0.0 else w",
            ("0", "where(u, 1, 0)", "where(u, 0, 1)"),
            lambda u, v, w: np.where(np.asarray(u) != 0.0, v, w),
        ),
        "less": _comparison("<", lambda u, v: np.less(u, v) * 1.0),
        "at_most": _comparison("<=", lambda u, v: np.less_equal(u, v) * 1.0),
        "greater": _comparison(">", lambda u, v: np.greater(u, v) * 1.0),
        "at_least": _comparison(">=", lambda u, v: np.greater_equal(u, v) * 1.0),
        "equal": _comparison("==", lambda u, v: np.equal(u, v) * 1.0),
        "unequal": _comparison("!=", lambda u, v: np.not_equal(u, v) * 1.0),
    }
)
"""What depends on whether something holds, for grammars that have it; comparisons are typed by signs."""
ALL_FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType({**FUNCTIONS, **DECISIONS})
