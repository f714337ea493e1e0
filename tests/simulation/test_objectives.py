"""Objectives that are given, of any dimension: the same bits plain and compiled, and storage with a bound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
from laboratory import assert_same_runs

import momentum_lab as lab
from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Run, simulate, storage
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.native_ball import compiled
from momentum_lab.simulation.path_kernel import path_kernel, step_kernel

WEIGHTS = 100
RULES = [name for name, rule in OPTIMIZERS.items() if not rule.needs_hessian]


class Quadratic(lab.Objective):
    """Half the sum of curvature · x², from 1 to the condition number."""

    def __init__(self, dimension: int, condition: float) -> None:
        self.curvatures = np.geomspace(1.0, condition, dimension)
        self.asked: list[tuple[int, ...]] = []

    @property
    def dimension(self) -> int:
        return len(self.curvatures)

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        self.asked.append(positions.shape)
        slopes = positions * self.curvatures
        return 0.5 * (slopes * positions).sum(axis=1), slopes


class LeastSquares(lab.Objective):
    """The mean of (X w − y)² / 2 on given data."""

    def __init__(self, rows: int, weights: int) -> None:
        rng = np.random.default_rng(5)
        self.inputs = rng.standard_normal((rows, weights))
        self.targets = self.inputs @ rng.standard_normal(weights) + 0.1 * rng.standard_normal(rows)

    @property
    def dimension(self) -> int:
        return self.inputs.shape[1]

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        errors = positions @ self.inputs.T - self.targets
        return 0.5 * (errors**2).mean(axis=1), errors @ self.inputs / len(self.targets)


@dataclass
class Shifted(lab.Objective):
    """The square of the distance to a place; it compares as its array does, and has no hash."""

    place: Floats
    dimension: int = 3

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        apart = positions - self.place
        return (apart**2).sum(axis=1), 2.0 * apart


def on_quadratic(*balls: str | lab.Ball, dimension: int = WEIGHTS, **run: float) -> Experiment:
    ones = [1.0] * dimension
    bowl = lab.problem(Quadratic(dimension, 100.0), start=ones, domain=(-2, 2), minima=[[0.0] * dimension])
    return lab.describe(bowl, *balls, **run)


def everything(name: str) -> list[lab.Ball]:
    """A rule as it comes, clipped both ways, scheduled, kicked and changed where it can be."""
    rule = OPTIMIZERS[name]
    rate = {"learning_rate": 0.01} if "learning_rate" in rule.hyperparameters else {}
    balls = [
        lab.ball(name, **rate),
        lab.ball(name, **rate, clipping=lab.Clipping("norm", 0.5)),
        lab.ball(name, **rate, clipping=lab.Clipping("value", 0.2)),
    ]
    if rate:
        balls.append(lab.ball(name, **rate, schedule=lab.RateSchedule("cosine", warmup=5)))
        balls.append(lab.ball(name, **rate, changes=[lab.change(20, learning_rate=0.003)]))
    if rule.has_velocity:
        balls.append(lab.ball(name, **rate, changes=[lab.change(7, kick=[0.1] * WEIGHTS)]))
    if "weight_decay" in rule.hyperparameters:
        balls.append(lab.ball(name, **rate, weight_decay=0.05))
    return balls


@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("name", RULES)
def test_that_a_hundred_weights_have_the_same_bits_plain_and_compiled(name: str, noise: float) -> None:
    experiment = on_quadratic(*everything(name), steps=60, noise=noise)
    plain, native = simulate(experiment), simulate(experiment, compiled)
    assert_same_runs(plain, native)
    assert np.isfinite(native.position).all()


@pytest.mark.parametrize("name", RULES)
def test_that_in_two_dimensions_they_are_those_of_the_formula(name: str) -> None:
    """x² + 0.25 y² has the same roundings as its formula: all products are by powers of two."""

    class Halves(lab.Objective):
        dimension = 2

        def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
            x, y = positions.T
            return x * x + 0.25 * (y * y), np.stack([2.0 * x, 0.5 * y], axis=1)

    box = [(-3.0, 3.0), (-3.0, 3.0)]
    given = lab.problem(Halves(), start=(1.5, -2.0), domain=box, minima=[(0.0, 0.0)])
    formula = lab.landscape(formula="x**2 + y**2/4", domain=box)
    balls = everything_in_the_plane(name)
    ours = simulate(lab.describe(given, *balls, steps=80, noise=0.1), compiled)
    theirs = simulate(lab.describe(formula, *balls, start=(1.5, -2.0), steps=80, noise=0.1), compiled)
    assert ours.position.tobytes() == theirs.position.tobytes()
    assert ours.velocity.tobytes() == theirs.velocity.tobytes()


def everything_in_the_plane(name: str) -> list[lab.Ball]:
    return [ball for ball in everything(name) if not any(change.kick for change in ball.changes)]


def test_that_gradient_descent_is_its_closed_form() -> None:
    run = simulate(on_quadratic(lab.ball("gradient_descent", learning_rate=0.015), steps=200), compiled)
    curvatures = np.geomspace(1.0, 100.0, WEIGHTS)
    expected = (1.0 - 0.015 * curvatures) ** np.arange(201)[:, np.newaxis]
    np.testing.assert_allclose(run.position[0], expected, rtol=1e-10, atol=1e-300)


def test_that_least_squares_ends_where_the_normal_equations_say() -> None:
    objective = LeastSquares(300, WEIGHTS)
    best = np.linalg.lstsq(objective.inputs, objective.targets, rcond=None)[0]
    fit = lab.problem(objective, start=np.zeros(WEIGHTS), domain=(-5, 5), minima=[best])
    balls = [lab.ball("momentum", learning_rate=0.2), lab.ball("adam", learning_rate=0.05)]
    run = lab.simulate(lab.describe(fit, *balls, steps=2_000))
    np.testing.assert_allclose(run.at(0, 2_000).position[0], best, rtol=1e-9)
    assert [row.status.name for row in lab.summarize(run)] == ["CONVERGED", "CONVERGED"]


def test_that_it_is_asked_for_all_balls_at_once() -> None:
    experiment = on_quadratic("adam", "momentum", "rmsprop", steps=30)
    objective = experiment.landscape.build().objective
    simulate(experiment)
    objective.asked.clear()
    simulate(experiment, compiled)
    assert objective.asked[-30:] == [(3, WEIGHTS)] * 30
    assert set(objective.asked) == {(3, WEIGHTS)}
    assert len(objective.asked) < 40


def test_that_one_that_diverges_does_not_hold_up_the_others() -> None:
    experiment = on_quadratic(lab.ball("gradient_descent", learning_rate=9.0), "adam", steps=400)
    plain, native = simulate(experiment), simulate(experiment, compiled)
    assert_same_runs(plain, native)
    assert native.last.tolist() == [plain.last[0], 400]
    assert native.last[0] < 400
    assert native.status_at(0, 400).name == "DIVERGED"


def test_that_one_compilation_serves_all_dimensions(monkeypatch: pytest.MonkeyPatch) -> None:
    lanes = LaneSource.of(OPTIMIZERS["adam"], 2)
    assert all(LaneSource.of(OPTIMIZERS["adam"], size) is lanes for size in (1, 64, 1_000))
    kernels = path_kernel(lanes), step_kernel(lanes)
    monkeypatch.setattr("momentum_lab.simulation.path_kernel.generated", None)
    assert (path_kernel(LaneSource.of(OPTIMIZERS["adam"], 1_000)), step_kernel(lanes)) == kernels
    simulate(on_quadratic("adam", dimension=1_000, steps=2), compiled)


STEPS = 3_000
BALLS = (
    lab.ball("adam", learning_rate=0.01, schedule=lab.RateSchedule("cosine", warmup=5)),
    lab.ball("momentum", learning_rate=0.002, changes=[lab.change(900, kick=[0.05] * WEIGHTS)]),
)


def least_squares(**run: float) -> Experiment:
    """A product of matrices, whose last bits depend on how many rows there are."""
    fit = lab.problem(LeastSquares(130, WEIGHTS), start=np.zeros(WEIGHTS), domain=(-5, 5))
    return lab.describe(fit, *BALLS, steps=STEPS, **run)


@cache
def thinned(noise: float) -> Run:
    return simulate(least_squares(noise=noise), compiled)


@cache
def whole(noise: float) -> Run:
    """All steps of the same run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "WHOLE_BYTES", 2**40)
        storage.storage_of.cache_clear()
        run = simulate(least_squares(noise=noise), compiled)
    storage.storage_of.cache_clear()
    assert len(run.kept) == STEPS + 1
    return run


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_that_what_is_not_kept_is_computed_again_to_the_last_bit(noise: float) -> None:
    run, all_steps = thinned(noise), whole(noise)
    assert run.storage.is_thinned
    assert len(run.kept) < STEPS / 2
    for ball in range(2):
        ours, theirs = run.steps(ball, 0, STEPS + 1), all_steps.rows(ball)
        for name in ("step", "position", "loss", "gradient", "velocity", "update", "status", "near_since"):
            assert getattr(ours, name).tobytes() == getattr(theirs, name).tobytes(), name
        for step in (STEPS, 1, 2_047, 2_048, 2_049, 901):
            assert run.at(ball, step).position.tobytes() == theirs.position[step].tobytes()
            assert run.since(ball, step) == all_steps.since(ball, step)
        rolled = lab.anatomy(run, ball, 901)
        assert rolled.position == tuple(theirs.position[900].tolist())


