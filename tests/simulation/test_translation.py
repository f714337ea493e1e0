"""Errors of the compiler: what a person has added falls back to plain Python, the program's own does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from laboratory import assert_same_runs, ball, eventually, on_formula, on_library

from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import machine_slot, native_ball, simulate
from momentum_lab.simulation.background_compiler import CompiledInBackground
from momentum_lab.simulation.batch import Batch, BatchResult, run_batch
from momentum_lab.simulation.native_ball import NativeBall, compiled, compiled_if_possible
from momentum_lab.simulation.runner import Runner

AddRule = Callable[[str, str], None]

OWN_RULE = Path(__file__).parents[1] / "plugins" / "own" / "optimizers" / "third_way.py"
ITS_NAME, ITS_TRACE = "third_way", "state.trace / 3.0 + gradient"


@pytest.fixture
def add_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddRule]:
    """Put an optimizer of one's own into one's own folder: its name, and what its velocity becomes."""
    folder = tmp_path / "own" / "optimizers"
    folder.mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(folder.parent))

        def add(name: str, trace: str) -> None:
            code = OWN_RULE.read_text(encoding="utf-8")
            assert ITS_TRACE in code
            code = code.replace(ITS_TRACE, trace).replace(ITS_NAME, name)
            (folder / f"{name}.py").write_text(code, encoding="utf-8")
            OPTIMIZERS.reload()
            assert not OPTIMIZERS.problems

        yield add
    OPTIMIZERS.reload()


@pytest.fixture(autouse=True)
def nothing_at_hand() -> Iterator[None]:
    """What was compiled in this process is forgotten: before, others'; afterwards, what is broken."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    native_ball._compiled.cache_clear()
    machine_slot._slot.cache_clear()


KERNELS = {
    "run": "momentum_lab.simulation.native_ball.path_kernel",
    "batch": "momentum_lab.simulation.blocks.batch_kernel",
}
LANDSCAPES = {
    "run": "momentum_lab.simulation.native_ball.native",
    "batch": "momentum_lab.simulation.blocks.native_block",
}
PLAIN, UNTRANSLATABLE = "state.trace / 2.0 + gradient", "float(repr(state.trace / 2.0)) + gradient"


class BrokenError(Exception):
    """What is wrong with the program."""


def explode(*_: object) -> None:
    raise BrokenError


def in_a_run(experiment: Experiment) -> None:
    simulate(experiment, compiled_if_possible)


def in_a_batch(experiment: Experiment) -> None:
    run_batch(Batch(experiment, 0))


WAYS = {"run": in_a_run, "batch": in_a_batch}


def with_rule(name: str) -> Experiment:
    return on_library("himmelblau", ball(name, learning_rate=0.01), steps=200)


def twelve(experiment: Experiment) -> BatchResult:
    starts = np.random.default_rng(1).uniform(-5.0, 5.0, (12, 2))
    return run_batch(Batch(experiment, 0, starts=starts), stride=20)


def assert_same_results(one: BatchResult, other: BatchResult) -> None:
    for name in ("last", "position", "loss", "status", "reached", "minimum", "positions", "losses"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name != "status"), name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("broken", [KERNELS, LANDSCAPES], ids=["kernel", "landscape"])
def test_that_a_rule_of_the_program_does_not_hide_that_the_compiler_is_broken(
    way: str, broken: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken[way], explode)
    with pytest.raises(BrokenError):
        WAYS[way](with_rule("momentum"))


@pytest.mark.parametrize("way", WAYS)
def test_that_one_s_own_landscape_does_not_hide_that_a_loop_is_broken(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KERNELS[way], explode)
    with pytest.raises(BrokenError):
        WAYS[way](on_formula("x**2 + y**4", (1.0, 2.0), ball("momentum")))


