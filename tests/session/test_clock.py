"""The clock: what it tells at which time, and when it wants to be told the time."""

from __future__ import annotations

import threading
import time

import pytest
from laboratory import ball
from sessions import bowl, roll, settle

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.session import Session, clock
from momentum_lab.session.clock import COMPILE_AFTER, FRAME, SOON
from momentum_lab.simulation.engine import Simulation


@pytest.fixture
def session():
    made = Session(bowl())
    yield made
    assert made.close()


def test_that_it_looks_soon_for_the_first_numbers_and_rests_when_all_are_there(session):
    assert session.clock.delay == SOON
    settle(session)
    assert session.clock.delay == COMPILE_AFTER
    session.play()
    assert session.clock.delay == FRAME


def test_that_the_run_is_told_once_and_then_every_step(session):
    runs, steps = [], []
    session.clock.run_changed.subscribe(lambda run, step: runs.append((run, step)))
    session.clock.step_changed.subscribe(steps.append)
    settle(session)
    ((run, step),) = runs
    assert run.is_complete
    assert run.experiment == session.experiment
    assert step == 0
    session.set_speed(50.0)
    session.play()
    roll(session, 0.5)
    assert len(runs) == 1
    assert steps == sorted(steps)
    assert session.step == pytest.approx(25, abs=1)


def test_that_ticks_between_two_frames_and_those_of_a_second_window_change_nothing(session):
    settle(session)
    session.set_speed(100.0)
    session.play()
    for tick in range(41):
        session.clock.tick(tick * FRAME / 2)  # two timers, half a frame apart
    assert session.step == pytest.approx(20 * FRAME * 100.0, abs=1)


def test_that_a_pause_of_the_machine_moves_the_playhead_by_no_more_than_a_quarter_second(session):
    settle(session)
    session.set_speed(100.0)
    session.play()
    session.clock.tick(1.0)
    session.clock.tick(1.0 + 3600.0)
    assert session.step == 25


def test_that_the_time_for_which_it_rested_does_not_count(session):
    settle(session)
    session.set_speed(100.0)
    session.clock.tick(5.0)
    session.play()
    session.clock.tick(500.0)
    session.clock.tick(500.0 + FRAME)
    assert session.step == 1


@pytest.mark.parametrize("loops", [True, False])
def test_that_the_end_is_the_end_or_the_beginning(session, loops):
    settle(session)
    session.set_speed(200.0)
    session.set_loop(loops)
    session.play()
    now = roll(session, 0.5)
    assert (session.step, session.is_playing) == (60, loops)
    roll(session, 0.7, now)
    assert session.is_playing is loops
    assert (session.step == 60) is not loops
    if not loops:
        assert session.clock.delay not in {SOON, FRAME}


def test_that_other_names_and_looks_take_the_numbers_that_are_there(session):
    settle(session)
    before, shown = session.run, []
    session.clock.run_changed.subscribe(lambda run, step: shown.append(run))
    session.editor.describe("Another title", "")
    assert session.clock.is_settled
    (run,) = shown
    assert run.loss is before.loss
    assert run.experiment.title == "Another title"


def test_that_the_run_before_is_shown_until_there_is_another(session):
    settle(session)
    before = session.run
    session.editor.move_start((1.0, 1.0))
    assert session.run is before
    assert not session.clock.is_settled
    settle(session)
    assert tuple(session.run.position[0, 0]) == (1.0, 1.0)


def test_that_what_a_person_can_mend_is_told_and_the_next_run_goes_on(session, monkeypatch):
    told: list[MomentumLabError | MemoryError] = []
    session.clock.failed.subscribe(told.append)

    def fail(*given: object) -> None:
        raise InputError("too far")

    with monkeypatch.context() as patched:
        patched.setattr(Simulation, "advance", fail)
        session.editor.move_start((2.0, 2.0))
        settle(session)
    assert [str(error) for error in told] == ["too far"]
    session.editor.move_start((3.0, 2.0))
    settle(session)
    assert tuple(session.run.position[0, 0]) == (3.0, 2.0)


