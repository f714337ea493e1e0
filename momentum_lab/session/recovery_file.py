"""The file of unsaved work: the experiment that is open, and what can be taken back and brought back of it.

It is TOML: a head that says what the work is called; then experiments, each as the table of its file; then
the sources that they were opened from, each with the number of the experiment that is saved there; then the
states in a row, from the oldest that one can go back to, to the newest that was taken back, each with the
number of its experiment and of its source. What is in such a file may have been written by anybody: it is
read as strictly as an experiment.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

import tomli_w

from momentum_lab.core.errors import InputError, located, one_line
from momentum_lab.core.files import Fingerprint, read_text, reading
from momentum_lab.core.message_table import message_of, message_table
from momentum_lab.core.provenance import HEADING
from momentum_lab.core.tables import Table, TableReader, integer, list_of, number, parse_toml, text
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.change import Step, UndoHistory, UndoSource
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import MOST_UNDO
from momentum_lab.experiment.table import from_table, to_table

VERSION: Final = 1
MOST_CHARACTERS: Final = 1_000_000
"""Of the states that are kept beside the present one: what is unsaved, and then what is nearest to it."""
LARGEST_FILE: Final = 6_000_000
"""Bytes of a file that is read."""
LARGEST_HEAD: Final = 16_000
LONGEST_NAME: Final = 300
_LONGEST_PATH: Final = 12_400
_MOST_STATES: Final = 2 * MOST_UNDO + 1
_MOST_EXPERIMENTS: Final = 3 * _MOST_STATES
"""What each state is, what was saved where it is from, and what was given up there."""
_MOST_PAGES: Final = 100
"""Of lessons, that one experiment belongs to."""
_LATEST: Final = 1e11
_BODY: Final = "\n[[experiments]]\n"
"""The line with which the experiments begin, after the head."""
_SAFE: Final = "".join(chr(code) for code in range(33, 127) if chr(code) != "%") + " "


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of unsaved work without its states: its name, and when it was changed, since 1970."""

    name: str
    at: float


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file.

    Attributes
    ----------
    work
        What it is about.
    changes
        How many changes of it can be taken back.
    present
        The number of the state that is the present one.
    checksum
        Of all that follows.
    """

    work: Work
    changes: int
    present: int
    checksum: str


class Writer:
    """Makes the texts of files that follow each other: what has stood in the one before is not made again."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Experiment, str]] = {}

    def text(self, work: Work, history: UndoHistory) -> str:
        """Return the text of a file."""
        made, self._made = self._made, {}

        def text_of(experiment: Experiment) -> str:
            known = self._made.get(id(experiment)) or made.get(id(experiment))
            if known is None or known[0] is not experiment:
                known = experiment, _experiment_text(experiment)
            self._made[id(experiment)] = known
            return known[1]

        kept = _fitting(history, _Room(history, text_of))
        pool = _Pool()
        sources = [_source_text(source, pool) for source in kept.sources]
        states = [_state_text(step, pool) for step in (*kept.undo, kept.present, *reversed(kept.redo))]
        body = "".join([*map(text_of, pool.experiments), *sources, *states])
        return f"{_head_text(work, kept, body)}{body}"


class _Pool:
    """Experiments with numbers: each has one, however often it is asked for."""

    def __init__(self) -> None:
        self.experiments: list[Experiment] = []
        self._numbers: dict[int, int] = {}

    def number(self, experiment: Experiment) -> int:
        """Return the number of an experiment."""
        if id(experiment) not in self._numbers:
            self._numbers[id(experiment)] = len(self.experiments)
            self.experiments.append(experiment)
        return self._numbers[id(experiment)]


class _Room:
    """How much more fits into a file; each experiment stands in it once."""

    def __init__(self, history: UndoHistory, text_of: Callable[[Experiment], str]) -> None:
        self._sources = history.sources
        self._text_of = text_of
        self._left = MOST_CHARACTERS
        self._there = {id(each) for each in self._needed(history.present)}

    def takes(self, step: Step, reserved: int = 0) -> bool:
        """Take a step with what it needs, if there is room for it beside what is reserved."""
        new = {id(each): each for each in self._needed(step) if id(each) not in self._there}
        left = self._left - len(str(step.name)) - sum(len(self._text_of(each)) for each in new.values())
        if left < reserved:
            return False
        self._left = left
        self._there.update(new)
        return True

    def _needed(self, step: Step) -> list[Experiment]:
        source = self._sources[step.source]
        given_up = [] if source.given_up is None else [source.given_up]
        return [step.experiment, source.saved, *given_up]


def _fitting(history: UndoHistory, room: _Room) -> UndoHistory:
    """Return what there is room for: what is unsaved, and else what is nearest to the present."""
    unsaved = (step for step in reversed(history.unsaved) if step.source != history.source)
    left = {id(step) for step in unsaved if room.takes(step)}
    half = MOST_CHARACTERS // 2
    later = list(takewhile(lambda step: room.takes(step, half), reversed(history.redo)))
    near = list(takewhile(room.takes, reversed(history.undo)))
    first = len(history.undo) - len(near)
    undo = (step for number, step in enumerate(history.undo) if number >= first or id(step) in left)
    return history.cut(tuple(undo), tuple(reversed(later)))


