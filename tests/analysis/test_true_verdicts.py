"""What is said of a ball is true of its numbers: at rest, at a minimum, lost, and why."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula

from benchmarks.verdicts import judged, rates_of
from momentum_lab.analysis.reasons import ReasonKind
from momentum_lab.analysis.summary import summarize
from momentum_lab.experiment import preset
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.simulation import Status, simulate
from momentum_lab.simulation.run import LOST
from momentum_lab.simulation.yardstick import NEAR, diagonal


def told(experiment, step=None):
    return summarize(simulate(experiment), step)


def verdict(experiment, step=None):
    (summary,) = told(experiment, step)
    return summary.status, None if summary.reason is None else summary.reason.kind


def gd(rate, **more):
    return ball("gradient_descent", learning_rate=rate, **more)


class Bowl:
    """A random quadratic with a map anywhere: around the minimum, or a thousand half widths beside it."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.dimension = int(rng.integers(1, 3))
        self.middle = rng.normal(0.0, 3.0, self.dimension)
        angle, (a, b) = (
            rng.uniform(0.0, math.pi),
            np.exp(rng.uniform(0.0, 2.5, 2)) * 10.0 ** rng.uniform(-3, 3),
        )
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        self.hessian = (turn @ np.diag([a, b]) @ turn.T)[: self.dimension, : self.dimension]
        self.steepest = float(np.linalg.eigvalsh(self.hessian)[-1])
        half = 10.0 ** rng.uniform(-2.0, 1.0)
        away = half * 10.0 ** rng.uniform(-1.0, 3.0) * rng.choice([-1.0, 1.0], self.dimension)
        self.domain = tuple(
            (m + w - half, m + w + half) for m, w in zip(self.middle.tolist(), away, strict=True)
        )
        far = rng.choice([0.9, 30.0])
        self.start = self.middle + away + half * far * rng.uniform(-1.0, 1.0, self.dimension)

    @property
    def formula(self):
        places = [f"({axis} - ({m!r}))" for axis, m in zip("xy", self.middle.tolist(), strict=False)]
        size = range(self.dimension)
        return " + ".join(
            f"({float(self.hessian[i, j]) / 2!r})*{places[i]}*{places[j]}" for i in size for j in size
        )

    def on(self, body, steps=1500):
        return on_formula(self.formula, self.start.tolist(), body, steps=steps, domain=self.domain)

    def rest(self, decay=0.0):
        return np.linalg.solve(self.hessian + decay * np.eye(self.dimension), self.hessian @ self.middle)

    def is_on_map(self, place):
        return all(low <= x <= high for x, (low, high) in zip(place, self.domain, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_that_at_rest_is_at_rest_wherever_the_map_is(seed):
    bowl = Bowl(seed)
    run = simulate(bowl.on(gd(1.0 / bowl.steepest)))
    (summary,) = summarize(run)
    minima = run.experiment.landscape.build().minima
    if minima:
        assert summary.status is Status.CONVERGED
        assert summary.distance < 1e-3 * diagonal(run.experiment.landscape.build())
    else:
        assert summary.status is Status.STALLED
        assert (summary.reason is not None) is not bowl.is_on_map(run.position[0, -1])
    for step in (0, 1, 2, 5, 20, 100):
        (early,) = summarize(run, step)
        assert early.status is not Status.DIVERGED
        assert early.reason is None or early.reason.kind is not ReasonKind.DOWNHILL


@pytest.mark.parametrize(
    "pulled",
    [
        lambda rate, decay: gd(rate, weight_decay=decay),
        lambda rate, decay: gd(rate, weight_decay=decay, clipping=Clipping("norm", 1e6)),
        lambda rate, decay: ball("momentum", learning_rate=rate, momentum=0.5, weight_decay=decay),
        lambda rate, decay: ball("nesterov", learning_rate=rate / 2, momentum=0.5, weight_decay=decay),
        lambda rate, decay: ball("asgd", learning_rate=rate, lambd=decay, alpha=0.0),
    ],
)
@pytest.mark.parametrize("seed", range(12))
def test_that_a_ball_rests_where_slope_and_decay_balance(pulled, seed):
    bowl = Bowl(seed + 100)
    decay = bowl.steepest * 10.0 ** np.random.default_rng(seed).uniform(-1.0, 0.5)
    run = simulate(bowl.on(pulled(1.0 / (bowl.steepest + decay), decay)))
    (summary,) = summarize(run)
    place = run.position[0, -1]
    assert place == pytest.approx(bowl.rest(decay), rel=1e-6, abs=1e-9)
    if summary.status is Status.STALLED:
        is_off = not bowl.is_on_map(place)
        kind = ReasonKind.BALANCE_OFF_THE_MAP if is_off else ReasonKind.BALANCE
        assert summary.reason.kind is kind
    else:
        assert summary.status is Status.CONVERGED
    assert not (run.status[0] == Status.DIVERGED).any()


ADAMW_AFTER_A_WARM_UP = ball(
    "adamw",
    learning_rate=0.5,
    weight_decay=0.1,
    beta2=0.9,
    schedule=RateSchedule("constant", warmup=50),
)


@pytest.mark.parametrize(
    "body",
    [
        gd(0.01, weight_decay=1.0),
        ball("adamw", learning_rate=0.5, weight_decay=0.1, beta2=0.9),
        ball("lion", learning_rate=0.5, weight_decay=0.1),
        ball("nadam", learning_rate=0.5, weight_decay=0.1, decoupled_weight_decay=True, beta2=0.9),
        ADAMW_AFTER_A_WARM_UP,
    ],
)
def test_that_a_decay_far_from_the_origin_is_no_divergence(body):
    experiment = on_formula("0.001*(x-1000)**2", (1000.2,), body, steps=3000, domain=((999.0, 1001.0),))
    run = simulate(experiment)
    assert verdict(experiment) == (Status.STALLED, ReasonKind.BALANCE_OFF_THE_MAP)
    assert not (run.status[0] == Status.DIVERGED).any()
    assert verdict(experiment, 60)[1] in {ReasonKind.PULLED, ReasonKind.BALANCE_OFF_THE_MAP}


FLOORS = {
    "line": [
        f"({math.cos(t):.4f}*x + {math.sin(t):.4f}*y - {c})**2" for t, c in [(0.3, 1), (1.2, -0.7), (2.5, 0)]
    ],
    "ring": ["(x**2 + y**2 - 1)**2", "(x**2 + y**2 - 3)**2"],
    "plateau": ["max(max(abs(x), abs(y)) - 1, 0)", "max(sqrt(x**2 + y**2) - 0.8, 0)**2"],
}


@pytest.mark.parametrize("formula", [f for formulas in FLOORS.values() for f in formulas])
def test_that_at_the_lowest_loss_there_is_it_is_at_a_minimum(formula):
    starts = np.random.default_rng(5).uniform(-2.0, 2.0, (8, 2)).tolist()
    balls = [gd(0.01, start=tuple(start)) for start in starts]
    experiment = on_formula(formula, (1.9, 1.8), *balls, steps=3000, domain=((-2.0, 2.0), (-2.1, 2.0)))
    minima = experiment.landscape.build().minima
    assert minima
    assert not minima[0].is_isolated
    for summary in told(experiment):
        assert summary.status is Status.CONVERGED
        assert summary.steps_to_tolerance is not None
        assert summary.distance is None


@pytest.mark.parametrize("steps", [400, 401, 402, 403])
@pytest.mark.parametrize(
    ("formula", "body"),
    [
        ("abs(x)", gd(0.1)),
        ("abs(x) + 0.01*x**2", ball("lion", learning_rate=0.1)),
        ("abs(x)", ball("lion", learning_rate=0.02)),
        ("x**2", gd(1.0)),
        ("abs(x)", ball("momentum", learning_rate=0.1, momentum=0.3)),
    ],
)
def test_that_what_steps_to_and_fro_is_never_there_whichever_step_is_the_last(formula, body, steps):
    experiment = on_formula(formula, (3.0,), body, steps=steps, domain=((-4.0, 4.0),))
    (summary,) = told(experiment)
    assert (summary.status, summary.steps_to_tolerance) == (Status.MOVING, None)


@pytest.mark.parametrize("rate", [1e-3, 1e-4, 1e-5])
@pytest.mark.parametrize("amplitude", [0.015, 0.03, 0.2, 4.0])
@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_that_a_ball_that_swings_for_ever_has_not_converged_in_passing(rate, amplitude, optimizer):
    body = ball(optimizer, learning_rate=rate, momentum=1.0)
    steps = round(2.2 * math.pi / math.sqrt(rate))
    run = simulate(on_formula("0.5*x**2", (-amplitude,), body, steps=steps, domain=((-5.0, 5.0),)))
    stride = amplitude * math.sqrt(rate)
    assert (np.abs(run.position[0, :, 0]) <= max(NEAR * 10.0, stride)).any()
    assert not (run.status[0] == Status.CONVERGED).any()
    assert not (run.status[0] == Status.STALLED).any()


@pytest.mark.parametrize("rate", [1e-3, 1e-4, 1e-5])
@pytest.mark.parametrize("amplitude", [0.03, 0.2, 1.0])
@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("0.5*x**2 + 0*y", lambda amplitude: (amplitude, 1.0)),
        ("0.5*(0.6*x - 0.8*y)**2", lambda amplitude: (0.6 * amplitude, -0.8 * amplitude)),
        ("0.5*(x**2 + y**2 - 1)**2", lambda amplitude: (0.0, 1.0 + amplitude)),
        ("abs(x) + 0*y", lambda amplitude: (amplitude, -2.0)),
        ("max(abs(x + y) - 0.001, 0)", lambda amplitude: (amplitude, 0.0)),
    ],
)
def test_that_a_ball_that_swings_across_a_level_floor_has_not_converged_in_passing(
    formula, start, amplitude, rate
):
    body = ball("momentum", learning_rate=rate, momentum=1.0)
    steps = round(4.4 * math.pi / math.sqrt(rate))
    run = simulate(on_formula(formula, start(amplitude), body, steps=steps, domain=((-5.0, 5.0),) * 2))
    assert not run.experiment.landscape.build().minima[0].is_isolated
    assert (run.loss[0] < 0.1 * run.loss[0, 0]).any()
    assert not (run.status[0] == Status.CONVERGED).any()


