"""The degree of a polynomial, read off what is written."""

from __future__ import annotations

import math

import pytest

from momentum_lab.formulas import degree, parse
from momentum_lab.landscapes.grammar import formula_grammar


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("3*sin(1)", 0),
        ("a*x + y/a - 7", 1),
        ("-(x + 2)**2 + x*y", 2),
        ("abs(x - y)**2", 2),
        ("(x**2 + y)**3", 6),
        ("x**a", 2),
        ("x**0", 0),
        ("x**2 + y**2 + exp(-1e4*((x-1)**2 + (y-1)**2))", math.inf),
        ("max(x**2 + y**2, 0.001)", math.inf),
        ("x**2 + 1e-30*sin(1e9*x)", math.inf),
        ("x**2 + abs(y)", math.inf),
        ("x**1.5", math.inf),
        ("x**-1", math.inf),
        ("2**x", math.inf),
        ("y/x", math.inf),
    ],
)
def test_that_the_degree_is_that_of_the_polynomial_that_is_written(formula, expected):
    assert degree(parse(formula, formula_grammar(2), ("a",)), {"a": 2.0}) == expected
