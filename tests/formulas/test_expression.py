"""Formulas typed by a person: what is read, what is refused, and in which words."""

from __future__ import annotations

import gettext
import pickle
import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.messages import LANGUAGE
from momentum_lab.formulas import parameter_names, parse
from momentum_lab.formulas.functions import FUNCTIONS
from momentum_lab.formulas.mathml import mathml
from momentum_lab.formulas.nodes import Call, Constant, Negation, Operation, Symbol, evaluate
from momentum_lab.landscapes import landscape_from_formula
from momentum_lab.landscapes.grammar import PLANE, formula_grammar

LINE = formula_grammar(1)

ALLOWED = "allowed are numbers, names, brackets, + - * / ** (2*x, not 2x) and functions as in sin(x)"

REFUSED = [
    ("x.real", f"found attribute access at column 2; {ALLOWED}"),
    ("().__class__", f"found attribute access at column 3; {ALLOWED}"),
    ("__import__('os').system('ls')", f"found attribute access at column 17; {ALLOWED}"),
    ("x[0]", f"found a subscript at column 2; {ALLOWED}"),
    ("'x'", f"found a string at column 1; {ALLOWED}"),
    ("b'x'", f"found a string at column 1; {ALLOWED}"),
    ("f'{x}'", f"found an f-string at column 1; {ALLOWED}"),
    ("lambda: x", f"found a lambda at column 1; {ALLOWED}"),
    ("1 + x < 2", f"found a comparison at column 7; {ALLOWED}"),
    ("x if y else 1", f"found a conditional at column 1; {ALLOWED}"),
    ("x and y", f"found a boolean operator at column 3; {ALLOWED}"),
    ("not x", f"found a boolean operator at column 1; {ALLOWED}"),
    ("x + True", f"found a boolean at column 5; {ALLOWED}"),
    ("None", f"found None at column 1; {ALLOWED}"),
    ("1j*x", f"found a complex number at column 1; {ALLOWED}"),
    ("(x := 2)", f"found an assignment at column 4; {ALLOWED}"),
    ("sin(*x)", f"found a starred argument at column 5; {ALLOWED}"),
    ("sin(x=1)", "found a keyword argument at column 7; write sin(x)"),
    ("[x for x in y]", f"found a comprehension at column 1; {ALLOWED}"),
    ("(x, y)", f"found a comma at column 3; {ALLOWED}"),
    ("await x", f"found something else than a formula at column 1; {ALLOWED}"),
    ("2*x^2", "found '^' at column 4; use ** for powers"),
    ("(1 + x) ^ 2", "found '^' at column 9; use ** for powers"),
    ("x^2 + y^2", "found '^' at column 2; use ** for powers"),
    ("x // y", "found '//' at column 3; use / for quotients"),
    ("x @ y", "found '@' at column 3; use * for products"),
    ("|x|", f"found '|' at column 1; {ALLOWED}"),
    ("~x", f"found '~' at column 1; {ALLOWED}"),
    ("\u0445**2", "found '\u0445' (cyrillic small letter ha) at column 1; allowed are ASCII characters"),
    ("x²", "found '²' (superscript two) at column 2; use **2"),
    ("2−x", "found '−' (minus sign) at column 2; use -"),
    ("2＊x", "found '＊' (fullwidth asterisk) at column 2; use *"),
    ("（x）", "found '（' (fullwidth left parenthesis) at column 1; use ("),
    ("x # y", f"found '#' at column 3; {ALLOWED}"),
    ("x\0", f"found '\\x00' at column 2; {ALLOWED}"),
    ("x; y", f"found ';' at column 2; {ALLOWED}"),
    ("x = 2", f"found '=' at column 3; {ALLOWED}"),
    ("x y", f"found 'y' at column 3; {ALLOWED}"),
    ("  x y", f"found 'y' at column 5; {ALLOWED}"),
    ("x +", f"found the end at column 4; {ALLOWED}"),
    ("", f"is empty; {ALLOWED}"),
    (" \t", f"is empty; {ALLOWED}"),
    ("2*(x", f"found '(' that is never closed at column 3; {ALLOWED}"),
    ("2*x)", f"found ')' that closes nothing at column 4; {ALLOWED}"),
    ("3 + 2x", "found '2x' at column 5; write * for a product: 2*x"),
    ("2sin(x)", "found '2sin' at column 1; write * for a product: 2*sin"),
    ("1if x else 2", f"found '1if' at column 1; {ALLOWED}"),
    ("2(x)", "found brackets after something that is no function at column 1; write * for a product"),
    ("x(2)", "found 'x' as if it were a function at column 1; write * for a product"),
    ("sin", "found the function 'sin' without its argument at column 1; write sin(x)"),
    ("1 + sin(x, y)", "found sin with 2 arguments at column 5; it takes 1"),
    ("min(x)", "found min with 1 argument at column 1; it takes 2"),
    ("1 + sinn(x)", "at column 5: unknown function 'sinn'; did you mean 'sin'?"),
    ("if*x", f"found the reserved word 'if' at column 1; {ALLOWED}"),
    ("x + lambda", f"found the reserved word 'lambda' at column 5; {ALLOWED}"),
    ("x + * if", f"found '*' at column 5; {ALLOWED}"),
    ("0x10*x", "found '0x10' at column 1; allowed are numbers as in 16 or 1.6e1"),
    ("1 + 0b1", "found '0b1' at column 5; allowed are numbers as in 16 or 1.6e1"),
    ("0x", "found '0x' at column 1; write * for a product: 0*x"),
    ("1 + sinx", "at column 5: unknown name 'sinx'; did you mean sin(x)?"),
    ("cos2y", "at column 1: unknown name 'cos2y'; did you mean cos(2*y)?"),
    ("minx", "at column 1: unknown name 'minx'; known: e, pi, x, y"),
    ("X**2", "at column 1: unknown name 'X'; did you mean 'x'?"),
    ("x + z", "at column 5: unknown name 'z'; known: e, pi, x, y"),
    ("9**9**9**9", "found the exponent 3.8742e+08 at column 7; allowed are -32 to 32"),
    ("x**33", "found the exponent 33 at column 4; allowed are -32 to 32"),
    ("x**-(30 + 3)", "found the exponent -33 at column 4; allowed are -32 to 32"),
    ("x**(1/0)", "found an exponent that is no number at column 5; allowed are -32 to 32"),
    ("1e13*x", "found a number that is too large at column 1; allowed is up to 1e+12"),
    ("1e999", "found a number that is too large at column 1; allowed is up to 1e+12"),
    ("9" * 500, "found a number that is too large at column 1; allowed is up to 1e+12"),
    ("+".join(["x"] * 5000), "is 9,999 characters long; allowed are 500"),
    ("+".join(["x"] * 151), "has more than the 300 numbers, names and operations that are allowed"),
    ("(" * 35 + "x" + "+x)*x" * 35, "is nested more than the 60 levels deep that are allowed"),
    ("/".join(["x"] * 61), "is nested more than the 60 levels deep that are allowed"),
    ("-" * 400 + "x", "is nested more than the 60 levels deep that are allowed"),
    ("(" * 300 + "x" + ")" * 300, "is 601 characters long; allowed are 500"),
    ("(" * 240 + "x" + ")" * 240, "found a bracket at column 61; allowed are 60 levels of brackets"),
    (
        "+".join("(" + "+".join(["x"] * 19) + ")" for _ in range(12)),
        "has more than the 300 numbers, names and operations that are allowed",
    ),
]


