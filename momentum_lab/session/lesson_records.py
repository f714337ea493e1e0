"""Where records of lessons are kept, and what keeps one up to date there."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.files import Fingerprint, WriteError, fingerprint, is_own_file, reason, replacing
from momentum_lab.core.held_file import hold_within
from momentum_lab.core.job_thread import LatestWins
from momentum_lab.core.values import dataclass
from momentum_lab.lessons.record import LessonRecord
from momentum_lab.lessons.record_file import RECORD_FILE, load_record, save_record
from momentum_lab.lessons.record_merging import with_changes

LOCK_FILE: Final = "record.lock"
"""What the one who writes a record holds meanwhile."""
TURN: Final = 2.0
"""Seconds for which somebody else may write it first."""
PATIENCE: Final = 5.0
"""Seconds for which a prediction waits to be written before the run is shown all the same."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A lesson that was begun.

    Attributes
    ----------
    lesson
        Its name.
    page
        The id of the page that was shown last.
    at
        When, in seconds since 1970.
    answers
        How many answers there are.
    key
        What its record is kept as: its name, and more where it is not found by that.
    source
        The folder or zip that it was opened from; empty for one that is found by its name.
    """

    lesson: str
    page: str
    at: float
    answers: int
    key: str
    source: str = ""


def record_key(lesson: str, source: str) -> str:
    """Return what the record of a lesson is kept as: another one of the same name has a record of its own."""
    return f"{lesson}-{hashlib.sha256(os.fsencode(source)).hexdigest()[:8]}" if source else lesson


def begun_lessons(folder: Path) -> list[Begun]:
    """Return the lessons that were begun, the one of the last time first; what cannot be read is left out."""
    found = []
    for path in _record_files(folder):
        with suppress(InputError, OSError):
            record = load_record(path)
            key = path.parent.name
            if record.lesson == key.partition("-")[0]:
                found.append(Begun(record.lesson, record.page, record.at, len(record.answers), key))
    return sorted(found, key=lambda begun: begun.at, reverse=True)


def _record_files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for entry in sorted(folder.iterdir()):
            path = entry / RECORD_FILE
            with suppress(OSError):
                if is_own_file(path):
                    yield path


class RecordKeeper(LatestWins[LessonRecord]):
    """The thread that writes the record of one lesson: the one wanted last counts.

    Attributes
    ----------
    folder
        That of the lesson's record, with its pictures; whether or not it is there.
    failure
        Why the record could not be written the last time.
    is_shared
        Whether somebody else has written it, too, since it was loaded.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__("records")
        self.folder = folder
        self.failure: WriteError | None = None
        self.is_shared = False
        self._former: LessonRecord | None = None  # what was loaded, or wanted and then written
        self._written: LessonRecord | None = None  # what is in the file, as far as that is known
        self._found: Fingerprint | None = None
        self._done = 0
        self._dropped: set[str] = set()

    @property
    def path(self) -> Path:
        """The file of the record."""
        return self.folder / RECORD_FILE

    @property
    def is_done(self) -> bool:
        """Whether the file is what it shall be, or could not be made so."""
        return self._done == self._number

    def load(self, lesson: str) -> LessonRecord:
        """Return what was kept of a lesson, or an empty record.

        Raises
        ------
        InputError
            There is a file, and it cannot be read or is of another lesson; it has been put aside.
        """
        if not os.path.lexists(self.path):
            return LessonRecord(lesson)
        found = fingerprint(self.path)
        self._former = self._written = record = self._read(lesson)
        self._found = found
        return record

    def _read(self, lesson: str) -> LessonRecord:
        """Return the record in the file; one that cannot be read, or is of another lesson, is put aside."""
        try:
            record = load_record(self.path)
            if record.lesson != lesson:
                raise InputError("is a record of the lesson {found}", str(self.path), found=record.lesson)
        except InputError:
            self.put_aside()
            raise
        return record

    def put_aside(self) -> None:
        """Give the file another name, so that a new one can be begun."""
        self._former = self._written = self._found = None
        aside = self.path.with_name(f"record-{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(2).hex()}.json")
        with suppress(OSError):
            self.path.rename(aside)

    def keep(self, record: LessonRecord) -> None:
        """Have a record written."""
        self._want(replace(record, at=time.time()))

    def finish(self) -> bool:
        """Wait until the record is written, or could not be; return whether that was in time."""
        with self._wake:
            return self._wake.wait_for(lambda: self.is_done, PATIENCE)

    def write_picture(self, name: str, png: bytes) -> None:
        """Write a picture beside the record.

        Raises
        ------
        WriteError
            It cannot be written.
        """
        self._make_folder()
        with replacing(self.folder / name, is_private=True) as temporary:
            temporary.write_bytes(png)

    def drop_pictures(self, names: Iterable[str]) -> None:
        """Remove pictures from beside the record, once one is written that has them no more."""
        with self._wake:
            self._dropped |= {*names}

    def _remove_dropped(self, kept: LessonRecord) -> None:
        """Remove the pictures that are dropped, but for those that a record has all the same."""
        with self._wake:
            names = self._dropped - {figure.file for figure in kept.figures}
            self._dropped -= names
        for name in names:
            with suppress(OSError):
                (self.folder / name).unlink()

    def _with_theirs(self, record: LessonRecord) -> LessonRecord:
        """Return a record with what somebody else has written into the file."""
        found, theirs = fingerprint(self.path), self._written
        if found is None:
            return record
        if theirs is None or self._found is None or not found.is_like(self._found):
            try:
                theirs = self._read(record.lesson)
            except InputError:
                return record
            self.is_shared = True
        return with_changes(theirs, self._former or LessonRecord(record.lesson), record)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else read or write the record in the block: what both have done is to be in it.

        Raises
        ------
        WriteError
            Somebody else does not come to an end.
        """
        try:
            held = hold_within(self.folder / LOCK_FILE, TURN)
        except OSError:  # a disk that takes no other file: what matters is the record
            yield
            return
        if held is None:
            raise WriteError("{path}: somebody else is writing it", path=self.path)
        try:
            yield
        finally:
            held.release()

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(
                "{folder}: cannot be made ({reason})", folder=self.folder, reason=reason(error)
            ) from error

    def _do(self, job: LessonRecord, number: int) -> None:
        try:
            self._make_folder()
            with self._alone():
                written = self._with_theirs(job)
                save_record(written, self.path)
                self._found = fingerprint(self.path)
            self._remove_dropped(written)
            self._former, self._written = job, written
            self.failure = None
        except WriteError as error:
            self.failure = error
        except InputError as error:
            self.failure = WriteError(error.problem)
        with self._wake:
            self._done = number
            self._wake.notify_all()
