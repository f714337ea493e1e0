"""The clock of a session: it takes the newest run and moves the playhead when it is told the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.event import Event
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.rule_errors import foreign_rules, rule_error, unanswered
from momentum_lab.experiment.rule_watch import RuleWatch, UnansweredError
from momentum_lab.simulation.background_compiler import CompiledInBackground
from momentum_lab.simulation.native_ball import NativeBall
from momentum_lab.simulation.playhead import Playhead
from momentum_lab.simulation.run import Run
from momentum_lab.simulation.runner import Runner

FRAME: Final = 0.016
"""Seconds between two ticks while it plays, unless :meth:`Clock.keep_pace` says otherwise."""
SOON: Final = 0.002
"""Seconds between two looks for the first numbers of another experiment."""
COMPILE_AFTER: Final = 1.5
"""Seconds after the first tick in which the window has the processor to itself."""
LONGEST: Final = 0.25
"""Seconds by which one tick moves the playhead at most, however long the last one is ago."""
NEARLY: Final = 0.9
"""Share of a frame after which a tick counts as one: timers are early at times."""


@dataclass(frozen=True, slots=True)
class PlayState:
    """How it plays: the step that is shown, the last one computed, the last one there will be, and how.

    While it is sealed there is nothing but the start.
    """

    step: int
    computed: int
    end: int
    is_playing: bool
    loops: bool
    speed: float
    is_sealed: bool = False


class Clock:
    """Joins runner and playhead: every tick says what is to be drawn anew.

    It has no timer. Whoever drives it calls :meth:`tick` after :attr:`delay` seconds, and asks for that anew
    after each tick and when it is :attr:`woken`. More than one may drive it: time passes only once.

    Attributes
    ----------
    run_changed
        Another run, or more of it, and the step to show.
    step_changed
        The playhead has moved to a step.
    state_changed
        It plays or it does not, or the run's length is another.
    seal_changed
        There is no more of runs than their start now, or all of them again.
    refused
        The future was asked for, and it is hidden.
    failed
        The simulation of the experiment submitted last could not be done.
    woken
        It wants to be ticked sooner than it has said.
    """

    def __init__(self) -> None:
        self.run_changed: Event[Run, int] = Event()
        self.step_changed: Event[int] = Event()
        self.state_changed: Event[[]] = Event()
        self.seal_changed: Event[[]] = Event()
        self.refused: Event[[]] = Event()
        self.failed: Event[MomentumLabError | MemoryError] = Event()
        self.woken: Event[[]] = Event()
        self.playhead = Playhead()
        self.run: Run | None = None
        self._submitted: Experiment | None = None
        self._taken: Run | None = None
        self._compiler = CompiledInBackground()
        self._runner = Runner(self.machine_code)
        self._rules = RuleWatch()
        self._is_pending = self._is_awake = self._may_compile = self._is_closed = self._is_sealed = False
        self._first: int | None = None
        self._began: float | None = None
        self._moved: float | None = None
        self._now = 0.0
        self._frame = FRAME
        self._reminders: dict[Callable[[], None], float] = {}

    def prepare(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        """Have another process compile what a batch takes; see :mod:`momentum_lab.simulation.preparation`."""
        self._compiler.prepare(experiment, ball, are_alike)

    def fused(self, experiment: Experiment, ball: int, are_alike: bool) -> object | None:
        """Return what makes a batch quicker where it is ready, and have it made; from any thread."""
        return self._compiler.fused(experiment, ball, are_alike) if self._may_compile else None

    def machine_code(self, experiment: Experiment, ball: int) -> NativeBall | None:
        """Return machine code for a ball where it is ready, and have it made; from any thread."""
        return self._compiler(experiment, ball) if self._may_compile else None

    @property
    def end(self) -> int:
        """The last step of the experiment that is shown."""
        return 0 if self.run is None else self.run.experiment.steps

    @property
    def computed(self) -> int:
        """The last step that is there."""
        return 0 if self.run is None else self.run.computed

    @property
    def is_settled(self) -> bool:
        """Whether the run of the experiment submitted last is there, whole, or as far as it may be seen."""
        return not self._is_pending

    @property
    def is_sealed(self) -> bool:
        """Whether there is no more of runs than their start."""
        return self._is_sealed

    @property
    def delay(self) -> float | None:
        """Seconds after which it wants to be ticked; None to be left alone until it is woken."""
        if self._is_closed:
            return None
        delays = [max(due - self._now, 0.0) for due in self._reminders.values()]
        if (own := self._own_delay) is not None:
            delays.append(own)
        return min(delays, default=None)

    @property
    def _own_delay(self) -> float | None:
        if self._is_awake:
            return SOON if self._is_awaited else self._frame
        if self._may_compile:
            return None
        return COMPILE_AFTER if self._began is None else max(self._began + COMPILE_AFTER - self._now, 0.0)

    @property
    def state(self) -> PlayState:
        """How it plays now."""
        head = self.playhead
        shown = head.step, self.computed, self.end
        return PlayState(*shown, head.is_playing, head.loops, head.speed, self._is_sealed)

    def submit(self, experiment: Experiment) -> None:
        """Ask for the run of another experiment; the old one stays until the new one is there."""
        before, self._submitted = self._submitted, experiment
        if before is None or experiment.dynamics != before.dynamics:
            self._taken = None
            self._rules.mind(foreign_rules(experiment))
            self._first = None
            self._runner.submit(experiment, self._is_sealed)
            self._is_pending = True
            self._wake()
        elif experiment != before and self._taken is not None:  # other names or looks, the same numbers
            self.run_changed.emit(self._shown(self._taken), self.playhead.step)

    def forget(self) -> None:
        """Compute what is submitted next in any case: the landscape of that name is another one now."""
        self._submitted = self._taken = self.run = None

    def seal(self, is_sealed: bool) -> None:
        """Have no more of runs than their start from now on, or all of them again."""
        if is_sealed == self._is_sealed:
            return
        self._is_sealed = is_sealed
        if is_sealed:
            self.playhead.pause()
            self.playhead.go_to(0, 0)
            self.run = None
        submitted, self._submitted, self._taken = self._submitted, None, None
        if submitted is not None:
            self.submit(submitted)
        self.seal_changed.emit()
        self.state_changed.emit()

    def refuses(self) -> bool:
        """Whether there is no more of runs than their start; if so, that is told: more was asked for."""
        if self._is_sealed:
            self.refused.emit()
        return self._is_sealed

    def play(self, is_playing: bool) -> None:
        """Play or pause."""
        if is_playing and self.refuses():
            return
        self._first = None
        if is_playing:
            self.playhead.play(self.end)
        else:
            self.playhead.pause()
        self._wake()
        self.step_changed.emit(self.playhead.step)
        self.state_changed.emit()

    def begin_at(self, step: int) -> None:
        """Pause, and show a step of the run that is submitted, as soon as that is there."""
        self.playhead.pause()
        is_awaited = self._is_pending and not self._is_sealed
        self.go_to(0 if is_awaited or self._is_sealed else step)
        self._first = step if is_awaited else None
        self.state_changed.emit()

    def go_to(self, step: int) -> None:
        """Show a step."""
        self._first = None
        if step > 0:
            self.refuses()
        self.playhead.go_to(step, self.computed)
        self.step_changed.emit(self.playhead.step)

    def keep_pace(self, frames: float) -> None:
        """Tick so many times a second while it plays."""
        self._frame = 1.0 / frames

    def remind(self, seconds: float, reminder: Callable[[], None]) -> None:
        """Call a function once, at the first tick after some time; sooner if that was said before."""
        if reminder not in self._reminders:
            self._reminders[reminder] = self._now + seconds
            self.woken.emit()

    def tick(self, now: float) -> None:
        """Take the newest run, and move the playhead to where it is at a time in seconds.

        Raises
        ------
        Exception
            The simulation has ended with an error that is the program's own; it goes on with what comes next.
        """
        self._now = now
        for reminder in [each for each, due in self._reminders.items() if due <= now]:
            del self._reminders[reminder]
            reminder()
        if not self._may_compile:
            self._compile_in_time()
        if not self._is_awake or self._is_closed:
            return
        if self._moved is None:
            self._moved = now
        has_new_run = self._take_run()
        if not has_new_run and now - self._moved < NEARLY * self._frame:
            return
        seconds, self._moved = min(now - self._moved, LONGEST), now
        was_playing = self.playhead.is_playing
        has_moved = self.run is not None and self.playhead.tick(seconds, self.computed, self.end)
        self._is_awake = self._is_pending or self.playhead.is_playing
        if has_new_run and self.run is not None:
            self.run_changed.emit(self.run, self.playhead.step)
        elif has_moved:
            self.step_changed.emit(self.playhead.step)
        if has_new_run or was_playing != self.playhead.is_playing:
            self.state_changed.emit()

    def close(self) -> bool:
        """Want nothing more and stop the thread; return whether it ended in time."""
        self._is_closed, self._is_awake = True, False
        self.woken.emit()
        self._compiler.close()
        if self._rules.is_in_call(self._runner.thread):
            self._runner.abandon(UnansweredError)
        return self._runner.close()

    @property
    def _is_awaited(self) -> bool:
        """Whether nothing is there yet of the experiment submitted last."""
        return self._is_pending and self._taken is None

    def _wake(self) -> None:
        if not self._is_awake:
            self._is_awake, self._moved = True, None
        self.woken.emit()

    def _compile_in_time(self) -> None:
        """After a while, have machine code made, also for what has been computed without."""
        if self._began is None:
            self._began = self._now
        if self._now - self._began < COMPILE_AFTER or self._is_closed:
            return
        self._may_compile = True
        experiment = self._submitted
        if experiment is not None:
            for ball in range(len(experiment.balls)):
                self._compiler(experiment, ball)

    def _take_run(self) -> bool:
        """Take what has been computed since; return whether there is anything."""
        if not self._is_pending:
            return False
        if (name := self._rules.look(self._runner.thread, self._now)) is not None:
            if self._runner.abandon(UnansweredError):
                self._is_pending = False
                self.failed.emit(unanswered(name))
            return False
        failure = self._runner.failure()
        if failure is not None:
            self._is_pending = False
            self._fail(failure)
            return False
        latest = self._runner.latest()
        if latest is None or latest is self._taken:
            return False
        self._shown(latest)
        self._is_pending = not (latest.is_complete or self._is_sealed)
        if self._first is not None and (latest.computed >= self._first or latest.is_complete):
            self.playhead.go_to(self._first, latest.computed)
            self._first = None
        return True

    def _fail(self, error: BaseException) -> None:
        """Tell what a person can do something about; raise the rest, which is the program's own fault."""
        if self._submitted is not None:
            error = rule_error(error, self._submitted) or error
        if not isinstance(error, MomentumLabError | MemoryError):
            raise error
        self.failed.emit(error)

    def _shown(self, run: Run) -> Run:
        """Take a run for the experiment that is open, whose names and looks may be newer."""
        self._taken = run
        self.run = run if self._submitted is None else replace(run, experiment=self._submitted)
        return self.run
