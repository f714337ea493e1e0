"""The experiment that is open: observable, with undo and redo, and no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from momentum_lab.experiment.experiment import Experiment

MOST_UNDO: Final = 500

Listener = Callable[[], None]


class ExperimentModel:
    """Holds the open experiment; every change is one undo entry, and changes of one drag are one together."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._saved = experiment
        self._undo: list[Experiment] = []
        self._redo: list[Experiment] = []
        self._merge: str | None = None
        self._listeners: list[Listener] = []

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._experiment

    @property
    def is_modified(self) -> bool:
        """Whether it differs from what was last opened or saved."""
        return self._experiment != self._saved

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return bool(self._redo)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def replace(self, experiment: Experiment, merge: str | None = None) -> None:
        """Put another experiment in the place of this one.

        Consecutive changes with the same ``merge`` (the parts of one drag) are one undo entry, until
        :meth:`settle`.
        """
        if experiment == self._experiment:
            return
        if merge is None or merge != self._merge:
            self._undo.append(self._experiment)
            del self._undo[:-MOST_UNDO]
        self._merge = merge
        self._redo.clear()
        self._set(experiment)

    def settle(self) -> None:
        """End a drag: the next change is an entry of its own."""
        self._merge = None

    def undo(self) -> None:
        """Take the last change back."""
        if self._undo:
            self._redo.append(self._experiment)
            self._merge = None
            self._set(self._undo.pop())

    def redo(self) -> None:
        """Bring the last change that was taken back again."""
        if self._redo:
            self._undo.append(self._experiment)
            self._merge = None
            self._set(self._redo.pop())

    def forget(self, is_gone: Callable[[Experiment], bool]) -> None:
        """Drop from what can be undone and redone what cannot be any more."""
        self._undo = [e for e in self._undo if not is_gone(e)]
        self._redo = [e for e in self._redo if not is_gone(e)]
        self._merge = None
        self._notify()

    def rewrite(self, change: Callable[[Experiment], Experiment]) -> None:
        """Change the experiment, and all that can be undone and redone, for what cannot be undone."""
        self._undo = [change(e) for e in self._undo]
        self._redo = [change(e) for e in self._redo]
        self._merge = None
        self._set(change(self._experiment))

    def open(self, experiment: Experiment) -> None:
        """Start over with an experiment that was read; there is nothing to take back."""
        self._undo.clear()
        self._redo.clear()
        self._merge = None
        self._saved = experiment
        self._set(experiment)

    def mark_saved(self) -> None:
        """Remember that what is open now is what the file holds."""
        self._saved = self._experiment
        self._merge = None
        self._notify()

    def _set(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._notify()

    def _notify(self) -> None:
        for listener in tuple(self._listeners):
            listener()