@pytest.mark.parametrize(("formula", "words"), REFUSED, ids=[formula[:30] for formula, _ in REFUSED])
def test_what_is_not_allowed_is_refused_by_name(formula: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse(formula, PLANE)
    assert str(refusal.value) == words


class Wordless(gettext.NullTranslations):
    """A language that has nothing to say but what stands in the places."""

    def gettext(self, message: str) -> str:
        return " ".join(re.findall(r"\{\w*[^}]*\}", message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.mark.parametrize("formula", [formula for formula, _ in REFUSED])
def test_a_refusal_is_in_another_language_as_a_whole(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as refusal:
        parse(formula, PLANE)
    monkeypatch.setattr(LANGUAGE, "catalogue", Wordless())
    names = {*FUNCTIONS, *PLANE.constants, "None", "sinn"}
    for character in formula:
        names |= set(unicodedata.name(character, "").lower().split())
    said = set(re.findall("[A-Za-z]{2,}", str(refusal.value)))
    assert said <= names | set(re.findall("[A-Za-z]+", formula))


def test_an_unknown_name_is_answered_with_the_nearest_parameter() -> None:
    with pytest.raises(InputError, match="unknown name 'stifness'; did you mean 'stiffness'"):
        parse("stifness*x", PLANE, ("stiffness",))


@pytest.mark.parametrize(
    "name", ["x", "e", "pi", "sin", "inf", "nan", "lambda", "A", "ä", "a b", "", "_a", "1a", "a" * 31]
)
def test_a_parameter_cannot_have_a_name_that_means_something_or_cannot_be_read(name: str) -> None:
    with pytest.raises(InputError, match="as the name of a parameter"):
        parse("x", PLANE, (name,))


def test_a_formula_becomes_the_tree_that_arithmetic_gives_it() -> None:
    x, two = Symbol("x"), Constant(2.0)
    assert parse("-x**2 + a*sin(y)/2", PLANE, ("a",)) == Operation(
        "+",
        Negation(Operation("**", x, two)),
        Operation("/", Operation("*", Symbol("a"), Call("sin", (Symbol("y"),))), two),
    )
    assert parse(" x**\n2\t", PLANE) == Operation("**", x, two)
    assert parse("E", PLANE) == parse("e", PLANE)
    assert hash(parse("x + 1", PLANE)) == hash(parse("x+1", PLANE))


def test_a_function_s_name_run_into_a_variable_s_is_no_parameter_to_ask_for() -> None:
    formula = "a*sinx + expy + atan2x + minx + nan + inf + sinus"
    assert parameter_names(formula, PLANE) == ("a", "minx", "sinus")


def test_y_is_unknown_to_a_formula_of_one_variable() -> None:
    with pytest.raises(InputError, match="unknown name 'y'"):
        parse("x + y", LINE)


@pytest.mark.parametrize("operator", ["+", "-", "*"])
def test_a_long_sum_or_product_is_no_deep_one(operator: str) -> None:
    formula = operator.join(["x"] * 150)
    landscape = landscape_from_formula(formula, ((-1.0, 1.0),))
    assert landscape.loss((1.0,)) == {"+": 150.0, "-": -148.0, "*": 1.0}[operator]
    assert landscape.loss_and_gradient(1.0)[1] == {"+": 150.0, "-": -148.0, "*": 150.0}[operator]
    assert evaluate(parse(formula, PLANE), {"x": 1.0}) == landscape.loss((1.0,))
    assert mathml(parse(formula, PLANE)).count("<mi>x</mi>") == 150
    assert pickle.loads(pickle.dumps(landscape)) == landscape


def test_the_limits_themselves_are_allowed() -> None:
    assert parse("1e12*x**32 + x**-32", PLANE)
    assert parse("sin(" * 58 + "x" + ")" * 58, PLANE)
    assert parse("(" * 60 + "x" + ")" * 60, PLANE)
    assert parse("x" + " " * 499, PLANE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_called(name: str) -> None:
    arguments = ("0.3", "0.7")[: FUNCTIONS[name].arity]
    expression = parse(f"{name}({', '.join(arguments)})", PLANE)
    assert evaluate(expression, {}) == FUNCTIONS[name].evaluate(*map(float, arguments))


PIECES = [
    *"xye1290.+-*/^()[]{},:;=<>!'\"#\\ \n\0jX_²π",
    "**",
    "sin(",
    "lambda ",
    "pi",
    "1e9",
    " if ",
    "f'",
    ":=",
]


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=600)))
def test_any_text_is_a_formula_or_refused_in_one_line_and_at_once(text: str) -> None:
    began = time.process_time()
    words = "read"
    try:
        parse(text, PLANE)
    except InputError as refusal:
        words = str(refusal)
    assert words.isprintable()
    assert 0 < len(words) <= 400
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("x + foo", 5),
        ("x + foo(y)", 5),
        ("x ^ 2", 3),
        ("x + 2x", 5),
        ("x +", 4),
        ("(x", 1),
        ("x²", 2),
        ("  x.real", 4),
        ("sin(x, y)", 1),
        ("x**99", 4),
        ("", None),
        ("1 + " * 200 + "x", None),
    ],
)
def test_the_column_of_a_mistake_is_told(text: str, column: int | None) -> None:
    with pytest.raises(InputError) as refusal, located("formula"):
        parse(text, PLANE)
    assert refusal.value.column == column
    assert refusal.value.place == ("formula",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a*x**2 + b*y**2 - a", ("a", "b")),
        ("sin(x) + e*pi + 1e5 + foo(x)", ()),
        ("a_1*x + alpha*(beta - y) +", ("a_1", "alpha", "beta")),
        ("x.real + A*x + lambda*y + 2a", ()),
        ("sin + min", ()),
    ],
)
def test_names_that_would_have_to_be_parameters_are_found(text: str, names: tuple[str, ...]) -> None:
    assert parameter_names(text, PLANE) == names
