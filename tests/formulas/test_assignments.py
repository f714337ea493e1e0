"""The language of rules: lines that assign, what is refused in them, and what they give."""

from __future__ import annotations

import math
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_random_formulas import expressions

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.formulas import Grammar, Limits, evaluate, parse
from momentum_lab.formulas.assignments import MOST_LINES, Assignment, parse_assignments
from momentum_lab.formulas.folding import simplified
from momentum_lab.formulas.nodes import Call, Expression, names
from momentum_lab.formulas.program import compile_array, compile_scalar
from momentum_lab.formulas.vectors import compute
from momentum_lab.formulas.written import written, written_line

RULE = Grammar(
    ("x", "g", "t", "lr", "beta", "v"),
    FrozenMapping(leaky=0.0, ema=1.0),
    limits=Limits(characters=200),
    example="g",
    decides=True,
    across=("turned",),
)
OWN = ("x", "v", "g")


def lines(text: str) -> list[str]:
    return [written_line(line) for line in parse_assignments(text, RULE, OWN)]


def computed(text: str, **values: tuple[float, ...]) -> dict[str, tuple[float, ...]]:
    across = {"turned": lambda vector: vector[::-1]}
    found = compute(parse_assignments(text, RULE, OWN), values, across)
    return {each.line.target: each.value for each in found}


def test_that_lines_are_read_in_their_order_and_may_use_those_above() -> None:
    rule = parse_assignments("\n  v = beta*v + g\n\n  d = lr*v\n  x = x - d\n", RULE, OWN)
    assert [line.target for line in rule] == ["v", "d", "x"]
    assert [written_line(line) for line in rule] == ["v = beta*v + g", "d = lr*v", "x = x - d"]
    assert rule[1] == Assignment("d", parse("lr*v", RULE))


def test_that_a_line_goes_on_while_a_bracket_is_open() -> None:
    assert lines("v = max(\n  g,\n  v\n)\nx = x - v") == ["v = max(g, v)", "x = x - v"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no line; allowed are lines such as g = 2*g"),
        ("v", "line 1: assigns nothing; allowed are lines such as g = 2*g"),
        ("v = g\nv += g", "line 2: found 'v +' as the name of a parameter; allowed are"),
        ("v = g\n\nx == g", "line 3: assigns nothing"),
        ("lr = 2*lr", "line 1: 'lr' is given, and cannot be assigned; known: g, v, x"),
        ("V = 1", "line 1: found 'V' as the name of a parameter"),
        ("max = 1", "line 1: found 'max' as the name of a parameter, which has a meaning already"),
        ("leaky = 1", "line 1: found 'leaky' as the name of a parameter, which has a meaning already"),
        ("turned = 1", "line 1: found 'turned' as the name of a parameter, which has a meaning already"),
        ("x = x - d\nd = lr*g", "line 1: at column 9: unknown name 'd'"),
        ("v = g = 2", "line 1: found "),
        ("v = (g\nx = x - v", "line 1: found '(' that is never closed at column 5"),
        ("v = a.b", "line 1: found attribute access at column 6"),
        ("v = __import__(g)", "line 1: at column 5: unknown function"),
        ("v = g if t > 1 else 2*g", "line 1: found a conditional at column 5"),
        ("v = where(t > 1 > g, g, v)", "line 1: found a chain of comparisons at column 13"),
        ("v = where(t in g, g, v)", "line 1: found a test that is no comparison at column 13"),
        ("v = where(t > 1, g)", "line 1: found where with 2 arguments at column 5; it takes 3"),
        ("v = turned(g, v)", "line 1: found turned with 2 arguments at column 5; it takes 1"),
        ("v = 2g", "line 1: found '2g' at column 5; write * for a product: 2*g"),
        ("v = " + "g + " * 60 + "g", "line 1: is 245 characters long; allowed are 200"),
        ("\n".join(["v = g"] * (MOST_LINES + 1)), "has 41 lines; allowed are 40"),
    ],
)
def test_that_what_is_no_rule_is_refused_with_its_line_and_column(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_assignments(text, RULE, OWN)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    "grammar", [Grammar(("g", "t")), Grammar(("g", "t"), decides=False, across=("turned",))]
)
def test_that_a_grammar_without_decisions_refuses_them(grammar: Grammar) -> None:
    for text in ("g > t", "where(g, t, 1)", "less(g, t)"):
        with pytest.raises(InputError, match=r"a comparison|unknown function"):
            parse(text, grammar)
    with pytest.raises(InputError, match="unknown function"):
        parse("less(g, t)", RULE)