@pytest.mark.parametrize("formula", ["abs(x) + 0*y", "abs(x - y)", "(abs(x) + abs(y) - 1)**2"])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "lion"])
def test_that_short_steps_to_and_fro_across_a_floor_are_there_whichever_is_the_last(formula, optimizer):
    found = set()
    for steps in (1000, 1001, 1002, 1003):
        body = ball(optimizer, learning_rate=0.005)
        (summary,) = told(on_formula(formula, (1.5, 1.0), body, steps=steps, domain=((-4.0, 4.0),) * 2))
        found.add((summary.status, summary.steps_to_tolerance))
    ((status, steps),) = found
    assert status is Status.CONVERGED
    assert 0 < steps < 1000


@pytest.mark.parametrize("formula", ["0.5*x**2 + 0*y", "0.5*(x - y)**2", "0.5*(x**2 + y**2 - 1)**2"])
def test_that_a_swing_across_a_level_floor_that_dies_away_converges_for_good(formula):
    body = ball("momentum", learning_rate=1e-3, momentum=0.99)
    run = simulate(on_formula(formula, (0.8, 1.5), body, steps=4000, domain=((-5.0, 5.0),) * 2))
    first = int(np.argmax(run.status[0] == Status.CONVERGED))
    assert 0 < first < 3000
    assert (run.status[0, first:] == Status.CONVERGED).all()


