"""A process of its own in which somebody else's code is tried before it is let into the program.

There it may hang, end the process, or take it down: nothing else is lost. What was tried is remembered by
what is in its files, so that this costs a moment once.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, Generic, TypeVar

from platformdirs import user_cache_path

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.files import read_text, write_text
from momentum_lab.core.foreign_code import NO_PLUGINS, PATIENCE, described, kept_process, listed
from momentum_lab.core.message_table import message_of, message_table
from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.module_process import start_module
from momentum_lab.core.registry import ItemSource
from momentum_lab.core.tables import Table
from momentum_lab.core.values import dataclass

Item = TypeVar("Item")
STARTING: Final = 20.0
"""Seconds more for the process itself."""
REMEMBERED: Final = 500
A_DAY: Final = 86_400.0
"""What was refused is tried again after so many seconds: the machine may have been slow."""
_LARGEST_MEMORY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Finding:
    """What was found when code was tried, an empty message for nothing, and when that was."""

    problem: Message
    when: float

    @property
    def still_holds(self) -> bool:
        """Whether it need not be tried again."""
        return self.problem == NOTHING or 0.0 <= time.time() - self.when < A_DAY


class TriedSources(Generic[Item]):
    """Gives the sources of a module; of those whose code has failed the trial, only the reason.

    Parameters
    ----------
    module
        The name of a module that has ``sources()``, and ``exercise(item)``, which uses a thing shortly as the
        program will.
    sources
        Its function of that name.
    """

    def __init__(self, module: str, sources: Callable[[], Iterable[ItemSource[Item]]]) -> None:
        self._module, self._sources = module, sources
        self._known: dict[str, Message] = {}

    def __call__(self) -> Iterator[ItemSource[Item]]:
        """Yield the sources; what was not tried before is tried first."""
        sources = list(self._sources())
        self._try([source for source in sources if source.code and source.code not in self._known])
        for source in sources:
            problem = self._known.get(source.code, NOTHING)
            is_refused = problem != NOTHING
            yield replace(source, load=partial(_refuse, source.place, problem)) if is_refused else source

    def _try(self, sources: Sequence[ItemSource[Item]]) -> None:
        if not sources:
            return
        self._known |= {code: found.problem for code, found in _remembered().items()}
        new = [source for source in sources if source.code not in self._known]
        if new and sys.executable:
            verdicts = zip(new, _verdicts(self._module, [source.place for source in new]), strict=True)
            found = {source.code: verdict for source, verdict in verdicts if verdict is not None}
            self._known |= found
            _remember(found)


def _refuse(place: str, problem: Message) -> Iterable[tuple[str, Item]]:
    raise InputError(problem, place)


def _verdicts(module: str, places: Sequence[str]) -> Iterator[Message | None]:
    """Yield for each source what is wrong with it, or nothing; None where it could not be tried.

    A process that a source takes along is replaced by another one.
    """
    left = list(places)
    while left:
        answers = list(_answers(module, left))
        yield from answers
        left = left[len(answers) :]


def _answers(module: str, places: Sequence[str]) -> Iterator[Message | None]:
    """Yield what one process finds, up to the source that it does not get over."""
    try:
        process = start_module(__name__, module, is_apart=True)
    except OSError:  # no process is to be had
        yield from (None for _ in places)
        return
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=_pass_on, args=(process.stdout, lines), daemon=True).start()
        try:
            with suppress(OSError), process.stdin:
                json.dump(places, process.stdin)
            yield from _until_the_end(process, lines, len(places))
        finally:
            _end(process)


def _until_the_end(
    process: subprocess.Popen[str], lines: queue.SimpleQueue[str], count: int
) -> Iterator[Message | None]:
    if not _next_line(lines, STARTING):  # it was to say that it is there
        yield from (None for _ in range(count))
        return
    for _ in range(count):
        line = _next_line(lines, PATIENCE)
        if not line:
            yield _ended(process) if line == "" else _unanswered()
            return
        yield _said(json.loads(line))


def _next_line(lines: queue.SimpleQueue[str], patience: float) -> str | None:
    """Return the next answer, an empty one when there are no more, None when none has come in time."""
    try:
        return lines.get(timeout=patience)
    except queue.Empty:
        return None


def _unanswered() -> Message:
    return message("has not answered for {seconds} s", seconds=f"{PATIENCE:.0f}")


def _pass_on(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    with suppress(OSError, ValueError):
        for line in stream:
            lines.put(line)
    lines.put("")


def _ended(process: subprocess.Popen[str]) -> Message:
    with suppress(subprocess.TimeoutExpired):
        status = process.wait(PATIENCE)
        if status < 0:
            return message("takes the program down ({signal})", signal=signal.Signals(-status).name)
    return message("ends the program")


def _plain(said: Message) -> Table | str:
    """Return what is found as a plain value, which says it in any language; an empty text for nothing."""
    return "" if said == NOTHING else message_table(said)


def _said(plain: object) -> Message:
    return NOTHING if plain == "" else message_of(plain)


def _end(process: subprocess.Popen[str]) -> None:
    """End a process, and what it may have started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _memory() -> Path:
    return user_cache_path("momentum-lab", appauthor=False) / "tried-code.json"


def _remembered() -> dict[str, _Finding]:
    """Return what was found of what was tried lately, by what is in the files."""
    try:
        kept = json.loads(read_text(_memory(), _LARGEST_MEMORY))
        found = {str(code): _Finding(_said(what), float(when)) for code, (what, when) in kept.items()}
    except (InputError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {code: each for code, each in found.items() if each.still_holds}


def _remember(found: Mapping[str, Message]) -> None:
    old = [
        (code, [_plain(each.problem), each.when]) for code, each in _remembered().items() if code not in found
    ]
    new = [(code, [_plain(problem), time.time()]) for code, problem in found.items()]
    with suppress(OSError, MomentumLabError):
        _memory().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_text(_memory(), json.dumps(dict([*old, *new][-REMEMBERED:])))


def _verdict(source: ItemSource[Any], exercise: Callable[[Any], object]) -> Message:
    """Return what the program would not survive, or not be the same after; other errors it meets itself."""
    problem = NOTHING
    with kept_process() as changed:
        try:
            for _name, item in source.load():
                with suppress(Exception):
                    exercise(item)
        except Exception:  # noqa: BLE001 - it is met again
            problem = NOTHING
        except BaseException as error:  # noqa: BLE001 - that is what is looked for
            problem = Message(described(error))
    return message("changes {what}", what=listed(changed)) if changed and problem == NOTHING else problem


def main() -> None:
    """Try the sources whose places are asked for; say of each what is wrong with it, in a line of JSON."""
    places = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.environ[NO_PLUGINS] = "1"
    module = importlib.import_module(sys.argv[1])
    del os.environ[NO_PLUGINS]
    known = {source.place: source for source in module.sources()}
    print(json.dumps("there"), file=answers, flush=True)
    for place in places:
        faulthandler.dump_traceback_later(2.0 * PATIENCE, exit=True)  # if nobody waits any more
        verdict = _verdict(known[place], module.exercise) if place in known else NOTHING
        print(json.dumps(_plain(verdict)), file=answers, flush=True)
    answers.flush()
    os._exit(0)  # threads of that code would keep it


if __name__ == "__main__":
    main()
