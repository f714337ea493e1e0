"""What a lesson, a page and whoever opened it have locked or hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from momentum_lab.core.event import Event
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.locks import changed_controls, is_locked, with_locked_values
from momentum_lab.wording.locks import refusal


class LessonLocks:
    """Says what of the experiment cannot be changed, and refuses what would change it all the same.

    Parameters
    ----------
    said
        Where a sentence for the person goes.
    applies
        Whether the lesson has to do with the experiment that is open; nothing is locked in another one.

    Attributes
    ----------
    changed
        Other things are locked or hidden than before.
    is_unlocked
        Whether a teacher has lifted all of it.
    """

    def __init__(self, said: Event[str], applies: Callable[[], bool]) -> None:
        self.changed: Event[[]] = Event()
        self.is_unlocked = False
        self._said, self._applies = said, applies
        self._of_page: tuple[frozenset[str], frozenset[str]] = frozenset(), frozenset()
        self._wanted: tuple[frozenset[str], frozenset[str]] = frozenset(), frozenset()

    @property
    def locks(self) -> frozenset[str]:
        """The names of what is locked."""
        locks = frozenset[str]() if self.is_unlocked else self._of_page[0] | self._wanted[0]
        return locks if locks and self._applies() else frozenset()

    @property
    def hides(self) -> frozenset[str]:
        """The names of what is not offered."""
        return frozenset() if self.is_unlocked else self._of_page[1] | self._wanted[1]

    def set_page(self, locks: frozenset[str], hides: frozenset[str]) -> None:
        """Have other things locked and hidden by the lesson and its page."""
        self._of_page = locks, hides

    def lock(self, names: Iterable[str]) -> None:
        """Lock these in every page, and nothing else besides what they lock."""
        self._wanted = frozenset(names), self._wanted[1]
        self.changed.emit()

    def hide(self, names: Iterable[str]) -> None:
        """Hide these in every page, and nothing else besides what they hide."""
        self._wanted = self._wanted[0], frozenset(names)
        self.changed.emit()

    def forget(self) -> None:
        """Have nothing locked or hidden any more: the lesson is closed."""
        nothing: frozenset[str] = frozenset()
        self._of_page = self._wanted = nothing, nothing
        self.is_unlocked = False

    def set_unlocked(self, is_unlocked: bool) -> None:
        """Lift all locks and show all that is hidden, or not any more."""
        if is_unlocked != self.is_unlocked:
            self.is_unlocked = is_unlocked
            self.changed.emit()

    def is_locked(self, name: str) -> bool:
        """Whether something of a name cannot be changed."""
        return is_locked(name, self.locks)

    def is_hidden(self, name: str) -> bool:
        """Whether something of a name is not offered."""
        return is_locked(name, self.hides)

    def allows(self, before: Experiment, after: Experiment) -> bool:
        """Whether an experiment may become another one; if not, say what is locked."""
        locks = self.locks
        if not locks:
            return True
        found = sorted(name for name in changed_controls(before, after) if is_locked(name, locks))
        if found:
            self._said.emit(str(refusal(found)))
        return not found

    def kept(self, before: Experiment, after: Experiment) -> Experiment:
        """Return an experiment with the locked values of one before, where they would go by the way."""
        return with_locked_values(before, after, self.locks)
