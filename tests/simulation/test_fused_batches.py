"""Batches whose landscape and rule are one loop: the bits of those without it, and how it comes."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laboratory import ball, eventually, on_formula, on_library

from momentum_lab.core.machine_code import NotKeptError
from momentum_lab.core.numba_internals import as_argument
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment import Experiment
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.formulas.program import compile_guarded
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import batch as batches
from momentum_lab.simulation import blocks, fusing, machine_slot, simulate
from momentum_lab.simulation.batch import Batch, BatchResult, run_batch
from momentum_lab.simulation.block_rows import Rows
from momentum_lab.simulation.blocks import WIDTH, fused_code
from momentum_lab.simulation.fused_source import fused_source
from momentum_lab.simulation.fusing import FusedElsewhere
from momentum_lab.simulation.kernel_source import RuleSource

PAIRS = {
    "momentum, a valley": on_library("rosenbrock", ball("momentum")),
    "momentum, four minima": on_library("himmelblau", ball("momentum", dampening=0.3, weight_decay=0.01)),
    "adam, not defined everywhere": on_formula("log(x) + y**2/x", (1.0, 1.0), ball("adam")),
    "rprop, a level floor": on_formula("(x**2 + y**2 - 1)**2", (1.5, 0.3), ball("rprop")),
    "lion, one dimension": on_formula("exp(x) - 3*x", (1.0,), ball("lion")),
}
"""Kinds that differ in what is shared, in minima, in floors, in what is not finite, and in dimension."""
Fuse = Callable[[Experiment, int, bool], object]


def never(_experiment: Experiment, _ball: int, _are_alike: bool) -> None:
    return None


_FUSED: dict[tuple[str, bool], object] = {}


def fused_as(pair: str) -> Fuse:
    def fuse(experiment: Experiment, number: int, are_alike: bool) -> object:
        key = (pair, are_alike)
        if key not in _FUSED:
            _FUSED[key] = as_argument(fused_code(experiment, number, are_alike))
        return _FUSED[key]

    return fuse


def rolled(batch: Batch, fuse: Fuse, stride: int, patch: pytest.MonkeyPatch) -> BatchResult:
    machine_slot._slot.cache_clear()
    patch.setattr(blocks, "WORTH_FUSING", -1)
    patch.setattr(batches, "fused_elsewhere", lambda: fuse)
    return run_batch(batch, stride=stride, threads=1)


def assert_same_bits(one: BatchResult, other: BatchResult) -> None:
    for name in ("last", "position", "loss", "status", "reached", "minimum", "positions", "losses", "steps"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


@pytest.mark.parametrize("pair", PAIRS)
@given(
    balls=st.integers(1, 5000),
    steps=st.integers(1, 150),
    seed=st.integers(0, 2**32 - 1),
    spread=st.sampled_from([0.5, 3.0, 1e3, 1e8]),
    stride=st.sampled_from([0, 0, 7, 40]),
    differ=st.booleans(),
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_the_bits_are_those_of_the_loop_for_all_landscapes(
    pair: str,
    balls: int,
    steps: int,
    seed: int,
    spread: float,
    stride: int,
    differ: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng, kind = np.random.default_rng(seed), PAIRS[pair]
    balls = min(balls, 40_000 // steps) if stride else balls
    experiment = Experiment(kind.landscape, kind.start, kind.balls, steps=steps)
    starts = spread * rng.uniform(-1.0, 1.0, (balls, len(kind.start)))
    starts[rng.random(balls) < 0.05] = 0.0
    values = {"learning_rate": 10.0 ** rng.uniform(-5.0, 1.0, balls)} if differ else {}
    batch = Batch(experiment, 0, starts=starts, values=values)
    plain = rolled(batch, never, stride, monkeypatch)
    assert_same_bits(rolled(batch, fused_as(pair), stride, monkeypatch), plain)
    index = int(rng.integers(balls))
    run = simulate(batch.experiment_of(index))
    last = int(run.last[0])
    assert plain.last[index] == last
    assert plain.position[index].tobytes() == run.position[0, last].tobytes()
    assert plain.status[index] == run.status[0, -1]


def test_that_balls_that_have_settled_and_leave_again_are_as_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = "momentum, four minima"
    kind = PAIRS[pair]
    body = ball("momentum", learning_rate=0.01, momentum=0.6)
    kicked = Experiment(kind.landscape, kind.start, (body,), steps=600)
    starts = np.random.default_rng(2).uniform(-5.0, 5.0, (300, 2))
    batch = Batch(kicked, 0, starts=starts)
    plain = rolled(batch, never, 0, monkeypatch)
    assert np.count_nonzero(plain.reached >= 0) > 100
    assert_same_bits(rolled(batch, fused_as(f"{pair}, other"), 0, monkeypatch), plain)


def test_that_it_makes_no_difference_when_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    pair, asked = "momentum, a valley", []
    kind = PAIRS[pair]
    experiment = Experiment(kind.landscape, kind.start, kind.balls, steps=3000)

    def late(*wanted: object) -> object | None:
        asked.append(wanted)
        return fused_as(pair)(*wanted) if len(asked) > 2 else None

    monkeypatch.setattr(batches, "ROLL_SECONDS", 0.0002)
    starts = np.random.default_rng(3).uniform(-1.0, 1.0, (500, 2))
    batch = Batch(experiment, 0, starts=starts)
    assert_same_bits(rolled(batch, late, 9, monkeypatch), rolled(batch, never, 9, monkeypatch))
    assert len(asked) >= 3


@pytest.mark.parametrize(
    ("noise", "clipping"), [(0.1, Clipping()), (0.0, Clipping("norm", 1.0))], ids=["noise", "clipping"]
)
def test_that_it_is_not_asked_for_where_a_step_does_more(
    noise: float, clipping: Clipping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("it was asked for")

    kind = PAIRS["momentum, a valley"]
    body = replace(kind.balls[0], clipping=clipping)
    experiment = Experiment(kind.landscape, kind.start, (body,), steps=40, noise=noise)
    rolled(Batch(experiment, 0), refuse, 0, monkeypatch)


@pytest.mark.parametrize("are_alike", [True, False])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS.built_in))
def test_that_the_text_says_what_the_rule_does(optimizer: str, are_alike: bool) -> None:
    rule, experiment = OPTIMIZERS[optimizer], on_library("himmelblau", ball(optimizer), steps=5)
    source, bound = RuleSource(rule, 2), experiment.landscape.build().bound
    hyper = rule.pack(experiment.balls[0].hyperparameters)
    choices = tuple(float([*hyper][index]) for index in source.choices)
    formula = compile_guarded(
        bound.expression, bound.variables, bound.parameters, 2 if rule.needs_hessian else 1
    )
    names = source.names() | {"formula": formula, "room": np.empty}
    exec(compile(fused_source(source, choices, are_alike, len(bound.values)), "<fused>", "exec"), names)
    rows, starts = Rows(source), np.array([[1.0, 2.0], [-3.0, 0.5]])
    block = np.zeros((rows.count, WIDTH))
    put_in(block, rows, source, rule, starts, formula, bound.values)
    minima = np.empty((0, 2))
    names[f"fused_{optimizer}"](
        *(block.reshape(-1), np.array(bound.values), np.ones(5), 0, 0, 5),
        *(False, minima, 0.0, math.inf, -math.inf),
    )
    for index, start in enumerate(starts):
        alone = Experiment(experiment.landscape, tuple(start), experiment.balls, steps=5)
        run = simulate(alone)
        assert block[:2, index].tobytes() == run.position[0, 5].tobytes()
        assert block[2, index] == run.loss[0, 5]


def put_in(
    block: np.ndarray,
    rows: Rows,
    source: RuleSource,
    rule: AnyOptimizer,
    starts: np.ndarray,
    formula: Callable[..., tuple[float, ...]],
    values: tuple[float, ...],
) -> None:
    """Put balls at their start, as the loop of a batch does; all lanes of a block."""
    hyper = rule.pack(rule.checked({}))
    block[rows["counts"][0]] = 1.0
    for index, value in enumerate(hyper):
        block[rows["hyper"][index]] = value
    for lane in range(source.lanes):
        for field, value in enumerate(rule.init(hyper)):
            block[rows["states"][lane * source.fields + field]] = value
    for index in range(WIDTH):
        place = starts[min(index, len(starts) - 1)]
        block[rows["points"].start : rows["points"].stop, index] = [*place, *formula(*place, *values)]


def test_that_few_balls_are_rolled_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a thread was started")

    kind = PAIRS["momentum, a valley"]
    batch = Batch(Experiment(kind.landscape, kind.start, kind.balls, steps=50), 0, starts=np.ones((100, 2)))
    before = run_batch(batch)
    monkeypatch.setattr(batches, "ThreadPoolExecutor", refuse)
    told: list[float] = []
    assert_same_bits(run_batch(batch, progress=lambda share: not told.append(share)), before)
    assert told[-1] == 1.0


class Fused:
    """Stands for the code and the process that compiles it."""

    def __init__(self, works: bool = True) -> None:
        self.works, self.kept, self.asked, self.closed = works, False, 0, 0

    def compile_fused(self, *_: object) -> bool:
        self.asked += 1
        self.kept = self.works
        return self.works

    def code(self, *_: object, only_kept: bool) -> object:
        assert only_kept, "compiling is for the other process"
        if not self.kept:
            raise NotKeptError("fused")
        return SimpleNamespace(name="fused")

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Fused], FusedElsewhere]]:
    made: list[FusedElsewhere] = []

    def make(fused: Fused) -> FusedElsewhere:
        monkeypatch.setattr(fusing, "CompilingProcess", lambda: fused)
        monkeypatch.setattr(fusing, "fused_code", fused.code)
        monkeypatch.setattr(fusing, "as_argument", lambda code: code)
        made.append(FusedElsewhere())
        return made[0]

    yield make
    for each in made:
        each.close()


def test_that_another_process_compiles_it_once_and_ends_when_it_has_nothing_to_do(
    elsewhere: Callable[[Fused], FusedElsewhere], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fusing, "IDLE_SECONDS", 0.05)
    fused, wanted = Fused(), (PAIRS["momentum, a valley"], 0, True)
    fuse = elsewhere(fused)
    assert fuse(*wanted) is None
    assert eventually(lambda: fuse(*wanted) is not None)
    assert fused.asked == 1
    assert eventually(lambda: all(thread.name != "fusing" for thread in threading.enumerate()))
    assert fused.closed >= 1
    assert fuse(PAIRS["lion, one dimension"], 0, True) is None
    assert eventually(lambda: fuse(PAIRS["lion, one dimension"], 0, True) is not None)
    assert fused.asked == 1  # it was on the disk, as far as this one knows


def test_that_where_it_cannot_be_compiled_it_is_not_asked_for_again(
    elsewhere: Callable[[Fused], FusedElsewhere],
) -> None:
    fused, wanted = Fused(works=False), (PAIRS["momentum, a valley"], 0, True)
    fuse = elsewhere(fused)
    assert fuse(*wanted) is None
    assert eventually(lambda: fused.asked == 1)
    for _again in range(3):
        assert fuse(*wanted) is None
    assert fused.asked == 1


def test_that_a_closed_one_compiles_nothing(elsewhere: Callable[[Fused], FusedElsewhere]) -> None:
    fused = Fused()
    fuse = elsewhere(fused)
    fuse.close()
    assert fuse(PAIRS["momentum, a valley"], 0, True) is None
    assert fused.asked == 0