def test_that_a_slow_swing_that_dies_away_converges_for_good():
    body = ball("momentum", learning_rate=1e-3, momentum=0.99)
    run = simulate(on_formula("0.5*x**2", (-4.0,), body, steps=4000, domain=((-5.0, 5.0),)))
    status = run.status[0]
    first = int(np.argmax(status == Status.CONVERGED))
    assert 0 < first < 3000
    assert (status[first:] == Status.CONVERGED).all()
    (summary,) = summarize(run)
    near = np.abs(run.position[0, :, 0]) <= 0.01
    assert summary.steps_to_tolerance == summary.since == int(np.flatnonzero(~near)[-1]) + 1


@pytest.mark.parametrize(
    ("formula", "start", "domain"),
    [
        ("1/(1+exp(-x))", 30.0, (-40.0, 40.0)),
        ("1 - exp(-x**2/0.02)", 4.0, (-5.0, 5.0)),
        ("tanh(x)", 30.0, (-40.0, 40.0)),
        ("x**3", 0.0, (-1.0, 1.0)),
        ("7 + 0*x", 0.3, (-1.0, 1.0)),
    ],
)
def test_that_what_lies_on_the_level_is_at_rest(formula, start, domain):
    for body in (gd(0.1), ball("momentum"), ball("nesterov")):
        experiment = on_formula(formula, (start,), body, steps=500, domain=(domain,))
        assert verdict(experiment) == (Status.STALLED, None)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e3])
