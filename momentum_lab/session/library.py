"""The library of landscapes as a session uses it: files of one's own come, change and go meanwhile."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.analysis.learning_rates import moved_to
from momentum_lab.core.event import Event
from momentum_lab.core.messages import message
from momentum_lab.experiment.change import Change
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.user_library import delete_own
from momentum_lab.session.clock import Clock


class Library:
    """Reads the library anew, and keeps the open experiment in step with it.

    Attributes
    ----------
    changed
        The landscapes of these names are others now; there may be more or fewer of them.
    """

    def __init__(self, model: ExperimentModel, clock: Clock) -> None:
        self.changed: Event[frozenset[str]] = Event()
        self._model = model
        self._clock = clock

    def reload(self) -> None:
        """Read the library anew. What another landscape has come in the place of is that one from now on.

        Other files than the one that was written may have changed meanwhile. An experiment with one of them
        begins anew, and one cannot go back to what was made of the former: its parameters and its dimension
        may be others.
        """
        before = dict(LANDSCAPES)
        LANDSCAPES.reload()
        changed = frozenset(name for name in LANDSCAPES if LANDSCAPES[name] != before.get(name))
        experiment = self._model.experiment
        is_concerned = experiment.landscape.name in changed
        if is_concerned:
            self._clock.forget()
        self.changed.emit(changed)
        if is_concerned:
            choice = LandscapeChoice(name=experiment.landscape.name)
            name = message("new version of landscape {title}", title=choice.build().shown_title)
            self._model.put(Change(moved_to(experiment, choice), name))
        self._model.forget(lambda e: e.landscape.name in changed)

    def delete(self, name: str) -> None:
        """Delete the file of one of a person's own landscapes; what is open keeps its formula.

        Raises
        ------
        MomentumLabError
            It cannot be deleted.
        """
        delete_own(name)
        self.reload()
        if name not in LANDSCAPES:
            self._model.rewrite(lambda e: _without(e, name))
            self.changed.emit(frozenset({name}))


def _without(experiment: Experiment, name: str) -> Experiment:
    """Return the experiment with the formula of a landscape in its place, so that its file can be opened."""
    choice = experiment.landscape
    return replace(experiment, landscape=choice.as_formula()) if choice.name == name else experiment
