"""Running what somebody else has written: what it says, what it does to the process, whether it is let in."""

from __future__ import annotations

import dis
import locale
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from momentum_lab.core.ending import Ended
from momentum_lab.core.errors import one_line
from momentum_lab.core.messages import Message, message
from momentum_lab.core.values import dataclass

NO_PLUGINS: Final = "MOMENTUM_LAB_NO_PLUGINS"
"""The environment variable that keeps all code of others out."""
NO_PLUGINS_FLAG: Final = "--no-plugins"
PATIENCE: Final = 10.0
"""Seconds in which code of others has to answer: to be loaded and tried, or to return from a call."""
_RAISE: Final = dis.opmap["RAISE_VARARGS"]


def is_kept_out() -> bool:
    """Return whether no code of others is to be run."""
    return os.environ.get(NO_PLUGINS, "") not in ("", "0")


def without_plugins(arguments: Sequence[str]) -> list[str]:
    """Take the flag that keeps the code of others out from a command line, and heed it.

    It holds for this process and those that it starts, and has to be heeded before there are optimizers.
    """
    if NO_PLUGINS_FLAG in arguments:
        os.environ[NO_PLUGINS] = "1"
    return [argument for argument in arguments if argument != NO_PLUGINS_FLAG]


def described(error: BaseException) -> str:
    """Return the kind and the words of an error as one line, also of one whose words cannot be had."""
    try:
        return one_line(f"{type(error).__name__}: {error}").removesuffix(":")
    except BaseException as failure:  # its text is code of others, too
        if is_interrupt(failure):
            raise
        return str(message("{kind}, whose text cannot be read", kind=type(error).__name__))


def is_interrupt(error: BaseException) -> bool:
    """Return whether a person, or the system, wants the program to end, and not code says so by itself.

    Under Python's own handler the last instruction is whatever was at work; where code says so, ``raise``.
    """
    if isinstance(error, Ended) or not isinstance(error, KeyboardInterrupt):
        return isinstance(error, Ended)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is None or trace.tb_frame.f_code.co_code[trace.tb_lasti] != _RAISE


@dataclass(frozen=True, slots=True)
class _Aspect:
    """Something of the whole process: how it is, how it is made so again, and what it is called."""

    name: Message
    get: Callable[[], Any]
    put: Callable[[Any], object]


def _handlers() -> dict[signal.Signals, object]:
    return {number: signal.getsignal(number) for number in signal.Signals}


def _put_handlers(handlers: dict[signal.Signals, Any]) -> None:
    if isinstance(sys.exception(), Ended):  # it hears no other signal while it tidies up
        return
    for number, handler in handlers.items():
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def _numpy_errors() -> dict[str, Any]:
    import numpy as np

    return dict(np.geterr())


def _put_numpy_errors(kinds: dict[str, Any]) -> None:
    import numpy as np

    np.seterr(**kinds)


def _hooks() -> tuple[object, ...]:
    return sys.excepthook, sys.unraisablehook, sys.displayhook


def _put_hooks(hooks: tuple[Any, ...]) -> None:
    sys.excepthook, sys.unraisablehook, sys.displayhook = hooks


_ASPECTS: Final = (
    _Aspect(message("the working directory"), os.getcwd, os.chdir),
    _Aspect(
        message("the locale"),
        lambda: locale.setlocale(locale.LC_ALL),
        lambda name: locale.setlocale(locale.LC_ALL, name),
    ),
    _Aspect(message("what signals do"), _handlers, _put_handlers),
    _Aspect(message("what becomes of errors that nobody catches"), _hooks, _put_hooks),
    _Aspect(message("the recursion limit"), sys.getrecursionlimit, sys.setrecursionlimit),
    _Aspect(message("numpy's treatment of errors"), _numpy_errors, _put_numpy_errors),
)


class _Standard:
    """One of the streams that everybody writes to, as it was."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self._number, self._stream = number, getattr(sys, name)
        self._spare: int | None = None
        with suppress(OSError):  # there may be none
            self._spare = os.dup(number)

    def is_changed(self) -> bool:
        """Return whether it is another one now, or closed."""
        if getattr(sys, self.name) is not self._stream or getattr(self._stream, "closed", False):
            return True
        if self._spare is None:
            return False
        try:
            return not os.path.samestat(os.fstat(self._number), os.fstat(self._spare))
        except OSError:
            return True

    def put_back(self) -> None:
        """Make it what it was."""
        if self._spare is not None:
            os.dup2(self._spare, self._number)
        if getattr(self._stream, "closed", False):
            encoding = getattr(self._stream, "encoding", None) or "utf-8"
            stream = open(self._number, "w", encoding=encoding, errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, f"__{self.name}__", stream)
            setattr(sys, self.name, stream)
        else:
            setattr(sys, self.name, self._stream)

    def forget(self) -> None:
        """Keep it no longer."""
        if self._spare is not None:
            os.close(self._spare)


@contextmanager
def kept_process() -> Iterator[list[Message]]:
    """Put back, after the block, what code of others has changed of the whole process; give what that was.

    The list is empty until the block has ended. What threads of that code do later is not seen.
    """
    changed: list[Message] = []
    before = [_now(aspect) for aspect in _ASPECTS]
    streams = [_Standard("stdout", 1), _Standard("stderr", 2)]
    try:
        yield changed
    finally:
        for aspect, value in zip(_ASPECTS, before, strict=True):
            if _now(aspect) != value:
                changed.append(aspect.name)
                with suppress(Exception):  # a thread that is not the first sets no signals
                    aspect.put(value)
        for stream in streams:
            if stream.is_changed():
                changed.append(message("sys.{name}", name=stream.name))
                stream.put_back()
            stream.forget()


def _now(aspect: _Aspect) -> object:
    """Return how something is now; None where that cannot be had, such as a folder that is gone."""
    try:
        return aspect.get()
    except Exception:  # noqa: BLE001 - of whatever kind, it is the same before and after
        return None


def listed(changed: list[Message]) -> Message:
    """Return what has been changed, as a phrase."""
    first, *others = changed
    for other in others:
        first = message("{some}, {other}", some=first, other=other)
    return first
