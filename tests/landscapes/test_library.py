"""The landscapes of the library: what their files state is true."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.landscapes import LANDSCAPES, Landscape
from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.landscapes.minima import find_minima

NAMES = list(LANDSCAPES)
RATES = [
    *("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam"),
    *(
        "adamw",
        "adamax",
        "nadam",
        "radam",
        "rprop",
        "asgd",
        "lion",
        "adabelief",
        "yogi",
        "qhm",
        "qhadam",
        "newton",
    ),
]


def check_minima(landscape: Landscape) -> None:
    for minimum in landscape.minima:
        loss = landscape.loss(minimum.position)
        assert minimum.loss == pytest.approx(loss, rel=1e-9, abs=1e-9)
        eigenvalues = np.linalg.eigvalsh(np.array(landscape.hessian(minimum.position)))
        scale = max(1.0, float(eigenvalues[-1]))
        assert landscape.gradient(minimum.position) == pytest.approx(
            [0.0] * landscape.dimension, abs=1e-11 * scale
        )
        assert eigenvalues[0] >= -1e-9 * scale
    lowest = min((minimum.loss for minimum in landscape.minima), default=0.0)
    for minimum in landscape.minima:
        assert (minimum.kind == "global") == (minimum.loss <= lowest + 1e-12)


def test_the_nine_landscapes_are_there() -> None:
    assert sorted(NAMES) == NAMES
    assert {"elliptic_bowl", "parabola", "double_well", "saddle", "plateau"} <= set(NAMES)
    assert {"two_basins", "rosenbrock", "beale", "himmelblau"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_stated_minima_are_minima(name: str) -> None:
    check_minima(LANDSCAPES[name].landscape())


@pytest.mark.parametrize("name", NAMES)
@settings(derandomize=True, max_examples=30, deadline=None)
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
    assert len(landscape.minima) == len(entry.minima)


@pytest.mark.parametrize("name", NAMES)
def test_the_search_finds_just_the_stated_minima(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    searched = sorted(minimum.position for minimum in find_minima(landscape.bound, landscape.domain))
    stated = sorted(minimum.position for minimum in landscape.minima)
    assert len(searched) == len(stated)
    for one, other in zip(searched, stated, strict=True):
        assert one == pytest.approx(other, abs=1e-7)


@pytest.mark.parametrize("name", ["saddle", "himmelblau"])
def test_stated_saddles_are_saddles_and_turn_along(name: str) -> None:
    landscape = LANDSCAPES[name].landscape(rotation=20.0)
    assert landscape.saddles
    for point in landscape.saddles:
        assert landscape.gradient(point) == pytest.approx((0.0, 0.0), abs=1e-11)
        low, high = np.linalg.eigvalsh(np.array(landscape.hessian(point)))
        assert low < 0 < high


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_parameters_at_their_bounds_raise_nothing(entry: LandscapeEntry) -> None:
    for bound in ("low", "high"):
        values = {name: getattr(parameter, bound) for name, parameter in entry.parameters.items()}
        landscape = entry.landscape(values)
        assert all(map(math.isfinite, landscape.loss_and_gradient(*landscape.start)))
        check_minima(landscape)


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
def test_the_start_lies_inside_and_the_words_are_there(entry: LandscapeEntry) -> None:
    assert all(low < s < high for s, (low, high) in zip(entry.start, entry.domain, strict=True))
    assert entry.title
    assert entry.reference
    assert entry.tags
    assert 40 < len(entry.teaches) < 300
    assert "\n" not in entry.teaches
    assert list(entry.learning_rates) == RATES


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


@pytest.mark.parametrize("entry", LANDSCAPES.values(), ids=NAMES)
@pytest.mark.parametrize(("optimizer", "momentum"), [("gradient_descent", 0.0), ("momentum", 0.9)])
def test_the_good_rates_descend_inside_the_domain(
    entry: LandscapeEntry, optimizer: str, momentum: float
) -> None:
    landscape = entry.landscape()
    path = descend(landscape, momentum, entry.learning_rates[optimizer], 200)
    assert landscape.loss(path[-1]) < 0.7 * landscape.loss(path[0])
    for point in path:
        assert all(low <= x <= high for x, (low, high) in zip(point, entry.domain, strict=True))


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


def test_a_domain_can_be_chosen_and_the_landscape_turns_about_its_centre() -> None:
    landscape = LANDSCAPES["elliptic_bowl"].landscape(domain=[(-6, 2), (-3, 3)], rotation=90.0)
    assert landscape.domain == ((-6.0, 2.0), (-3.0, 3.0))
    assert landscape.minima[0].position == (-2.0, 2.0)


REFUSED = [
    ({"parameters": {"c": 1.0}}, "parameters: unknown parameter of elliptic_bowl 'c'; known: a, b"),
    ({"parameters": {"a": -1.0}}, "parameters: a: found -1.0, allowed is 0 to 10"),
    ({"parameters": {"a": math.nan}}, "parameters: a: found nan, allowed is 0 to 10"),
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
