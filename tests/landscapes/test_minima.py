"""Minima that nobody has stated, found in the numbers."""

from __future__ import annotations

import math
from random import Random

import pytest

from momentum_lab.formulas import parse
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.grammar import formula_grammar
from momentum_lab.landscapes.minima import MOST_MINIMA, Domain, Minimum, find_minima

BOX: Domain = ((-5.0, 5.0), (-5.0, 5.0))


def found(formula: str, domain: Domain = BOX) -> tuple[Minimum, ...]:
    variables = ("x", "y")[: len(domain)]
    expression = parse(formula, formula_grammar(len(variables)))
    return find_minima(BoundFormula(expression, variables, (), ()), domain)


@pytest.mark.parametrize(
    ("formula", "domain", "positions"),
    [
        ("(x - 0.3)**2 + (y + 1.7)**2", BOX, [(0.3, -1.7)]),
        ("(1 - x)**2 + 100*(y - x**2)**2", ((-2.0, 2.0), (-1.0, 3.0)), [(1.0, 1.0)]),
        (
            "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
            BOX,
            [
                (-3.779310253377747, -3.2831859912861696),
                (-2.805118086952745, 3.131312518250573),
                (3.0, 2.0),
                (3.5844283403304917, -1.8481265269644036),
            ],
        ),
        ("1e-6*(x**2 + 1e-6*(y - 2000)**2)", ((-1.0, 1.1), (-9000.0, 5000.0)), [(0.0, 2000.0)]),
        ("(x - 0.5)**4", ((-2.0, 3.3),), [(0.5,)]),
        ("x*cos(0.15*pi*x)", ((-10.0, 10.0),), [(-1.8256845786723397,), (7.269388146311475,)]),
        ("abs(x - 0.3) + 2*abs(y - 0.1)", BOX, [(0.3, 0.1)]),
        ("sqrt((x - 0.3)**2 + (y - 0.1)**2)", BOX, [(0.3, 0.1)]),
        ("max(x, -2*x) + y**2", BOX, [(0.0, 0.0)]),
        ("x*log(x)", ((-1.0, 2.0),), [(1 / math.e,)]),
    ],
)
def test_smooth_flat_and_kinked_minima_are_found_where_they_are(
    formula: str, domain: Domain, positions: list[tuple[float, ...]]
) -> None:
    minima = sorted(minimum.position for minimum in found(formula, domain))
    assert len(minima) == len(positions)
    for position, expected in zip(minima, positions, strict=True):
        assert position == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("formula", "domain"),
    [
        ("x**2 - y**2", BOX),
        ("x + 2*y", BOX),
        ("exp(-x)", ((-5.0, 50.0),)),
        ("x**3", ((-5.0, 5.0),)),
        ("3", BOX),
        ("log(x)", ((-5.0, 5.0),)),
        ("-exp(-x**2 - y**2)", ((1.0, 5.0), (1.0, 5.0))),
        ("sqrt(-x - 9)", BOX),
        ("1e12**9*exp(700 + x**2)", BOX),
    ],
)
def test_where_there_is_no_minimum_inside_none_is_found(formula: str, domain: Domain) -> None:
    assert found(formula, domain) == ()


@pytest.mark.parametrize(
    ("formula", "domain"),
    [
        ("1/x", ((-5.0, 5.0),)),
        ("-1/(x - 0.3)**2", ((-5.0, 5.0),)),
        ("tan(x)", ((-5.0, 5.0),)),
        ("log(abs(x - 0.3))", ((-5.0, 5.0),)),
        ("1000 + log(abs(x - 0.3))", ((-5.0, 5.0),)),
        ("-abs(x - 0.3)**-0.1", ((-5.0, 5.0),)),
        ("x**y", ((-5.0, 5.0), (-5.0, -0.5))),
        ("1/x + 1/y", BOX),
        ("log((x - 0.3)**2 + (y - 0.7)**2)", BOX),
        ("-1/((x - 1)**2 + (y - 1)**2)", BOX),
    ],
)
def test_a_pole_is_no_minimum(formula: str, domain: Domain) -> None:
    assert found(formula, domain) == ()


def test_at_the_edge_of_where_a_formula_is_defined_it_may_be_level() -> None:
    # 0**y is 0 for every y above 0, and beside it is nothing, or something higher.
    for minimum in found("x**y"):
        assert minimum.position[0] == 0.0 < minimum.position[1]
        assert (minimum.loss, minimum.kind, minimum.is_isolated) == (0.0, "local", False)