@pytest.mark.parametrize("share", [1e-3, 1e-5, 1e-8])
def test_that_slow_is_not_at_rest_whatever_the_scale(scale, share):
    experiment = on_formula(f"{scale}*(x**2 + y**2)", (3.0, 2.0), gd(share / scale), steps=200)
    slow = share * 200 * 2.0 * math.hypot(3, 2) * 20 <= 1e-3 * 20.0 * math.sqrt(2.0)
    assert verdict(experiment) == (Status.MOVING, ReasonKind.HARDLY_MOVES if slow else None)


@pytest.mark.parametrize(
    ("formula", "start", "kind"),
    [
        ("-x", (0.5,), ReasonKind.DOWNHILL),
        ("-x**2", (0.5,), ReasonKind.DOWNHILL),
        ("-log(1 + x**2)", (0.5,), ReasonKind.DOWNHILL),
        ("2*x + sin(x)", (-0.5,), ReasonKind.DOWNHILL),
        ("x**2 - y**2", (0.5, 0.1), ReasonKind.DOWNHILL),
        ("x + 2*y", (0.5, 0.1), ReasonKind.DOWNHILL),
        ("exp(-x/20)", (0.5,), ReasonKind.STILL_DOWNHILL),
        ("1/(1 + exp(x/20))", (0.5,), ReasonKind.STILL_DOWNHILL),
        ("(x - 1000)**2", (0.5,), ReasonKind.STILL_DOWNHILL),
        ("(x - 1000)**2 + y**2", (0.5, 0.1), ReasonKind.STILL_DOWNHILL),
        ("abs(x - 1000)", (0.5,), ReasonKind.STILL_DOWNHILL),
    ],
)
def test_that_downhill_without_end_is_said_of_losses_without_bound_alone(formula, start, kind):
    body = ball("adam", learning_rate=0.1)
    domain = ((-1.0, 1.0),) * len(start)
    assert verdict(on_formula(formula, start, body, steps=2000, domain=domain)) == (Status.ESCAPED, kind)


@pytest.mark.parametrize("steps", [40, 200, 500, 1500, 3000])
@pytest.mark.parametrize(
    ("formula", "start"),
    [("x**2 - y**2", (0.5, 0.1)), ("-x**2", (0.5,)), ("-(x - 1000)**2", (1000.1,)), ("-x*y", (0.5, 0.4))],
)
def test_that_downhill_without_end_is_said_however_far_off_a_ball_is(formula, start, steps):
    domain = tuple((place - 0.6, place + 0.6) for place in start)
    experiment = on_formula(formula, start, gd(0.1), steps=steps, domain=domain)
    assert verdict(experiment) == (Status.ESCAPED, ReasonKind.DOWNHILL)


def test_that_a_start_off_the_map_is_told_as_that():
    for optimizer in ("gradient_descent", "adam", "momentum"):
        experiment = on_formula(
            "x**2", (50.0,), ball(optimizer, learning_rate=1e-3), steps=20, domain=((-1.0, 1.0),)
        )
        assert verdict(experiment) == (Status.MOVING, ReasonKind.STARTED_OFF_THE_MAP)
    there = on_formula("x**2", (50.0,), gd(0.4), steps=100, domain=((-1.0, 1.0),))
    assert verdict(there) == (Status.CONVERGED, None)
    worse = on_formula("x**2", (50.0,), gd(1.1), steps=100, domain=((-1.0, 1.0),))
    assert verdict(worse) == (Status.DIVERGED, ReasonKind.RATE_OVER_LIMIT)


def test_that_a_ball_that_was_thrown_off_the_map_comes_back():
    thrown = ball("momentum", learning_rate=0.03, momentum=0.95)
    experiment = on_formula(
        "0.001*x**2 + 5*exp(-200*(x - 0.5)**2)", (0.45,), thrown, steps=600, domain=((-1.0, 1.0),)
    )
    run = simulate(experiment)
    far = np.abs(run.position[0, :, 0])
    turn = int(np.argmax(far))
    assert far[turn] > 15.0
    assert verdict(experiment, turn - 10)[0] is Status.ESCAPED
    back = turn + int(np.argmax(far[turn:] < 0.8 * far[turn]))
    assert verdict(experiment, back) == (Status.MOVING, ReasonKind.ON_ITS_WAY_BACK)


