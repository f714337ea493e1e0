"""The process that compiles for the window: what it leaves behind, and what becomes of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from laboratory import assert_same_runs, ball, eventually, on_formula

from momentum_lab.core import helper_process
from momentum_lab.core.errors import CancelledError
from momentum_lab.core.helper_process import start_helper
from momentum_lab.core.machine_code import NotKeptError
from momentum_lab.core.processes import Owner, Presence, this_process
from momentum_lab.experiment import Experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.simulation import compiler_process, machine_slot, simulate
from momentum_lab.simulation.background_compiler import CompiledInBackground
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.blocks import fused_code
from momentum_lab.simulation.compiler_process import DONE, MOST_ANSWERS, MOST_STARTS, CompilingProcess, answer
from momentum_lab.simulation.preparation import COMPILED_BY

EXPERIMENT = on_formula("x**2 + y**2 + x*y/17", (1.0, 2.0), ball("gradient_descent"), ball("momentum"))


def question(experiment: Experiment = EXPERIMENT, which: object = 0) -> str:
    return json.dumps({"experiment": dumps(experiment), "ball": which})


@pytest.fixture
def process() -> Iterator[CompilingProcess]:
    made = CompilingProcess()
    yield made
    made.close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "momentum-lab" / "machine-code"


def test_that_what_was_compiled_is_on_the_disk(process: CompilingProcess, cache: Path) -> None:
    assert process.compile(EXPERIMENT, 1)
    names = {path.name.split("_")[0] for path in cache.rglob("*.nbc")}
    assert names == {"move", "rolling", "native", "derived"}
    before = sorted(cache.rglob("*"))
    assert process.compile(EXPERIMENT, 1)
    assert sorted(cache.rglob("*")) == before


def test_that_what_a_batch_takes_is_on_the_disk(process: CompilingProcess, cache: Path) -> None:
    assert process.compile_batch(EXPERIMENT, 0, True)
    kinds = {path.name.split("_")[0] for path in cache.rglob("*.nbc")}
    assert kinds == {"batch", "native", "compiled", "nothing"}


def test_that_a_loop_over_landscape_and_rule_is_on_the_disk(process: CompilingProcess, cache: Path) -> None:
    with pytest.raises(NotKeptError):
        fused_code(EXPERIMENT, 0, True, only_kept=True)
    assert process.compile_fused(EXPERIMENT, 0, True)
    assert fused_code(EXPERIMENT, 0, True, only_kept=True) is not None


def test_that_a_batch_asks_for_its_machine_code_in_the_name_of_its_thread() -> None:
    asked: list[tuple[Experiment, int, bool]] = []

    class Asked:
        def machine_code(self, *_: object) -> None:
            raise AssertionError("no ball rolls alone")

        def prepare(self, *wanted: object) -> None:
            asked.append(wanted)

        def fused(self, *_: object) -> None:
            raise AssertionError("there is too little to do for a loop over landscape and rule")

    machine_slot._slot.cache_clear()  # what is at hand is not asked for again

    def compute() -> None:
        COMPILED_BY.set(Asked())
        run_batch(Batch(EXPERIMENT, 1))
        run_batch(Batch(EXPERIMENT, 1, values={"learning_rate": np.array([0.1, 0.2])}))

    thread = threading.Thread(target=compute)
    thread.start()
    thread.join()
    run_batch(Batch(EXPERIMENT, 1))
    assert asked == [(EXPERIMENT, 1, True), (EXPERIMENT, 1, False)]


def test_that_a_closed_compiler_prepares_nothing_and_cancels_what_waits_for_it() -> None:
    compiler = CompiledInBackground()
    compiler.close()
    with pytest.raises(CancelledError):
        compiler.prepare(EXPERIMENT, 0, True)


def test_that_nothing_is_started_before_it_is_asked_nor_after_it_was_closed(monkeypatch) -> None:
    def start(*_: object, **__: object) -> None:
        raise AssertionError("nobody has asked for anything")

    monkeypatch.setattr(helper_process.subprocess, "Popen", start)
    process = CompilingProcess()
    process.close()
    process.close()
    assert not process.compile(EXPERIMENT, 0)


def test_that_closing_ends_what_it_is_doing(process: CompilingProcess, cache: Path) -> None:
    answers: list[bool] = []
    slow = on_formula(" + ".join(f"sin({i}*x)*exp(y/{i})" for i in range(1, 20)), (1.0, 2.0), ball("adam"))
    asking = threading.Thread(target=lambda: answers.append(process.compile(slow, 0)))
    asking.start()
    assert eventually(lambda: process._process is not None)
    process.close()
    asking.join(60.0)
    assert answers == [False]  # had it been waited for, it would be there


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the processes answer at once, or end at the question that is too much for them."""
    (tmp_path / "answering_at_once.py").write_text(
        f"import os\ndef answer(question): return os._exit(9) if '\"ball\": 1' in question else {DONE!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(compiler_process, "start_helper", lambda _: start_helper("answering_at_once"))


@pytest.mark.usefixtures("answering")
def test_that_a_process_that_was_killed_is_replaced_but_not_for_ever(process: CompilingProcess) -> None:
    numbers = []
    for _ in range(MOST_STARTS):
        assert process.compile(EXPERIMENT, 0)
        started = process._started()
        assert started is not None
        numbers.append(started.pid)
        started.kill()
        started.wait()
    assert len({*numbers}) == MOST_STARTS
    assert not process.compile(EXPERIMENT, 0)


@pytest.mark.usefixtures("answering")
def test_that_another_process_goes_on_before_one_holds_too_much(process: CompilingProcess) -> None:
    numbers = []
    for _ in range((MOST_STARTS + 1) * MOST_ANSWERS):
        assert process.compile(EXPERIMENT, 0)
        assert process._process is not None
        numbers.append(process._process.pid)
    assert len({*numbers}) == MOST_STARTS + 1
    assert max(Counter(numbers).values()) == MOST_ANSWERS


@pytest.mark.usefixtures("answering")
def test_that_what_was_too_much_for_a_process_is_not_done_and_the_next_is(process: CompilingProcess) -> None:
    assert not process.compile(EXPERIMENT, 1)
    assert process.compile(EXPERIMENT, 0)


def test_that_where_no_process_can_be_had_the_window_s_own_compiles(monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(helper_process.subprocess, "Popen", refuse)
    source = CompiledInBackground()
    try:
        assert eventually(lambda: source(EXPERIMENT, 0) is not None)
        assert_same_runs(simulate(EXPERIMENT), simulate(EXPERIMENT, source))
    finally:
        source.close()


def test_that_a_map_that_takes_long_does_not_hold_up_a_run(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "slow_with_batches.py").write_text(
        f"import time\ndef answer(question): return time.sleep(600) if 'alike' in question else {DONE!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    asked: list[str] = []

    def start(_module: str) -> subprocess.Popen[str]:
        asked.append(threading.current_thread().name)
        return start_helper("slow_with_batches")

    def draw() -> None:
        with pytest.raises(CancelledError):
            source.prepare(EXPERIMENT, 0, True)

    monkeypatch.setattr(compiler_process, "start_helper", start)
    source, drawing = CompiledInBackground(), threading.Thread(target=draw, name="map")
    try:
        drawing.start()
        assert eventually(lambda: asked == ["map"])
        assert eventually(lambda: source(EXPERIMENT, 0) is not None)
        assert drawing.is_alive()
    finally:
        source.close()
        drawing.join(10.0)
    assert not drawing.is_alive()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes as POSIX has them")
@pytest.mark.parametrize("refused", ["others may write", "no folder"])
def test_that_nothing_is_started_whose_work_could_not_be_kept(refused, process, cache, monkeypatch) -> None:
    def start(*_: object, **__: object) -> None:
        raise AssertionError("what it compiles would be thrown away")

    cache.parent.mkdir()
    if refused == "no folder":
        cache.write_text("a file in its place")
    else:
        cache.mkdir()
        cache.chmod(0o777)
    monkeypatch.setattr(helper_process.subprocess, "Popen", start)
    assert not process.compile(EXPERIMENT, 0)
    assert not process.compile_batch(EXPERIMENT, 0, True)
    source = CompiledInBackground()
    try:
        assert eventually(lambda: source(EXPERIMENT, 0) is not None)
        assert_same_runs(simulate(EXPERIMENT), simulate(EXPERIMENT, source))
    finally:
        source.close()


ASKING = """
import os, signal
from momentum_lab.core.helper_process import start_helper

helper = start_helper("compiling_for_ever")
print("one question", file=helper.stdin, flush=True)
print(helper.stdout.readline().strip(), flush=True)
print("and one that is never answered", file=helper.stdin, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
NEVER_DONE = """
import os, time
from momentum_lab.core.processes import this_process

def answer(question, asked=[]):
    asked.append(question)
    while len(asked) > 1:
        pass
    return this_process().tag
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="killed as POSIX does")
def test_that_it_ends_in_the_midst_of_its_work_when_who_asked_is_killed(tmp_path: Path) -> None:
    (tmp_path / "compiling_for_ever.py").write_text(NEVER_DONE)
    paths = os.pathsep.join([str(tmp_path), str(Path(compiler_process.__file__).parents[2])])
    done = subprocess.run(
        [sys.executable, "-c", ASKING],
        stdout=subprocess.PIPE,
        text=True,
        timeout=110,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.returncode == -signal.SIGKILL
    helper = Owner.of_tag(done.stdout.strip())
    assert eventually(lambda: helper.presence is Presence.GONE)


def test_that_it_answers_every_line_whatever_that_is() -> None:
    lines = [question(), "no JSON", question(which=7), "{}", question(which=1)]
    done = subprocess.run(
        [sys.executable, "-m", helper_process.__name__, compiler_process.__name__, this_process().tag],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert done.stdout.splitlines() == [DONE, "JSONDecodeError", "IndexError", "KeyError", DONE]


def test_that_what_cannot_be_compiled_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise TypeError("nothing that a compiler knows")

    assert answer(question()) == DONE
    monkeypatch.setattr(compiler_process, "compiled", explode)
    assert answer(question()) == "TypeError"
