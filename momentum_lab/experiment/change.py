"""A change of the experiment that is open, and all that can be taken back of it, as values."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from momentum_lab.core.files import Fingerprint
from momentum_lab.core.messages import NOTHING, Message, words
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Change:
    """The experiment as it is wanted, and what is changed in it.

    Attributes
    ----------
    experiment
        The whole of it, as it shall be.
    name
        What is changed, such as "learning rate", for whoever takes it back; nothing where it has no name.
    merge
        Consecutive changes with the same text are one together, as the parts of one drag are; empty for a
        change of its own.
    """

    experiment: Experiment
    name: Message = NOTHING
    merge: str = ""


@dataclass(frozen=True, slots=True)
class UndoSource:
    """What an experiment was opened from, and is saved to.

    Attributes
    ----------
    saved
        The experiment as it was opened or saved last.
    path
        The file that it is saved in; None where there is none that can be written.
    found
        What that file was like when it was last read or written.
    given_up
        The experiment with changes of which somebody has said that they are not wanted.
    is_passing
        Whether nobody means to save what is made of it, unless it is saved in a file: so it is with what a
        lesson sets.
    pages
        Of what pages of lessons have set: which ones, as "lesson/page", the one that came last at the end.
    """

    saved: Experiment
    path: Path | None = None
    found: Fingerprint | None = None
    given_up: Experiment | None = None
    is_passing: bool = False
    pages: tuple[str, ...] = ()

    def name_of(self, experiment: Experiment) -> str:
        """Return what an experiment that is from here is called."""
        return self.path.name if self.path else (experiment.title_words or words("Untitled"))


@dataclass(frozen=True, slots=True)
class Step:
    """An experiment to go back or on to, the name of the change in between, and the number of its source."""

    experiment: Experiment
    name: Message
    source: int


@dataclass(frozen=True, slots=True)
class UndoHistory:
    """An experiment with the way that led to it, and what was taken back of that; over all that was opened.

    Attributes
    ----------
    experiment
        As it is now.
    undo
        What can be taken back, the last change last; each with the experiment to go back to.
    redo
        What can be brought back, the next one last; each with the experiment to go on to.
    source
        The number of the present experiment's source.
    sources
        What the experiments are from, in the order in which they come from the first to the last.
    """

    experiment: Experiment
    undo: tuple[Step, ...]
    redo: tuple[Step, ...]
    source: int
    sources: tuple[UndoSource, ...]

    @property
    def present(self) -> Step:
        """The experiment as it is now, as a step."""
        return Step(self.experiment, NOTHING, self.source)

    @property
    def line(self) -> tuple[Step, ...]:
        """All states in a row, the oldest first; each with the name of the change that led to it."""
        states = (*self.undo, self.present, *reversed(self.redo))
        led = (NOTHING, *(step.name for step in (*self.undo, *reversed(self.redo))))
        return tuple(replace(state, name=name) for state, name in zip(states, led, strict=True))

    @property
    def changes(self) -> int:
        """How many changes can be taken back; to have opened something is none."""
        steps = pairwise((*self.undo, self.present))
        return sum(step.source == later.source for step, later in steps)

    @property
    def unsaved(self) -> tuple[Step, ...]:
        """What is not saved and not given up, each as it was left when something else was opened.

        If the present experiment is not saved, it is the last of them.
        """
        left = {step.source: step for step in self.undo} | {self.source: self.present}
        return tuple(step for step in left.values() if self._is_wanted(step))

    @property
    def has_changes(self) -> bool:
        """Whether one can get from here to anything that is not as it was saved."""
        steps = (*self.undo, self.present, *self.redo)
        return any(step.experiment != self.sources[step.source].saved for step in steps)

    def cut(self, undo: tuple[Step, ...], redo: tuple[Step, ...]) -> UndoHistory:
        """Return this history with some of its steps alone, and with the sources of those."""
        line = (*undo, self.present, *reversed(redo))
        numbers = {old: new for new, old in enumerate(dict.fromkeys(step.source for step in line))}

        def numbered(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            return tuple(replace(step, source=numbers[step.source]) for step in steps)

        sources = tuple(self.sources[old] for old in numbers)
        return UndoHistory(self.experiment, numbered(undo), numbered(redo), numbers[self.source], sources)

    def _is_wanted(self, step: Step) -> bool:
        source = self.sources[step.source]
        is_given_up = step.experiment == source.given_up and step.source != self.source
        is_passing = source.is_passing and source.path is None
        return step.experiment != source.saved and not is_given_up and not is_passing