@pytest.mark.parametrize("way", WAYS)
def test_that_one_s_own_rule_does_not_hide_that_a_landscape_of_the_program_is_broken(
    way: str, monkeypatch: pytest.MonkeyPatch, add_rule: AddRule
) -> None:
    add_rule("own_half", PLAIN)
    monkeypatch.setattr(KERNELS[way], lambda *_: None)  # compiling takes seconds
    monkeypatch.setattr(LANDSCAPES[way], explode)
    with pytest.raises(BrokenError):
        WAYS[way](with_rule("own_half"))


@pytest.mark.parametrize("kernel", [None, explode], ids=["that there is", "broken"])
@pytest.mark.parametrize("trace", [PLAIN, UNTRANSLATABLE], ids=["simple", "beyond the compiler"])
def test_that_one_s_own_rule_has_the_numbers_of_plain_python_whatever_the_compiler_makes_of_it(
    trace: str, kernel: Callable[..., None] | None, monkeypatch: pytest.MonkeyPatch, add_rule: AddRule
) -> None:
    add_rule("own_half", trace)
    if kernel is not None:
        for name in KERNELS.values():
            monkeypatch.setattr(name, kernel)
    own, momentum = (
        with_rule("own_half"),
        on_library("himmelblau", ball("momentum", learning_rate=0.01, momentum=0.5), steps=200),
    )
    assert_same_runs(simulate(own), simulate(own, compiled_if_possible))
    plain = simulate(momentum)
    assert simulate(own).position.tobytes() == plain.position.tobytes()
    results = twelve(own)
    monkeypatch.undo()
    assert_same_results(twelve(momentum), results)


@pytest.mark.parametrize("way", WAYS)
def test_that_a_formula_beyond_the_compiler_is_computed_in_plain_python(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = on_formula("x**2 + y**4", (1.0, 2.0), ball("momentum", learning_rate=0.01), steps=50)
    results, run = twelve(experiment), simulate(experiment)
    monkeypatch.setattr(LANDSCAPES[way], explode)
    _forget()
    assert_same_runs(run, simulate(experiment, compiled_if_possible))
    assert_same_results(results, twelve(experiment))


def test_that_for_batches_it_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(*given: object) -> None:
        tried.append(given)
        explode()

    experiment = on_formula("x**2 + y**6", (1.0, 2.0), ball("momentum", learning_rate=0.01), steps=50)
    monkeypatch.setattr(LANDSCAPES["batch"], refuse)
    assert_same_results(twelve(experiment), twelve(experiment))
    assert len(tried) == 1


@pytest.fixture
def source() -> Iterator[CompiledInBackground]:
    made = CompiledInBackground()
    yield made
    made.close()


def answer_of(source: CompiledInBackground, experiment: Experiment) -> NativeBall | Exception | None:
    """What comes of asking for machine code; an error, if that is what comes."""
    try:
        return source(experiment, 0)
    except BrokenError as error:
        return error


def test_that_behind_the_window_an_error_of_the_program_is_raised_once(
    source: CompiledInBackground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KERNELS["run"], explode)
    experiment = with_rule("momentum")
    answers: list[NativeBall | Exception | None] = []
    assert eventually(lambda: answers.append(answer_of(source, experiment)) or answers[-1] is not None)
    assert isinstance(answers[-1], BrokenError)
    runner = Runner(source)
    try:
        runner.submit(experiment)
        assert eventually(lambda: (run := runner.latest()) is not None and run.is_complete)
        assert runner.failure() is None
    finally:
        runner.close()


def test_that_behind_the_window_one_s_own_rule_beyond_the_compiler_stays_in_plain_python(
    source: CompiledInBackground, add_rule: AddRule
) -> None:
    add_rule("own_half", UNTRANSLATABLE)
    add_rule("own_third", PLAIN.replace("2.0", "3.0"))
    first, second = with_rule("own_half"), with_rule("own_third")
    assert source(first, 0) is None
    assert source(second, 0) is None
    assert eventually(lambda: source(second, 0) is not None)  # asked for after the first
    assert source(first, 0) is None
    assert_same_runs(simulate(first), simulate(first, source))
    assert_same_runs(simulate(second), simulate(second, compiled))