@given(st.text(alphabet=" \n=()<>!*/+-.,0123456789tgvxbelarwhd_#", max_size=60))
def test_that_any_text_is_a_rule_or_refused(text: str) -> None:
    with suppress(InputError):
        assert all(line.target.isidentifier() for line in parse_assignments(text, RULE, OWN))


def test_that_each_coordinate_has_its_own_numbers() -> None:
    rule = "v = beta*v + g\nu = where(v > 2, lr, 2*lr)\nx = x - u*v"
    found = computed(rule, x=(1.0, 2.0), g=(1.0, 3.0), v=(0.5, -0.5), beta=(0.5, 0.5), lr=(0.1, 0.1))
    assert found["v"] == (1.25, 2.75)
    assert found["u"] == (0.2, 0.1)
    assert found["x"] == (1.0 - 0.2 * 1.25, 2.0 - 0.1 * 2.75)


def test_that_what_is_not_defined_is_no_number_and_nothing_over_anything_is_nothing() -> None:
    found = computed(
        "a = g/v\nb = sqrt(x)\nc = where(x > 0, b, 7)", g=(0.0, 1.0), v=(0.0, 0.0), x=(-1.0, 4.0)
    )
    assert found["a"][0] == 0.0
    assert math.isnan(found["a"][1])
    assert math.isnan(found["b"][0])
    assert found["c"] == (7.0, 2.0)


def test_that_a_function_across_coordinates_gets_them_all() -> None:
    assert computed("v = 2*turned(g + 1)", g=(1.0, 2.0))["v"] == (6.0, 4.0)


def test_that_numbers_stand_in_the_place_of_names_and_the_branch_that_is_taken_alone() -> None:
    rule = parse_assignments("v = beta*v + where(t == 1, g, 2*g)\nx = x - lr*turned(v)", RULE, OWN)
    values = {"x": (1.0, 2.0), "g": (3.0, -4.0), "v": (0.5, 0.25), "beta": (0.5, 0.5), "lr": (0.1, 0.1)}
    across = {"turned": lambda vector: vector[::-1]}
    velocity, place = compute(rule, {**values, "t": (1.0, 1.0)}, across)
    assert [written(numbers) for numbers in velocity.numbers] == ["0.5*0.5 + 3", "0.5*0.25 + (-4)"]
    assert [written(numbers) for numbers in place.numbers] == ["1 - 0.1*(-3.875)", "2 - 0.1*3.25"]


def shown(text: str, known: dict[str, float], decided: dict[str, float] | None = None) -> list[str]:
    rule = parse_assignments(text, RULE, OWN)
    return [written_line(line) for line in simplified(rule, known, decided or {}, {"x"}, {"v"})]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("v = beta*v + (1 - lr)*g\nx = x - v", {"lr": 0.0}, ["v = beta*v + g", "x = x - v"]),
        ("g = g + lr*x\nx = x - g", {"lr": 0.0}, ["x = x - g"]),
        ("v = where(t == ema, v + g, g)\nx = x - v", {"t": 1.0}, ["v = v + g", "x = x - v"]),
        ("u = max(v, g)\nx = x - where(t, u, g)", {"t": 0.0}, ["x = x - g"]),
        ("v = v + g\nd = lr*v\nx = x + where(t, d, v)", {"t": 0.0}, ["v = v + g", "x = x + v"]),
        ("a = where(t, g, v)\ng = 2*g\nx = x - a*g", {"t": 1.0}, ["a = g", "g = 2*g", "x = x - a*g"]),
        ("a = where(t, g, v)\nx = x - a*g", {"t": 1.0}, ["x = x - g*g"]),
        ("a = g\nv = 2*v\nx = x - 1*a", {}, ["a = g", "v = 2*v", "x = x - 1*a"]),
        ("x = x - g/(1 + beta*(t - 1))", {"beta": 0.0}, ["x = x - g"]),
        ("x = 0 - lr*g + beta*g", {"beta": 0.0}, ["x = 0 - lr*g"]),
        ("x = max(beta, 2) - g**lr", {"beta": 3.0, "lr": 1.0}, ["x = 3 - g"]),
        ("x = -beta*g + lr*g - -beta", {"beta": 0.0}, ["x = lr*g"]),
    ],
)
def test_that_what_does_not_matter_is_not_said(
    text: str, known: dict[str, float], expected: list[str]
) -> None:
    assert shown(text, known) == expected


