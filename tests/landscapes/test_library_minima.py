"""The minima and saddles that the files of the library state: each is one, and none is missing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from momentum_lab.landscapes import LANDSCAPES, Landscape
from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.landscapes.minima import MOST_MINIMA, Domain, Minimum, find_minima
from momentum_lab.landscapes.transformation import Region, Transformation

NAMES = list(LANDSCAPES)
KINKED = {"ackley": (0.0, 0.0), "bukin_6": (-10.0, 1.0)}
"""The minima that have no gradient that vanishes."""
UNSEEN = {"bukin_6": "all along a gorge", "drop_wave": "rings", "eggholder": "two in one cell"}
"""Where the search cannot find just the stated minima, and what it meets."""

# Global minima with the digits printed by Jamil & Yang, A literature survey of benchmark functions for global
# optimisation problems (2013), and Surjanovic & Bingham, Virtual Library of Simulation Experiments (2013).
# Those of Himmelblau's function are from his book, that of the banana from Goh, Why Momentum Really Works.
PUBLISHED = [
    ("ackley", 0.0, [(0, 0)]),
    ("banana", 0.0, [(1, 0.3333)]),
    ("beale", 0.0, [(3, 0.5)]),
    ("booth", 0.0, [(1, 3)]),
    ("bukin_6", 0.0, [(-10, 1)]),
    ("cross_in_tray", -2.06261, [(a, b) for a in (1.3494, -1.3494) for b in (1.3494, -1.3494)]),
    ("drop_wave", -1.0, [(0, 0)]),
    ("easom", -1.0, [(math.pi, math.pi)]),
    ("goldstein_price", 3.0, [(0, -1)]),
    ("griewank", 0.0, [(0, 0)]),
    ("himmelblau", 0.0, [(3, 2), (-2.8051, 3.1313), (-3.7793, -3.2832), (3.5844, -1.8481)]),
    ("holder_table", -19.2085, [(8.05502, 9.66459)]),
    ("levy", 0.0, [(1, 1)]),
    ("matyas", 0.0, [(0, 0)]),
    ("mccormick", -1.9133, [(-0.54719, -1.54719)]),
    ("rastrigin", 0.0, [(0, 0)]),
    ("rosenbrock", 0.0, [(1, 1)]),
    ("schaffer_2", 0.0, [(0, 0)]),
    ("six_hump_camel", -1.0316, [(0.0898, -0.7126), (-0.0898, 0.7126)]),
    ("styblinski_tang", -78.3323, [(-2.903534, -2.903534)]),
    ("three_hump_camel", 0.0, [(0, 0)]),
]
# Also printed there: the other minima of Goldstein & Price.
PUBLISHED_LOCAL = [("goldstein_price", 30.0, (-0.6, -0.4)), ("goldstein_price", 84.0, (1.8, 0.2))]


def check_minima(landscape: Landscape) -> None:
    """Check every minimum without a kink, and which of all are global."""
    known = {minimum.position for minimum in landscape.known_minima or ()}
    for minimum in landscape.minima:
        exact = minimum.position in known
        assert minimum.loss == pytest.approx(landscape.loss(minimum.position), rel=1e-9, abs=1e-9)
        if exact and landscape.name == "bukin_6":
            continue
        eigenvalues = np.linalg.eigvalsh(np.array(landscape.hessian(minimum.position)))
        scale = max(1.0, float(eigenvalues[-1]))
        tolerance = (1e-11 if exact else 1e-7) * scale
        assert landscape.gradient(minimum.position) == pytest.approx(
            [0.0] * landscape.dimension, abs=tolerance
        )
        assert eigenvalues[0] >= -1e-9 * scale
    if known:
        lowest = min(lowest_on_border(landscape), *(minimum.loss for minimum in landscape.minima))
        for minimum in landscape.minima:
            assert (minimum.kind == "global") == (minimum.loss <= lowest + 1e-9)


def lowest_on_border(landscape: Landscape) -> float:
    """Return the lowest loss at many points of the domain's border."""
    axes = [
        np.linspace(low, high, 20_001 if landscape.dimension == 2 else 2) for low, high in landscape.domain
    ]
    if landscape.dimension == 1:
        return float(np.nanmin(landscape.ground.loss_grid(*axes)))
    x, y = axes
    return float(
        min(
            np.nanmin(landscape.ground.loss_grid(x, y[[0, -1]])),
            np.nanmin(landscape.ground.loss_grid(x[[0, -1]], y)),
        )
    )


