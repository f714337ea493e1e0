"""One mathematics: formulas read safely, differentiated exactly, evaluated, compiled, and set as mathematics.

Whoever reads formulas states their :class:`Grammar`; what is read is a tree, in which nothing of the text
is left. :mod:`~momentum_lab.formulas.native` makes machine code of it,
:mod:`~momentum_lab.formulas.mathml` what is seen.
"""

from momentum_lab.formulas.degree import degree
from momentum_lab.formulas.expression import check_parameter_name, parameter_names, parse
from momentum_lab.formulas.functions import FUNCTIONS
from momentum_lab.formulas.grammar import Grammar, Limits
from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Symbol,
    evaluate,
    names,
    substitute,
)
from momentum_lab.formulas.program import (
    Order,
    compile_array,
    compile_arrays,
    compile_guarded,
    compile_scalar,
)
from momentum_lab.formulas.refusals import check_text
from momentum_lab.formulas.typed_number import TypedNumber, typed_number

__all__ = [
    "FUNCTIONS",
    "Call",
    "Constant",
    "Expression",
    "Grammar",
    "Limits",
    "Negation",
    "Operation",
    "Order",
    "Symbol",
    "TypedNumber",
    "check_parameter_name",
    "check_text",
    "compile_array",
    "compile_arrays",
    "compile_guarded",
    "compile_scalar",
    "degree",
    "evaluate",
    "names",
    "parameter_names",
    "parse",
    "substitute",
    "typed_number",
]
