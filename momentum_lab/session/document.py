"""The open file: new, open, save, recent; nothing is asked here."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from momentum_lab.core.event import Event
from momentum_lab.core.files import WriteError, file_name, reason
from momentum_lab.core.messages import Message, message
from momentum_lab.core.resources import own_folder
from momentum_lab.experiment.embedded import is_container, read
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import SUFFIX, save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import plain_experiment, preset
from momentum_lab.session.settings import Settings


class Document:
    """Opens and saves the model's experiment; what was open stays when something cannot be read.

    Attributes
    ----------
    path_changed
        The experiment is of another file now.
    opened
        Another experiment has been opened.
    """

    def __init__(self, model: ExperimentModel, settings: Settings, path: Path | None = None) -> None:
        self.path_changed: Event[[]] = Event()
        self.opened: Event[[]] = Event()
        self._model = model
        self._settings = settings
        model.origin.path = self._told = path
        model.changed.subscribe(self._follow_model)

    @property
    def path(self) -> Path | None:
        """The file that the experiment is saved in; None where it is of no file that can be written."""
        return self._model.origin.path

    @property
    def name(self) -> str:
        """What the open experiment is called."""
        return self.path.name if self.path else (self._model.experiment.title or "Untitled")

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
        self._show(experiment, message("open preset “{title}”", title=experiment.title))

    def open(self, path: Path) -> None:
        """Open a file.

        It may be a picture or numbers that carry their experiment; such a file is not saved to.

        Raises
        ------
        MomentumLabError
            It cannot be read.
        """
        experiment = read(path)
        writable = None if is_container(path) else path
        self._show(experiment, message("open {name}", name=path.name), writable)
        self._remember(path)

    def save(self, path: Path) -> None:
        """Save in a file, which is the experiment's from now on.

        Raises
        ------
        MomentumLabError
            It cannot be written.
        """
        save(self._model.experiment, path)
        self._remember(path)
        self._model.mark_saved(path)

    def keep(self) -> Path:
        """Save under a name that is free, in one's own folder: the experiment's file from now on.

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
        self.save(path)
        return path

    def _show(self, experiment: Experiment, name: Message, path: Path | None = None) -> None:
        self._model.open(experiment, name, path)
        self.opened.emit()

    def _follow_model(self) -> None:
        """Tell of another file, also when undo leads back to one."""
        if self.path != self._told:
            self._told = self.path
            self.path_changed.emit()

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self._settings.put("folder", str(path.resolve().parent))
