"""Formulas as mathematics: no needless brackets, minus signs where they belong, and always well-formed."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from test_random_formulas import expressions

from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.formulas import Grammar, parse
from momentum_lab.formulas.mathml import continued, document, equation, mathml, terms
from momentum_lab.formulas.nodes import Expression
from momentum_lab.formulas.rules import rule, rule_with, symbols
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.checks import AXES
from momentum_lab.landscapes.grammar import PLANE, formula_grammar
from momentum_lab.optimizers import OPTIMIZERS

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def linear(element: ElementTree.Element) -> str:
    """MathML on one line: (a)/(b) for a fraction, a^(b) for a power, a_(b), √(a)."""
    inside = [linear(child) for child in element]
    match element.tag.removeprefix(MATHML):
        case "mfrac":
            return f"[{inside[0]}]/[{inside[1]}]"
        case "msup":
            return f"{inside[0]}^[{inside[1]}]"
        case "msub":
            return f"{inside[0]}_{inside[1]}"
        case "msqrt":
            return f"√[{''.join(inside)}]"
        case "mover":
            return "".join(inside)
        case "mtable":
            return "; ".join(inside)
        case "mtr":
            return " ".join(inside)
        case "mspace":
            return " "
        case "mo" if element.text == "\u2062":
            return ""
    return (element.text or "") + "".join(inside)


def shown(formula: str, *parameters: str) -> str:
    tree = ElementTree.fromstring(mathml(parse(formula, PLANE, parameters)))
    return re.sub(r"\s+", " ", linear(tree))


@pytest.mark.parametrize(
    ("formula", "parameters", "expected"),
    [
        ("lam*x + lamda", ("lam", "lamda"), "lam x+lamda"),
        ("lam*x + mu", ("lam", "mu"), "λ x+μ"),
        ("a1*x + a_1 + a_2", ("a1", "a_1", "a_2"), "a1 x+a_1+a_2"),
        ("x**(a_1/a1)", ("a1", "a_1"), "x^[a_1/a1]"),
        ("a1*x + a2", ("a1", "a2", "a_1"), "a_1 x+a_2"),
    ],
)
def test_that_names_that_would_look_alike_stay_as_they_are(
    formula: str, parameters: tuple[str, ...], expected: str
) -> None:
    assert shown(formula, *parameters) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("(1 - x)**2 + 100*(y - x**2)**2", "(1−x)^[2]+100 (y−x^[2])^[2]"),
        ("x*y/2", "[x y]/[2]"),
        ("1/(1 + x/(y + 1))", "[1]/[1+[x]/[y+1]]"),
        ("2*x + x*2 + 2*3*x", "2x+x·2+2·3 x"),
        ("2*(1/2)*x", "2·[1]/[2] x"),
        ("x + -y", "x−y"),
        ("x - -y", "x+y"),
        ("x + (-2)*y", "x−2y"),
        ("x - (y - 3)", "x−(y−3)"),
        ("x + (y - 3) + (2 - y)", "x+y−3+2−y"),
        ("-(x + y)", "−(x+y)"),
        ("-x**2", "−x^[2]"),
        ("(-x)**2", "(−x)^[2]"),
        ("x*(-y)", "x (−y)"),
        ("-x*y/2", "−[x y]/[2]"),
        ("(x**2)**3 + x**2**3", "(x^[2])^[3]+x^[2^[3]]"),
        ("x**(1/2) + x**-1", "x^[1/2]+x^[−1]"),
        ("(x + 1)**((x + 1)/2)", "(x+1)^[[x+1]/[2]]"),
        ("sqrt(x**2 + 1)*abs(x - y)**3", "√[x^[2]+1] |x−y|^[3]"),
        ("sin(x)**2 + exp(x)**2 + log(x)**2", "sin^[2](x)+(e^[x])^[2]+(ln(x))^[2]"),
        ("exp(-x**2) + exp(x/y)", "e^[−x^[2]]+exp([x]/[y])"),
        ("max(x, -y) + atan2(y, x)", "max(x,−y)+atan2(y,x)"),
        ("2*pi*e", "2π e"),
        ("1e-7*x + 2.5e-8*y", "10^[−7] x+2.5·10^[−8] y"),
        ("1.50 + 2.0", "1.5+2"),
    ],
)
def test_a_formula_is_written_as_by_hand(formula: str, expected: str) -> None:

    assert shown(formula) == expected


def test_parameters_become_greek_letters_subscripts_and_words() -> None:
    names = ("alpha", "beta1", "a_1", "a2", "gamma_max", "height", "spring_constant", "mu_alpha", "a_1_b")
    assert [shown(name, *names) for name in names] == [
        *("α", "β_1", "a_1", "a_2", "γ_max", "height", "spring_constant", "μ_α", "a_1 b")
    ]
    assert shown("2*alpha*height*x", *names) == "2α height x"


def test_the_variables_stand_before_the_formula() -> None:
    tree = ElementTree.fromstring(mathml(parse("x*y", PLANE), AXES))
    assert linear(tree) == "f(x,y)=x y"


def test_a_sum_can_be_broken_between_its_terms() -> None:
    rows = terms(parse("-x + 2*y - (x - y) + 3", PLANE))
    pieces = [linear(ElementTree.fromstring(document(row))) for row in rows]
    assert pieces == ["−x", "+2y", "−(x−y)", "+3"]


def test_a_product_that_stands_alone_can_be_broken_between_its_factors() -> None:
    rows = terms(parse("-2*(x + 1)*sin(y)*3", PLANE))
    pieces = [linear(ElementTree.fromstring(document(row))) for row in rows]
    assert pieces == ["−2", " (x+1)", " sin(y)", "·3"]
    assert linear(ElementTree.fromstring(document(continued(rows[1])))) == "·(x+1)"
    assert [continued(row) for row in terms(parse("x - y", PLANE))] == list(terms(parse("x - y", PLANE)))


def test_that_deep_formulas_do_not_take_for_ever() -> None:
    for before, after in (("exp(", ")"), ("abs(", ")"), ("-(x + ", ")"), ("1/(1 + ", ")"), ("2**(", "*x)")):
        formula = before * 28 + "x" + after * 28
        assert len(mathml(parse(formula, PLANE))) > 700


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_every_formula_of_the_library_is_well_formed(name: str) -> None:
    entry = LANDSCAPES[name]
    expression = parse(entry.formula, formula_grammar(entry.dimension), tuple(entry.parameters))
    assert linear(ElementTree.fromstring(mathml(expression)))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(expressions())
def test_random_formulas_are_well_formed_and_have_all_their_brackets(expression: Expression) -> None:
    text = linear(ElementTree.fromstring(mathml(expression)))
    assert text.count("(") == text.count(")")
    assert not re.search(r"[+−·] ?[+−·]|\(\)|[+−·][)\]]|[+−·]$|\d \d", text), text


RULE = Grammar(
    ("x", "g", "t", "m", "beta", "eps", "step_min"), decides=True, across=("along_axes", "from_axes")
)
SIGNS = {"beta": "β₁", "eps": "ε̄", "step_min": "s_min"}


def shown_line(target: str, formula: str, value: float | None = None, **signs: str) -> str:
    rows = equation(target, parse(formula, RULE), {**SIGNS, **signs}, value)
    return re.sub(r"\s+", " ", linear(ElementTree.fromstring(document(*rows))))


@pytest.mark.parametrize(
    ("target", "formula", "expected"),
    [
        ("m", "beta*m + (1 - beta)*g", "m←β_1 m+(1−β_1) g"),
        ("m_hat", "m/(1 - beta**t)", "m^←[m]/[1−β_1^[t]]"),
        ("rho_inf", "eps + step_min", "ρ_∞←ε¯+s_min"),
        ("x", "where(t == 1, g, m)", "x←{g if t=1; m else"),
        ("x", "where(t < 1, g, where(m >= 2, 1, 0))*g", "x←({g if t<1; 1 if m≥2; 0 else) g"),
        ("x", "where(m, g, -g)", "x←{g if m≠0; −g else"),
        ("x", "g != m", "x←g≠m"),
        ("x", "(g > m)*g", "x←(g>m) g"),
        ("m", "along_axes(g)", "m←Q^[T] g"),
        ("x", "x - beta*from_axes(m + g)", "x←x−β_1 Q (m+g)"),
        ("step", "2*eps", "step←2ε¯"),
    ],
)
def test_that_a_line_of_a_rule_is_written_with_its_signs(target: str, formula: str, expected: str) -> None:
    assert shown_line(target, formula) == expected


def test_that_signs_above_and_words_stand_for_names() -> None:
    assert shown_line("x", "beta*g", beta="η⁺") == "x←η^[+] g"
    assert shown_line("x", "beta*g", beta="learning rate decay") == "x←learning rate decay g"
    assert shown_line("x", "beta*g", beta="θₜ") == "x←θ_t g"


def test_that_numbers_have_few_digits_and_what_they_come_to_stands_behind_them() -> None:
    assert shown_line("m", "0.9*(-0.123456789) + (1 - 0.9)*2", 0.0888) == "m=0.9 (−0.12346)+(1−0.9)·2=0.0888"
    assert shown_line("m", "2.5", 2.5) == "m=2.5"
    assert shown_line("m", "g/2", math.nan) == "m=[g]/[2]=?"
    assert shown_line("m", "g/2", math.inf) == "m=[g]/[2]=∞"


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda o: o.name)
def test_that_every_line_of_every_rule_is_well_formed(optimizer: AnyOptimizer) -> None:
    signs = symbols(optimizer)
    for line in (*rule(optimizer), *rule_with(optimizer, optimizer.checked({}))):
        rows = equation(line.target, line.expression, signs)
        assert "←" in linear(ElementTree.fromstring(document(*rows)))
