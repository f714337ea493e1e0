"""The open file: new, open, save, recent; nothing is asked here."""

from __future__ import annotations

from pathlib import Path

from momentum_lab.core.event import Event
from momentum_lab.experiment.embedded import is_container, read
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import DEFAULT_PRESET, preset
from momentum_lab.session.settings import Settings


class Document:
    """Opens and saves the model's experiment; what was open stays when something cannot be read.

    Attributes
    ----------
    path
        The file that the experiment is saved in; None where it is of no file that can be written.
    path_changed
        The experiment is of another file now.
    opened
        Another experiment has been opened.
    """

    def __init__(self, model: ExperimentModel, settings: Settings, path: Path | None = None) -> None:
        self.path_changed: Event[[]] = Event()
        self.opened: Event[[]] = Event()
        self.path = path
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
        self._show(read(path), path)

    def save(self, path: Path) -> None:
        """Save in a file, which is the experiment's from now on.

        Raises
        ------
        MomentumLabError
            It cannot be written.
        """
        save(self._model.experiment, path)
        self.path = path
        self._remember(path)
        self._model.mark_saved()
        self.path_changed.emit()

    def _show(self, experiment: Experiment, path: Path | None) -> None:
        self.path = None if path is None or is_container(path) else path
        self._model.open(experiment)
        if path is not None:
            self._remember(path)
        self.path_changed.emit()
        self.opened.emit()

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self._settings.put("folder", str(path.resolve().parent))