@pytest.mark.parametrize("formula", ["x**2 + 1/x", "(x - 0.8)**2 - 0.001/(x - 2)**2"])
def test_beside_a_pole_no_minimum_is_the_lowest(formula: str) -> None:
    (minimum,) = found(formula, ((-5.0, 5.0),))
    assert minimum.position == pytest.approx((0.8,), abs=0.01)
    assert minimum.kind == "local"


@pytest.mark.parametrize("formula", ["abs(x - 0.3)**0.1", "abs(x - 0.3)**0.02", "sign(x - 0.3) + abs(x)"])
def test_a_steep_or_broken_minimum_is_none_of_them(formula: str) -> None:
    lowest = min(found(formula, ((-5.0, 5.0),)), key=lambda minimum: minimum.loss)
    assert lowest.position == pytest.approx((0.3,) if "abs(x - 0.3)" in formula else (0.0,), abs=1e-9)
    assert lowest.kind == "global"


def test_the_lowest_is_global_and_the_others_are_local() -> None:
    deep, shallow = found("(x**2 - 1)**2 - 0.3*x", ((-2.0, 2.0),))
    assert (deep.kind, shallow.kind) == ("global", "local")
    assert deep.position[0] > 0 > shallow.position[0]
    assert deep.loss < shallow.loss
    assert {minimum.kind for minimum in found("(x**2 - 1)**2 + y**2")} == {"global"}


def test_of_very_many_the_lowest_are_kept() -> None:
    minima = found("20 + x**2 + y**2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)", ((-5.12, 5.12), (-5.12, 5.12)))
    assert len(minima) == MOST_MINIMA
    assert minima[0].position == pytest.approx((0.0, 0.0), abs=1e-9)
    assert [minimum.kind for minimum in minima[:2]] == ["global", "local"]
    assert [minimum.loss for minimum in minima] == sorted(minimum.loss for minimum in minima)


def test_of_a_level_valley_some_points_are_found_all_along_it() -> None:
    minima = found("(x - y)**2")
    assert 2 <= len(minima) <= MOST_MINIMA
    assert all(minimum.position[0] == pytest.approx(minimum.position[1]) for minimum in minima)
    places = [minimum.position[0] for minimum in minima]
    assert min(places) < -3
    assert max(places) > 3


@pytest.mark.parametrize(
    "formula",
    [
        "sin(1/x)*sin(1/y)",
        "+".join(f"sin(x*y)**{n}/x" for n in range(2, 32)),
        "sin(" * 40 + "x*y" + ")" * 40,
        "abs(sin(9*x)) + abs(sin(9*y))",
        "tan(9*x)*tan(7*y)",
        "x**y + y**x",
        "sign(sin(5*x)) + sign(sin(5*y))",
        "1/(x - y)",
    ],
)
def test_a_rough_formula_neither_raises_nor_takes_long(formula: str) -> None:
    # The search counts its work; so many evaluations are a bound in time on any machine.
    for minimum in found(formula):
        assert all(map(math.isfinite, (*minimum.position, minimum.loss)))
        assert all(-5.0 <= coordinate <= 5.0 for coordinate in minimum.position)


def linear(random: Random) -> str:
    a, b, c = (round(random.choice((-1, 1)) * 10 ** random.uniform(-1, 1), 2) for _ in range(3))
    return f"({a}*x + {b}*y + {random.choice((0, c))})"


INFINITE = (
    "{0}/{1}",
    "exp(1/{0})",
    "exp(1000*{0})",
    "-exp(1/abs({0}))",
    "log(abs({0})) - 1/{1}**2",
    "exp(1000*{0}) - exp(1000*{1})",
    "sqrt({0})/{1}",
)


@pytest.mark.parametrize("shape", INFINITE)
def test_that_infinite_losses_are_no_warnings(shape: str) -> None:
    # Warnings are errors here: beside poles, and where an exponential overflows, ∞ − ∞ comes up.
    random = Random(shape)
    for size in (1e-3, 1.3, 5.0, 1e3):
        domain = ((random.choice((-size, 0.0)), size),) * 2
        for minimum in found(shape.format(linear(random), linear(random)), domain):
            assert math.isfinite(minimum.loss)
