"""Numbers as they are told: one way for all sentences, tips and tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.wording.numbers import told_number


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (-0.5, 4, "−0.5"),
        (1234567.0, 6, "1.23457e6"),
        (-2.661e-11, 3, "−2.66e−11"),
        (9.7e-9, 4, "9.7e−9"),
        (math.inf, 4, "∞"),
        (-math.inf, 4, "−∞"),
    ],
)
def test_that_a_number_is_told_with_a_real_minus(value: float, digits: int, said: str) -> None:
    assert told_number(value, digits) == said


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
def test_that_what_is_told_is_the_number_to_its_digits(value: float, digits: int) -> None:
    said = told_number(value, digits)
    assert "-" not in said
    assert float(said.replace("−", "-")) == float(f"{value:.{digits}g}")
