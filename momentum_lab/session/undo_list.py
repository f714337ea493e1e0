"""All that can be undone and redone as a list, in which one can go anywhere at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.change import Step, UndoHistory
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.wording.changes import values_of_change

BEGINNING: Final = message("as it was at first")
"""What the oldest state of an experiment is called, to which no change led that is still known."""

UNNAMED: Final = message("a change")
"""What a change is called that has no name."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A state to go to.

    Attributes
    ----------
    number
        Its place among all of them, from 0.
    name
        The change that led to it, or what was opened.
    values
        The value that the change took away and the one that it gave; nothing if that is not one each.
    source
        What the experiment is called, in whose history the state is: the file, or the title.
    begins
        Whether another experiment was opened here: the first entry below a heading.
    is_saved
        Whether it is the state that was opened or saved last.
    is_undone
        Whether it comes after the present one: it was taken back, and can be brought back.
    """

    number: int
    name: Message
    values: Message
    source: str
    begins: bool
    is_saved: bool
    is_undone: bool


class UndoList:
    """The states of a session in a row, from the oldest that one can go back to.

    Parameters
    ----------
    model
        What holds them.
    """

    def __init__(self, model: ExperimentModel) -> None:
        self._model = model
        self._told: dict[tuple[int, int], tuple[Step, Step, Message]] = {}

    @property
    def current(self) -> int:
        """The number of the present state."""
        return len(self._model.history.undo)

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """All states, the oldest first."""
        history, told, self._told = self._model.history, self._told, {}
        present, line = len(history.undo), history.line

        def values(before: Step, after: Step) -> Message:
            """Return what a change does to a value; during a drag, only the last change is another one."""
            key = id(before.experiment), id(after.experiment)
            known = told.get(key) or (before, after, values_of_change(before.experiment, after.experiment))
            self._told[key] = known
            return known[2]

        first = _entry(history, 0, line[0], present, True, NOTHING)
        others = (
            _entry(history, number, step, present, True, NOTHING)
            if step.source != before.source
            else _entry(history, number, step, present, False, values(before, step))
            for number, (before, step) in enumerate(pairwise(line), 1)
        )
        return (first, *others)

    def go_to(self, number: int) -> None:
        """Make the state of a number the present one; what is between can be undone or redone as before.

        Raises
        ------
        IndexError
            There is no such state.
        """
        self._model.go_to(number)


def _entry(
    history: UndoHistory, number: int, step: Step, present: int, begins: bool, values: Message
) -> HistoryEntry:
    source = history.sources[step.source]
    return HistoryEntry(
        number,
        (step.name if step.name != NOTHING else UNNAMED) if number else BEGINNING,
        values,
        source.name_of(step.experiment),
        begins,
        step.experiment == source.saved,
        number > present,
    )
