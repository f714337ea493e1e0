"""The landscapes of the library: their words, tags, starts and rates, and what can be asked of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest

from momentum_lab.core.errors import InputError
from momentum_lab.landscapes import LANDSCAPES, Landscape, Minimum
from momentum_lab.landscapes.declaration import TAGS
from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.optimizers import OPTIMIZERS

NAMES = list(LANDSCAPES)
RATES = {name for name, optimizer in OPTIMIZERS.built_in.items() if optimizer.has_rate}
MAY_CLIMB = {name for name in RATES if OPTIMIZERS[name].needs_hessian}
"""Where a rule that sees the curvature leads uphill there is no rate that suits it."""


def test_the_landscapes_are_there() -> None:
    library = LANDSCAPES.built_in
    assert sorted(library) == list(library)
    assert {"elliptic_bowl", "parabola", "double_well", "saddle", "plateau", "two_basins"} <= set(library)
    assert len(library) == 35
    assert sum(entry.dimension == 1 for entry in library.values()) == 5


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_the_start_lies_inside_and_the_words_are_there(entry: LandscapeEntry) -> None:
    assert all(low < s < high for s, (low, high) in zip(entry.start, entry.domain, strict=True))
    assert entry.title
    assert entry.reference
    assert entry.tags
    assert 40 < len(entry.teaches) < 300
    assert "\n" not in entry.teaches
    assert entry.name not in LANDSCAPES.built_in or RATES >= set(entry.learning_rates) >= RATES - MAY_CLIMB


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_tags_say_what_is_true_and_stand_in_their_order(entry: LandscapeEntry) -> None:
    landscape, tags = entry.landscape(), entry.tags
    assert list(tags) == sorted(tags, key=TAGS.index)
    assert ("two minima" in tags) == (len(entry.minima) == 2)
    assert ("many minima" in tags) == (len(entry.minima) > 2 or entry.name == "drop_wave")  # a ring of them
    assert ("convex" in tags) == is_convex(landscape)
    assert ("saddle" in tags) == bool(entry.saddles)
    assert "non-smooth" not in tags or "abs(" in entry.formula or "sqrt(" in entry.formula


def is_convex(landscape: Landscape) -> bool:
    """Return whether the loss is nowhere above the chord between two random points."""
    low, high = np.transpose(landscape.domain)
    pairs = np.random.default_rng(3).uniform(low, high, (500, 2, landscape.dimension))
    ends = [[landscape.loss(tuple(map(float, point))) for point in pair] for pair in pairs]
    middles = [landscape.loss(tuple(map(float, pair.mean(axis=0)))) for pair in pairs]
    return all(middle <= sum(pair) / 2 + 1e-9 for middle, pair in zip(middles, ends, strict=True))


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_the_start_is_on_no_line_of_symmetry(entry: LandscapeEntry) -> None:
    landscape = entry.landscape()
    centres = {(0.0,) * entry.dimension, *(m.position for m in landscape.minima if m.kind == "global")}
    mirrors = [((-1.0,),)]
    if entry.dimension == 2:
        mirrors = [((1, 0), (0, -1)), ((-1, 0), (0, 1)), ((0, 1), (1, 0)), ((0, -1), (-1, 0))]
    for centre, mirror in itertools.product(centres, mirrors):
        assert landscape.start != mirrored(landscape.start, centre, mirror) or any(
            landscape.loss(mirrored(point, centre, mirror)) != pytest.approx(landscape.loss(point), rel=1e-6)
            for point in np.random.default_rng(4).uniform(-1, 1, (20, entry.dimension)) + centre
        )


def mirrored(
    point: Sequence[float], centre: tuple[float, ...], mirror: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    return tuple(map(float, centre + np.array(mirror) @ (np.array(point) - centre)))


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_downhill_from_the_start_the_loss_falls_by_a_good_part(entry: LandscapeEntry) -> None:
    landscape = entry.landscape()
    path = downhill(landscape)
    first, last = landscape.loss(path[0]), landscape.loss(path[-1])
    lowest = min((minimum.loss for minimum in landscape.minima), default=0.0)
    assert last <= first - 0.3 * (first - lowest)
    is_inside = [
        all(low <= x <= high for x, (low, high) in zip(point, entry.domain, strict=True)) for point in path
    ]
    assert all(is_inside) == bool(landscape.minima)  # what has none goes down for ever


def downhill(landscape: Landscape, steps: int = 3000) -> list[tuple[float, ...]]:
    """Follow the gradient in steps of at most a thousandth of the domain, each of which goes down."""
    width = max(high - low for low, high in landscape.domain)
    path, length = [landscape.start], 1e-3 * width
    for _ in range(steps):
        gradient = np.array(landscape.gradient(path[-1]))
        slope = float(np.hypot.reduce(gradient))
        while length > 1e-12 * width and slope > 0.0:
            moved = tuple(map(float, np.array(path[-1]) - length / slope * gradient))
            if landscape.loss(moved) < landscape.loss(path[-1]):
                break
            length /= 2
        else:
            break
        path.append(moved)
        length = min(1.5 * length, 1e-3 * width)
    return path


def descend(landscape: Landscape, momentum: float, rate: float, steps: int) -> list[tuple[float, ...]]:
    """v <- b v + g, x <- x - lr v."""
    position, trace = landscape.start, (0.0,) * landscape.dimension
    path = [position]
    for _ in range(steps):
        gradient = landscape.gradient(position)
        trace = tuple(momentum * v + g for v, g in zip(trace, gradient, strict=True))
        position = tuple(x - rate * v for x, v in zip(position, trace, strict=True))
        path.append(position)
    return path


@pytest.mark.parametrize("name", ["double_well", "two_basins"])
def test_momentum_gets_over_the_hill_where_gradient_descent_with_the_same_rate_stays(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    (deep,) = (minimum for minimum in landscape.minima if minimum.kind == "global")
    (shallow,) = (minimum for minimum in landscape.minima if minimum.kind == "local")
    rate = landscape.learning_rates["momentum"]
    assert landscape.learning_rates["gradient_descent"] == rate
    assert math.dist(descend(landscape, 0.0, rate, 500)[-1], shallow.position) < 1e-2
    assert math.dist(descend(landscape, 0.9, rate, 500)[-1], deep.position) < 1e-3


def test_on_the_plateau_gradient_descent_still_crawls_when_momentum_has_arrived() -> None:
    landscape = LANDSCAPES["plateau"].landscape()
    rates = landscape.learning_rates
    assert landscape.loss(descend(landscape, 0.0, rates["gradient_descent"], 100)[-1]) > 0.9
    assert landscape.loss(descend(landscape, 0.9, rates["momentum"], 100)[-1]) < 1e-3


def settled_at(landscape: Landscape, momentum: float, rate: float, steps: int = 600) -> Minimum:
    """Return the minimum at which a ball has come to rest."""
    *_, before, end = descend(landscape, momentum, rate, steps)
    assert math.dist(before, end) < 1e-6
    nearest = min(landscape.minima, key=lambda minimum: math.dist(minimum.position, end))
    assert math.dist(nearest.position, end) < 1e-4
    return nearest


def test_from_the_camels_start_gradient_descent_settles_in_a_shallow_hollow_and_momentum_leaves_it() -> None:
    landscape = LANDSCAPES["three_hump_camel"].landscape()
    rate = landscape.learning_rates["gradient_descent"]
    shallow = settled_at(landscape, 0.0, rate)
    assert shallow.kind == "local"
    assert shallow.position[0] < 0.0
    ends = {settled_at(landscape, m / 100, rate).position for m in range(0, 90, 5)}
    assert (0.0, 0.0) in ends, "some momentum crosses the saddle into the middle"
    assert any(x > 1.0 for x, _ in ends), "more leaves it on the far side"


def test_in_the_bumpy_valley_gradient_descent_stops_at_the_first_ripple_and_momentum_does_not() -> None:
    landscape = LANDSCAPES["bumpy_valley"].landscape()
    rates = landscape.learning_rates
    held = settled_at(landscape, 0.0, rates["gradient_descent"])
    farthest = max(landscape.minima, key=lambda minimum: minimum.position)
    assert held == farthest
    after = settled_at(landscape, 0.9, rates["momentum"])
    assert sum(after.position < minimum.position <= held.position for minimum in landscape.minima) >= 2


def test_on_ackleys_funnel_gradient_descent_stays_in_the_dimple_that_the_slope_leads_to() -> None:
    landscape = LANDSCAPES["ackley"].landscape()
    dimple = settled_at(landscape, 0.0, landscape.learning_rates["gradient_descent"])
    assert dimple.kind == "local"
    assert math.dist(dimple.position, downhill(landscape)[-1]) < 0.02


def test_a_domain_can_be_chosen_and_the_landscape_turns_about_its_centre() -> None:
    landscape = LANDSCAPES["elliptic_bowl"].landscape(domain=[(-6, 2), (-3, 3)], rotation=90.0)
    assert landscape.domain == ((-6.0, 2.0), (-3.0, 3.0))
    assert landscape.minima[0].position == (-2.0, 2.0)


REFUSED = [
    ({"parameters": {"c": 1.0}}, "parameters: unknown parameter of elliptic_bowl 'c'; known: a, b"),
    ({"parameters": {"a": -1.0}}, "parameters: a: found -1.0, allowed is a number from 0 to 10"),
    ({"parameters": {"a": math.nan}}, "parameters: a: found nan, allowed is a number from 0 to 10"),
    ({"parameters": {"a": "1"}}, "parameters: a: found '1', allowed is a number from 0 to 10"),
    ({"domain": [(0, 1)]}, "domain: found [(0, 1)], allowed is 2 of x and y, in this order"),
    ({"domain": [(0, 1), (1, 0)]}, "y: found [1.0, 0.0], allowed are a lower and a higher number"),
    ({"rotation": math.inf}, "rotation: found inf"),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_what_a_landscape_cannot_have_is_refused_with_its_place(
    options: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError) as refusal:
        LANDSCAPES["elliptic_bowl"].landscape(**options)  # type: ignore[arg-type]
    assert str(refusal.value).startswith(words)


def test_an_unknown_landscape_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="unknown landscape 'rosenbrok'; did you mean 'rosenbrock'"):
        LANDSCAPES["rosenbrok"]
