"""The experiment that is open: observable, with undo and redo, and no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

from momentum_lab.core.event import Event
from momentum_lab.core.files import Fingerprint
from momentum_lab.core.messages import NOTHING, Message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.change import Change, Step, UndoHistory, UndoSource
from momentum_lab.experiment.experiment import Experiment

MOST_UNDO: Final = 500


@dataclass(slots=True, eq=False, weakref_slot=True)
class Origin:
    """What an experiment is from, as that is now: one for each that was opened.

    All that was made of it has the same one, so that what is undone belongs to the right file again.
    """

    source: UndoSource


@dataclass(frozen=True, slots=True)
class UndoEntry:
    """An experiment to go back to, the name of what is undone by that, and what the experiment is from."""

    experiment: Experiment
    name: Message
    origin: Origin


class Guard(Protocol):
    """Keeps some of an experiment as it is."""

    def allows(self, before: Experiment, after: Experiment) -> bool:
        """Whether an experiment may become another one; if not, the person is told why."""
        ...

    def kept(self, before: Experiment, after: Experiment) -> Experiment:
        """Return an experiment without what would change by the way of all that is to stay as it is."""
        ...


class ExperimentModel:
    """Holds the open experiment; every change is one undo entry, and changes of one drag are one together.

    Opening another experiment is a change, too: what was open before can be had back, with its file.

    Attributes
    ----------
    origin
        What the experiment is from.
    guard
        What keeps an experiment from becoming another one of the same origin; None where nothing does.
    changed
        The experiment is another one, or what can be taken back of it is, or it is saved now; or what was
        wanted of it may not be, and it is as before.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.changed: Event[[]] = Event()
        self.guard: Guard | None = None
        self._experiment = experiment
        self.origin = Origin(UndoSource(experiment))
        self._undo: list[UndoEntry] = []
        self._redo: list[UndoEntry] = []
        self._merge = ""

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._experiment

    @property
    def is_modified(self) -> bool:
        """Whether it differs from what was last opened or saved."""
        return self._experiment != self.origin.source.saved

    @property
    def is_settled(self) -> bool:
        """Whether the next change is one of its own, whatever it is: nothing is being dragged."""
        return not self._merge

    @property
    def history(self) -> UndoHistory:
        """The experiment with all that can be taken back and brought back, also of what was opened before."""
        numbers: dict[Origin, int] = {}

        def step(entry: UndoEntry) -> Step:
            return Step(entry.experiment, entry.name, numbers.setdefault(entry.origin, len(numbers)))

        undo = tuple(map(step, self._undo))
        source = numbers.setdefault(self.origin, len(numbers))
        after = [step(entry) for entry in reversed(self._redo)]
        sources = tuple(origin.source for origin in numbers)
        return UndoHistory(self._experiment, undo, tuple(reversed(after)), source, sources)

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

    def apply(self, change: Change) -> bool:
        """Put another experiment in the place of this one, if it may be; return whether it is there now.

        Consecutive changes with the same ``merge`` (the parts of one drag) are one undo entry, until
        :meth:`settle`.
        """
        is_allowed = self._allows(change.experiment)
        if is_allowed:
            self.put(change)
        return is_allowed

    def put(self, change: Change) -> None:
        """Put another experiment in the place of this one, whatever may be."""
        if change.experiment == self._experiment:
            return
        if not change.merge or change.merge != self._merge:
            self._keep(change.name)
        self._merge = change.merge
        self._redo.clear()
        self._set(change.experiment)

    def kept(self, experiment: Experiment) -> Experiment:
        """Return an experiment with what has to stay as it is, where that would change by the way."""
        return experiment if self.guard is None else self.guard.kept(self._experiment, experiment)

    def settle(self) -> None:
        """End a drag: the next change is an entry of its own."""
        self._merge = ""

    def undo(self) -> None:
        """Take the last change back."""
        self.go_to(max(len(self._undo) - 1, 0))

    def redo(self) -> None:
        """Bring the last change that was taken back again."""
        self.go_to(len(self._undo) + min(len(self._redo), 1))

    def go_to(self, number: int) -> None:
        """Go back or on to one of the states in a row, of which 0 is the oldest; told as one change.

        Where one may not go, all stays as it is.

        Raises
        ------
        IndexError
            There is no such state.
        """
        if not 0 <= number <= len(self._undo) + len(self._redo):
            raise IndexError(number)
        steps = number - len(self._undo)
        way, back = (self._undo, self._redo) if steps < 0 else (self._redo, self._undo)
        if steps and way[-abs(steps)].origin is self.origin and not self._allows(way[-abs(steps)].experiment):
            return
        for _ in range(abs(steps)):
            self._step(way, back)
        if steps:
            self._set(self._experiment)

    def forget(self, is_gone: Callable[[Experiment], bool]) -> None:
        """Drop from what can be undone and redone what cannot be any more."""
        self._undo = [c for c in self._undo if not is_gone(c.experiment)]
        self._redo = [c for c in self._redo if not is_gone(c.experiment)]
        self._merge = ""
        self.changed.emit()

    def rewrite(self, change: Callable[[Experiment], Experiment]) -> None:
        """Change the experiment, and all that can be undone and redone, for what cannot be undone."""
        self._undo = [replace(entry, experiment=change(entry.experiment)) for entry in self._undo]
        self._redo = [replace(entry, experiment=change(entry.experiment)) for entry in self._redo]
        self._merge = ""
        self._set(change(self._experiment))

    def open(
        self,
        experiment: Experiment,
        name: Message = NOTHING,
        path: Path | None = None,
        found: Fingerprint | None = None,
        is_passing: bool = False,
    ) -> None:
        """Go on with an experiment that was read, from a file that it can be saved to or from none."""
        if experiment != self._experiment or path != self.origin.source.path:
            self._keep(name)
        self._redo.clear()
        self._merge = ""
        self.origin = Origin(UndoSource(experiment, path, found, is_passing=is_passing))
        self._set(experiment)

    def restore(self, history: UndoHistory) -> None:
        """Go on where a history has ended."""
        origins = [*map(Origin, history.sources)]
        self.origin = origins[history.source]
        self._undo, self._redo = (
            [UndoEntry(step.experiment, step.name, origins[step.source]) for step in steps]
            for steps in (history.undo, history.redo)
        )
        self._merge = ""
        self._set(history.experiment)

    def mark_saved(self, path: Path | None = None, found: Fingerprint | None = None) -> None:
        """Remember that what is open now is what the file holds, and which file if it is another one now."""
        source = replace(self.origin.source, saved=self._experiment)
        self.origin.source = source if path is None else replace(source, path=path, found=found)
        self._merge = ""
        self.changed.emit()

    def give_up(self) -> None:
        """Remember that the changes of the open experiment are not wanted, should another one be opened."""
        self.origin.source = replace(self.origin.source, given_up=self._experiment)

    def _allows(self, experiment: Experiment) -> bool:
        """Whether the guard allows an experiment; if it does not, let everybody show again what there is."""
        is_allowed = self.guard is None or self.guard.allows(self._experiment, experiment)
        if not is_allowed:
            self._merge = ""
            self.changed.emit()
        return is_allowed

    def _step(self, way: list[UndoEntry], back: list[UndoEntry]) -> None:
        """Go one entry of the history on, and keep the way back; nobody is told yet."""
        entry = way.pop()
        back.append(UndoEntry(self._experiment, entry.name, self.origin))
        self._merge = ""
        self._experiment, self.origin = entry.experiment, entry.origin

    def _keep(self, name: Message) -> None:
        """Remember the experiment as it is, to go back to."""
        self._undo.append(UndoEntry(self._experiment, name, self.origin))
        if len(self._undo) > MOST_UNDO:
            del self._undo[self._first_spare()]

    def _first_spare(self) -> int:
        """Return the oldest entry that is not all that there is of unsaved work, or else the oldest."""
        pairs = enumerate(pairwise(self._undo))
        spare = (
            number
            for number, (entry, later) in pairs
            if entry.origin is later.origin or entry.experiment == entry.origin.source.saved
        )
        return next(spare, 0)

    def _set(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self.changed.emit()