def test_that_the_curvature_that_decides_has_the_decay_in_it():
    kept = on_formula("x**2", (1.0,), gd(0.9), steps=300)
    assert verdict(kept)[0] is Status.CONVERGED
    pulled = on_formula("x**2", (1.0,), gd(0.9, weight_decay=0.5), steps=300)
    (summary,) = told(pulled)
    assert (summary.status, summary.reason.kind) == (Status.DIVERGED, ReasonKind.RATE_OVER_LIMIT)
    assert summary.reason.numbers["curvature"] == pytest.approx(2.5)


def test_that_rate_and_curvature_are_those_of_one_step_on_the_way():
    falling = RateSchedule("exponential", warmup=5)
    experiment = on_formula("x**4", (2.0,), gd(2.0, schedule=falling), steps=40, domain=((-3.0, 3.0),))
    run = simulate(experiment)
    (summary,) = summarize(run)
    assert summary.reason.kind is ReasonKind.RATE_OVER_LIMIT
    numbers = summary.reason.numbers
    rates = 2.0 * np.array([*map(falling.factors(), range(summary.since))])
    curvatures = 12.0 * run.position[0, : summary.since, 0] ** 2
    products = rates * curvatures
    assert numbers["product"] == pytest.approx(products.max())
    assert numbers["rate"] == pytest.approx(rates[int(np.argmax(products))])


def test_that_noise_is_to_blame_where_without_it_the_ball_stays():
    body = ball("momentum", learning_rate=0.01, momentum=0.999)
    experiment = on_formula("0.5*x**2", (0.5,), body, steps=800, noise=30.0, domain=((-1.0, 1.0),))
    run = simulate(experiment)
    step = int(np.argmax(run.status[0] == Status.DIVERGED))
    assert run.status[0, step] == Status.DIVERGED
    assert summarize(run, step)[0].reason.kind is ReasonKind.NOISE
    too_fast = on_formula("0.5*x**2", (0.5,), gd(2.5), steps=100, noise=1.0, domain=((-1.0, 1.0),))
    assert verdict(too_fast) == (Status.DIVERGED, ReasonKind.RATE_OVER_LIMIT)


def test_that_a_rate_is_not_blamed_that_is_not_to_blame():
    grows = ball("rprop", learning_rate=0.1)
    (summary,) = told(on_formula("1/x", (1.0,), grows, steps=60, domain=((-5.0, 5.0),)))
    assert summary.reason is None or summary.reason.kind is not ReasonKind.RATE_TOO_HIGH


def test_that_newton_s_curvature_is_almost_0_where_it_is():
    for target in (100.0, 1000.0):
        experiment = on_formula(f"(x - {target})**2", (0.0,), ball("newton"), steps=5, domain=((-1.0, 1.0),))
        assert verdict(experiment) == (Status.STALLED, ReasonKind.OFF_THE_MAP)
    slow = on_formula(
        "(x - 100)**2", (0.0,), ball("newton", learning_rate=0.2), steps=4, domain=((-1.0, 1.0),)
    )
    assert verdict(slow)[1] is ReasonKind.LONG_STEPS
    flat = on_formula("sin(x) + cos(y)", (0.001, 0.5), ball("newton"), steps=1)
    assert verdict(flat)[1] is ReasonKind.FLAT_CURVATURE


def test_that_the_minimum_of_a_ravine_is_one_on_a_map_beside_it():
    ravine = preset("ravine")
    moved = replace(ravine.landscape, domain=((-5.1, -4.9), (-2.1, -1.9)))
    summaries = told(replace(ravine, landscape=moved, steps=1000))
    assert {summary.status for summary in summaries} == {Status.CONVERGED}
    assert max(summary.distance for summary in summaries) < 1e-6


def test_that_a_judge_who_runs_twenty_times_as_long_hardly_ever_disagrees():
    cases = [judged(number) for number in range(60)]
    assert len(rates_of(cases)) > 5
    assert sum(bool(case.objection) for case in cases) <= 2
    assert {case.summary.status for case in cases} - LOST
