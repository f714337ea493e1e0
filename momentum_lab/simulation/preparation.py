"""Machine code that another process makes first, so that this one need only load it.

What is compiled takes six times the memory of what is loaded, and is never given back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol

from momentum_lab.experiment.experiment import Experiment

if TYPE_CHECKING:  # it asks here
    from momentum_lab.simulation.native_ball import NativeBall


class Compiler(Protocol):
    """Has machine code made by another process; it may be asked from any thread."""

    def machine_code(self, experiment: Experiment, ball: int) -> NativeBall | None:
        """Return machine code for a ball where it is ready, and have it made."""
        ...

    def prepare(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        """Leave the code for a batch on the disk: of a ball, and whether all balls of the batch are alike.

        It may raise :class:`~momentum_lab.core.errors.CancelledError`.
        """
        ...

    def fused(self, experiment: Experiment, ball: int, are_alike: bool) -> object | None:
        """Return a loop over landscape and rule for such a batch where it is ready, and have it made."""
        ...


COMPILED_BY: Final[ContextVar[Compiler | None]] = ContextVar("COMPILED_BY", default=None)
"""Who compiles what a thread computes, None for the process itself.

The threads that a batch is computed in ask the same.
"""


@contextmanager
def compiled_by(compiler: Compiler) -> Iterator[None]:
    """Have a compiler make all machine code that the block takes."""
    token = COMPILED_BY.set(compiler)
    try:
        yield
    finally:
        COMPILED_BY.reset(token)
