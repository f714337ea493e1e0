"""Grammars other than that of landscapes: their names, functions and limits, and refusals in their words."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import types

from momentum_lab.core.addresses import by_address
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import address_of
from momentum_lab.formulas import (
    Grammar,
    Limits,
    check_parameter_name,
    compile_array,
    compile_scalar,
    evaluate,
    names,
    parameter_names,
    parse,
)
from momentum_lab.formulas.mathml import mathml
from momentum_lab.formulas.native import WIDTH, native, native_block

RULE = Grammar(("g", "m", "v"), functions=frozenset({"sqrt", "max", "abs", "sign"}))
RULES = ("beta1", "lr")
ADAM = "lr*(beta1*m + (1 - beta1)*g)/(sqrt(v) + 1e-8)"
NUMBERS = Grammar(("t",), FrozenMapping(), frozenset(), Limits(40, 12, 4, 100.0, 2.5))


def test_that_the_equation_of_a_rule_is_read_evaluated_and_compiled() -> None:
    expression = parse(ADAM, RULE, RULES)
    g, m, v, beta1, lr = 0.5, -0.25, 0.36, 0.9, 0.01
    wanted = lr * (beta1 * m + (1 - beta1) * g) / (math.sqrt(v) + 1e-8)
    values = {"g": g, "m": m, "v": v, "beta1": beta1, "lr": lr}
    assert names(expression) == values.keys()
    assert evaluate(expression, values) == wanted
    assert compile_scalar(expression, RULE.variables, RULES, 0)(*values.values()) == (wanted,)
    many = compile_array(expression, RULE.variables, RULES)(np.array([g, g]), m, v, beta1, lr)
    assert many.tolist() == [wanted, wanted]


def test_that_it_is_derived_by_every_one_of_its_variables() -> None:
    function = compile_scalar(parse(ADAM, RULE, RULES), RULE.variables, RULES, 2)
    g, m, v, beta1, lr = 0.5, -0.25, 0.36, 0.9, 0.01
    below = math.sqrt(v) + 1e-8
    value, by_g, by_m, by_v, gg, gm, gv, mm, _mv, vv = function(g, m, v, beta1, lr)
    assert by_g == pytest.approx(lr * (1 - beta1) / below, rel=1e-14)
    assert by_m == pytest.approx(lr * beta1 / below, rel=1e-14)
    assert by_v == pytest.approx(-value / below / (2 * math.sqrt(v)), rel=1e-14)
    assert (gg, gm, mm) == (0.0, 0.0, 0.0)
    assert gv == pytest.approx(-by_g / below / (2 * math.sqrt(v)), rel=1e-14)
    step = 1e-5
    slope = (function(g, m, v + step, beta1, lr)[3] - function(g, m, v - step, beta1, lr)[3]) / (2 * step)
    assert vv == pytest.approx(slope, rel=1e-6)


def put_at(formula, place, parameters):
    """Have machine code called by its address, as who rolls a ball does."""
    source = (
        "def put_at(formula, place, parameters):\n"
        "    called(formula, (pointed(place), pointed(parameters)))\n"
    )
    addresses = address_of(formula).number, place.ctypes.data, parameters.ctypes.data
    generated(source, "put_at", by_address(), types.void(*[types.int64] * 3))(*addresses)


def test_that_it_becomes_machine_code_with_the_same_bits() -> None:
    expression, parameters = parse(ADAM, RULE, RULES), np.array([0.9, 0.01])
    compiled = compile_scalar(expression, RULE.variables, RULES, 1)
    point = 0.5, -0.25, 0.36
    place = np.array([*point, *[0.0] * 4])
    put_at(native(expression, RULE.variables, RULES, 1), place, parameters)
    assert tuple(place[3:].tolist()) == compiled(*point, *parameters)
    block = np.zeros((3 + 4, WIDTH))
    block[:3] = np.random.default_rng(0).uniform(0.1, 2.0, (3, WIDTH))
    native_block(expression, RULE.variables, RULES, 1)(block.reshape(-1), parameters)
    rows = [compiled(*column, *parameters.tolist()) for column in block[:3].T.tolist()]
    assert block[3:].T.tolist() == [list(row) for row in rows]


def test_that_names_in_machine_code_are_nobody_s_choice() -> None:
    grammar = Grammar(("parameters", "formula", "lane", "points"))
    expression = parse(
        "parameters*formula - lane/points + parameter0*results", grammar, ("parameter0", "results")
    )
    order = grammar.variables, ("parameter0", "results")
    wanted = compile_scalar(expression, *order, 1)(2.0, 3.0, 5.0, 7.0, 11.0, 13.0)
    place = np.array([2.0, 3.0, 5.0, 7.0, *[0.0] * 5])
    put_at(native(expression, *order, 1), place, np.array([11.0, 13.0]))
    assert tuple(place[4:].tolist()) == wanted
    block = np.repeat([[2.0], [3.0], [5.0], [7.0], *([[0.0]] * 5)], WIDTH, axis=1)
    native_block(expression, *order, 1)(block.reshape(-1), np.array([11.0, 13.0]))
    assert block[4:, 0].tolist() == list(wanted)


def test_that_the_arguments_in_which_derivatives_are_stated_are_names_like_others() -> None:
    u, v = 0.4, 1.7
    grammar = Grammar(("v", "u"))
    found = compile_scalar(parse("sin(u)*exp(v) + atan2(v, u)", grammar), ("v", "u"), (), 1)(v, u)
    square = u * u + v * v
    assert found[1] == pytest.approx(math.sin(u) * math.exp(v) + u / square, rel=1e-15)
    assert found[2] == pytest.approx(math.cos(u) * math.exp(v) - v / square, rel=1e-15)


def test_that_it_is_set_as_mathematics() -> None:
    set_as = mathml(parse("beta1*m + (1 - beta1)*g", RULE, RULES))
    assert "<msub><mi>β</mi><mn>1</mn></msub>" in set_as
    assert set_as.count("<mi>g</mi>") == set_as.count("<mi>m</mi>") == 1


ALLOWED = "allowed are numbers, names, brackets, + - * / ** (2*g, not 2g) and functions as in sqrt(g)"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("x + g", "at column 1: unknown name 'x'; known: beta1, e, g, lr, m, pi, v"),
        ("beta2*m", "at column 1: unknown name 'beta2'; did you mean 'beta1'?"),
        ("sin(g)", "at column 1: unknown function 'sin'; did you mean 'sign'?"),
        ("cosh(g)", "at column 1: unknown function 'cosh'; known: abs, max, sign, sqrt"),
        ("sin + g", "at column 1: unknown name 'sin'; known: beta1, e, g, lr, m, pi, v"),
        ("sqrt", "found the function 'sqrt' without its argument at column 1; write sqrt(g)"),
        ("sqrt(g=1)", "found a keyword argument at column 8; write sqrt(g)"),
        ("sqrtv", "at column 1: unknown name 'sqrtv'; did you mean sqrt(v)?"),
        ("abs2m", "at column 1: unknown name 'abs2m'; did you mean abs(2*m)?"),
        ("sqrtx", "at column 1: unknown name 'sqrtx'; known: beta1, e, g, lr, m, pi, v"),
        ("g.real", f"found attribute access at column 2; {ALLOWED}"),
        ("g < m", f"found a comparison at column 3; {ALLOWED}"),
        ("m = g", f"found '=' at column 3; {ALLOWED}"),
        ("g | m", "found '|' at column 3; use abs(g) for absolute values"),
        ("g % m", f"found '%' at column 3; {ALLOWED}"),
        ("not g", f"found a boolean operator at column 1; {ALLOWED}"),
        ("", f"is empty; {ALLOWED}"),
        ("(g", f"found '(' that is never closed at column 1; {ALLOWED}"),
        ("g)", f"found ')' that closes nothing at column 2; {ALLOWED}"),
        ("g # m", f"found '#' at column 3; {ALLOWED}"),
        ("g if m else v", f"found a conditional at column 1; {ALLOWED}"),
        ("if", f"found the reserved word 'if' at column 1; {ALLOWED}"),
        ("v(2)", "found 'v' as if it were a function at column 1; write * for a product"),
    ],
)
def test_that_refusals_speak_of_the_names_of_the_language(formula: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse(formula, RULE, RULES)
    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("t + " * 10 + "t", "is 41 characters long; allowed are 40"),
        ("+".join(["t"] * 7), "has more than the 12 numbers, names and operations that are allowed"),
        ("t*(t - t*(t - t*t))", "is nested more than the 4 levels deep that are allowed"),
        ("(((((t)))))", "found a bracket at column 5; allowed are 4 levels of brackets"),
        ("101*t", "found a number that is too large at column 1; allowed is up to 100"),
        ("t**3", "found the exponent 3 at column 4; allowed are -2.5 to 2.5"),
        ("t**-2.75", "found the exponent -2.75 at column 4; allowed are -2.5 to 2.5"),
        ("2*pi", "at column 3: unknown name 'pi'; known: t"),
        ("2π", "found 'π' (greek small letter pi) at column 2; allowed are ASCII characters"),
        ("√t", "found '√' (square root) at column 1; allowed are ASCII characters"),
        ("sin(t)", "at column 1: unknown function 'sin'"),
        ("t|t", "found '|' at column 2; allowed are numbers, names, brackets and + - * / ** (2*t, not 2t)"),
    ],
)
def test_that_limits_are_those_of_the_language_and_are_told(formula: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse(formula, NUMBERS)
    assert str(refusal.value) == words


def test_that_the_limits_themselves_are_allowed() -> None:
    assert parse("t" + " " * 39, NUMBERS)
    assert parse("+".join(["t"] * 6), NUMBERS)
    assert parse("100*t**2.5 - t**-2.5", NUMBERS)
    assert parse("((((t))))", NUMBERS)


def test_that_a_wider_language_takes_what_is_refused_elsewhere() -> None:
    wide = Grammar(("x",), limits=Limits(10_000, 600, 80, 1e15, 64))
    longest = "+".join(["x"] * 300)
    expression = parse(longest, wide)
    assert compile_scalar(expression, ("x",), (), 2)(0.5) == (150.0, 300.0, 0.0)
    assert evaluate(expression, {"x": 0.5}) == 150.0
    assert pickle.loads(pickle.dumps(expression)) == expression
    assert mathml(expression).count("<mi>x</mi>") == 300
    assert hash(expression) == hash(parse(longest.replace("+", " + "), wide))
    deepest = parse("sin(" * 78 + "x" + ")" * 78, wide)
    assert math.isfinite(compile_scalar(deepest, ("x",), (), 2)(0.5)[2])
    assert evaluate(parse("2e14*x**60", wide), {"x": 1.0}) == 2e14


def test_that_a_formula_is_read_in_each_language_for_itself() -> None:
    narrow = Grammar(("x",), functions=frozenset({"sqrt"}))
    assert parse("sin(x)", Grammar(("x",)))
    with pytest.raises(InputError, match="unknown function 'sin'"):
        parse("sin(x)", narrow)
    assert parse("sin*x", narrow, ("sin",))


@pytest.mark.parametrize("name", ["g", "e", "sqrt", "inf", "nan", "lambda"])
def test_that_a_parameter_cannot_have_a_name_that_means_something(name: str) -> None:
    with pytest.raises(InputError, match=f"found '{name}' as the name of a parameter, which has a meaning"):
        check_parameter_name(name, RULE)


def test_that_names_of_other_languages_are_free() -> None:
    for name in ("x", "sin", "min"):
        check_parameter_name(name, RULE)
    check_parameter_name("pi", NUMBERS)
    assert parameter_names("x*g + sqrtv + beta1*sin + pi", RULE) == ("x", "beta1", "sin")
    akin = Grammar(("x",), akin=("y",))
    assert parameter_names("a*x + y + siny", akin) == ("a",)
    with pytest.raises(InputError, match="has a meaning already"):
        check_parameter_name("y", akin)
    with pytest.raises(InputError, match="unknown name 'y'"):
        parse("y", akin)


def test_that_constants_are_those_of_the_language() -> None:
    grammar = Grammar(("x",), FrozenMapping({"half": 0.5, "HALF": 0.5, "two": 2.0}))
    assert evaluate(parse("half + two*HALF", grammar), {}) == 1.5
    with pytest.raises(InputError, match=r"unknown name 'pi'; known: half, two, x$"):
        parse("pi", grammar)


def test_that_a_language_without_variables_shows_how_to_write_by_a_parameter() -> None:
    assert str(Grammar(()).allowed).endswith("(2*a, not 2a) and functions as in sin(a)")
    only = Grammar(("p", "q"), functions=frozenset({"max"}))
    assert str(only.allowed).endswith("and functions as in max(p, q)")


@pytest.mark.parametrize(
    "name", ["_x", "", "1x", "x y", "x.y", "lambda", "None", "ξ", "x\n", "x)", "__import__"]
)
def test_that_no_language_has_a_name_that_could_be_code(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a name in a formula"):
        Grammar((name,))
    with pytest.raises(ValueError, match="cannot be a name in a formula"):
        Grammar((), constants=FrozenMapping({name: 1.0}))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Grammar(("x", "x")),
        lambda: Grammar(("sin",)),
        lambda: Grammar(("e",)),
        lambda: Grammar(("x",), akin=("x",)),
        lambda: Grammar(("x",), FrozenMapping({"sqrt": 1.0})),
    ],
)
def test_that_no_name_has_two_meanings(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="has two meanings"):
        make()


def test_that_no_language_calls_what_is_no_function_of_the_table() -> None:
    with pytest.raises(ValueError, match="there are no functions eval, open"):
        Grammar(("x",), functions=frozenset({"sin", "eval", "open"}))


@pytest.mark.parametrize(
    "limits", [{"nodes": 601}, {"depth": 81}, {"characters": 10_001}, {"nodes": 0}, {"depth": 0}]
)
def test_that_no_language_is_wider_than_what_can_be_walked(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="allowed are 1 to 10000, 600, 80"):
        Limits(**limits)
    for endless in (math.inf, math.nan, 0.0):
        with pytest.raises(ValueError, match="allowed are positive numbers"):
            Limits(constant=endless)


@given(st.text(st.sampled_from("gmvlrbeta1x()+-*/. 0"), max_size=50))
def test_that_any_text_is_an_equation_or_refused(text: str) -> None:
    found, words = frozenset[str](), "read"
    try:
        found = names(parse(text, RULE, RULES))
    except InputError as refusal:
        words = str(refusal)
    assert found <= {*RULE.variables, *RULES}
    assert 0 < len(words) <= 400
