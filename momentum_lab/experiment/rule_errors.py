"""What to tell when somebody's own optimizer raises what no arithmetic raises."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from momentum_lab.core.errors import MomentumLabError, one_line
from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS


class RuleError(MomentumLabError):
    """An optimizer that somebody else has written cannot be computed with."""


def rule_error(error: Exception, experiment: Experiment) -> RuleError | None:
    """Return what to tell of an error that a run has ended with.

    None where it is none of somebody else's rule: then the program is wrong, and its traceback is wanted.
    """
    foreign = sorted({ball.optimizer for ball in experiment.balls} - OPTIMIZERS.built_in.keys())
    if isinstance(error, MomentumLabError | MemoryError) or not foreign:
        return None
    codes = {frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)}
    # One that was called in vain, with too many arguments or too few, is not in the traceback.
    blamed = [name for name in foreign if codes & _codes(name)] or foreign
    names: str | Message = blamed[0]
    for name in blamed[1:]:
        names = message("{names} or {name}", names=names, name=name)
    what = one_line(f"{type(error).__name__}: {error}")
    return RuleError("the optimizer {names} cannot be computed with ({what})", names=names, what=what)


@contextmanager
def rule_errors(experiment: Experiment) -> Iterator[None]:
    """Raise :class:`RuleError` for what somebody else's rule raises in the block."""
    try:
        yield
    except Exception as error:
        told = rule_error(error, experiment)
        if told is None:
            raise
        raise told from error


def _codes(optimizer: str) -> set[object]:
    rule = OPTIMIZERS[optimizer]
    return {getattr(function, "__code__", None) for function in (rule.init, rule.update)}
