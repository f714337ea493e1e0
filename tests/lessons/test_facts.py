"""Numbers as they are written are true of what rounds to them, and of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.lessons.facts import facts_in, rounded_like, shown_number, with_doubled_braces, with_numbers


@pytest.mark.parametrize(
    ("shown", "value", "unit"),
    [
        ("0.50", 0.5, 0.01),
        ("-1.25", -1.25, 0.01),
        ("−1.25", -1.25, 0.01),
        ("+3", 3.0, 1.0),
        ("62,230", 62_230.0, 1.0),
        ("1.2e-5", 1.2e-5, 1e-6),
        ("1.2e−5", 1.2e-5, 1e-6),
        ("3e4", 3e4, 1e4),
        ("12 %", 0.12, 0.01),
        ("12.5%", 0.125, 0.001),
        ("0", 0.0, 1.0),
    ],
)
def test_that_written_numbers_are_read(shown, value, unit):
    found = shown_number(shown)
    assert (found.value, found.unit) == (pytest.approx(value, rel=1e-15), pytest.approx(unit, rel=1e-12))


@pytest.mark.parametrize(
    "shown",
    [
        "",
        " ",
        "x",
        "1.",
        ".5",
        "1,2",
        "1,23,456",
        "1e",
        "--1",
        "1 2",
        "0x1",
        "nan",
        "∞",
        "1%%",
        "1" * 50 + "e9999",
    ],
)
def test_that_what_is_no_written_number_is_refused(shown):
    with pytest.raises(InputError, match="allowed is a number such as"):
        shown_number(shown)


@given(st.floats(-1e6, 1e6), st.integers(0, 8))
@example(64.548828125, 8)  # halfway between two
def test_that_a_number_is_true_of_what_rounds_to_it(value, digits):
    shown = f"{value:,.{digits}f}"
    number = shown_number(shown)
    assert number.is_said_of(value)
    assert rounded_like(shown, value) == shown
    assert not number.is_said_of(number.value + 0.51 * number.unit)
    assert not number.is_said_of(number.value - 0.51 * number.unit)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_that_what_is_no_number_is_no_fact(value):
    assert not shown_number("0.5").is_said_of(float("nan"))
    assert rounded_like("0.5", value)


def test_that_other_values_are_written_in_the_same_way():
    assert rounded_like("−1.25", -2.0) == "−2.00"
    assert rounded_like("12 %", 0.125) == "12 %"
    assert rounded_like("62,230", 1234567.8) == "1,234,568"
    assert rounded_like("1.2e-5", 1.23456789e-7) == "1.23457e-07"


@given(
    st.lists(st.sampled_from(["a ", "{x}", "{{", "}}", "$x^{2}$", "$$\\frac{x}{y}$$", r"\{", "5$ ", "\n\n"]))
)
def test_that_facts_are_found_outside_of_formulas_alone(parts):
    text = "".join(parts)
    if parts.count("5$ ") == 0:
        assert [*facts_in(text)] == ["x"] * parts.count("{x}")
        said = with_numbers(text, {"x": "1"})
        assert said.count("1") == parts.count("{x}")


@pytest.mark.parametrize("text", ["{", "}", "{X}", "{x", "a } b", "{x y}", "{0}", "{x:.2f}", "{}"])
def test_that_loose_braces_are_refused(text):
    with pytest.raises(InputError, match="outside of"):
        [*facts_in(text)]


@given(st.text(alphabet="{}x$\\ \n5", max_size=40))
def test_that_doubled_braces_are_what_was_typed(text):
    doubled = with_doubled_braces(text)
    assert [*facts_in(doubled)] == []
    assert with_numbers(doubled, {"x": "1"}) == text
