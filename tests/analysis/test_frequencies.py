"""A rule as a filter: its gain against closed forms and scipy, its spectra against Parseval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import ball, on_formula
from scipy.signal import freqz

from momentum_lab.analysis.frequencies import FEWEST, LONGEST, frequencies, gain, spectra, spectrum
from momentum_lab.analysis.linear_rule import step_filter, velocity_filter
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

RAVINE = "0.1*x**2 + 2*y**2"
BOOK = (-5.0, -2.0)
AVERAGING = ["adabelief", "adam", "adamax", "adamw", "nadam", "qhadam", "radam", "yogi"]
NO_FILTER = ["adadelta", "adagrad", "asgd", "newton", "rmsprop", "rprop"]


def polynomials(name, v):
    """Numerator and denominator of velocity and of step over rate, in powers of 1/z, as papers have them."""
    b = v.get("momentum", v.get("beta", 0.0))
    past = [1.0, -b]
    if name == "momentum":
        push = 1.0 - (b if v["form"].startswith("ema") else v["dampening"])
        size = v["learning_rate"] if v["form"] == "velocity" else 1.0
        return ([size * push], past), ([push], past)
    if name == "nesterov":
        return ([1.0], past), ([1.0 + b, -b], past)
    if name == "qhm":
        nu = v["nu"]
        return ([1.0 - b], past), ([1.0 - nu * b, -(1.0 - nu) * b], past)
    kept = 1.0 - v["friction"] * v["time_step"] / v["mass"]
    return ([v["time_step"] / v["mass"]], [1.0, -kept]), ([1.0], [1.0, -kept])


RULES = [
    *(("momentum", {"form": form}) for form in ("leaky", "velocity", "ema", "ema_corrected")),
    ("momentum", {"form": "leaky", "dampening": 0.4, "momentum": 0.3}),
    ("nesterov", {"momentum": 0.8}),
    ("qhm", {"beta": 0.9, "nu": 0.6}),
    ("physical_ball", {"friction": 3.0, "time_step": 0.1}),
]


@pytest.mark.parametrize(("name", "values"), RULES, ids=str)
def test_that_the_gain_is_that_of_the_polynomials_of_the_papers(name, values):
    body = ball(name, **values)
    told = gain(body)
    turns = 2.0 * np.pi * told.frequencies
    for curve, (above, below) in zip(
        (told.velocity, told.step), polynomials(name, body.hyperparameters), strict=True
    ):
        assert curve == pytest.approx(np.abs(freqz(above, below, worN=turns)[1]), rel=1e-9)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_that_the_ends_of_the_gain_are_those_of_the_lecture(kept):
    leaky = gain(ball("momentum", momentum=kept))
    assert leaky.velocity[[0, -1]] == pytest.approx([1.0 / (1.0 - kept), 1.0 / (1.0 + kept)], rel=1e-12)
    assert leaky.are_one
    assert (leaky.frequencies[0], leaky.frequencies[-1]) == (0.0, 0.5)
    average = gain(ball("momentum", momentum=kept, form="ema")).velocity
    assert average[[0, -1]] == pytest.approx([1.0, (1.0 - kept) / (1.0 + kept)], rel=1e-12)
    ahead = gain(ball("nesterov", momentum=kept)).step
    assert ahead[[0, -1]] == pytest.approx([1.0 / (1.0 - kept), (1.0 + 2.0 * kept) / (1.0 + kept)], rel=1e-12)


def test_that_gradient_descent_lets_all_through():
    told = gain(ball("gradient_descent", learning_rate=0.02))
    assert told.velocity is None
    assert told.step == pytest.approx(1.0)


def test_that_a_memory_that_forgets_nothing_has_no_bound_at_rest():
    told = gain(ball("momentum", momentum=1.0))
    assert np.isinf(told.velocity[0])
    assert told.velocity[-1] == pytest.approx(0.5)


def test_that_a_memory_that_grows_by_itself_has_no_bound_at_all():
    told = gain(ball("physical_ball", mass=1.0, friction=30.0, time_step=0.1))  # it keeps −2 of its velocity
    assert np.isinf(told.velocity).all()
    assert np.isinf(told.step).all()


@pytest.mark.parametrize("name", AVERAGING)
def test_that_of_adaptive_rules_the_average_is_the_filter(name):
    told = gain(ball(name))
    assert told.step is None
    kept = told.memory
    assert told.velocity[[0, -1]] == pytest.approx([1.0, (1.0 - kept) / (1.0 + kept)], rel=1e-9)


def test_that_lion_remembers_by_its_second_beta():
    told = gain(ball("lion", beta1=0.5, beta2=0.8))
    assert told.velocity[-1] == pytest.approx(0.2 / 1.8)


@pytest.mark.parametrize("name", NO_FILTER)
def test_that_what_is_no_sum_of_gradients_is_no_filter(name):
    assert gain(ball(name)) is None


def test_that_every_optimizer_is_a_filter_or_none():
    told = {name for name in OPTIMIZERS if gain(ball(name)) is not None}
    linear = {name for name, rule in OPTIMIZERS.items() if rule.theory is not None}
    assert told == {*linear, *AVERAGING, "lion"}


@pytest.mark.parametrize("name", [n for n, rule in OPTIMIZERS.items() if rule.theory or rule.velocity])
def test_that_weights_and_response_are_those_of_one_gradient(name):
    """The response to an impulse by the rule's own arithmetic, once its start no longer matters."""
    rule = OPTIMIZERS[name]
    hyper = rule.pack(ball(name).hyperparameters)
    state, steps, velocities = rule.init(hyper), [], []
    for number in range(1_500):
        step, state = rule.update(1.0 if number == 1_000 else 0.0, 0.0, state, hyper)
        steps.append(step)
        velocities.append(getattr(state, rule.velocity) if rule.velocity else 0.0)
    for found, series in ((step_filter(rule, hyper), steps), (velocity_filter(rule, hyper), velocities)):
        if found is None:
            continue
        impulse = np.array(series[1_000:])
        assert found.weights(500) == pytest.approx(impulse, rel=1e-9, abs=1e-300)
        turns = np.exp(-2j * np.pi * np.outer([0.05, 0.21, 0.5], np.arange(500)))
        rest = np.abs(impulse[-1]) * 2_000.0
        assert found.response(np.array([0.05, 0.21, 0.5])) == pytest.approx(turns @ impulse, abs=1e-9 + rest)


