"""Which runs are hidden: those of pages that have asked for a prediction and have none yet."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel, Origin
from momentum_lab.lessons.lesson import Page
from momentum_lab.session.clock import Clock


class RunSeal:
    """Has the clock show nothing but the start while what is open belongs to a page that asks first.

    What was made of a page's experiment belongs to it, wherever undo leads to it; so does the same experiment
    from elsewhere. Anything else that is opened does not.

    Parameters
    ----------
    asks
        Whether a page waits for a prediction.
    """

    def __init__(self, model: ExperimentModel, clock: Clock, asks: Callable[[Page], bool]) -> None:
        self._model, self._clock, self._asks = model, clock, asks
        self._pages: WeakKeyDictionary[Origin, tuple[Page, ...]] = WeakKeyDictionary()
        self._sets: dict[str, tuple[Page, Experiment]] = {}
        self._lifted: set[str] = set()

    @property
    def asking(self) -> Page | None:
        """The page that keeps the run of what is open hidden, if one does."""
        waiting = (page for page in self._pages_of_present() if page.id not in self._lifted)
        return next(filter(self._asks, waiting), None)

    def is_lifted(self, page: Page) -> bool:
        """Whether a teacher has shown the run of a page without predictions."""
        return page.id in self._lifted

    def owns(self, page: Page) -> bool:
        """Whether what is open was set by a page or made of that, or is the same."""
        return page in self._pages_of_present()

    @property
    def is_joined(self) -> bool:
        """Whether what is open was set by a page, or made of that."""
        return self._model.origin in self._pages

    def join(self, page: Page) -> None:
        """Have what is open belong to a page, as it is now."""
        pages = self._pages.get(self._model.origin, ())
        self._pages[self._model.origin] = (*(each for each in pages if each is not page), page)
        self._sets[page.id] = page, self._model.experiment

    def experiment(self, page: Page) -> Experiment | None:
        """Return what belonged to a page at first; None if it was not shown yet."""
        found = self._sets.get(page.id)
        return None if found is None else found[1]

    def lift(self, page: Page) -> None:
        """Show the run of a page without predictions."""
        self._lifted.add(page.id)
        self.follow()

    def forget(self) -> None:
        """Hide nothing any more: the lesson is closed."""
        self._pages.clear()
        self._sets.clear()
        self._lifted.clear()
        self.follow()

    def follow(self) -> None:
        """Hide or show what is open now."""
        self._clock.seal(self.asking is not None)

    def _pages_of_present(self) -> tuple[Page, ...]:
        if (joined := self._pages.get(self._model.origin)) is not None:
            return joined
        dynamics = self._model.experiment.dynamics if self._sets else None
        return tuple(page for page, experiment in self._sets.values() if experiment.dynamics == dynamics)
