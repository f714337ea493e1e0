"""Changes in the middle of a run: the same bits however a ball is rolled, and those of its rule by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import ARRAYS, assert_same_runs, ball, on_formula, on_library

from momentum_lab.analysis.equations import give_the_step, step_equations
from momentum_lab.analysis.reasons import Reason, ReasonKind
from momentum_lab.analysis.summary import summarize
from momentum_lab.analysis.theory import Caveat, theory
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, Flag, Number
from momentum_lab.experiment import Ball, Experiment
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Simulation, simulate
from momentum_lab.simulation.anatomy import anatomies, anatomy
from momentum_lab.simulation.ball import RollingBall, columns
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.native_ball import compiled, interpreted
from momentum_lab.simulation.run import Status
from momentum_lab.simulation.storage import BLOCK, EXACT

KICK = (0.25, -0.5)
COORDINATES = [name for name, rule in OPTIMIZERS.items() if not rule.needs_hessian]


def another(declaration, value):
    """A value of a hyperparameter that is another one, not far off."""
    if isinstance(declaration, Flag):
        return not value
    if isinstance(declaration, Choice):
        return declaration.options[1]
    nearer = 0.5 * value if value else 0.01
    return float(np.clip(nearer, declaration.low, declaration.high))


def all_changed(name: str, steps: tuple[int, ...] = (0, 7, 20, 33)) -> Ball:
    """A ball with all its hyperparameters changed, one at a time and all together, and kicked."""
    rule = OPTIMIZERS[name]
    new = {n: another(d, d.default) for n, d in rule.hyperparameters.items()}
    kick = KICK if rule.has_velocity else None
    numbers = {n: v for n, v in new.items() if isinstance(rule.hyperparameters[n], Number)}
    first, second, third, last = steps
    changes = [
        BallChange(first, FrozenMapping({next(iter(numbers)): next(iter(numbers.values()))}), kick),
        BallChange(second, FrozenMapping(new)),
        BallChange(third, FrozenMapping(rule.checked({})), kick),
    ]
    if kick is not None:
        changes.append(BallChange(last, kick=(-1.0, 2.0)))
    return Ball(name, changes=tuple(changes))


def everybody(steps: int = 50, **more) -> Experiment:
    balls = []
    for name in OPTIMIZERS:
        body = all_changed(name)
        schedule = RateSchedule("cosine", warmup=3) if body.follows_schedule else UNSCHEDULED
        balls += [body, replace(body, schedule=schedule, clipping=Clipping("norm", 0.5))]
    return on_formula("0.1*x**2 + 2*y**2 + cos(x)", (-4.0, 1.5), *balls, steps=steps, **more)


def by_hand(experiment: Experiment, number: int) -> list[list[float]]:
    """The positions of a ball, one step after the other, its rule with what is in force and nothing more."""
    body, landscape = experiment.balls[number], experiment.landscape.build()
    rule = OPTIMIZERS[body.optimizer]
    position, values = list(experiment.start), dict(body.hyperparameters)
    states, path = None, [list(position)]
    for step in range(experiment.steps):
        here = [change for change in body.changes if change.step == step]
        for change in here:
            values |= change.values
        hyper = rule.pack(values)
        states = states or [rule.init(hyper) for _ in position]
        for change in here:
            if change.kick is not None:
                fields = [s._asdict() for s in states]
                for field, by in zip(fields, change.kick, strict=True):
                    field[rule.velocity] += by
                states = [type(s)(**f) for s, f in zip(states, fields, strict=True)]
        gradient = landscape.loss_and_gradient(*position)[1:]
        for axis, slope in enumerate(gradient):
            x, place = position[axis], rule.decay_place(hyper)
            decay = values.get("weight_decay", 0.0)
            pulled = slope + decay * x if place is not None and place.name == "GRADIENT" else slope
            way, states[axis] = rule.update(pulled, x, states[axis], hyper)
            if place is not None and place.name == "STEP":
                way -= hyper.learning_rate * decay * x
            position[axis] = x + way
        path.append(list(position))
    return path


@pytest.mark.parametrize("name", COORDINATES)
def test_that_what_is_changed_is_in_force_from_the_step_that_leaves_there(name: str) -> None:
    experiment = on_formula("0.1*x**2 + 2*y**2", (-4.0, 1.5), all_changed(name), steps=45)
    run = simulate(experiment)
    assert np.allclose(run.position[0], by_hand(experiment, 0), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_that_compiled_and_plain_runs_have_the_same_bits(noise: float) -> None:
    experiment = everybody(noise=noise)
    assert_same_runs(simulate(experiment), simulate(experiment, compiled))


@pytest.mark.parametrize("slices", [1, 7, 20])
def test_that_it_does_not_matter_how_many_steps_are_taken_at_a_time(slices: int) -> None:
    experiment = everybody()
    simulation = Simulation(experiment)
    while not simulation.is_complete:
        simulation.advance(slices)
    assert_same_runs(simulation.snapshot(), simulate(experiment))


def test_that_a_ball_is_as_before_up_to_its_change_and_another_one_after_it() -> None:
    plain = ball("adam", learning_rate=0.1)
    for change in (BallChange(40, FrozenMapping(learning_rate=0.01)), BallChange(40, kick=(0.5, 0.0))):
        both = on_library("rosenbrock", plain, replace(plain, changes=(change,)), steps=60)
        position = simulate(both).position
        assert position[0, :41].tobytes() == position[1, :41].tobytes()
        assert (position[0, 41:] != position[1, 41:]).any(axis=1).all()


def test_that_a_change_after_the_last_step_changes_nothing() -> None:
    plain = ball("momentum", learning_rate=0.01)
    late = replace(plain, changes=(BallChange(30, FrozenMapping(learning_rate=5.0)),))
    run = simulate(on_library("elliptic_bowl", plain, late, steps=30))
    assert run.position[0].tobytes() == run.position[1].tobytes()


@pytest.mark.parametrize("source", [interpreted, compiled])
def test_that_steps_of_long_runs_are_computed_again_with_their_changes(source) -> None:
    steps = EXACT + 3 * BLOCK
    late = (1, BLOCK, 5 * BLOCK, steps - BLOCK // 2)
    balls = [all_changed(name, late) for name in ("momentum", "adam", "nadam", "asgd")]
    experiment = on_formula("0.1*x**2 + 2*y**2", (-4.0, 1.5), *balls, steps=steps, noise=0.1)
    run = simulate(experiment, source)
    for number in range(len(balls)):
        rolling, rows = RollingBall(experiment, number), np.empty((steps + 1, columns(2)))
        assert rolling.begin(rows[:1]) + rolling.roll(rows[1:]) == steps + 1
        asked = np.unique([*range(0, steps, 500), *(step + by for step in late for by in (-1, 0, 1)), steps])
        assert run.chosen(number, asked).position.tobytes() == rows[asked, :2].tobytes()


def numbers_alone(body: Ball) -> Ball:
    """The ball without changes of flags and choices, each of which is machine code of its own."""
    declared = OPTIMIZERS[body.optimizer].hyperparameters
    kept = [
        replace(
            c, values=FrozenMapping({n: v for n, v in c.values.items() if isinstance(declared[n], Number)})
        )
        for c in body.changes
    ]
    return replace(body, changes=tuple(kept))


STARTS = np.random.default_rng(5).uniform(-5, 5, (20, 2))
SEEDS = np.arange(20, dtype=np.uint64)
RATES = np.random.default_rng(6).uniform(0.001, 0.1, 20)
BATCHES = [
    (all_changed("momentum"), {"starts": STARTS, "seeds": SEEDS}),
    (numbers_alone(all_changed("momentum")), {"values": {"learning_rate": RATES, "momentum": RATES}}),
    (numbers_alone(all_changed("adam")), {"values": {"learning_rate": RATES}}),
    (numbers_alone(all_changed("rprop")), {"starts": STARTS}),
    (numbers_alone(all_changed("newton")), {"starts": STARTS, "seeds": SEEDS}),
    (numbers_alone(all_changed("physical_ball")), {"starts": STARTS}),
]


@pytest.mark.parametrize(("body", "differ"), BATCHES)
def test_that_each_ball_of_a_batch_is_as_alone(body: Ball, differ: dict[str, object]) -> None:
    experiment = on_library("himmelblau", body, steps=50, noise=0.2, common_noise=False)
    batch = Batch(experiment, 0, **differ)
    result = run_batch(batch, stride=5)
    for index in (0, 7, 8, 19):
        run = simulate(batch.experiment_of(index))
        last = int(run.last[0])
        assert result.last[index] == last
        assert result.status[index] == run.status[0, -1]
        assert result.position[index].tobytes() == run.position[0, last].tobytes()
        assert np.array_equal(result.positions[index], run.position[0, result.steps], equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_that_any_changes_of_any_rule_have_the_same_bits(data) -> None:
    name = data.draw(st.sampled_from(sorted(OPTIMIZERS)))
    body = Ball(name, changes=data.draw(strategies.changes(name, 2, last=30)))
    experiment = on_formula("0.1*x**2 + 2*y**2", (-4.0, 1.5), body, steps=25)
    plain = simulate(experiment)
    assert_same_runs(plain, simulate(experiment, compiled))
    simulation = Simulation(experiment)
    while not simulation.is_complete:
        simulation.advance(data.draw(st.integers(1, 9)))
    for array in ARRAYS:
        assert getattr(simulation.snapshot(), array).tobytes() == getattr(plain, array).tobytes()


def test_that_weight_decay_that_is_switched_on_holds_a_ball_up_from_there_on() -> None:
    """It rests at the minimum; then it is pulled off it, and rests where slope and decay balance."""
    body = ball("gradient_descent", learning_rate=0.2)
    pulled = replace(body, changes=(BallChange(200, FrozenMapping(weight_decay=1.0)),))
    run = simulate(on_formula("(x - 3)**2", (1.0,), pulled, steps=400))
    assert run.status[0, 200] == Status.CONVERGED
    assert run.status[0, 400] == Status.STALLED
    assert run.position[0, -1, 0] == pytest.approx(2.0)


def test_that_theory_and_reasons_speak_of_what_is_in_force() -> None:
    slow = ball("gradient_descent", learning_rate=0.2)
    too_fast = replace(slow, changes=(BallChange(10, FrozenMapping(learning_rate=0.6)),))
    run = simulate(on_formula("x**2 + 2*y**2", (1.0, 1.0), too_fast, steps=150))
    before, after = theory(run, 0, 9), theory(run, 0, 10)
    assert before.predicted_factor == pytest.approx(0.6)
    assert after.predicted_factor == pytest.approx(1.4)
    assert Caveat.CHANGES in after.caveats
    (found,) = summarize(run)
    assert found.status is Status.DIVERGED
    assert found.reason is not None
    assert found.reason.kind is ReasonKind.RATE_OVER_LIMIT
    assert found.reason.numbers["rate"] == 0.6


def test_that_a_kick_is_blamed_only_where_without_it_the_ball_would_stay() -> None:
    steady = ball("momentum", learning_rate=0.0005, momentum=0.5)
    kicked = replace(steady, changes=(BallChange(5, kick=(0.0, 4e5)),))
    fast = ball("momentum", learning_rate=5.0, momentum=0.5)
    anyway = replace(fast, changes=(BallChange(5, kick=(0.0, 4e5)),))
    run = simulate(on_library("rosenbrock", kicked, anyway, steps=50))
    thrown, lost = (summary.reason for summary in summarize(run))
    assert thrown == Reason(ReasonKind.KICK)
    assert lost is not None
    assert lost.kind is not ReasonKind.KICK


@pytest.mark.parametrize("source", [interpreted, compiled])
def test_that_a_step_is_opened_with_what_is_in_force_and_the_kick_in_its_state(source) -> None:
    experiment = everybody(noise=0.1, steps=36)
    run = simulate(experiment, source)
    for number, body in enumerate(experiment.balls):
        rule, changes = OPTIMIZERS[body.optimizer], {change.step: change for change in body.changes}
        before: dict[str, tuple[float, ...]] = {}
        for opened in anatomies(run, number):
            left = opened.step - 1
            if left in changes:
                assert opened == anatomy(run, number, opened.step)
            in_force = dict(body.as_of(left).hyperparameters)
            if not body.schedule.is_constant:
                in_force["learning_rate"] *= body.schedule.factors()(left)
            assert dict(opened.hyperparameters) == in_force
            if left in changes and source is interpreted:
                assert give_the_step(step_equations(run, opened), opened, OPTIMIZERS[body.optimizer])
            step = np.add(opened.position, opened.update)
            assert step.tobytes() == run.position[number, opened.step].tobytes()
            if before:
                kick = changes[left].kick if left in changes else None
                if kick is not None:
                    before[rule.velocity] = tuple(np.add(before[rule.velocity], kick).tolist())
                assert dict(opened.state_before) == before
            before = dict(opened.state_after)