def test_that_losses_and_lengths_are_there_of_every_step() -> None:
    run, all_steps = thinned(0.0), whole(0.0)
    trace, theirs = run.trace(1), all_steps.rows(1)
    assert trace.step.tolist() == list(range(STEPS + 1))
    assert trace.loss.tobytes() == theirs.loss.tobytes()
    assert trace.status.tobytes() == theirs.status.tobytes()
    np.testing.assert_allclose(trace.gradient, np.linalg.norm(theirs.gradient, axis=1), rtol=1e-13)
    np.testing.assert_allclose(trace.update, np.linalg.norm(theirs.update, axis=1), rtol=1e-13)
    in_full = all_steps.trace(1)
    assert in_full.gradient.tobytes() == trace.gradient.tobytes()


@pytest.mark.parametrize("steps", [1, 100, 20_000, 1_000_000])
@pytest.mark.parametrize("dimension", [1, 2, 100, 10_000, 1_000_000])
def test_that_what_is_kept_has_a_bound(steps: int, dimension: int) -> None:
    found = storage.storage_of(steps, dimension, 3)
    least = 8 * dimension * (4 * 2 + 5)  # the first and the last step, and the start's mark
    assert found.ball_bytes <= max(storage.WHOLE_BYTES + storage.MARK_BYTES, least)
    assert found.whole[0] == 0
    assert found.whole[-1] == steps
    assert np.isin(found.whole, found.traced).all()
    assert found.mark % found.block == 0
    assert found.block * 8 * (3 * dimension + 1) <= max(storage.BLOCK_BYTES, 8 * (3 * dimension + 1))
    if dimension <= 2:
        assert not found.is_thinned


