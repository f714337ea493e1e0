"""What becomes of the compiler's errors: a person's own things may be beyond it, the program's may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from momentum_lab.experiment.experiment import Ball, LandscapeChoice
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS


class UntranslatableError(Exception):
    """What a person has added cannot be translated; it is computed in plain Python."""


def is_own_rule(ball: Ball) -> bool:
    """Return whether the optimizer of a ball is a person's own."""
    return ball.optimizer not in OPTIMIZERS.built_in


def is_own_landscape(choice: LandscapeChoice) -> bool:
    """Return whether a landscape is a person's own."""
    return choice.name not in LANDSCAPES.built_in


@contextmanager
def translating(is_own: bool) -> Iterator[None]:
    """Raise :class:`UntranslatableError` for any error in the block if that is about a person's own."""
    try:
        yield
    except Exception as error:
        if not is_own:  # the program is wrong, and plain Python would hide it
            raise
        raise UntranslatableError(f"{type(error).__name__}: {error}") from error