def read_head(path: Path) -> Head:
    """Return what a file begins with.

    Raises
    ------
    InputError
        It cannot be read, or is none.
    """
    with reading(path) as stream:
        begin = stream.read(LARGEST_HEAD).decode("utf-8", "replace")
    with located(str(path)):
        return _head(begin)[0]


def read_work(path: Path) -> tuple[Work, UndoHistory]:
    """Return the work in a file.

    Raises
    ------
    InputError
        It cannot be read, is damaged, or has something in it that no experiment may have.
    """
    content = read_text(path, LARGEST_FILE)
    with located(str(path)):
        head, body = _head(content)
        if _checksum(body) != head.checksum:
            raise InputError("is damaged: it is not as it was written")
        return head.work, _history(TableReader(parse_toml(body)), head.present)


def _history(reader: TableReader, present: int) -> UndoHistory:
    experiments = reader.take("experiments", list_of(from_table, 1, _MOST_EXPERIMENTS))
    sources = reader.take("sources", list_of(partial(_source, experiments), 1, _MOST_STATES))
    line = reader.take("states", list_of(partial(_state, experiments, len(sources)), 1, _MOST_STATES))
    reader.finish()
    if present >= len(line):
        raise InputError("is damaged: it says that it has more states than it has")
    now, after = line[present], tuple(reversed(line[present + 1 :]))
    return UndoHistory(now.experiment, line[:present], after, now.source, sources)


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _head_text(work: Work, history: UndoHistory, body: str) -> str:
    table: Table = {
        "recovery": VERSION,
        "name": one_line(work.name, LONGEST_NAME),
        "at": work.at,
        "changes": history.changes,
        "present": len(history.undo),
        "checksum": _checksum(body),
    }
    return HEADING + tomli_w.dumps(table)


def _head(content: str) -> tuple[Head, str]:
    """Return what the text of a file begins with, and the rest of it."""
    begin = content[:LARGEST_HEAD].partition(_BODY)[0]
    if not content.startswith(_BODY, len(begin)):
        raise InputError("is damaged: it does not begin with what it is about")
    reader = TableReader(parse_toml(begin))
    reader.take("recovery", integer(VERSION, VERSION))
    name = reader.take("name", text(LONGEST_NAME))
    at = reader.take("at", number(0.0, _LATEST))
    changes = reader.take("changes", integer(0, MOST_UNDO))
    present = reader.take("present", integer(0, MOST_UNDO))
    checksum = reader.take("checksum", text(64))
    reader.finish()
    return Head(Work(name, at), changes, present, checksum), content[len(begin) :]


def _path(value: object) -> Path:
    path = unquote_to_bytes(text(_LONGEST_PATH)(value))
    if b"\0" in path:
        raise InputError("found a character that no file's name has")
    return Path(os.fsdecode(path))


def _found(value: object) -> Fingerprint:
    reader = TableReader(value)
    size, modified, inode = (
        reader.take(key, integer(low, 2**64))
        for key, low in (("size", 0), ("modified", -(2**63)), ("inode", 0))
    )
    checksum = reader.take("checksum", text(64))
    reader.finish()
    return Fingerprint(size, modified, inode, checksum)


def _experiment_text(experiment: Experiment) -> str:
    return "\n" + tomli_w.dumps({"experiments": [to_table(experiment)]})


def _entry_text(of: str, values: Table, tables: Table | None = None) -> str:
    """Return one more table of a list, with tables in it."""
    inner = f"\n{tomli_w.dumps({of: tables})}" if tables else ""
    return f"\n[[{of}]]\n{tomli_w.dumps(values)}{inner}"


def _source_text(source: UndoSource, pool: _Pool) -> str:
    table: Table = {"saved": pool.number(source.saved)}
    if source.given_up is not None:
        table["given_up"] = pool.number(source.given_up)
    if source.path is not None:
        table["path"] = quote_from_bytes(os.fsencode(source.path.absolute()), safe=_SAFE)
    if source.pages:
        table["pages"] = list(source.pages[-_MOST_PAGES:])
    if source.found is None:
        return _entry_text("sources", table)
    found = source.found
    parts: Table = {
        "size": found.size,
        "modified": found.modified,
        "inode": found.inode,
        "checksum": found.checksum,
    }
    return _entry_text("sources", table, {"found": parts})


def _source(experiments: Sequence[Experiment], value: object) -> UndoSource:
    reader = TableReader(value)
    number = integer(0, len(experiments) - 1)
    saved = reader.take("saved", number)
    given_up = reader.take("given_up", number, None)
    path = reader.take("path", _path, None)
    found = reader.take("found", _found, None)
    no_pages: tuple[str, ...] = ()
    pages = reader.take("pages", list_of(text(LONGEST_NAME), 0, _MOST_PAGES), no_pages)
    reader.finish()
    left = None if given_up is None else experiments[given_up]
    return UndoSource(experiments[saved], path, found, left, pages=pages)


def _state_text(step: Step, pool: _Pool) -> str:
    state: Table = {"experiment": pool.number(step.experiment), "source": step.source}
    return _entry_text("states", state, {"change": message_table(step.name)})


def _state(experiments: Sequence[Experiment], sources: int, value: object) -> Step:
    reader = TableReader(value)
    experiment = reader.take("experiment", integer(0, len(experiments) - 1))
    source = reader.take("source", integer(0, sources - 1))
    name = reader.take("change", message_of)
    reader.finish()
    return Step(experiments[experiment], name, source)