def test_that_the_rate_of_the_step_is_in_the_velocity_that_has_it_built_in():
    halved = RateSchedule("step", {"every": 10, "decay": 0.5})
    body = ball("momentum", form="velocity", learning_rate=0.2, schedule=halved)
    run = simulate(on_formula(RAVINE, BOOK, body, steps=30))
    for step, rate in ((0, 0.2), (10, 0.1)):
        told = frequencies(run, 0, step).gain
        assert told.rate == pytest.approx(rate)
        assert told.velocity[0] == pytest.approx(rate * 10.0)
        assert told.step[0] == pytest.approx(10.0)


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1.0, 1.0)), min_size=2, max_size=80),
    st.sampled_from([1.0, 1e-200, 1e150]),
)
def test_that_the_squares_sum_to_the_mean_square_under_the_window(rows, scale):
    series = scale * np.array(rows)
    count = len(series)
    at, sizes = spectrum(series)
    window = (0.5 * (1.0 + np.cos(np.pi * np.arange(count) / count))) ** 2
    twice = np.where((at == 0.0) | (at == 0.5), 1.0, 2.0)
    largest = np.where(np.abs(series).max(axis=0) > 0.0, np.abs(series).max(axis=0), 1.0)
    expected = (window @ (series / largest) ** 2) / window.sum()
    assert ((sizes.T / largest) ** 2).T @ twice == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_that_a_swing_is_seen_at_its_frequency():
    steps = np.arange(400)
    at, (sizes,) = spectrum(np.cos(2.0 * np.pi * 0.2 * steps)[:, None])
    assert at[int(np.argmax(sizes))] == pytest.approx(0.2)


def test_that_velocities_are_gradients_through_the_gain():
    body = ball("momentum", learning_rate=0.02, momentum=0.6)
    run = simulate(on_formula(RAVINE, BOOK, body, steps=4_000, noise=1.0))
    told = frequencies(run, 0, 0)
    through = np.interp(told.spectra.frequencies, told.gain.frequencies, told.gain.velocity)
    ratio = np.abs(told.spectra.followed / (told.spectra.gradient * through) - 1.0)
    assert np.median(ratio) < 0.01
    assert np.quantile(ratio, 0.99) < 0.1


def test_that_rules_without_a_velocity_are_followed_by_their_steps():
    run = simulate(on_formula(RAVINE, BOOK, ball("gradient_descent", learning_rate=0.1), steps=50))
    told = spectra(run, 0)
    assert told.follower == "update"
    assert told.followed == pytest.approx(0.1 * told.gradient, rel=1e-9)


def test_that_short_runs_have_none_and_long_ones_their_beginning():
    assert spectra(simulate(on_formula(RAVINE, BOOK, ball("momentum"), steps=FEWEST - 1)), 0) is None
    assert spectra(simulate(on_formula(RAVINE, BOOK, ball("momentum"), steps=FEWEST)), 0).steps == FEWEST
    run = simulate(on_formula(RAVINE, BOOK, ball("momentum"), steps=LONGEST + 50))
    assert spectra(run, 0).steps == LONGEST


def test_that_a_ball_that_diverges_has_the_spectra_of_its_end():
    body = ball("momentum", learning_rate=5.0)
    told = spectra(simulate(on_formula(RAVINE, BOOK, body, steps=2_000)), 0)
    assert told.steps < 2_000
    assert told.is_at_end
    assert np.isfinite(told.gradient).all()
    assert np.isfinite(told.followed).all()
    calm = ball("momentum", learning_rate=0.1, momentum=0.5)
    assert not spectra(simulate(on_formula(RAVINE, BOOK, calm, steps=200)), 0).is_at_end


def test_that_a_ball_at_rest_has_empty_spectra():
    told = spectra(simulate(on_formula(RAVINE, (0.0, 0.0), ball("momentum"), steps=20)), 0)
    assert not told.gradient.any()
    assert not told.is_at_end
