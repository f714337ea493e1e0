"""The minima that are found for formulas are the true ones: hundreds of formulas whose minima are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from formulas_with_known_minima import BOX, FAMILIES, Case, cases

from momentum_lab.formulas import parse
from momentum_lab.landscapes import LANDSCAPES, Landscape, landscape_from_formula
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.grammar import formula_grammar
from momentum_lab.landscapes.minima import Domain, Minimum, find_minima

NEAR = 1e-3
"""Of the diagonal of the map, a minimum that is found may lie from the true one."""


def found(formula: str, domain: Domain = BOX) -> tuple[Minimum, ...]:
    variables = ("x", "y")[: len(domain)]
    return find_minima(
        BoundFormula(parse(formula, formula_grammar(len(variables))), variables, (), ()), domain
    )


def check(case: Case) -> None:
    """Check that just the true minima are found, and that the lowest of them are told from the others."""
    near = NEAR * math.hypot(*(high - low for low, high in case.domain))
    minima = found(case.formula, case.domain)
    for position in case.minima:
        assert any(math.dist(position, minimum.position) <= near for minimum in minima), position
    for minimum in minima:
        assert any(math.dist(position, minimum.position) <= near for position in case.minima), minimum
        assert minimum.is_isolated, minimum
    losses = [minimum.loss for minimum in minima]
    assert losses == sorted(losses)
    assert all(minimum.kind == "local" for minimum in minima if minimum.loss > losses[0] + 1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_just_the_true_minima_are_found(family: str) -> None:
    failures = []
    for number, case in enumerate(cases(family)):
        try:
            check(case)
        except AssertionError as error:
            failures.append(f"{number}: {case.formula}: {error}")
    assert not failures, "\n".join(failures[:5])


@pytest.mark.parametrize(
    "family", ["oblique kinks", "sums of kinks", "maxima of bowls", "bent kinks", "cusps"]
)
def test_at_the_only_minimum_of_all_it_is_global(family: str) -> None:
    for case in cases(family, 20, seed=7):
        (minimum,) = found(case.formula, case.domain)
        assert minimum.kind == "global", case.formula


@pytest.mark.parametrize("scale", [1e-6, 1e6])
@pytest.mark.parametrize("family", ["oblique kinks", "polyhedra", "turned wells", "broken lines"])
def test_minima_are_found_at_any_scale_of_the_loss(family: str, scale: float) -> None:
    for case in cases(family, 15, seed=8):
        check(Case(f"{scale!r}*({case.formula})", case.domain, case.minima))


@pytest.mark.parametrize(
    ("formula", "domain", "positions"),
    [
        ("10*abs(x + 0.37*y) + (x - 1)**2 + y**2", BOX, [(0.12041514843375748, -0.32544634711826346)]),
        ("100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)", ((-15.0, -5.0), (-3.0, 3.0)), [(-10.0, 1.0)]),
        ("100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)", ((-15.0, 5.0), (-3.0, 3.0)), [(-10.0, 1.0)]),
        ("abs(1 - x) + 100*abs(y - x**2)", BOX, [(1.0, 1.0)]),
        ("max(x**2 + (y - 1)**2 + y - 1, -x**2 - (y - 1)**2 + y + 1)", BOX, [(0.0, 0.0)]),
        ("max(-x - y, -x - y + x**2 + y**2 - 1)", BOX, [(math.sqrt(0.5), math.sqrt(0.5))]),
        ("max(abs(x - 0.31), 2*abs(y + 0.77))", BOX, [(0.31, -0.77)]),
        ("abs(x - 0.3)*abs(y + 0.4) + (x - 0.3)**2 + (y + 0.4)**2", BOX, [(0.3, -0.4)]),
        ("sqrt((x - 1)**2 + (y + 2)**2)", ((-5.0, 5.0), (-5.0, 5.0)), [(1.0, -2.0)]),
        ("abs(x - 0.3)**0.5 + abs(y - x)**0.5", BOX, [(0.3, 0.3)]),
        ("abs(abs(x) - 1) + abs(abs(y + x/3) - 0.5)", BOX, None),
        (
            "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
            ((-4.5, 4.5),) * 2,
            [(3.0, 0.5)],
        ),
        ("x - log(x - 0.5) + 3*abs(y - x)", ((0.0, 3.0), (0.0, 3.0)), [(1.5, 1.5)]),
        ("sqrt(x - 0.3)", ((-1.0, 2.0),), [(0.3,)]),
        (  # a shallow pit in an oblique valley, in which no point of a grid is as low as its neighbours
            "sin(2.3025*x - 0.1878*y) + cos(1.6861*y - 0.8273*x) + 0.4202*((x + 1.4811)**2 + "
            "2.7487*(y + 1.2283)**2)",
            BOX,
            [(1.21219, -1.28669), (-0.81606, -1.76788)],
        ),
    ],
)
def test_what_books_and_people_type_is_found(
    formula: str, domain: Domain, positions: list[tuple[float, ...]] | None
) -> None:
    if positions is None:
        positions = [(a, b - a / 3) for a in (-1.0, 1.0) for b in (-0.5, 0.5)]
    check(Case(formula, domain, tuple(positions)))


@pytest.mark.parametrize(
    ("formula", "domain", "position"),
    [
        ("x**8 + 1", ((-2.0, 2.0),), 0.0),
        ("x**8 + 1", ((-5.0, 5.0),), 0.0),
        ("(x - 0.37)**8 + 1", ((-2.0, 2.0),), 0.37),
        ("(x - 0.37)**20 - 5", ((-2.0, 2.0),), 0.37),
        ("1 - exp(-x**8)", ((-2.0, 2.0),), 0.0),
        ("x**2 + 1e12", ((-5.0, 5.0),), 0.0),
        ("(x - 0.37)**4 + 1e6", ((-2.0, 2.0),), 0.37),
    ],
)
def test_a_flat_minimum_is_found_where_rounding_hides_it(
    formula: str, domain: Domain, position: float
) -> None:
    (minimum,) = found(formula, domain)
    assert minimum.position == pytest.approx((position,), abs=1e-5)
    assert (minimum.kind, minimum.is_isolated) == ("global", True)


@pytest.mark.parametrize(
    "formula", ["x**8 + y**2 + 1", "x**8 + y**8 + 1", "x**4 + 3*y**2 - 7", "x**2 + y**2 + 1e12"]
)
def test_a_flat_minimum_is_isolated_in_two_dimensions(formula: str) -> None:
    (minimum,) = found(formula)
    assert minimum.position == pytest.approx((0.0, 0.0), abs=1e-5)
    assert (minimum.kind, minimum.is_isolated) == ("global", True)


@pytest.mark.parametrize(
    ("formula", "distance"),
    [
        ("(x + y - 1)**2", lambda x, y: abs(x + y - 1)),
        ("(x - y + 0.3)**2", lambda x, y: abs(x - y + 0.3)),
        ("(x + y - 0.7)**2 + 3", lambda x, y: abs(x + y - 0.7)),
        ("(x - 1)**2 + 0*y", lambda x, y: abs(x - 1)),
        ("3*abs(x + 0.37*y) + 1", lambda x, y: abs(x + 0.37 * y)),
        ("sqrt(abs(x - y))", lambda x, y: abs(x - y)),
        ("(x**2 + y**2 - 1)**2", lambda x, y: abs(math.hypot(x, y) - 1)),
        ("abs(x**2 + y**2 - 1)", lambda x, y: abs(math.hypot(x, y) - 1)),
        ("max(max(abs(x), abs(y)) - 1, 0)", lambda x, y: max(abs(x), abs(y), 1.0) - 1),
        ("max(x**2 + y**2 - 0.01, 0)", lambda x, y: max(math.hypot(x, y), 0.1) - 0.1),
        ("max(1 - x - y, 0)", lambda x, y: max(1 - x - y, 0)),
    ],
)
def test_of_a_level_floor_some_points_are_found_and_none_is_said_to_be_the_only_one(
    formula, distance
) -> None:
    minima = found(formula)
    assert len(minima) >= 5
    for minimum in minima:
        assert not minimum.is_isolated
        assert minimum.kind == "global"
        assert distance(*minimum.position) < 1e-6


@pytest.mark.parametrize("domain", [((-2.0, 2.0),), ((-2.1, 2.0),), ((-3.0, 1.7),)])
def test_a_plateau_is_found_whether_or_not_the_grid_meets_its_ends(domain: Domain) -> None:
    minima = found("max(abs(x) - 1, 0)", domain)
    assert len(minima) >= 5
    assert all(abs(minimum.position[0]) <= 1.0 + 1e-9 and not minimum.is_isolated for minimum in minima)


@pytest.mark.parametrize(
    "formula",
    [
        "1 + exp(-20*x)",
        "x**9 + 1",
        "sin(x)**2 + cos(x)**2",
        "1/(1 + exp(-30*x)) + 1e-3*x",
        "min(x, 0)",
        "-max(abs(x) - 1, 0)",
    ],
)
def test_what_is_level_by_rounding_or_in_between_is_no_floor(formula: str) -> None:
    assert found(formula, ((-2.0, 2.0),)) == ()


@pytest.mark.parametrize(
    ("formula", "domain", "lowest"),
    [
        ("x**3 - 3*x", ((-3.0, 3.0),), 1.0),
        ("x**2*(x - 1)", ((-1.0, 2.0),), 2 / 3),
    ],
)
def test_a_minimum_above_the_border_is_local(formula: str, domain: Domain, lowest: float) -> None:
    (minimum,) = found(formula, domain)
    assert minimum.position == pytest.approx((lowest,))
    assert minimum.kind == "local"


def test_a_minimum_above_a_low_place_on_the_border_between_points_of_the_grid_is_local() -> None:
    formula = "x**2 + y**2 - 5*exp(-900*((x - 2.01)**2 + (y - 0.7177)**2))"
    assert found(formula)[0].kind == "local"
    assert found(formula, ((-1.9, 1.9), (-1.9, 1.9)))[0].kind == "global"


@pytest.mark.parametrize(
    ("formula", "below"),
    [
        ("(x**2 - 1)**2 + 1e-12*x", -1.0),
        ("min((x + 1)**2, (x - 1)**2 + 1e-12)", -1.0),
        ("min(abs(x + 1), abs(x - 1) + 1e-12)", -1.0),
        ("min(abs(x + 1.01), abs(x - 0.9) + 1e-12) - 1e-3", -1.01),
        ("3 + (x**2 - 1)**2 - 1e-12*x", 1.0),
    ],
)
def test_minima_that_differ_by_more_than_rounding_are_not_both_global(formula: str, below: float) -> None:
    minima = found(formula, ((-2.0, 2.0),))
    assert [minimum.kind for minimum in minima] == ["global", "local"]
    assert minima[0].position == pytest.approx((below,), abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "domain", "count"),
    [
        ("(x**2 - 1)**4", ((-2.0, 2.0),), 2),
        ("cos(9*x) + 5", ((-2.0, 2.0),), 6),
        ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", ((-5.0, 5.0), (-5.0, 5.0)), 4),
        ("abs(x**2 - 1/3) + 1e-3*abs(y - x**2)", BOX, 2),
    ],
)
def test_minima_that_differ_by_rounding_alone_are_all_global(
    formula: str, domain: Domain, count: int
) -> None:
    assert [minimum.kind for minimum in found(formula, domain)] == ["global"] * count


def typed_and_stated() -> list[Landscape]:
    stated = [entry.landscape() for entry in LANDSCAPES.values()]
    typed = [
        landscape_from_formula(one.formula, one.domain, dict(one.parameters), conditioning=one.conditioning)
        for one in stated
        if one.known_minima is not None and one.dimension == 2
    ]
    return stated + typed


@pytest.mark.parametrize(
    "landscape", typed_and_stated(), ids=lambda landscape: landscape.name or landscape.title[:20]
)
def test_typed_or_from_the_library_nothing_around_a_minimum_is_lower_and_none_below_a_global_one(
    landscape: Landscape,
) -> None:
    random = np.random.default_rng(5)
    low, high = np.array(landscape.domain).T
    everywhere = [tuple(point) for point in random.uniform(low, high, (400, landscape.dimension)).tolist()]
    border = []
    for axis in range(landscape.dimension):
        for side in (low, high):
            points = random.uniform(low, high, (100, landscape.dimension))
            points[:, axis] = side[axis]
            border += [tuple(point) for point in points.tolist()]
    for minimum in landscape.minima:
        slack = 1e-12 * max(1.0, abs(minimum.loss))
        for share in (1e-6, 1e-4):
            for way in np.linspace(0.0, 2 * math.pi, 25):
                turn = (math.cos(way), math.sin(way))[: landscape.dimension]
                place = [
                    p + share * w * t for p, w, t in zip(minimum.position, high - low, turn, strict=True)
                ]
                assert landscape.loss(place) >= minimum.loss - slack
        if minimum.kind == "global":
            assert all(landscape.loss(point) >= minimum.loss - slack for point in everywhere + border)


@pytest.mark.parametrize(("name", "values"), [("elliptic_bowl", {"a": 0.0}), ("rosenbrock", {"b": 0.0})])
def test_a_stated_minimum_on_a_level_floor_is_not_isolated(name: str, values: dict[str, float]) -> None:
    level = LANDSCAPES[name].landscape(values)
    assert level.known_minima
    assert [minimum.is_isolated for minimum in level.minima] == [False]
    assert [minimum.is_isolated for minimum in LANDSCAPES[name].landscape().minima] == [True]


def test_a_search_gives_the_same_at_each_time() -> None:
    formula = "10*abs(x + 0.37*y) + sin(5*x)*cos(4*y) + 0.2*(x**2 + y**2)"
    once = found(formula)
    find_minima.cache_clear()
    assert found(formula) == once
