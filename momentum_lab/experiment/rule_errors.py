"""What to tell when somebody's own optimizer raises what no arithmetic raises."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from types import FrameType, FunctionType

from momentum_lab.core.errors import MomentumLabError, one_line
from momentum_lab.core.messages import Message, message
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS


class RuleError(MomentumLabError):
    """An optimizer that somebody else has written cannot be computed with."""


def rule_error(error: Exception, experiment: Experiment) -> RuleError | None:
    """Return what to tell of an error that a run has ended with.

    None where it is none of somebody else's rule: then the program is wrong, and its traceback is wanted.
    """
    if isinstance(error, MomentumLabError | MemoryError):
        return None
    foreign = sorted({ball.optimizer for ball in experiment.balls} - OPTIMIZERS.built_in.keys())
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    blamed = [name for name in foreign if _is_to_blame(OPTIMIZERS[name], error, frames)]
    if not blamed:
        return None
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


def _is_to_blame(rule: AnyOptimizer, error: Exception, frames: Sequence[FrameType]) -> bool:
    """Return whether an error comes from a rule's code, or from a call of it that has failed.

    With too many arguments or too few, or a step that is no number, only who has called it is there to see.
    """
    functions = [*_functions(rule)]
    codes = {function.__code__ for function in functions if isinstance(function, FunctionType)}
    if any(frame.f_code in codes for frame in frames):
        return True
    known = [*frames[-1].f_locals.values()] if isinstance(error, TypeError) and frames else []
    return any(value is each for value in known for each in (rule, *functions))


def _functions(rule: AnyOptimizer) -> Iterator[object]:
    """Yield what a rule declares that can be called."""
    yield from (rule.init, rule.update)
    if rule.from_rate is not None:
        yield rule.from_rate
    if rule.theory is not None:
        yield from filter(callable, (getattr(rule.theory, field.name) for field in fields(rule.theory)))
