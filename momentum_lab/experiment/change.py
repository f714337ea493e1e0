"""A change of the experiment that is open, and all that can be taken back of it, as values."""

from __future__ import annotations

from dataclasses import dataclass

from momentum_lab.core.messages import NOTHING, Message
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
class UndoHistory:
    """An experiment with the way that led to it, and what was taken back of that.

    Attributes
    ----------
    experiment
        As it is now.
    undo
        What can be taken back, the last change last; each with the experiment to go back to.
    redo
        What can be brought back, the next one last; each with the experiment to go on to.
    saved
        As it was last opened or saved.
    """

    experiment: Experiment
    undo: tuple[Change, ...]
    redo: tuple[Change, ...]
    saved: Experiment