@pytest.mark.parametrize("name", NAMES)
def test_stated_minima_are_minima(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    check_minima(landscape)
    for minimum in landscape.minima:
        assert all(low < p < high for p, (low, high) in zip(minimum.position, landscape.domain, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_around_a_stated_minimum_nothing_is_lower(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    for minimum in landscape.minima:
        for part, way in itertools.product((1e-7, 1e-5, 1e-4), np.linspace(0, 2 * math.pi, 33)):
            turn = (math.cos(way), math.sin(way))[: landscape.dimension]
            sides = zip(minimum.position, landscape.domain, turn, strict=True)
            near = tuple(p + part * (high - low) * t for p, (low, high), t in sides)
            assert landscape.loss(near) >= minimum.loss - 1e-12 * max(1.0, abs(minimum.loss))


@pytest.mark.parametrize(("name", "position"), KINKED.items())
def test_from_a_minimum_at_a_kink_the_loss_rises_at_once(name: str, position: tuple[float, float]) -> None:
    landscape = LANDSCAPES[name].landscape()
    assert position in {minimum.position for minimum in landscape.minima if minimum.kind == "global"}
    assert landscape.gradient(position) == (0.0, 0.0)
    for distance in (1e-9, 1e-6):
        for way in np.linspace(0, 2 * math.pi, 65):
            near = (position[0] + distance * math.cos(way), position[1] + distance * math.sin(way))
            assert landscape.loss(near) - landscape.loss(position) > 0.005 * distance


def test_the_floor_of_bukins_gorge_falls_all_the_way_to_its_minimum() -> None:
    landscape = LANDSCAPES["bukin_6"].landscape()
    for x in np.linspace(-15.0, -5.0, 41):
        floor = 0.01 * (x * x)
        assert landscape.loss((x, floor)) == pytest.approx(0.01 * abs(x + 10), abs=1e-15)
        for y in (floor - 1e-9, floor + 1e-9, -3.0, 3.0):
            assert landscape.loss((x, y)) > landscape.loss((x, floor))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "bukin_6"])
@settings(derandomize=True, max_examples=20, deadline=None)
@given(data=st.data())
def test_minima_stay_minima_for_all_parameters_and_rotations(name: str, data: st.DataObject) -> None:
    entry = LANDSCAPES[name]
    values = {
        parameter.name: data.draw(st.floats(parameter.low, parameter.high), label=parameter.name)
        for parameter in entry.parameters.values()
    }
    rotation = 0.0 if entry.dimension == 1 else data.draw(st.floats(-180, 180), label="rotation")
    landscape = entry.landscape(values, rotation=rotation)
    check_minima(landscape)
    if landscape.known_minima is not None:
        assert len(landscape.known_minima) == len(entry.minima)
        assert {m.position for m in landscape.known_minima} <= {m.position for m in landscape.minima}
    else:
        assert values != dict(entry.defaults) or not entry.minima


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_parameters_at_their_bounds_raise_nothing(entry: LandscapeEntry) -> None:
    for bound in ("low", "high"):
        values = {name: getattr(parameter, bound) for name, parameter in entry.parameters.items()}
        landscape = entry.landscape(values)
        assert all(map(math.isfinite, landscape.loss_and_gradient(*landscape.start)))
        check_minima(landscape)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSEEN])
