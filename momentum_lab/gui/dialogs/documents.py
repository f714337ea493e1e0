"""The open file: new, open, save, recent, and no change lost without asking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QWidget

from momentum_lab.containers.formats import FORMATS
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.experiment.embedded import is_container, read
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import SUFFIX, save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import DEFAULT_PRESET, preset
from momentum_lab.gui.dialogs.files import ask_save_path, file_name
from momentum_lab.gui.dialogs.messages import Answer, ask_about_changes, tell_error
from momentum_lab.gui.widgets.settings import Settings

FILTERS = [f"Experiments (*{SUFFIX})", "All files (*)"]
_EXPORTED = " ".join(f"*{suffix}" for suffix in FORMATS)
OPEN_FILTERS = [f"Experiments and what was exported (*{SUFFIX} {_EXPORTED})", *FILTERS]


class Documents(QObject):
    """Opens and saves the model's experiment; what was open stays when something cannot be read."""

    path_changed = pyqtSignal()
    opened = pyqtSignal()
    """Another experiment has been opened."""

    def __init__(self, window: QWidget, model: ExperimentModel, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._settings = settings
        self.path: Path | None = None

    @property
    def name(self) -> str:
        """What the open experiment is called."""
        return self.path.name if self.path else (self._model.experiment.title or "Untitled")

    def new(self) -> None:
        """Start over with the default experiment."""
        self.open_preset(DEFAULT_PRESET)

    def open_preset(self, name: str) -> None:
        """Open one of the experiments that come with the program."""
        if self.may_close():
            self._read(lambda: preset(name), None)

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        folder = self._settings.text("folder", str(Path.home()))
        filters = ";;".join(OPEN_FILTERS)
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open experiment", folder, filters)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> bool:
        """Open a file, unless there are changes to be kept; return whether it is open now.

        It may be a picture or numbers that carry their experiment; saving asks for another file then.
        """
        return self.may_close() and self._read(lambda: read(path), path)

    def save(self) -> bool:
        """Save where it came from, or ask where; return whether it is saved."""
        commit_edits(self._window)
        return self._write(self.path) if self.path else self.save_as()

    def save_as(self) -> bool:
        """Ask where to save; return whether it is saved."""
        commit_edits(self._window)
        folder = Path(self._settings.text("folder", str(Path.home())))
        stem = self.path.stem if self.path else file_name(self._model.experiment.title)
        proposed = folder / f"{stem}{SUFFIX}"
        path = ask_save_path(self._window, "Save experiment", proposed, FILTERS, SUFFIX)
        return path is not None and self._write(path)

    def may_close(self) -> bool:
        """Whether the open experiment may be left: it is saved, or its changes are not wanted."""
        commit_edits(self._window)
        if not self._model.is_modified:
            return True
        answer = ask_about_changes(self._window, self.name)
        if answer is Answer.SAVE:
            return self.save()
        return answer is Answer.DISCARD

    def _read(self, read: Callable[[], Experiment], path: Path | None) -> bool:
        try:
            experiment = read()
        except MomentumLabError as error:
            tell_error(self._window, "This file could not be opened", str(error))
            return False
        self.path = None if path is None or is_container(path) else path
        self._model.open(experiment)
        if path is not None:
            self._remember(path)
        self.path_changed.emit()
        self.opened.emit()
        return True

    def _write(self, path: Path) -> bool:
        try:
            save(self._model.experiment, path)
        except MomentumLabError as error:
            tell_error(self._window, "The experiment could not be saved", str(error))
            return False
        self.path = path
        self._remember(path)
        self._model.mark_saved()
        self.path_changed.emit()
        return True

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self._settings.put("folder", str(path.resolve().parent))


def commit_edits(window: QWidget) -> None:
    """Take what is being typed in a window: a field reports its text when the focus leaves it."""
    field = window.focusWidget()
    if field is not None:
        field.clearFocus()
        field.setFocus()
