"""Machine code that is got ready while balls roll in plain Python."""

from __future__ import annotations

import queue
import threading
from typing import Final

from momentum_lab.core.errors import CancelledError
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.compiler_process import CompilingProcess
from momentum_lab.simulation.fusing import FusedElsewhere
from momentum_lab.simulation.native_ball import Key, NativeBall, compiled, compiled_if_possible, key_of

MOST_WAITING: Final = 64


class CompiledInBackground:
    """Machine code for balls as soon as it is there; the first question sets it going.

    Other processes compile and leave the results on the disk, one for the balls that roll and one for
    batches: a map that nobody waits for any more, whose code takes seconds, does not hold up a run. What only
    makes batches quicker, and nobody waits for, a third one compiles while there is any of it. A thread
    of this one takes the results from the disk. A rule of somebody else's that cannot be translated stays in
    plain Python.
    """

    def __init__(self) -> None:
        self._ready: set[Key] = set()
        self._asked: set[Key] = set()
        self._prepared: set[tuple[Key, tuple[object, ...], bool]] = set()
        self._errors: dict[Key, Exception] = {}
        self._waiting: queue.SimpleQueue[tuple[Key, Experiment, int] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._balls, self._batches = CompilingProcess(), CompilingProcess()
        self._fused = FusedElsewhere()
        self._is_closed = False
        self._lock = threading.Lock()

    def __call__(self, experiment: Experiment, ball: int) -> NativeBall | None:
        """Return machine code for a ball of an experiment if it is ready.

        An error of the program's own that kept it from being made is raised, once; plain Python is what is
        left then.
        """
        key = key_of(experiment, ball)
        if (error := self._errors.pop(key, None)) is not None:
            raise error
        if key in self._ready:
            return compiled(experiment, ball)
        with self._lock:  # several threads may ask
            if key not in self._asked and not self._is_closed and self._waiting.qsize() < MOST_WAITING:
                self._asked.add(key)
                self._waiting.put((key, experiment, ball))
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="compiler", daemon=True)
                    self._thread.start()
        return None

    def prepare(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        """Have the machine code for a batch left on the disk, as a :class:`Compiler` does.

        Raises
        ------
        CancelledError
            Nothing is compiled any more.
        """
        choices = tuple(
            v for v in experiment.balls[ball].hyperparameters.values() if not isinstance(v, float)
        )
        key = (key_of(experiment, ball), choices, are_alike)
        if key not in self._prepared and self._batches.compile_batch(experiment, ball, are_alike):
            self._prepared.add(key)
        if self._is_closed:
            raise CancelledError("the compiler is closed")

    def fused(self, experiment: Experiment, ball: int, are_alike: bool) -> object | None:
        """Return a loop over landscape and rule for a batch if it is ready; the first question starts it."""
        return self._fused(experiment, ball, are_alike)

    def close(self) -> None:
        """Compile nothing more."""
        self._is_closed = True
        self._fused.close()
        self._waiting.put(None)
        for process in (self._balls, self._batches):
            process.close()

    def _work(self) -> None:
        while (wanted := self._waiting.get()) is not None and not self._is_closed:
            key, experiment, ball = wanted
            self._balls.compile(experiment, ball)
            if self._is_closed:
                return
            # From the disk; or here and now, where there is no other process.
            try:
                if compiled_if_possible(experiment, ball) is not None:
                    self._ready.add(key)
            except Exception as error:  # noqa: BLE001 - who asks next must hear of it, and the thread go on
                self._errors[key] = error