def test_the_search_finds_just_the_stated_minima(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    searched = [minimum.position for minimum in find_minima(landscape.bound, landscape.domain)]
    stated = [minimum.position for minimum in landscape.minima]
    assert len(searched) == len(stated)
    for position in stated:
        assert min(math.dist(position, other) for other in searched) < 1e-5


def test_what_the_search_finds_beside_the_middle_of_the_drop_wave_are_its_level_rings() -> None:
    landscape = LANDSCAPES["drop_wave"].landscape()
    middle, *others = find_minima(landscape.bound, landscape.domain)
    assert middle.position == pytest.approx((0.0, 0.0), abs=1e-7)
    for minimum in others:
        radius = math.hypot(*minimum.position)
        assert radius > 0.5
        for way in np.linspace(0, 2 * math.pi, 33):
            around = (radius * math.cos(way), radius * math.sin(way))
            assert landscape.loss(around) == pytest.approx(minimum.loss, rel=1e-12)


def inside(landscape: Landscape, domain: Domain) -> list[Minimum]:
    return [
        minimum
        for minimum in landscape.minima
        if all(low <= p <= high for p, (low, high) in zip(minimum.position, domain, strict=True))
    ]


def test_where_more_is_shown_than_the_file_speaks_of_the_rest_is_searched() -> None:
    entry = LANDSCAPES["rastrigin"]
    wide = entry.landscape(domain=[(-5.12, 5.12), (-5.12, 5.12)])
    stated = set(entry.landscape().minima)
    assert stated <= set(wide.minima)
    assert len(stated) == 25
    assert len(wide.minima) == 25 + MOST_MINIMA  # of the 121 that there are, the lowest
    assert len(inside(wide, entry.domain)) == 25
    check_minima(wide)
    assert [m.position for m in wide.minima if m.kind == "global"] == [(0.0, 0.0)]


def test_a_domain_with_all_its_minima_beyond_that_of_the_file_has_them() -> None:
    landscape = LANDSCAPES["rastrigin"].landscape(domain=[(3.6, 5.4), (3.6, 5.4)])
    assert len(inside(landscape, landscape.domain)) == 4
    check_minima(landscape)


def test_minima_that_are_stated_beyond_the_domain_are_still_known() -> None:
    entry = LANDSCAPES["rastrigin"]
    stretched = entry.landscape(conditioning=0.01)
    assert len(stretched.minima) == 25
    assert len(inside(stretched, entry.domain)) == 5
    part = LANDSCAPES["himmelblau"].landscape(domain=[(2.0, 4.0), (1.0, 3.0)])
    assert len(part.minima) == 4
    assert len(inside(part, part.domain)) == 1


@pytest.mark.parametrize("name", ["drop_wave", "bukin_6", "rastrigin"])
@pytest.mark.parametrize("angle", [30.0, 45.0, 90.0])
def test_a_turn_brings_no_minimum_to_where_the_file_states_all(name: str, angle: float) -> None:
    entry = LANDSCAPES[name]
    landscape = entry.landscape(rotation=angle)
    knobs = Transformation(angle, 1.0, entry.domain)
    back = [knobs.origin(minimum.position) for minimum in landscape.minima]
    of_the_file = [p for p in back if Region(Transformation(0.0, 1.0, entry.domain), entry.domain)(p)]
    assert len(of_the_file) == len(entry.minima)
    assert angle != 90.0 or entry.domain[0] != entry.domain[1] or len(back) == len(entry.minima)


HILLY = [
    name
    for name, entry in LANDSCAPES.items()
    if "many minima" in entry.tags and entry.dimension == 2 and name != "drop_wave"
]


@pytest.mark.parametrize("name", HILLY)
def test_no_descent_from_anywhere_ends_at_a_minimum_that_is_not_stated(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    width = np.array([high - low for low, high in landscape.domain])
    reached = set()
    for end in descents(landscape, 600 if name == "eggholder" else 200):
        apart = [np.abs((end - np.array(minimum.position)) / width).max() for minimum in landscape.minima]
        newton = np.linalg.solve(np.array(landscape.hessian(end)), landscape.gradient(end))
        inside = all(low < p < high for p, (low, high) in zip(end, landscape.domain, strict=True))
        if inside and np.abs(newton / width).max() < 1e-4:
            assert min(apart) < 1e-3, end
            reached.add(int(np.argmin(apart)))
    assert len(reached) >= 0.9 * len(landscape.minima)


def descents(landscape: Landscape, count: int) -> Iterator[tuple[float, ...]]:
    """Yield where scipy's minimizer ends from random points of the domain."""
    random = np.random.default_rng(11)

    def loss_and_gradient(point: np.ndarray) -> tuple[float, np.ndarray]:
        loss, *gradient = landscape.loss_and_gradient(*point.tolist())
        return loss, np.array(gradient)

    for _ in range(count):
        end = minimize(
            loss_and_gradient,
            [random.uniform(low, high) for low, high in landscape.domain],
            jac=True,
            bounds=landscape.domain,
            method="L-BFGS-B",
            options={"ftol": 1e-15, "gtol": 1e-9},
        )
        yield tuple(map(float, end.x))


@pytest.mark.parametrize(("name", "loss", "positions"), PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_global_minima_are_the_published_ones(
    name: str, loss: float, positions: list[tuple[float, float]]
) -> None:
    stated = [minimum for minimum in LANDSCAPES[name].landscape().minima if minimum.kind == "global"]
    assert len(stated) == len(positions)
    for position in positions:
        nearest = min(stated, key=lambda minimum: math.dist(minimum.position, position))
        assert nearest.position == pytest.approx(position, abs=1e-4)
        assert nearest.loss == pytest.approx(loss, abs=1e-4)


@pytest.mark.parametrize(("name", "loss", "position"), PUBLISHED_LOCAL)
def test_local_minima_are_the_published_ones(name: str, loss: float, position: tuple[float, float]) -> None:
    stated = {minimum.position: minimum for minimum in LANDSCAPES[name].landscape().minima}
    assert stated[position].kind == "local"
    assert stated[position].loss == pytest.approx(loss, rel=1e-12)


def test_the_published_optimum_of_the_eggholder_lies_on_its_border_with_a_slope_left() -> None:
    landscape = LANDSCAPES["eggholder"].landscape()
    published = (512.0, 404.2319)
    assert landscape.loss(published) == pytest.approx(-959.6407, abs=1e-4)
    assert landscape.gradient(published)[0] < -0.1
    assert abs(landscape.gradient(published)[1]) < 1e-3
    assert landscape.loss(published) < min(minimum.loss for minimum in landscape.minima)
    assert {minimum.kind for minimum in landscape.minima} == {"local"}
    assert landscape.domain[0][1] == landscape.domain[1][1] == 512.0


@pytest.mark.parametrize("name", [name for name in NAMES if LANDSCAPES[name].saddles])
def test_stated_saddles_are_saddles_and_turn_along(name: str) -> None:
    landscape = LANDSCAPES[name].landscape(rotation=20.0)
    assert landscape.saddles
    for point in landscape.saddles:
        eigenvalues = np.linalg.eigvalsh(np.array(landscape.hessian(point)))
        scale = max(1.0, float(np.abs(eigenvalues).max()))
        assert landscape.gradient(point) == pytest.approx((0.0, 0.0), abs=1e-11 * scale)
        assert name == "monkey_saddle" or eigenvalues[0] < 0 < eigenvalues[1]
        ways = np.linspace(0, 2 * math.pi, 64)
        around = [(point[0] + 1e-3 * math.cos(way), point[1] + 1e-3 * math.sin(way)) for way in ways]
        losses = [landscape.loss(near) for near in around]
        assert min(losses) < landscape.loss(point) < max(losses)


def test_around_the_monkey_saddle_the_loss_goes_up_and_down_three_times() -> None:
    landscape = LANDSCAPES["monkey_saddle"].landscape()
    ways = np.linspace(0, 2 * math.pi, 60, endpoint=False) + 0.01
    signs = np.sign([landscape.loss((math.cos(way), math.sin(way))) for way in ways])
    assert np.count_nonzero(signs != np.roll(signs, 1)) == 6
    assert landscape.hessian((0.0, 0.0)) == ((0.0, 0.0), (0.0, 0.0))
