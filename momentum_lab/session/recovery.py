"""Unsaved work that outlives its process: a file follows what is done, until it is saved or given up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from platformdirs import user_state_path

from momentum_lab.core.errors import InputError
from momentum_lab.core.event import Event
from momentum_lab.core.files import WriteError, is_own_file, reason, write_text
from momentum_lab.core.job_thread import LatestWins
from momentum_lab.core.processes import Owner, Presence, owned_pattern, this_process
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.change import UndoHistory
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.session.clock import Clock
from momentum_lab.session.document import Document
from momentum_lab.session.recovery_file import Work, Writer, read_head

MOST_KEPT: Final = 20
"""Files of unsaved work that are kept; the oldest go."""
PAUSE: Final = 0.4
"""Seconds between two files of one drag, and between two looks at whether the last one could be written."""
_NAME: Final = owned_pattern("", r"-[0-9a-f]{8}\.toml")


@dataclass(frozen=True, slots=True)
class Left:
    """Unsaved work that a process has left behind.

    Attributes
    ----------
    path
        Its file.
    name, at, changes
        What it is called, when it was last changed in seconds since 1970, and how many changes it has.
    is_elsewhere
        Whether it cannot be told that its process is gone: it may be at work on another machine.
    problem
        Why the file cannot be read; empty if it can.
    """

    path: Path
    name: str
    at: float
    changes: int = 0
    is_elsewhere: bool = False
    problem: str = ""


def recovery_folder() -> Path:
    """Return where a person's unsaved work is kept, whether or not the folder is there."""
    return user_state_path("momentum-lab", appauthor=False) / "recovery"


def left_work(folder: Path) -> list[Left]:
    """Return the work that processes have left in a folder, the newest first; not that of living ones."""
    found = []
    for path, owner in _files(folder):
        presence = owner.presence
        if presence is not Presence.HERE:
            with suppress(OSError):  # somebody else has just deleted it
                found.append(_left(path, presence is Presence.UNKNOWN))
    return sorted(found, key=lambda left: left.at, reverse=True)