def test_that_ten_thousand_weights_stay_within_it() -> None:
    run = simulate(on_quadratic("adam", "momentum", dimension=10_000, steps=600), compiled)
    assert run.position.nbytes + run.update.nbytes <= 2 * storage.WHOLE_BYTES
    assert len(run.trace(0).loss) == 601
    again = run.at(0, 333)
    assert again.loss[0] == run.trace(0).loss[333]


def test_that_a_run_shown_while_it_grows_has_its_trace() -> None:
    from momentum_lab.simulation import Simulation

    growing = Simulation(least_squares(), compiled)
    for count in (1, 700, 2_000):
        growing.advance(count)
        run = growing.snapshot()
        trace = run.trace(0)
        assert trace.step[-1] == run.computed
        assert trace.loss.tobytes() == whole(0.0).loss[0, : run.computed + 1].tobytes()
        assert run.at(0, run.computed).position.tobytes() == whole(0.0).position[0, run.computed].tobytes()


def test_that_what_is_wrong_is_said() -> None:
    with pytest.raises(lab.InputError, match="second derivatives"):
        on_quadratic("newton")
    with pytest.raises(lab.InputError, match="cannot be written down"):
        lab.dumps(on_quadratic("adam"))
    with pytest.raises(lab.InputError, match="start"):
        lab.problem(Quadratic(3, 2.0), start=[1.0, 2.0], domain=(-1, 1))
    with pytest.raises(lab.InputError, match="domain"):
        lab.problem(Quadratic(3, 2.0), start=[1.0, 2.0, 3.0], domain=[(-1, 1)])

    class Wrong(Quadratic):
        def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
            losses, gradients = super().losses_and_gradients(positions)
            return losses[:, np.newaxis], gradients

    wrong = lab.problem(Wrong(3, 2.0), start=[1.0] * 3, domain=(-1, 1))
    with pytest.raises(lab.InputError, match=r"losses \(1, 1\)"):
        lab.simulate(lab.describe(wrong, "adam"))


def test_that_positions_are_not_to_be_changed() -> None:
    class Meddling(Quadratic):
        def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
            positions[0, 0] = 7.0
            return super().losses_and_gradients(positions)

    meddling = lab.problem(Meddling(3, 2.0), start=[1.0] * 3, domain=(-1, 1))
    with pytest.raises(lab.InputError, match="ValueError: assignment destination is read-only"):
        lab.simulate(lab.describe(meddling, "adam"))


def test_that_its_run_can_be_looked_at() -> None:
    run = lab.simulate(on_quadratic("momentum", steps=40))
    assert [row.gradient_evaluations for row in lab.ball_results(run)] == [40]
    assert lab.memory(run, 0, 12).in_velocity[0] == 1.0
    assert len(lab.step_equations(run, lab.anatomy(run, 0, 12))) == 2
    assert "Momentum" in lab.table(run)
    assert run.ground.dimension == 2
    assert run.ground.loss_grid(np.linspace(-2, 2, 5), np.linspace(-2, 2, 4)).shape == (4, 5)
    assert replace(run.experiment, title="again").dynamics == run.experiment.dynamics


def test_that_an_objective_need_not_be_hashable():
    experiment = lab.describe(
        lab.problem(Shifted(np.arange(3.0)), start=[9.0] * 3, domain=(-10, 10)), "momentum"
    )
    assert lab.simulate(experiment).position.shape == (1, 101, 3)
    assert experiment.landscape.build().ground.loss_grid(np.arange(4.0), np.arange(5.0)).shape == (5, 4)
    other = lab.describe(lab.problem(Shifted(np.ones(3)), start=[9.0] * 3, domain=(-10, 10)), "momentum")
    assert experiment == experiment
    assert experiment != other
