"""What to tell when somebody's own optimizer raises what no arithmetic raises."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.foreign_code import PATIENCE, described, is_interrupt, kept_process, listed
from momentum_lab.core.messages import Message, message
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.rule_watch import (
    UnansweredError,
    codes_of,
    ending_unanswered,
    functions_of,
)
from momentum_lab.optimizers import OPTIMIZERS


class RuleError(MomentumLabError):
    """An optimizer that somebody else has written cannot be computed with."""


def rule_error(error: BaseException, experiment: Experiment) -> RuleError | None:
    """Return what to tell of an error that a run has ended with.

    None where it is none of somebody else's rule: then a person has interrupted it, or the program is wrong,
    and its traceback is wanted.
    """
    return _told(error, foreign_rules(experiment))


def rule_errors(experiment: Experiment) -> AbstractContextManager[None]:
    """Raise :class:`RuleError` for what somebody else's rule raises in the block, or does to the process.

    So it is with a call of it that does not return, where that can be ended.
    """
    return errors_of_rules(foreign_rules(experiment))


@contextmanager
def errors_of_rules(names: Iterable[str]) -> Iterator[None]:
    """Do that for optimizers of these names; those of the program have none."""
    foreign = [name for name in names if name not in OPTIMIZERS.built_in]
    if not foreign:
        yield
        return
    with kept_process() as changed:
        try:
            with ending_unanswered(foreign):
                yield
        except BaseException as error:
            told = _told(error, foreign)
            if told is None:
                raise
            raise told from error
    if changed:
        raise RuleError("the optimizer {names} changes {what}", names=_any_of(foreign), what=listed(changed))


def _told(error: BaseException, foreign: Sequence[str]) -> RuleError | None:
    if isinstance(error, MomentumLabError | MemoryError) or is_interrupt(error):
        return None
    if isinstance(error, UnansweredError):
        return unanswered(str(error) or foreign[0])
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    blamed = [name for name in foreign if _is_to_blame(OPTIMIZERS[name], error, frames)]
    if not blamed:
        return None
    return RuleError(
        "the optimizer {names} cannot be computed with ({what})", names=_any_of(blamed), what=described(error)
    )


def unanswered(name: str) -> RuleError:
    """Return what to tell of an optimizer of which a call has not returned."""
    return RuleError(
        "the optimizer {name} has not answered for {seconds:.0f} s; change its ball, or remove it",
        name=name,
        seconds=PATIENCE,
    )


def foreign_rules(experiment: Experiment) -> list[str]:
    """Return the names of the optimizers in an experiment that somebody else has written."""
    return sorted({ball.optimizer for ball in experiment.balls} - OPTIMIZERS.built_in.keys())


def _any_of(names: Sequence[str]) -> str | Message:
    said: str | Message = names[0]
    for name in names[1:]:
        said = message("{names} or {name}", names=said, name=name)
    return said


def _is_to_blame(rule: AnyOptimizer, error: BaseException, frames: Sequence[FrameType]) -> bool:
    """Return whether an error comes from a rule's code, or from a call of it that has failed.

    With too many arguments or too few, or a step that is no number, only who has called it is there to see.
    """
    functions = [*functions_of(rule)]
    files = {code.co_filename for code in codes_of(rule)}
    if any(frame.f_code.co_filename in files for frame in frames):
        return True
    known = [*frames[-1].f_locals.values()] if isinstance(error, TypeError) and frames else []
    return any(value is each for value in known for each in (rule, *functions))
