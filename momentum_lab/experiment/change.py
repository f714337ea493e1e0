"""A change of the experiment that is open, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from momentum_lab.experiment.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Change:
    """The experiment as it is wanted, and what is changed in it.

    Attributes
    ----------
    experiment
        The whole of it, as it shall be.
    name
        What is changed, such as "learning rate", for whoever takes it back; empty where it has no name.
    merge
        Consecutive changes with the same text are one together, as the parts of one drag are; empty for a
        change of its own.
    """

    experiment: Experiment
    name: str = ""
    merge: str = ""
