"""Loops over landscape and rule that another process compiles, while batches roll without them."""

from __future__ import annotations

import logging
import queue
import threading
from functools import lru_cache
from typing import Final, TypeAlias

from momentum_lab.core.machine_code import NotKeptError
from momentum_lab.core.numba_internals import MOST_KEPT, as_argument
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.blocks import choices_of, fused_code
from momentum_lab.simulation.compiler_process import CompilingProcess
from momentum_lab.simulation.fused_kernel import Formula

IDLE_SECONDS: Final = 10.0
"""How long the process is kept that has nothing to do."""
_Key: TypeAlias = tuple[AnyOptimizer, Formula, tuple[float, ...], bool]
_Wanted: TypeAlias = tuple[_Key, Experiment, int]


class FusedElsewhere:
    """Gives loops over landscape and rule as soon as they are there; the first question sets one going.

    A thread takes them from the disk, where another process leaves those that are not there yet. Both end
    when they have had nothing to do for a while, and are there again when there is something. Where nothing
    can be left on the disk, and where the compiler fails, there are none.
    """

    def __init__(self) -> None:
        self._found: dict[_Key, object] = {}
        self._asked: set[_Key] = set()
        self._waiting: queue.SimpleQueue[_Wanted | None] = queue.SimpleQueue()
        self._process = CompilingProcess()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def __call__(self, experiment: Experiment, ball: int, are_alike: bool) -> object | None:
        """Return the loop for balls like one of an experiment, as an argument for others."""
        key = _key_of(experiment, ball, are_alike)
        with self._lock:  # several threads may ask
            if key not in self._asked and not self._is_closed and len(self._asked) < MOST_KEPT:
                self._asked.add(key)
                self._waiting.put((key, experiment, ball))
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="fusing", daemon=True)
                    self._thread.start()
            return self._found.get(key)

    def close(self) -> None:
        """Compile nothing more."""
        with self._lock:
            self._is_closed = True
        self._waiting.put(None)
        self._process.close()

    def _work(self) -> None:
        while (wanted := self._next()) is not None:
            key, experiment, ball = wanted
            try:
                ready = self._made(experiment, ball, key[-1])
            except Exception:
                logging.getLogger("momentum_lab").info("not fused", exc_info=True)
            else:
                with self._lock:
                    self._found[key] = ready

    def _next(self) -> _Wanted | None:
        """Return what is wanted next, or None at the end, which is noted."""
        try:
            wanted = self._waiting.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            wanted = None
        with self._lock:
            if wanted is None and not self._waiting.empty() and not self._is_closed:
                wanted = self._waiting.get()
            if wanted is None or self._is_closed:
                self._process.close()
                self._process, self._thread = CompilingProcess(), None
                return None
        return wanted

    def _made(self, experiment: Experiment, ball: int, are_alike: bool) -> object:
        try:
            return as_argument(fused_code(experiment, ball, are_alike, only_kept=True))
        except NotKeptError:
            self._process.compile_fused(experiment, ball, are_alike)
            return as_argument(fused_code(experiment, ball, are_alike, only_kept=True))


@lru_cache(maxsize=1)
def fused_elsewhere() -> FusedElsewhere:
    """Return the one for all that is computed in a process without a compiler of its own."""
    return FusedElsewhere()


def _key_of(experiment: Experiment, ball: int, are_alike: bool) -> _Key:
    bound, optimizer = experiment.landscape.build().bound, OPTIMIZERS[experiment.balls[ball].optimizer]
    formula = bound.expression, bound.variables, bound.parameters
    return optimizer, formula, choices_of(experiment, ball), are_alike
