"""The open file: new, open, save, recent, and what has become of it on the disk; nothing is asked here."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import Enum, auto
from itertools import chain, count
from pathlib import Path

from momentum_lab.core.event import Event
from momentum_lab.core.files import Fingerprint, WriteError, file_name, fingerprint, reason
from momentum_lab.core.messages import Message, message
from momentum_lab.core.resources import own_folder
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.change import Change, UndoHistory
from momentum_lab.experiment.embedded import is_container, named_experiment, read
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import SUFFIX, save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import plain_experiment, preset
from momentum_lab.session.settings import Settings


class OnDisk(Enum):
    """What has become of a file since it was opened or saved."""

    SAME = auto()
    """What was opened or saved is still there; or the experiment is of no file."""
    CHANGED = auto()
    """Something else stands in it."""
    GONE = auto()
    """It has been deleted or moved."""
    PROTECTED = auto()
    """It is the same, but may not be written any more."""


@dataclass(frozen=True, slots=True)
class FileLook:
    """What has become of a file, and what it is like now; None where there is none that can be read."""

    state: OnDisk
    now: Fingerprint | None = None


class Document:
    """Opens and saves the model's experiment; what was open stays when something cannot be read.

    Attributes
    ----------
    path_changed
        The experiment is of another file now.
    opened
        Another experiment has been opened.
    stored
        The experiment has just been opened or saved: nothing of it is unsaved.
    """

    def __init__(self, model: ExperimentModel, settings: Settings, path: Path | None = None) -> None:
        self.path_changed: Event[[]] = Event()
        self.opened: Event[[]] = Event()
        self.stored: Event[[]] = Event()
        self._model = model
        self._settings = settings
        self._glanced: tuple[tuple[object, ...], FileLook] | None = None
        self._told = path
        found = None if path is None else fingerprint(path)
        model.origin.source = replace(model.origin.source, path=path, found=found)
        model.changed.subscribe(self._follow_model)

    @property
    def path(self) -> Path | None:
        """The file that the experiment is saved in; None where it is of no file that can be written."""
        return self._model.origin.source.path

    @property
    def found(self) -> Fingerprint | None:
        """What that file was like when it was last read or written."""
        return self._model.origin.source.found

    @property
    def name(self) -> str:
        """What the open experiment is called."""
        return self._model.origin.source.name_of(self._model.experiment)

    @property
    def folder(self) -> Path:
        """The folder of the file opened or saved last."""
        return Path(self._settings.text("folder", str(Path.home())))

    def new(self) -> None:
        """Start over with a plain experiment: a ball on a bowl."""
        self._show(plain_experiment(), message("new experiment"))

    def open_preset(self, name: str) -> None:
        """Open one of the experiments that come with the program.

        Raises
        ------
        MomentumLabError
            There is none of this name.
        """
        experiment = preset(name)
        self._show(experiment, message("open preset “{title}”", title=experiment.shown_title))

    def open(self, path: Path, name: str = "") -> None:
        """Open a file.

        It may be a picture or numbers that carry their experiment; such a file is not saved to. Of a report,
        which has several, it is the one of a ``name``, or else the first.

        Raises
        ------
        MomentumLabError
            It cannot be read.
        """
        found = fingerprint(path)  # before it is read: who writes meanwhile has changed it
        experiment = read(path) if not name else named_experiment(path, name)
        writable = None if is_container(path) else path
        self._show(experiment, message("open {name}", name=path.name), writable, found)
        self._remember(path)

    def restore(self, history: UndoHistory) -> None:
        """Go on with work that was not saved."""
        self._model.restore(history)
        self.opened.emit()

    def look(self) -> FileLook:
        """Return what has become of the file since it was last read or written."""
        if self.path is None or self.found is None:
            return FileLook(OnDisk.SAME)
        now = fingerprint(self.path)
        if now is None:
            return FileLook(OnDisk.CHANGED if os.path.lexists(self.path) else OnDisk.GONE)
        if not now.is_like(self.found):
            return FileLook(OnDisk.CHANGED, now)
        return FileLook(OnDisk.SAME if os.access(self.path, os.W_OK) else OnDisk.PROTECTED, now)

    def glance(self) -> FileLook:
        """Return the same as :meth:`look`, but read the file only if the system says that it was touched."""
        try:
            status = None if self.path is None else self.path.stat()
        except OSError:
            status = None
        if status is None:
            return self.look()
        dates = status.st_mtime_ns, status.st_ctime_ns
        seen = self.path, self.found, status.st_dev, status.st_ino, status.st_size, *dates
        if self._glanced is None or self._glanced[0] != seen:
            self._glanced = seen, self.look()
        return self._glanced[1]

    def reload(self) -> None:
        """Read the file again, if what stands in it may be; this can be taken back.

        Raises
        ------
        MomentumLabError
            It cannot be read.
        """
        assert self.path is not None
        found = fingerprint(self.path)
        experiment = read(self.path)
        name = message("reload {name}", name=self.path.name)
        if self._model.apply(Change(experiment, name)):
            self._model.mark_saved(self.path, found)
            self.stored.emit()

    def save(self, path: Path) -> None:
        """Save in a file, which is the experiment's from now on.

        Raises
        ------
        MomentumLabError
            It cannot be written.
        """
        save(self._model.experiment, path)
        self._remember(path)
        self._model.mark_saved(path, fingerprint(path))
        self.stored.emit()

    def keep(self) -> Path:
        """Write a copy in one's own folder, under a name that is free; the experiment keeps its file.

        Raises
        ------
        MomentumLabError
            It cannot be written.
        """
        folder = own_folder("experiments")
        stem = file_name(self._model.experiment.title)
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        path = next(p for p in (folder / f"{name}{SUFFIX}" for name in names) if not p.exists())
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(
                "{folder}: cannot be made ({reason})", folder=folder, reason=reason(error)
            ) from error
        save(self._model.experiment, path)
        self._settings.add_recent(path)
        return path

    def show(self, experiment: Experiment, name: Message) -> None:
        """Go on with an experiment that nobody means to save, as it is: nobody is told to play it."""
        self._model.open(experiment, name, is_passing=True)
        self.stored.emit()

    def _show(
        self,
        experiment: Experiment,
        name: Message,
        path: Path | None = None,
        found: Fingerprint | None = None,
    ) -> None:
        self._model.open(experiment, name, path, found if path is not None else None)
        self.stored.emit()
        self.opened.emit()

    def _follow_model(self) -> None:
        """Tell of another file, also when undo leads back to one."""
        if self.path != self._told:
            self._told = self.path
            self.path_changed.emit()

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self._settings.put("folder", str(path.resolve().parent))
