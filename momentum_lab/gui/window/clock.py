"""The frame clock: one timer that takes the newest run and moves the playhead."""

from __future__ import annotations

import time
from dataclasses import replace

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.background_compiler import CompiledInBackground
from momentum_lab.simulation.native_ball import NativeBall
from momentum_lab.simulation.playhead import Playhead
from momentum_lab.simulation.run import Run
from momentum_lab.simulation.runner import Runner

FRAME = 16
"""Milliseconds between two frames while it plays."""
SOON = 2
"""Milliseconds between two looks for the first numbers of another experiment."""
COMPILE_AFTER = 1500
"""Milliseconds after the start in which the window has the processor to itself."""


class FrameClock(QObject):
    """Joins runner and playhead: every frame it says what is to be drawn anew, and rests when nothing is."""

    run_changed = pyqtSignal(object, int)
    """Another run, or more of it, and the step to show."""
    step_changed = pyqtSignal(int)
    """The playhead has moved."""
    state_changed = pyqtSignal()
    """It plays or it does not, or the run's length is another."""
    failed = pyqtSignal(object)
    """The simulation of the experiment submitted last went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.playhead = Playhead()
        self.run: Run | None = None
        self._submitted: Experiment | None = None
        self._taken: Run | None = None
        self._compiler = CompiledInBackground()
        self._runner = Runner(self._machine_code)
        self._pending = False
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._may_compile = False
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.timeout.connect(self._begin_compiling)
        self._start.start(COMPILE_AFTER)

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
        """Whether the run of the experiment submitted last is there, whole."""
        return not self._pending

    def submit(self, experiment: Experiment) -> None:
        """Ask for the run of another experiment; the old one stays until the new one is there."""
        before, self._submitted = self._submitted, experiment
        if before is None or experiment.dynamics != before.dynamics:
            self._taken = None
            self._runner.submit(experiment)
            self._pending = True
            self._wake()
        elif experiment != before and self._taken is not None:  # other names or looks, the same numbers
            self._show(self._taken)
            self.run_changed.emit(self.run, self.playhead.step)

    def forget(self) -> None:
        """Compute what is submitted next in any case: the landscape of that name is another one now."""
        self._submitted = self._taken = self.run = None

    def play(self, is_playing: bool) -> None:
        """Play or pause."""
        if is_playing:
            self.playhead.play(self.end)
        else:
            self.playhead.pause()
        self._wake()
        self.step_changed.emit(self.playhead.step)
        self.state_changed.emit()

    def go_to(self, step: int) -> None:
        """Show a step."""
        self.playhead.go_to(step, self.computed)
        self.step_changed.emit(self.playhead.step)

    def close(self) -> bool:
        """Stop timer and thread; return whether the thread ended in time."""
        self._timer.stop()
        self._start.stop()
        self._compiler.close()
        return self._runner.close()

    def _machine_code(self, experiment: Experiment, ball: int) -> NativeBall | None:
        return self._compiler(experiment, ball) if self._may_compile else None

    def _begin_compiling(self) -> None:
        """Have machine code made, also for what has been computed without."""
        self._may_compile = True
        experiment = self._submitted
        if experiment is not None:
            for ball in range(len(experiment.balls)):
                self._compiler(experiment, ball)

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._last = time.monotonic()
            self._timer.start()
        self._timer.setInterval(SOON if self._is_awaited else FRAME)

    @property
    def _is_awaited(self) -> bool:
        """Whether nothing is there yet of the experiment submitted last."""
        return self._pending and self._taken is None

    def _tick(self) -> None:
        now = time.monotonic()
        has_new_run = self._take_run()
        if not self._is_awaited:
            self._timer.setInterval(FRAME)
        if not has_new_run and now - self._last < 0.9 * FRAME / 1000:
            return
        seconds, self._last = min(now - self._last, 0.25), now
        was_playing = self.playhead.is_playing
        has_moved = self.playhead.tick(seconds, self.computed, self.end)
        if has_new_run and self.run is not None:
            self.run_changed.emit(self.run, self.playhead.step)
        elif has_moved:
            self.step_changed.emit(self.playhead.step)
        if has_new_run or was_playing != self.playhead.is_playing:
            self.state_changed.emit()
        if not self._pending and not self.playhead.is_playing:
            self._timer.stop()

    def _take_run(self) -> bool:
        if not self._pending:
            return False
        failure = self._runner.failure()
        if failure is not None:
            self._pending = False
            self.failed.emit(failure)
            return False
        latest = self._runner.latest()
        if latest is None or latest is self._taken:
            return False
        self._show(latest)
        self._pending = not latest.is_complete
        return True

    def _show(self, run: Run) -> None:
        self._taken = run
        self.run = run if self._submitted is None else replace(run, experiment=self._submitted)