def test_that_a_mistake_of_the_program_is_raised_and_not_told(session, monkeypatch):
    told: list[object] = []
    session.clock.failed.subscribe(told.append)

    def fail(*given: object) -> None:
        raise ZeroDivisionError("ours")

    with monkeypatch.context() as patched:
        patched.setattr(Simulation, "advance", fail)
        session.editor.move_start((2.0, 2.0))
        with pytest.raises(ZeroDivisionError, match="ours"):
            settle(session)
    assert told == []
    session.editor.move_start((3.0, 2.0))
    settle(session)
    assert session.run.is_complete


class Compiler:
    """In the place of the compiler: notes what it is asked for, however often."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self._known: list[tuple[object, int]] = []

    def __call__(self, experiment: object, index: int) -> None:
        if (experiment, index) not in self._known:
            self._known.append((experiment, index))
            self.asked.append(index)

    def close(self) -> None: ...


def test_that_machine_code_is_made_only_after_the_window_had_its_time(monkeypatch):
    monkeypatch.setattr(clock, "CompiledInBackground", Compiler)
    session = Session(bowl())
    compiler = session.clock._compiler
    settle(session)
    assert session.clock.delay == COMPILE_AFTER
    session.clock.tick(0.9 * COMPILE_AFTER)
    assert compiler.asked == []
    assert session.clock.delay == pytest.approx(0.1 * COMPILE_AFTER)
    session.clock.tick(COMPILE_AFTER)
    assert compiler.asked == [0, 1]
    assert session.clock.delay is None
    session.editor.change_ball(0, ball("adam"))
    settle(session)
    assert compiler.asked[2:] == [0, 1]
    session.close()


def test_that_closing_ends_a_long_computation(session):
    long = Session(bowl(steps=1_000_000))
    while long.clock.computed == 0:
        long.clock.tick(0.0)
        time.sleep(0.001)
    woken: list[float | None] = []
    long.clock.woken.subscribe(lambda: woken.append(long.clock.delay))
    began = time.process_time()
    assert long.close()
    assert time.process_time() - began < 2.0
    assert woken == [None]  # whoever drives it, rests
    long.clock.tick(1.0)
    assert long.clock.delay is None


def test_that_a_run_that_follows_a_quick_one_is_there_at_the_next_tick(session, monkeypatch):
    monkeypatch.setattr(clock, "AT_ONCE", 60.0)
    settle(session)
    for x in (1.0, 2.0, 3.0):
        session.editor.move_start((x, 1.0))
        assert session.clock.delay == 0.0  # before anything is painted
        session.clock.tick(0.0)
        assert session.clock.is_settled
        assert tuple(session.run.position[0, 0]) == (x, 1.0)
    assert session.clock.delay == COMPILE_AFTER


def test_that_a_run_that_follows_a_slow_one_is_not_waited_for(session, monkeypatch):
    monkeypatch.setattr(clock, "AT_ONCE", 0.0)
    settle(session)
    session.editor.move_start((1.0, 1.0))
    assert session.clock.delay == SOON
    settle(session)
    assert tuple(session.run.position[0, 0]) == (1.0, 1.0)


def test_that_a_run_that_takes_longer_than_the_one_before_is_waited_for_once(session, monkeypatch):
    monkeypatch.setattr(clock, "AT_ONCE", 60.0)
    settle(session)
    before, freed = session.run, threading.Event()
    advance = Simulation.advance

    def held(simulation: Simulation, steps: int) -> None:
        freed.wait()
        advance(simulation, steps)

    with monkeypatch.context() as patched:
        patched.setattr(Simulation, "advance", held)
        session.editor.move_start((1.0, 1.0))
        assert session.clock.delay == 0.0
        monkeypatch.setattr(clock, "AT_ONCE", 0.01)
        session.clock.tick(0.0)
        assert session.run is before
        assert session.clock.delay == SOON
        freed.set()
        settle(session)
    assert tuple(session.run.position[0, 0]) == (1.0, 1.0)
