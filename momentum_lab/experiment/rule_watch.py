"""Finding a call of somebody else's rule that does not return: one that takes ever so long is taken for it.

A rule is the arithmetic of one coordinate. So no run, however long, has one call that takes seconds: what is
looked at is the same frame of a thread, again and again.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from types import CodeType, FrameType, FunctionType
from typing import Final

from momentum_lab.core.foreign_code import PATIENCE
from momentum_lab.core.job_thread import raise_in_thread
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.optimizers import OPTIMIZERS

LOOK: Final = 0.5
"""Seconds between two looks."""


class UnansweredError(BaseException):
    """Is raised in a call that has not returned; no rule is expected to catch it."""


class RuleWatch:
    """Tells of a thread which optimizer of somebody else's it waits for, and has been waiting for long."""

    def __init__(self) -> None:
        self._codes: dict[CodeType, str] = {}
        self._frame: FrameType | None = None
        self._since = 0.0

    def mind(self, names: Iterable[str]) -> None:
        """Look for calls of these optimizers from now on, too."""
        for name in names:
            self._codes |= dict.fromkeys(codes_of(OPTIMIZERS[name]), name)

    def look(self, thread: int | None, now: float) -> str | None:
        """Return the name of an optimizer that has not answered in a thread until a time in seconds."""
        frame = self._call_in(thread) if self._codes else None
        if frame is not self._frame:
            self._frame, self._since = frame, now
        if frame is None or now - self._since < PATIENCE:
            return None
        return self._codes[frame.f_code]

    def is_in_call(self, thread: int | None) -> bool:
        """Return whether one of the optimizers is at work in a thread."""
        return self._call_in(thread) is not None

    def _call_in(self, thread: int | None) -> FrameType | None:
        """Return the outermost call of one of the rules in a thread: what it calls may come and go."""
        here = sys._current_frames().get(thread) if thread is not None else None  # noqa: SLF001
        found = None
        while here is not None:
            found = here if here.f_code in self._codes else found
            here = here.f_back
        return found


@contextmanager
def ending_unanswered(names: Iterable[str]) -> Iterator[None]:
    """Raise :class:`UnansweredError`, with the name, if a call of one of these optimizers does not return.

    Calls are ended that compute in Python, in any thread; in the first thread also what waits for something.
    """
    is_first = threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGALRM")
    before = signal.signal(signal.SIGALRM, _raise) if is_first else None
    ending = _Ending([*names], threading.get_ident(), is_first)
    watching = threading.Thread(target=ending.watch, name="rule watch", daemon=True)
    watching.start()
    try:
        yield
    except UnansweredError as error:
        raise UnansweredError(ending.found) from error
    finally:
        ending.is_over.set()
        watching.join()
        if is_first:
            signal.signal(signal.SIGALRM, before)


class _Ending:
    """Looks at all threads, and ends calls that do not return, and what waits for them in one thread."""

    def __init__(self, names: Sequence[str], waiting: int, is_first: bool) -> None:
        self.is_over = threading.Event()
        self.found = ""
        self._names, self._waiting, self._is_first = names, waiting, is_first
        self._watches: dict[int, RuleWatch] = {}

    def watch(self) -> None:
        """Look now and then until it is over."""
        while not self.is_over.wait(LOOK):
            for thread in list(sys._current_frames()):  # noqa: SLF001
                if thread not in self._watches:
                    self._watches[thread] = RuleWatch()
                    self._watches[thread].mind(self._names)
                if name := self._watches[thread].look(thread, time.monotonic()):
                    self._end(thread, name)

    def _end(self, thread: int, name: str) -> None:
        is_new, self.found = not self.found, name
        if thread != self._waiting:
            raise_in_thread(thread, UnansweredError)
            if not is_new:  # who waits has been told
                return
        if self._is_first:
            signal.pthread_kill(self._waiting, signal.SIGALRM)
        elif thread == self._waiting:
            raise_in_thread(thread, UnansweredError)


def codes_of(rule: AnyOptimizer) -> frozenset[CodeType]:
    """Return the code of all that a rule declares and can be called."""
    functions = (_function_of(each) for each in functions_of(rule))
    return frozenset(f.__code__ for f in functions if isinstance(f, FunctionType))


def functions_of(rule: AnyOptimizer) -> Iterator[object]:
    """Yield what a rule declares that can be called."""
    yield from (rule.init, rule.update)
    declared = (rule.from_rate, rule.correction, rule.look_ahead, rule.effective_rate)
    yield from (each for each in declared if each is not None)
    if rule.theory is not None:
        yield from filter(callable, (getattr(rule.theory, field.name) for field in fields(rule.theory)))


def _function_of(called: object) -> object:
    """Return the function that a call comes to, of methods, objects that can be called, and the like."""
    while isinstance(called, partial):
        called = called.func
    if isinstance(called, FunctionType):
        return called
    return getattr(called, "__func__", None) or vars(type(called)).get("__call__")


def _raise(number: int, frame: FrameType | None) -> None:
    raise UnansweredError
