"""The engine: the same bits however it is run, noise as it is described, and every ball for itself."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import ball, on_formula, on_library

from momentum_lab.experiment import LandscapeChoice, preset, preset_names
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Simulation, Status, simulate

ARRAYS = ("position", "loss", "gradient", "velocity", "update", "status", "last")
ALL = tuple(
    ball(name, learning_rate=0.05) if "learning_rate" in optimizer.hyperparameters else ball(name)
    for name, optimizer in OPTIMIZERS.items()
)
FAST = ball("gradient_descent", learning_rate=0.7, label="diverges")


def assert_same_bits(run, other):
    for name in ARRAYS:
        left, right = getattr(run, name), getattr(other, name)
        assert left.dtype == right.dtype
        assert left.tobytes() == right.tobytes(), name


def in_chunks(experiment, sizes):
    simulation = Simulation(experiment)
    for size in sizes:
        simulation.advance(size)
    simulation.advance(experiment.steps)
    return simulation.snapshot()


@given(
    sizes=st.lists(st.integers(0, 30), max_size=12),
    steps=st.integers(1, 90),
    noise=st.sampled_from([0.0, 0.3]),
    common=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_that_it_makes_no_difference_how_many_steps_are_taken_at_a_time(sizes, steps, noise, common):
    experiment = on_library(
        "beale", *ALL, FAST, steps=steps, noise=noise, common_noise=common, seed=3, title="chunks"
    )
    assert_same_bits(in_chunks(experiment, sizes), simulate(experiment))


@pytest.mark.parametrize("name", preset_names())
def test_that_every_preset_gives_the_same_bits_in_one_go_and_step_by_step(name):
    experiment = replace(preset(name), steps=min(preset(name).steps, 80))
    run = simulate(experiment)
    assert_same_bits(in_chunks(experiment, [1] * experiment.steps), run)
    assert_same_bits(simulate(experiment), run)


def test_that_a_shorter_run_is_the_beginning_of_a_longer_one():
    long = on_library("beale", *ALL, steps=60, noise=0.1)
    run, short = simulate(long), simulate(replace(long, steps=20))
    for name in ARRAYS[:-1]:
        assert np.array_equal(getattr(run, name)[:, :21], getattr(short, name), equal_nan=True), name


def test_that_a_ball_does_not_notice_the_others():
    together = simulate(on_library("beale", *ALL, noise=0.2))
    for index, body in enumerate(ALL):
        alone = simulate(on_library("beale", body, noise=0.2))
        assert np.array_equal(alone.position[0], together.position[index], equal_nan=True)


def test_that_step_0_is_the_start_and_positions_add_up_their_updates():
    experiment = on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), *ALL, ball("adam", start=(1.0, 0.5)))
    run = simulate(experiment)
    assert run.position[:, 0].tolist() == [[-5.0, -2.0]] * len(ALL) + [[1.0, 0.5]]
    assert not run.update[:, 0].any()
    assert not run.velocity[OPTIMIZERS_WITHOUT_VELOCITY].any()
    assert np.array_equal(run.update[:, 1:], np.diff(run.position, axis=1))


OPTIMIZERS_WITHOUT_VELOCITY = [i for i, o in enumerate(OPTIMIZERS.values()) if o.velocity is None]


def test_that_loss_and_gradient_are_those_of_the_landscape_at_the_position():
    run = simulate(on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), *ALL))
    x, y = run.position[..., 0], run.position[..., 1]
    assert run.loss == pytest.approx(0.1 * x**2 + 2 * y**2, rel=1e-14, abs=1e-300)
    assert run.gradient[..., 0] == pytest.approx(0.2 * x, rel=1e-14, abs=1e-300)
    assert run.gradient[..., 1] == pytest.approx(4 * y, rel=1e-14, abs=1e-300)


def test_that_the_velocity_is_the_optimizers_own_trace():
    run = simulate(on_formula("x**2", (3.0,), ball("momentum", learning_rate=0.1, momentum=0.5), steps=3))
    gradient = run.gradient[0, :, 0]
    trace = [
        0.0,
        gradient[0],
        0.5 * gradient[0] + gradient[1],
        0.25 * gradient[0] + 0.5 * gradient[1] + gradient[2],
    ]
    assert run.velocity[0, :, 0] == pytest.approx(trace, rel=1e-14)


def test_that_shapes_are_ball_step_dimension():
    run = simulate(on_library("double_well", *ALL, steps=7))
    assert run.position.shape == run.velocity.shape == (len(ALL), 8, 1)
    assert run.loss.shape == run.status.shape == (len(ALL), 8)
    assert run.last.shape == (len(ALL),)
    assert (run.dimension, run.computed, run.is_complete) == (1, 7, True)


def noise_of(experiment, ball_index=0):
    """What was added to the gradient of a flat landscape."""
    return simulate(experiment).gradient[ball_index]


def flat(*balls, steps=20_000, **more):
    return on_formula("0*x + 0*y", (0.0, 0.0), *balls, steps=steps, **more)


STILL = ball("gradient_descent", learning_rate=1e-12)


def test_that_noise_has_the_mean_and_the_deviation_that_was_asked_for():
    noise = noise_of(flat(STILL, noise=0.5, seed=4))
    count = noise.shape[0]
    assert np.abs(noise.mean(axis=0)).max() < 4 * 0.5 / math.sqrt(count)
    assert noise.std(axis=0) == pytest.approx(0.5, rel=4 / math.sqrt(2 * count))
    assert abs(np.corrcoef(noise.T)[0, 1]) < 4 / math.sqrt(count)
    assert abs(np.corrcoef(noise[1:, 0], noise[:-1, 0])[0, 1]) < 4 / math.sqrt(count)


def test_that_twice_the_noise_is_the_same_noise_twice_as_strong():
    weak, strong = (noise_of(flat(STILL, steps=50, noise=n)) for n in (0.5, 1.0))
    assert np.array_equal(strong, 2.0 * weak)


def test_that_common_noise_is_the_same_for_all_and_own_noise_for_none():
    for common in (True, False):
        run = simulate(flat(STILL, STILL, ball("adam"), steps=50, noise=1.0, common_noise=common))
        assert np.array_equal(run.gradient[0], run.gradient[1]) == common
        assert np.array_equal(run.gradient[0], run.gradient[2]) == common


def test_that_own_noise_is_not_the_common_noise_of_anyone():
    common, own = (
        simulate(flat(STILL, STILL, steps=50, noise=1.0, common_noise=c)).gradient for c in (True, False)
    )
    assert not np.any(common == own)


def test_that_own_noise_belongs_to_the_place_in_the_list():
    def own(*balls):
        return simulate(flat(*balls, steps=50, noise=1.0, common_noise=False)).gradient

    assert np.array_equal(own(STILL, STILL)[1], own(STILL, STILL, STILL)[1])


def test_that_another_seed_gives_other_noise_and_the_same_seed_the_same():
    by_seed = {seed: noise_of(flat(STILL, steps=50, noise=1.0, seed=seed)) for seed in (0, 1, 2**63 - 1)}
    for seed, noise in by_seed.items():
        assert np.array_equal(noise, noise_of(flat(STILL, steps=50, noise=1.0, seed=seed)))
        for other in by_seed:
            assert (other == seed) or not np.any(by_seed[other] == noise)


def test_that_without_noise_the_seed_does_not_matter():
    assert np.array_equal(noise_of(flat(STILL, steps=9, seed=1)), noise_of(flat(STILL, steps=9, seed=2)))


def test_that_the_loss_is_without_noise():
    run = simulate(on_formula("x**2", (3.0,), ball("gradient_descent"), noise=5.0))
    assert run.loss[0] == pytest.approx(run.position[0, :, 0] ** 2, rel=1e-14)


def final_status(experiment):
    run = simulate(experiment)
    return [Status(s) for s in run.status[:, -1].tolist()]


def test_that_the_ways_to_end_are_told_apart():
    bowl = "0.1*x**2 + 2*y**2"
    assert final_status(
        on_formula(
            bowl,
            (-5.0, -2.0),
            ball("gradient_descent", learning_rate=0.4),
            ball("gradient_descent", learning_rate=0.001),
            ball("gradient_descent", learning_rate=0.6),
            steps=300,
        )
    ) == [Status.CONVERGED, Status.MOVING, Status.DIVERGED]
    assert final_status(
        on_library("saddle", ball("momentum"), ball("gradient_descent", start=(0.0, 0.0)), steps=600)
    ) == [Status.ESCAPED, Status.STALLED]


def test_that_a_ball_that_rests_on_a_plateau_has_not_converged():
    body = ball("gradient_descent", learning_rate=0.01)
    experiment = on_formula(
        "-exp(-x**2 - y**2) + 1e-12*x", (9.0, 9.0), replace(body, start=(0.8, 0.0)), body, steps=4000
    )
    run = simulate(experiment)
    assert run.status[0, -1] == Status.CONVERGED
    assert Status.CONVERGED not in run.status[1].tolist()


def test_that_a_stop_at_a_saddle_is_a_stall():
    run = simulate(
        on_library("saddle", ball("gradient_descent", learning_rate=0.1, start=(1.0, 0.0)), steps=300)
    )
    assert run.status[0, -1] == Status.STALLED
    assert run.status[0, 0] == Status.MOVING


def test_that_a_ball_that_swings_through_the_minimum_has_not_converged():
    run = simulate(on_formula("x**2/2", (1.0,), ball("momentum", learning_rate=0.01), steps=30))
    crossing = np.flatnonzero(np.diff(np.sign(run.position[0, :, 0])))
    assert crossing.size
    assert Status.CONVERGED not in run.status[0].tolist()


def test_that_far_downhill_is_escaped_and_far_uphill_diverged():
    run = simulate(on_formula("-x**2", (1.0,), ball("gradient_descent", learning_rate=0.1), steps=60))
    assert run.status[0, -1] == Status.ESCAPED
    run = simulate(on_formula("x**2", (1.0,), ball("gradient_descent", learning_rate=1.5), steps=60))
    assert run.status[0, -1] == Status.DIVERGED


def test_that_diverged_begins_beyond_ten_half_widths():
    run = simulate(on_formula("x**2", (1.0,), ball("gradient_descent", learning_rate=1.5), steps=20))
    position = np.abs(run.position[0, :, 0])  # 1, 2, 4, …; the map ends at 10
    assert np.array_equal(run.status[0] == Status.DIVERGED, position > 100.0)


OVER_THE_EDGE = [
    ("log(x)", 1.0, 0.3),  # leaves the domain of the logarithm
    ("sqrt(x)", 1.0, 2.5),
    ("1/x**2", -1.0, 0.5),  # runs away; the others go on
    ("x**4", 3.0, 1.0),  # overflows
    ("exp(x**2)", 2.0, 1.0),
    ("cosh(x)", 5.0, 50.0),
]


@pytest.mark.parametrize(("formula", "start", "rate"), OVER_THE_EDGE)
def test_that_a_formula_that_fails_stops_its_ball_and_not_the_others(formula, start, rate):
    tame = ball("gradient_descent", learning_rate=1e-6)
    wild = ball("gradient_descent", learning_rate=rate)
    run = simulate(on_formula(formula, (start,), wild, tame, wild, steps=200))
    alone = simulate(on_formula(formula, (start,), tame, steps=200))
    assert run.last[1] == 200
    assert np.array_equal(run.position[1], alone.position[0])
    for index in (0, 2):
        last = int(run.last[index])
        for array in (run.position, run.loss, run.gradient, run.update):
            assert np.isfinite(array[index, : last + 1]).all()
            assert np.isnan(array[index, last + 1 :]).all()
        assert (run.status[index, last + 1 :] == Status.DIVERGED).all()
    assert (formula == "1/x**2") or run.last[0] < 200


def test_that_a_division_by_zero_stops_the_ball_where_it_was():
    # The slope at -1 is -3: a third of it leads to the pole.
    body = ball("gradient_descent", learning_rate=1.0 / 3.0)
    run = simulate(on_formula("1/x - 2*x", (-1.0,), body, steps=5))
    assert run.last[0] == 0
    assert run.position[0, 0].tolist() == [-1.0]
    assert np.isnan(run.position[0, 1:]).all()
    assert np.isnan(run.loss[0, 1:]).all()


@pytest.mark.parametrize("formula", ["log(x)", "sqrt(x)", "1/(x + 1)"])
def test_that_a_start_without_a_loss_is_kept_as_a_place_alone(formula):
    fine = ball("gradient_descent", start=(2.0,))
    run = simulate(on_formula(formula, (-1.0,), ball("gradient_descent"), fine, steps=3))
    assert run.position[0, :, 0].tolist()[:1] == [-1.0]
    assert np.isnan(run.position[0, 1:]).all()
    assert np.isnan(run.loss[0]).all()
    assert np.isnan(run.gradient[0]).all()
    assert (run.status[0] == Status.DIVERGED).all()
    assert run.last.tolist() == [0, 3]
    assert np.isfinite(run.loss[1]).all()


def test_that_a_slope_whose_square_overflows_raises_no_warning():
    run = simulate(on_formula("exp(x)", (600.0,), ball("gradient_descent"), steps=5))
    assert (run.last[0], run.status[0, -1]) == (5, Status.STALLED)


def test_that_arrays_are_read_only():
    run = simulate(on_library("beale", *ALL, steps=3))
    for name in ARRAYS:
        array = getattr(run, name)
        assert not array.flags.writeable, name
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_that_what_was_seen_of_a_growing_run_does_not_change_any_more():
    simulation = Simulation(on_library("beale", *ALL, FAST, steps=50))
    early = []
    while not simulation.is_complete:
        simulation.advance(7)
        run = simulation.snapshot()
        early.append((run, {name: getattr(run, name).tobytes() for name in ARRAYS}))
    for run, before in early:
        assert {name: getattr(run, name).tobytes() for name in ARRAYS} == before
        assert run.position.shape[1] == run.computed + 1
        assert run.is_complete == (run.computed == 50)


def test_that_the_first_snapshot_holds_the_starts():
    run = Simulation(on_library("beale", *ALL, steps=50)).snapshot()
    assert (run.computed, run.is_complete) == (0, False)
    assert run.position.tolist() == [[[1.0, 1.5]]] * len(ALL)


def test_that_advancing_beyond_the_end_does_nothing():
    simulation = Simulation(on_library("beale", *ALL, steps=5))
    simulation.advance(50)
    before = simulation.snapshot()
    simulation.advance(50)
    assert_same_bits(simulation.snapshot(), before)


def test_that_the_last_step_is_the_last_with_numbers():
    wild = ball("gradient_descent", learning_rate=1.0)
    run = simulate(on_formula("x**4", (3.0,), wild, ball("gradient_descent", learning_rate=1e-6), steps=40))
    end = int(run.last[0])
    assert 0 < end < 40
    assert [run.last_step(0, step) for step in (0, end, end + 1, 40, 99)] == [0, end, end, end, end]
    assert [run.last_step(1, step) for step in (0, 39, 40, 99)] == [0, 39, 40, 40]


def test_that_since_is_the_first_step_of_the_present_status():
    run = simulate(on_formula("x**2", (1.0,), ball("gradient_descent", learning_rate=1.5), steps=20))
    first = int(np.argmax(run.status[0] == Status.DIVERGED))
    assert run.since(0, 20) == run.since(0, first) == first
    assert run.since(0, first - 1) == 0
    assert run.since(0, 999) == first


def test_that_hidden_balls_have_no_say_in_the_axis_of_losses():
    shown, hidden = ball("gradient_descent"), ball("gradient_descent", learning_rate=1.5, visible=False)
    run = simulate(on_formula("x**2", (1.0,), shown, hidden, steps=2000))
    assert run.finite_loss.max() == 1.0
    assert run.finite_loss.min() == run.loss[0].min()
    assert np.isfinite(run.loss[1][: run.last[1] + 1]).all()


def test_that_a_long_run_holds_what_a_step_by_step_loop_gives():
    run = simulate(on_formula("x**2/2", (1.0,), ball("gradient_descent", learning_rate=1e-4), steps=30_000))
    x = 1.0
    for _ in range(30_000):
        x -= 1e-4 * x
    assert run.position[0, -1, 0] == pytest.approx(x, rel=1e-12)


def test_that_a_rotated_landscape_gives_the_rotated_path():
    turned = on_library("elliptic_bowl", ball("gradient_descent", learning_rate=0.2), steps=30)
    turned = replace(turned, landscape=LandscapeChoice("elliptic_bowl", rotation=90.0), start=(2.0, -5.0))
    straight = replace(turned, landscape=LandscapeChoice("elliptic_bowl"), start=(-5.0, -2.0))
    there, here = simulate(turned).position[0], simulate(straight).position[0]
    assert there[:, 1] == pytest.approx(here[:, 0], rel=1e-12, abs=1e-14)
    assert there[:, 0] == pytest.approx(-here[:, 1], rel=1e-12, abs=1e-14)


def test_that_a_ball_that_overflows_downhill_has_escaped_and_not_diverged():
    run = simulate(on_library("saddle", ball("momentum", learning_rate=0.02), steps=20_000))
    assert run.last[0] < 20_000
    assert run.status[0, -1] == Status.ESCAPED
    assert run.since(0, 20_000) < 100