def test_that_conditions_of_names_that_keep_their_names_are_decided() -> None:
    assert shown("x = x - where(beta > 0, beta*g, g)", {}, {"beta": 0.5}) == ["x = x - beta*g"]
    assert shown("x = x - where(g > beta, g, t)", {}, {"beta": 0.5}) == ["x = x - where(g > beta, g, t)"]


VALUES = st.fixed_dictionaries({name: st.floats(-3.0, 3.0) for name in ("g", "v", "lr")})
RULES = (
    "d = where(lr > 0, lr*g, v*lr)\nv = lr*v + (1 - lr)*d\nx = x - v/(1 + lr*d)",
    "a = g\nb = lr*a + v\nv = where(lr, b, a)\nu = max(v, b)\nx = x + lr*u - where(lr == 0, v, u)",
)


@given(VALUES, st.sampled_from(RULES), st.sampled_from([0.0, 1.0, 0.5]))
def test_that_a_simplified_rule_gives_the_same_position(
    values: dict[str, float], text: str, rate: float
) -> None:
    rule = parse_assignments(text, RULE, OWN)
    given_values = {**{name: (value,) for name, value in values.items()}, "lr": (rate,), "x": (1.0,)}
    whole = compute(rule, given_values, {})[-1].value
    short = compute(simplified(rule, {"lr": rate}, {}, {"x"}, {"v"}), given_values, {})[-1].value
    assert short == pytest.approx(whole, rel=1e-13, abs=1e-13, nan_ok=True)


@given(expressions())
def test_that_what_is_written_is_read_again_with_the_same_value(expression: Expression) -> None:
    values = dict.fromkeys(names(expression), 0.7)
    try:
        wanted = evaluate(expression, values)
    except (ArithmeticError, ValueError):
        return
    text = written(expression)
    again = parse(
        text, Grammar(tuple(sorted(names(expression))), limits=Limits(10_000, 600, 80, 1e300, 1e300))
    )
    assert evaluate(again, values) == pytest.approx(wanted, rel=1e-12, nan_ok=True)
    assert written(again) == text


@pytest.mark.parametrize(
    "text",
    [
        *("-g**2", "(-g)**2", "-(g*v)", "-g*v", "g - (v - x)", "g - v - x", "g/(v/x)", "g/v/x", "g*(v*x)"),
        *("g + (-v)", "(g + v)*x", "g**v**x", "(g**v)**x", "-(-g)", "where(g > v + 1, -g, 1e-08)"),
        *("g != v", "(g > v)*x", "max(g, v)/2", "g**(-2)"),
    ],
)
def test_that_brackets_stand_where_they_are_needed_alone(text: str) -> None:
    assert written(parse(text, RULE)) == text


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_that_decisions_are_compiled_and_derived(g: float, v: float) -> None:
    expression = parse("where(g >= v, g**2, 3*v)", RULE)
    value, by_g, by_v = compile_scalar(expression, ("g", "v"), (), 1)(g, v)
    wanted = (g * g, 2.0 * g, 0.0) if g >= v else (3.0 * v, 0.0, 3.0)
    assert (value, by_g, by_v) == pytest.approx(wanted)
    assert float(compile_array(expression, ("g", "v"), ())(g, v)) == pytest.approx(wanted[0])


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ("<", (1, 0, 0)),
        ("<=", (1, 1, 0)),
        (">", (0, 0, 1)),
        (">=", (0, 1, 1)),
        ("==", (0, 1, 0)),
        ("!=", (1, 0, 1)),
    ],
)
def test_that_comparisons_are_one_where_they_hold(sign: str, expected: tuple[int, ...]) -> None:
    expression = parse(f"g {sign} 2", RULE)
    assert isinstance(expression, Call)
    assert not re.search(r"\W", expression.function)
    for g, wanted in zip((1.0, 2.0, 3.0), expected, strict=True):
        assert evaluate(expression, {"g": g}) == wanted
        assert float(compile_array(expression, ("g",), ())(g)) == wanted
