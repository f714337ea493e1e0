"""The experiment that is open: observable, with undo and redo, and no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.core.messages import NOTHING, Message
from momentum_lab.experiment.change import Change, UndoHistory
from momentum_lab.experiment.experiment import Experiment

MOST_UNDO: Final = 500


class ExperimentModel:
    """Holds the open experiment; every change is one undo entry, and changes of one drag are one together.

    Attributes
    ----------
    changed
        The experiment is another one, or what can be taken back of it is, or it is saved now.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.changed: Event[[]] = Event()
        self._experiment = experiment
        self._saved = experiment
        self._undo: list[Change] = []  # each has the experiment to go back to, and the name of what is undone
        self._redo: list[Change] = []
        self._merge = ""

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._experiment

    @property
    def is_modified(self) -> bool:
        """Whether it differs from what was last opened or saved."""
        return self._experiment != self._saved

    @property
    def is_settled(self) -> bool:
        """Whether the next change is one of its own, whatever it is: nothing is being dragged."""
        return not self._merge

    @property
    def history(self) -> UndoHistory:
        """The experiment with all that can be taken back and brought back."""
        return UndoHistory(self._experiment, tuple(self._undo), tuple(self._redo), self._saved)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return bool(self._redo)

    @property
    def undo_name(self) -> Message:
        """What would be taken back, such as "learning rate"; empty where it has no name."""
        return self._undo[-1].name if self._undo else NOTHING

    @property
    def redo_name(self) -> Message:
        """What would be brought back; empty where it has no name."""
        return self._redo[-1].name if self._redo else NOTHING

    def apply(self, change: Change) -> None:
        """Put another experiment in the place of this one.

        Consecutive changes with the same ``merge`` (the parts of one drag) are one undo entry, until
        :meth:`settle`.
        """
        if change.experiment == self._experiment:
            return
        if not change.merge or change.merge != self._merge:
            self._undo.append(Change(self._experiment, change.name))
            del self._undo[:-MOST_UNDO]
        self._merge = change.merge
        self._redo.clear()
        self._set(change.experiment)

    def settle(self) -> None:
        """End a drag: the next change is an entry of its own."""
        self._merge = ""

    def undo(self) -> None:
        """Take the last change back."""
        self._go(self._undo, self._redo)

    def redo(self) -> None:
        """Bring the last change that was taken back again."""
        self._go(self._redo, self._undo)

    def forget(self, is_gone: Callable[[Experiment], bool]) -> None:
        """Drop from what can be undone and redone what cannot be any more."""
        self._undo = [c for c in self._undo if not is_gone(c.experiment)]
        self._redo = [c for c in self._redo if not is_gone(c.experiment)]
        self._merge = ""
        self.changed.emit()

    def rewrite(self, change: Callable[[Experiment], Experiment]) -> None:
        """Change the experiment, and all that can be undone and redone, for what cannot be undone."""
        self._undo = [Change(change(c.experiment), c.name) for c in self._undo]
        self._redo = [Change(change(c.experiment), c.name) for c in self._redo]
        self._merge = ""
        self._set(change(self._experiment))

    def open(self, experiment: Experiment) -> None:
        """Start over with an experiment that was read; there is nothing to take back."""
        self._undo.clear()
        self._redo.clear()
        self._merge = ""
        self._saved = experiment
        self._set(experiment)

    def restore(self, history: UndoHistory) -> None:
        """Go on where a history has ended."""
        self._undo, self._redo = list(history.undo), list(history.redo)
        self._merge = ""
        self._saved = history.saved
        self._set(history.experiment)

    def mark_saved(self) -> None:
        """Remember that what is open now is what the file holds."""
        self._saved = self._experiment
        self._merge = ""
        self.changed.emit()

    def _go(self, way: list[Change], back: list[Change]) -> None:
        """Go one entry of the history on, and keep the way back."""
        if way:
            entry = way.pop()
            back.append(Change(self._experiment, entry.name))
            self._merge = ""
            self._set(entry.experiment)

    def _set(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self.changed.emit()
