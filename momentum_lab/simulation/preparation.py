"""Machine code for batches that another process makes first, so that this one need only load it.

What is compiled takes six times the memory of what is loaded, and is never given back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final, TypeAlias

from momentum_lab.experiment.experiment import Experiment

Prepare: TypeAlias = Callable[[Experiment, int, bool], None]
"""Of a ball, and whether all balls of the batch are alike: leaves the machine code on the disk.

It may raise :class:`~momentum_lab.core.errors.CancelledError`.
"""


def nobody(experiment: Experiment, ball: int, are_alike: bool) -> None:
    """Leave it to the process itself."""


PREPARED_BY: Final[ContextVar[Prepare]] = ContextVar("PREPARED_BY", default=nobody)
"""Who prepares the batches of a thread; the threads that such a batch is computed in ask the same."""
