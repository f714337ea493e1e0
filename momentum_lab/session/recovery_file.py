"""The file of unsaved work: the experiment that is open, and what can be taken back and brought back of it.

It is TOML: a head that says what the work is called, and then states of the experiment, each as the table of
its file: first as it was saved last, then from the oldest that one can go back to, to the newest that was
taken back. What is in such a file may have been written by anybody: it is read as strictly as an experiment.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

import tomli_w

from momentum_lab.core.errors import InputError, located, one_line
from momentum_lab.core.files import Fingerprint, read_text, reading
from momentum_lab.core.messages import NOTHING, Message
from momentum_lab.core.provenance import HEADING
from momentum_lab.core.tables import Table, TableReader, integer, list_of, number, parse_toml, text
from momentum_lab.experiment.change import Change, UndoHistory
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import MOST_UNDO
from momentum_lab.experiment.table import from_table, to_table
from momentum_lab.session.message_table import message_of, message_table

VERSION: Final = 1
MOST_CHARACTERS: Final = 1_000_000
"""Of the states that are kept beside the present one; those that are farthest from it are left out."""
LARGEST_FILE: Final = 6_000_000
"""Bytes of a file that is read."""
LARGEST_HEAD: Final = 16_000
LONGEST_NAME: Final = 300
_LONGEST_PATH: Final = 12_400
_LATEST: Final = 1e11
_STATE: Final = "\n[[states]]\n"
"""The line with which the states begin, after the head."""
_SAFE: Final = "".join(chr(code) for code in range(33, 127) if chr(code) != "%") + " "


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of unsaved work without its states.

    Attributes
    ----------
    name
        What it is called.
    at
        When it was last changed, in seconds since 1970.
    path
        The file that it is saved in, if it is of one.
    found
        What that file was like when it was last opened or saved.
    """

    name: str
    at: float
    path: Path | None = None
    found: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file: the work, and how many changes of it can be taken back."""

    work: Work
    changes: int
    checksum: str


class Writer:
    """Makes the texts of files that follow each other: what has stood in the one before is not made again."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Experiment, str]] = {}

    def text(self, work: Work, history: UndoHistory) -> str:
        """Return the text of a file."""
        made = self._made
        self._made = {}
        before = [(change.experiment, change.name) for change in history.undo]
        after = [(change.experiment, change.name) for change in reversed(history.redo)]

        def state(experiment: Experiment, name: Message) -> str:
            known = made.get(id(experiment))
            if known is None or known[0] is not experiment:
                known = experiment, _state_text(experiment)
            self._made[id(experiment)] = known
            return known[1] + _name_text(name)

        later = _nearest([state(*step) for step in after], MOST_CHARACTERS // 2)
        room = MOST_CHARACTERS - sum(map(len, later))
        earlier = _nearest([state(*step) for step in reversed(before)], room)
        present = state(history.experiment, NOTHING)
        saved = state(history.saved, NOTHING)
        body = "".join([saved, *reversed(earlier), present, *later])
        return f"{_head_text(work, len(earlier), body)}{body}"


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
        reader = TableReader(parse_toml(body))
        states = reader.take("states", list_of(_state, 2, 2 * MOST_UNDO + 2))
        reader.finish()
        if head.changes > len(states) - 2:
            raise InputError("is damaged: it says that it has more changes than it has")
    (saved, _), *line = states
    now = head.changes
    undo = tuple(Change(experiment, name) for experiment, name in line[:now])
    redo = tuple(Change(experiment, name) for experiment, name in reversed(line[now + 1 :]))
    return head.work, UndoHistory(line[now][0], undo, redo, saved)


def _nearest(texts: list[str], room: int) -> list[str]:
    """Return the first texts, as many as there is room for."""
    taken: list[str] = []
    for each in texts:
        room -= len(each)
        if room < 0:
            break
        taken.append(each)
    return taken


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _head_text(work: Work, changes: int, body: str) -> str:
    table: Table = {
        "recovery": VERSION,
        "name": one_line(work.name, LONGEST_NAME),
        "at": work.at,
        "changes": changes,
        "checksum": _checksum(body),
    }
    if work.path is not None:
        table["path"] = quote_from_bytes(os.fsencode(work.path), safe=_SAFE)
    if work.found is not None:
        found = work.found
        table["found"] = {
            "size": found.size,
            "modified": found.modified,
            "inode": found.inode,
            "checksum": found.checksum,
        }
    return HEADING + tomli_w.dumps(table)


def _head(content: str) -> tuple[Head, str]:
    """Return what the text of a file begins with, and the rest of it."""
    begin = content[:LARGEST_HEAD].partition(_STATE)[0]
    if not content.startswith(_STATE, len(begin)):
        raise InputError("is damaged: it does not begin with what it is about")
    reader = TableReader(parse_toml(begin))
    reader.take("recovery", integer(VERSION, VERSION))
    name = reader.take("name", text(LONGEST_NAME))
    at = reader.take("at", number(0.0, _LATEST))
    changes = reader.take("changes", integer(0, MOST_UNDO))
    checksum = reader.take("checksum", text(64))
    path = reader.take("path", _path, None)
    found = reader.take("found", _found, None)
    reader.finish()
    return Head(Work(name, at, path, found), changes, checksum), content[len(begin) :]


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


def _state_text(experiment: Experiment) -> str:
    return "\n" + tomli_w.dumps({"states": [{"experiment": to_table(experiment)}]})


def _name_text(name: Message) -> str:
    return "\n" + tomli_w.dumps({"states": {"change": message_table(name)}})


def _state(value: object) -> tuple[Experiment, Message]:
    reader = TableReader(value)
    experiment = reader.take("experiment", from_table)
    name = reader.take("change", message_of)
    reader.finish()
    return experiment, name
