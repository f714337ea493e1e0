"""The errors that a person reads, and how a misspelt name is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from momentum_lab.core.messages import Message, message, words

_NO_MEMORY: Final = message("there is not enough memory for that")


class MomentumLabError(Exception):
    """Something could not be done; its text is one line for a person, without a traceback.

    ``exit_status`` is what a command returns for it: 1, could not be done.

    Parameters
    ----------
    problem
        A message, or its English text, one sentence without a full stop; ``places`` stand in its places.
    """

    exit_status = 1

    def __init__(self, problem: str | Message = "", /, **places: object) -> None:
        said = problem if isinstance(problem, Message) else message(problem, **places)
        super().__init__(said)
        self.problem: Message = said

    def __str__(self) -> str:
        return str(self.problem)


class InputError(MomentumLabError):
    """What was given is wrong: a file, a key, a formula, a name or a value.

    Parameters
    ----------
    problem
        What was found and what is allowed, as one sentence without a full stop.
    place
        Where it was found, outermost first: a file, then a key.
    column
        In a text of one line, the column where it stands, counted from 1; a place of the sentence, too.
    """

    exit_status = 2

    def __init__(
        self, problem: str | Message, /, *place: str, column: int | None = None, **places: object
    ) -> None:
        super().__init__(problem, **(places if column is None else places | {"column": column}))
        self.args = (self.problem, *place)
        self.place = place
        self.column = column

    def __str__(self) -> str:
        return one_line(": ".join((*self.place, str(self.problem))))


class CancelledError(MomentumLabError):
    """The person who asked for something long thought better of it."""


@contextmanager
def located(place: str) -> Iterator[None]:
    """Put ``place`` in front of the place of every :class:`InputError` that leaves the block."""
    try:
        yield
    except InputError as error:
        raise InputError(error.problem, place, *error.place, column=error.column) from error


def error_words(error: Exception) -> str:
    """Return what is said to a person about an error; Python has no words for memory that is used up."""
    return str(_NO_MEMORY if isinstance(error, MemoryError) else error)


def parser_words(error: Exception) -> Message | str:
    """Return what a parser of Python has found wrong, without its advice for programmers."""
    if isinstance(error, RecursionError):
        return message("nested too deeply")
    if "sys." in str(error):
        return message("a number of thousands of digits")
    return str(error)


def one_line(text: str, limit: int = 400) -> str:
    """Return ``text`` as one printable line of at most ``limit`` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def quoted(value: object, limit: int = 60) -> str:
    """Return ``value`` as it may stand in an error: ``repr``, shortened, on one line."""
    try:
        return one_line(repr(value), limit)
    except ValueError:  # a whole number of more digits than Python writes out
        return words("a number of thousands of digits")
    except RecursionError:
        return words("tables within tables without end")
    except Exception:  # noqa: BLE001 - what others have written may fail at anything
        return words("something that cannot be shown")


def unknown(problem: str | Message, name: object, known: Iterable[str]) -> Message:
    """Return that a name is not known, with the nearest known one, or with all of them when none is near.

    ``problem`` is a sentence with the place ``name``, such as "unknown view {name}".
    """
    names = sorted(known)
    said = (problem if isinstance(problem, Message) else message(problem)).filled(name=quoted(name))
    import difflib  # which nobody needs who makes no mistake

    near = difflib.get_close_matches(str(name)[:80].lower(), names, n=1, cutoff=0.6)
    if near:
        return message("{problem}; did you mean {near!r}?", problem=said, near=near[0])
    if names:
        return message("{problem}; known: {names}", problem=said, names=", ".join(names))
    return said
