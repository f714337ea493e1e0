"""The open file: new, open, save, recent, and what has become of it on the disk; nothing is asked here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from momentum_lab.core.event import Event
from momentum_lab.core.files import Fingerprint, fingerprint
from momentum_lab.core.messages import message
from momentum_lab.experiment.change import Change, UndoHistory
from momentum_lab.experiment.embedded import is_container, read
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import DEFAULT_PRESET, preset
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
    path
        The file that the experiment is saved in; None where it is of no file that can be written.
    found
        What that file was like when it was last read or written.
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
        self.path = path
        self.found: Fingerprint | None = None if path is None else fingerprint(path)
        self._model = model
        self._settings = settings

    @property
    def name(self) -> str:
        """What the open experiment is called."""
        return self.path.name if self.path else (self._model.experiment.title or "Untitled")

    @property
    def folder(self) -> Path:
        """The folder of the file opened or saved last."""
        return Path(self._settings.text("folder", str(Path.home())))

    def new(self) -> None:
        """Start over with the default experiment."""
        self.open_preset(DEFAULT_PRESET)

    def open_preset(self, name: str) -> None:
        """Open one of the experiments that come with the program.

        Raises
        ------
        MomentumLabError
            There is none of this name.
        """
        self._show(preset(name), None)

    def open(self, path: Path) -> None:
        """Open a file.

        It may be a picture or numbers that carry their experiment; such a file is not saved to.

        Raises
        ------
        MomentumLabError
            It cannot be read.
        """
        found = fingerprint(path)  # before it is read: who writes meanwhile has changed it
        self._show(read(path), path, found)

    def restore(self, history: UndoHistory, path: Path | None, found: Fingerprint | None) -> None:
        """Go on with work that was not saved, of a file that was like this then."""
        self.path, self.found = path, found
        self._model.restore(history)
        self.path_changed.emit()
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

    def reload(self) -> None:
        """Read the file again; this can be taken back.

        Raises
        ------
        MomentumLabError
            It cannot be read.
        """
        assert self.path is not None
        found = fingerprint(self.path)
        experiment = read(self.path)
        self.found = found
        self._model.apply(Change(experiment, message("reload")))
        self._model.mark_saved()
        self.stored.emit()

    def save(self, path: Path) -> None:
        """Save in a file, which is the experiment's from now on.

        Raises
        ------
        MomentumLabError
            It cannot be written.
        """
        save(self._model.experiment, path)
        self.path, self.found = path, fingerprint(path)
        self._remember(path)
        self._model.mark_saved()
        self.path_changed.emit()
        self.stored.emit()

    def _show(self, experiment: Experiment, path: Path | None, found: Fingerprint | None = None) -> None:
        is_saved_to = path is not None and not is_container(path)
        self.path, self.found = (path, found) if is_saved_to else (None, None)
        self._model.open(experiment)
        if path is not None:
            self._remember(path)
        self.path_changed.emit()
        self.stored.emit()
        self.opened.emit()

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self._settings.put("folder", str(path.resolve().parent))
