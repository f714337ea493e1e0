"""The open file: new, open, save, recent, and no change lost without asking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import SUFFIX, load, save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import DEFAULT_PRESET, preset
from momentum_lab.gui.dialogs.messages import Answer, ask_about_changes, tell_error
from momentum_lab.gui.settings import Settings

FILTER = f"Experiments (*{SUFFIX});;All files (*)"


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
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open experiment", folder, FILTER)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> bool:
        """Open a file, unless there are changes to be kept; return whether it is open now."""
        return self.may_close() and self._read(lambda: load(path), path)

    def save(self) -> bool:
        """Save where it came from, or ask where; return whether it is saved."""
        return self._write(self.path) if self.path else self.save_as()

    def save_as(self) -> bool:
        """Ask where to save; return whether it is saved."""
        folder = self._settings.text("folder", str(Path.home()))
        stem = self.path.stem if self.path else (self._model.experiment.title or "experiment").lower()
        proposed = str(Path(folder) / f"{stem.replace(' ', '-').replace('/', '-')}{SUFFIX}")
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save experiment", proposed, FILTER)
        if not chosen:
            return False
        path = Path(chosen)
        return self._write(path if path.suffix else path.with_name(path.name + SUFFIX))

    def may_close(self) -> bool:
        """Whether the open experiment may be left: it is saved, or its changes are not wanted."""
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
        self.path = path
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