def give_up(path: Path) -> None:
    """Delete the file of unsaved work; one that is gone already is none to complain of.

    Raises
    ------
    WriteError
        It cannot be deleted.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError("{path}: cannot be deleted ({reason})", path=path, reason=reason(error)) from error


@dataclass(frozen=True, slots=True)
class _Job:
    """What shall stand in the file: some work, or nothing; and the file that it takes the place of."""

    work: Work
    history: UndoHistory | None
    former: Path | None


class _Keeper(LatestWins[_Job]):
    """The thread that writes one file: the work wanted last counts."""

    def __init__(self, path: Path) -> None:
        super().__init__("recovery")
        self.path = path
        self.failure: WriteError | None = None
        self._writer = Writer()
        self._done = 0

    @property
    def is_done(self) -> bool:
        """Whether the file is what it shall be, or could not be made so."""
        return self._done == self._number

    def keep(self, job: _Job) -> None:
        """Have some work written."""
        self._want(job)

    def end(self, job: _Job) -> bool:
        """Stop, and do a last job here and now; return whether the thread ended in time."""
        has_ended = self.close()
        if has_ended:
            self._do(job, self._number)
        return has_ended

    def _do(self, job: _Job, number: int) -> None:
        try:
            if job.history is None:
                give_up(self.path)
            else:
                self._write(job.work, job.history)
            if job.former is not None:
                give_up(job.former)
            self.failure = None
        except WriteError as error:
            self.failure = error
        self._done = number

    def _write(self, work: Work, history: UndoHistory) -> None:
        folder = self.path.parent
        try:
            is_first = not self.path.exists()
            if is_first:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
        except OSError as error:
            raise WriteError(
                "{folder}: cannot be made ({reason})", folder=folder, reason=reason(error)
            ) from error
        write_text(self.path, self._writer.text(work, history), is_private=True)
        if is_first:
            _remove_oldest(folder)


def _files(folder: Path) -> Iterator[tuple[Path, Owner]]:
    """Yield the files of unsaved work in a folder, and whose they are."""
    paths: list[Path] = []
    with suppress(OSError):
        paths.extend(folder.iterdir())
    for path in paths:
        owner = _owner(path)
        with suppress(OSError):  # somebody else has just deleted it
            if owner is not None and is_own_file(path):
                yield path, owner


def _owner(path: Path) -> Owner | None:
    """Return whose file of unsaved work one is by its name, if it is one."""
    match = _NAME.fullmatch(path.name)
    return None if match is None else Owner.of_tag(match[1])


def _left(path: Path, is_elsewhere: bool) -> Left:
    try:
        head = read_head(path)
    except InputError as error:
        return Left(path, path.name, path.stat().st_mtime, 0, is_elsewhere, str(error))
    return Left(path, head.work.name, head.work.at, head.changes, is_elsewhere)


def _remove_oldest(folder: Path) -> None:
    """Remove files beyond those that are kept, but none of a living process.

    The oldest of processes that are gone go first; last go those of which that cannot be told.
    """
    files = list(_files(folder))
    left = []
    for path, owner in files:
        presence = owner.presence
        with suppress(OSError):
            if presence is not Presence.HERE:
                left.append((presence is Presence.UNKNOWN, path.stat().st_mtime, path))
    for *_, path in sorted(left)[: max(0, len(files) - MOST_KEPT)]:
        with suppress(OSError):
            path.unlink(missing_ok=True)


class Recovery:
    """Keeps the unsaved work of one session in a file of its own.

    Every change that is complete is written at once, in a thread; a drag is every now and then while it
    lasts. What is opened or saved is no unsaved work; what was changed before something else was opened is.

    Attributes
    ----------
    failed
        The work cannot be kept, and why; this is told once.
    """

    def __init__(self, folder: Path, model: ExperimentModel, document: Document, clock: Clock) -> None:
        self.failed: Event[WriteError] = Event()
        self.folder = folder
        self._model, self._document, self._clock = model, document, clock
        name = f"{this_process().tag}-{os.urandom(4).hex()}.toml"
        self._keeper = _Keeper(folder / name)
        self._former: Path | None = None
        self._stored: UndoHistory | None = model.history
        self._kept: UndoHistory | None = self._stored
        self._is_told = False
        self._leaves = (model.changed.subscribe(self._follow), document.stored.subscribe(self._rest))

    @property
    def path(self) -> Path:
        """The file, whether or not there is unsaved work to stand in it."""
        return self._keeper.path

    @property
    def is_kept(self) -> bool:
        """Whether the file is up to date, or could not be written."""
        return self._keeper.is_done

    @property
    def is_failing(self) -> bool:
        """Whether the file could not be written the last time."""
        return self._keeper.failure is not None

    def left(self) -> list[Left]:
        """Return the work that processes have left in the folder, the newest first."""
        return left_work(self.folder)

    def keep(self) -> None:
        """Have the work written as it is now."""
        history = self._model.history
        if history != self._kept:
            self._kept = history
            self._put(history if self._is_work(history) else None)

    def follow_from(self, former: Path) -> None:
        """Keep what was read from a former process's file, which goes when the work is kept here or saved.

        One of a process that may be at work elsewhere stays.
        """
        owner = _owner(former)
        is_gone = owner is not None and owner.presence is Presence.GONE
        self._stored, self._kept, self._former = None, None, former if is_gone else None
        self.keep()

    def close(self, is_wanted: bool) -> bool:
        """Keep nothing more; the file stays, as it is now, if what is unsaved is still wanted.

        Returns whether the thread that writes ended in time.
        """
        for leave in self._leaves:
            leave()
        history = self._model.history
        is_kept = is_wanted and bool(history.unsaved)
        return self._keeper.end(self._job(history if is_kept else None))

    def _follow(self) -> None:
        """Keep a change; of a drag, what there is of it in a while."""
        if self._model.is_settled:
            self.keep()
        else:
            self._clock.remind(PAUSE, self._look)

    def _rest(self) -> None:
        """Keep nothing until there is another change, but what was opened before and is not saved."""
        self._stored = self._kept = history = self._model.history
        self._put(history if history.unsaved else None)
        self._former = None

    def _is_work(self, history: UndoHistory) -> bool:
        """Whether something would be lost: what is not saved, or, meanwhile, changes that were taken back."""
        return bool(history.unsaved) or (history != self._stored and history.has_changes)

    def _put(self, history: UndoHistory | None) -> None:
        self._keeper.keep(self._job(history))
        self._clock.remind(PAUSE, self._look)

    def _job(self, history: UndoHistory | None) -> _Job:
        return _Job(Work(self._name(history), time.time()), history, self._former)

    def _name(self, history: UndoHistory | None) -> str:
        """Return what work is called: as what is not saved, and of several as the one that was open last."""
        if history is None or not history.unsaved:
            return self._document.name
        last = history.unsaved[-1]
        return history.sources[last.source].name_of(last.experiment)

    def _look(self) -> None:
        """Keep what has been dragged meanwhile, and tell if the last file could not be written."""
        self.keep()
        if not self._keeper.is_done:
            self._clock.remind(PAUSE, self._look)
        elif self._keeper.failure is not None and not self._is_told:
            self._is_told = True
            self.failed.emit(self._keeper.failure)
