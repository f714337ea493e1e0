"""What rolls a ball as machine code, and a thread that gets it ready while others go on without."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.optimizer import Optimizer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes.bound import BoundFormula
from momentum_lab.landscapes.native import native
from momentum_lab.landscapes.nodes import Expression
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.path_kernel import path_kernel

Key: TypeAlias = tuple[Optimizer, Expression, tuple[str, ...], tuple[str, ...]]
MOST_WAITING: Final = 64


@dataclass(frozen=True, slots=True)
class NativeBall:
    """The loop of an optimizer, a landscape that it can call, and the values of its parameters."""

    path: Callable[..., int]
    landscape: Callable[..., tuple[float, ...]]
    parameters: NDArray[np.float64]


NativeSource: TypeAlias = Callable[[Experiment, int], NativeBall | None]
"""Gives machine code for a ball of an experiment, or None to roll it in plain Python."""


def interpreted(experiment: Experiment, ball: int) -> None:
    """Roll every ball in plain Python."""
    return None


def compiled(experiment: Experiment, ball: int) -> NativeBall:
    """Return machine code for a ball; compiling takes up to some seconds, once."""
    optimizer, formula = _parts(experiment, ball)
    return NativeBall(
        path_kernel(optimizer, len(formula.variables)),
        native(formula, 2 if optimizer.is_whole else 1),
        np.array(formula.values, dtype=np.float64),
    )


def _parts(experiment: Experiment, ball: int) -> tuple[Optimizer, BoundFormula]:
    return OPTIMIZERS[experiment.balls[ball].optimizer], experiment.landscape.build().bound


def _key(experiment: Experiment, ball: int) -> Key:
    optimizer, formula = _parts(experiment, ball)
    return optimizer, formula.expression, formula.variables, formula.parameters


class CompiledInBackground:
    """Machine code for balls as soon as it is there; the first question sets it going.

    A rule that cannot be translated, such as somebody else's, stays in plain Python.
    """

    def __init__(self) -> None:
        self._ready: set[Key] = set()
        self._asked: set[Key] = set()
        self._waiting: queue.SimpleQueue[tuple[Experiment, int] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def __call__(self, experiment: Experiment, ball: int) -> NativeBall | None:
        """Return machine code for a ball of an experiment if it is ready."""
        key = _key(experiment, ball)
        if key in self._ready:
            return compiled(experiment, ball)
        if key not in self._asked and self._waiting.qsize() < MOST_WAITING:
            self._asked.add(key)
            self._waiting.put((experiment, ball))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="compiler", daemon=True)
                self._thread.start()
        return None

    def close(self) -> None:
        """Compile nothing more; what is under way ends by itself."""
        while not self._waiting.empty():
            self._waiting.get()
        self._waiting.put(None)

    def _work(self) -> None:
        while (wanted := self._waiting.get()) is not None:
            try:
                compiled(*wanted)
            except Exception:  # somebody else's code, or a machine without a compiler: plain Python goes on
                logging.getLogger("momentum_lab").info("not compiled", exc_info=True)
            else:
                self._ready.add(_key(*wanted))
