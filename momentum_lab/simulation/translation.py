"""What becomes of the compiler's errors: a person's own things may be beyond it, the program's may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS


class UntranslatableError(Exception):
    """What a person has added cannot be translated; it is computed in plain Python."""


@contextmanager
def translating_rule(experiment: Experiment, ball: int) -> Iterator[None]:
    """Raise :class:`UntranslatableError` for any error in the block if the optimizer is a person's own."""
    with _translating(is_own=experiment.balls[ball].optimizer not in OPTIMIZERS.built_in):
        yield


@contextmanager
def translating_landscape(experiment: Experiment) -> Iterator[None]:
    """Raise :class:`UntranslatableError` for any error in the block if the landscape is a person's own."""
    with _translating(is_own=experiment.landscape.name not in LANDSCAPES.built_in):
        yield


@contextmanager
def _translating(is_own: bool) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not is_own:  # the program is wrong, and plain Python would hide it
            raise
        raise UntranslatableError(f"{type(error).__name__}: {error}") from error
