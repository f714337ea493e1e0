"""Numbers as people type them are read exactly, or refused in words; nothing is ever guessed or executed."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.formulas import TypedNumber, typed_number

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_that_a_float_as_python_writes_it_is_itself_and_plain(value):
    read = typed_number(repr(value))
    assert (read.value, read.is_plain) == (value, True)


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_that_a_quotient_is_the_nearest_float(top, bottom):
    assert typed_number(f"{top}/{bottom}").value == top / bottom
    assert typed_number(f" {top} ÷ {bottom} ".replace("-", "−")).value == top / bottom


@given(st.integers(0, 10**12))
def test_that_thousands_may_be_set_off_by_spaces(number):
    for mark in (" ", "\u00a0", "\u202f", "'", "’"):
        assert typed_number(f"{number:,}".replace(",", mark)).value == number


@given(st.decimals(0, 100, places=2))
def test_that_percent_are_hundredths(number):
    assert typed_number(f"{number}%").value == float(f"{number}e-2")
    assert typed_number(f"{number} %").value == float(f"{number}e-2")


@given(finite)
@example(1e-05)
@example(1e20)
@example(5e-324)
@example(1.7976931348623157e308)
def test_that_whatever_number_has_percent_it_are_hundredths(value):
    assert typed_number(f"{value!r}%") == TypedNumber(float(Fraction(repr(value)) / 100), is_plain=False)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_that_a_quotient_may_be_in_percent(top, bottom):
    assert typed_number(f"{top}/{bottom} %").value == pytest.approx(top / bottom / 100, rel=1e-15)


@given(st.integers(0, 999), st.text("0123456789", min_size=1, max_size=9))
def test_that_a_comma_is_a_point_only_where_it_cannot_be_another(whole, places):
    text = f"{whole},{places}"
    if len(places) == 3 and whole:
        with pytest.raises(InputError, match=rf"may be {whole}\.{places} or {whole}{places}"):
            typed_number(text)
    else:
        assert typed_number(text).value == float(f"{whole}.{places}")


@pytest.mark.parametrize("text", ["1,000,000", "1,000.5", "1.000,5", "1,2,3", "1,000e2", "1,5/2"])
def test_that_other_commas_are_told(text):
    with pytest.raises(InputError, match="comma"):
        typed_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2**-3", 0.125),
        ("2^-3", 0.125),
        ("2^3^2", 512.0),
        ("-2**2", -4.0),
        ("pi/4", math.pi / 4),
        ("π/4", math.pi / 4),
        ("e", math.e),
        ("sqrt(2)", math.sqrt(2)),
        ("max(1, 2)", 2.0),
        ("(1 + 2)*3", 9.0),
        ("1e-3*2", 0.002),
        ("３", 3.0),
    ],
)
def test_that_arithmetic_is_that_of_formulas(text, value):
    assert typed_number(text).value == value


@given(st.text(max_size=20))
@example("9**9**9**9")
@example("((((((((1))))))))")
@example("__import__('os').system('x')")
@example("x+y")
@example("1" * 5000)
@example("%")
@example("%" * 5000)
def test_that_any_text_is_a_finite_number_or_refused(text):
    try:
        read = typed_number(text)
    except InputError:
        return
    assert math.isfinite(read.value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１，５", 1.5),
        ("0。5", 0.5),
        ("−０．２５", -0.25),
        ("５％", 0.05),
        ("（1＋2）／4", 0.75),
        ("１ｅ－３", 1e-3),
    ],
)
def test_that_signs_as_wide_as_chinese_ones_are_read_and_told(typed, value):
    read = typed_number(typed)
    assert (read.value, read.is_plain) == (value, False)


def test_that_wide_thousands_are_as_ambiguous_as_narrow_ones():
    with pytest.raises(InputError, match=r"which may be 1\.000 or 1000"):
        typed_number("1，000")
