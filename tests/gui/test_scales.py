from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from momentum_lab.core.hyperparameters import Number
from momentum_lab.gui.views.loss_scale import LossScale, loss_scale, tick_text, tick_texts
from momentum_lab.gui.widgets.slider_scale import NOTCHES, SliderScale
from momentum_lab.landscapes import LANDSCAPES, landscape_from_formula
from momentum_lab.optimizers import OPTIMIZERS

DECLARED = sorted(
    {
        SliderScale.of(declaration)
        for optimizer in OPTIMIZERS.values()
        for declaration in optimizer.hyperparameters.values()
        if isinstance(declaration, Number)
    },
    key=repr,
)
SCALES = st.sampled_from(
    [
        *DECLARED,
        SliderScale("linear", -90.0, 90.0),
        SliderScale("linear", 0.0, 5.0),
        SliderScale("log", 1e-6, 1e3),
    ]
)
NOTCH = st.integers(0, NOTCHES)


@given(SCALES, NOTCH)
def test_that_a_slider_put_to_the_value_of_a_notch_has_that_value(scale: SliderScale, notch: int) -> None:
    value = scale.value(notch)
    assert scale.low <= value <= scale.high
    assert scale.value(scale.notch(value)) == value


@given(SCALES, NOTCH, NOTCH)
def test_that_a_slider_to_the_right_is_never_less(scale: SliderScale, one: int, other: int) -> None:
    assert (scale.value(one) - scale.value(other)) * (one - other) >= 0


@given(SCALES)
def test_that_a_slider_reaches_both_ends(scale: SliderScale) -> None:
    assert (scale.value(0), scale.value(NOTCHES)) == (scale.low, scale.high)
    assert (scale.notch(scale.low), scale.notch(scale.high)) == (0, NOTCHES)


@given(SCALES, st.floats(allow_nan=False))
def test_that_every_value_has_a_notch_and_values_beyond_the_slider_its_ends(scale, value: float) -> None:
    notch = scale.notch(value)
    assert 0 <= notch <= NOTCHES
    if value <= scale.low:
        assert notch == 0
    if value >= scale.high:
        assert notch == NOTCHES


@given(SCALES, NOTCH)
def test_that_the_value_of_a_notch_is_a_short_number(scale: SliderScale, notch: int) -> None:
    digits = f"{scale.value(notch):.15g}".replace(".", "").replace("-", "").lstrip("0").partition("e")[0]
    assert len(digits.rstrip("0")) <= 4


def test_that_a_scale_towards_one_is_finer_near_one() -> None:
    scale = SliderScale("towards_one", 0.0, 0.999)
    assert scale.value(600) == pytest.approx(0.9)
    assert scale.value(800) == pytest.approx(0.99, abs=1e-3)
    assert scale.value(601) - scale.value(600) < scale.value(2) - scale.value(1)


@st.composite
def loss_scales(draw: st.DrawFn) -> LossScale:
    size = draw(st.floats(1e-3, 1e9))
    low = size * draw(st.floats(-1e3, 1e3))
    knee = draw(st.one_of(st.just(0.0), st.floats(1e-6, 0.5).map(lambda share: share * size)))
    return LossScale(low, low + size, knee)


@given(loss_scales(), st.floats(0.0, 1.0))
def test_that_the_loss_of_the_height_of_a_loss_is_that_loss(scale: LossScale, share: float) -> None:
    loss = scale.low + share * (scale.high - scale.low)
    back = float(scale.loss(scale.height(loss)))
    assert back == pytest.approx(loss, rel=1e-9, abs=1e-9 * (abs(scale.low) + scale.high - scale.low))


@given(loss_scales(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_that_a_higher_loss_is_higher(scale: LossScale, one: float, other: float) -> None:
    assume(one < other)
    size = scale.high - scale.low
    low, high = scale.height(np.array([scale.low + one * size, scale.low + other * size]))
    assert low <= high
    assert low >= -1e-9
    assert high <= 1 + 1e-9


@given(loss_scales())
def test_that_levels_and_ticks_are_inside_and_distinct(scale: LossScale) -> None:
    levels = scale.levels()
    assert np.all(np.diff(levels) >= 0)
    assert scale.low <= levels[0]
    assert levels[-1] <= scale.high
    ticks = scale.ticks()
    assert len(set(ticks)) == len(ticks)
    room = 1e-6 * (scale.high - scale.low)
    assert all(scale.low - room <= tick <= scale.high + room for tick in ticks)
    assert 1 <= len(ticks) <= 12


@pytest.mark.parametrize(("name", "is_log"), [("rosenbrock", True), ("elliptic_bowl", False)])
def test_that_steep_landscapes_are_shown_by_powers_and_mild_ones_evenly(name: str, is_log: bool) -> None:
    assert loss_scale(LANDSCAPES[name].landscape().ground).is_log is is_log


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_that_every_landscape_has_a_scale_from_its_lowest_to_its_highest_loss(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    scale = loss_scale(landscape.ground)
    axes = [np.linspace(low, high, 60) for low, high in landscape.domain]
    heights = scale.height(landscape.ground.loss_grid(*axes))
    finite = heights[np.isfinite(heights)]
    assert finite.min() >= -0.02
    assert finite.max() <= 1.02
    assert len(scale.ticks()) >= 2


@pytest.mark.parametrize("formula", ["5 + 0*x*y", "1e12 + 0*x*y", "-1e-9 + 0*x*y"])
def test_that_a_landscape_without_any_slope_has_a_scale(formula: str) -> None:
    landscape = landscape_from_formula(formula, ((-1.0, 1.0), (-1.0, 1.0)))
    scale = loss_scale(landscape.ground)
    assert scale.low < landscape.loss((0.0, 0.0)) < scale.high
    assert len(set(scale.ticks())) >= 2


@given(st.floats(-1e300, 1e300))
@example(0.0)
@example(-0.0)
@example(1e5)
@example(99999.9)
def test_that_a_tick_is_short_and_says_its_number_to_three_digits(value: float) -> None:
    text = tick_text(value)
    assert "-" not in text
    assert len(text) <= 9
    assert float(text.replace("−", "-")) == pytest.approx(value, rel=0.051)
    assert math.copysign(1, float(text.replace("−", "-"))) == math.copysign(1, value) or value == 0


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((0.0, 0.5, 1.0), ["0", "0.5", "1"]),
        ((4.62e16, 4.64e16, 4.7e16), ["4.62e16", "4.64e16", "4.7e16"]),
        ((-1234.1, 1234.1, 1234.2), ["−1234.1", "1234.1", "1234.2"]),
        ((99999.0, 100000.0, 100001.0), ["99999", "1e5", "1.00001e5"]),
        ((1.0, 1.0), ["1", "1"]),
        ((), []),
    ],
)
def test_that_ticks_have_the_digits_that_tell_them_apart(values: tuple[float, ...], texts: list[str]) -> None:
    assert tick_texts(values) == texts
