"""Which runs are hidden: those of pages that have asked for a prediction and have none yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.lessons.lesson import Lesson, Page
from momentum_lab.lessons.record import key_of
from momentum_lab.session.clock import Clock


class RunSeal:
    """Has the clock show nothing but the start while what is open belongs to a page that asks first.

    What was made of a page's experiment belongs to it, wherever undo leads to it, also after a recovery; so
    does the same experiment from elsewhere. Anything else that is opened does not.

    Parameters
    ----------
    lacks
        Whether a prediction of a page is not made.
    """

    def __init__(self, model: ExperimentModel, clock: Clock, lacks: Callable[[Page], bool]) -> None:
        self._model, self._clock, self._lacks = model, clock, lacks
        self._lesson: Lesson | None = None
        self._name = ""
        self._shown: Page | None = None
        self._sets: dict[str, Experiment] = {}
        self._lifted: set[str] = set()

    @property
    def asking(self) -> Page | None:
        """The page that keeps the run of what is open hidden, if one does.

        It is one to which that belongs. While the page that is shown waits, it is that one, too, for whatever
        else comes from the lesson, but for what another page has set and does not wait for.
        """
        waiting = [] if self._lesson is None else [page for page in self._lesson.pages if self.waits(page)]
        for page in waiting:
            if self._is_of(page) or (self._is_like(page) and not self._is_set_by_shown):
                return page
        shown = next((page for page in waiting if page is self._shown), None)
        return None if shown is None or not self.is_of_lesson or self._is_set_by_another else shown

    @property
    def is_of_lesson(self) -> bool:
        """Whether what is open was set by a page of the lesson, or made of that."""
        return self._lesson is not None and any(map(self._is_of, self._lesson.pages))

    def waits(self, page: Page) -> bool:
        """Whether the run of a page is not to be seen yet: a prediction comes first."""
        return page.id not in self._lifted and self._lacks(page)

    def owns(self, page: Page) -> bool:
        """Whether what is open was set by a page or made of that, or is the same."""
        return self._is_of(page) or self._is_like(page)

    def owns_landscape(self, page: Page) -> bool:
        """Whether it was set by a page or made of that, and is on the landscape that it was on then."""
        own = self.experiment(page)
        if own is None or not self.owns(page):
            return False
        before, now = own.landscape, self._model.experiment.landscape
        return (before.name, before.formula) == (now.name, now.formula)

    def is_as_set(self, page: Page) -> bool:
        """Whether the run of what is open is the one that a page is about."""
        own = self.experiment(page)
        return own is not None and own.dynamics == self._model.experiment.dynamics

    def show(self, lesson: Lesson, name: str, page: Page) -> None:
        """Be about a lesson, known by a name that no other one has, of which a page is shown."""
        self._lesson, self._name, self._shown = lesson, name, page

    def has_set(self, page: Page) -> bool:
        """Whether a page was shown since the lesson was opened, and something belongs to it."""
        return page.id in self._sets

    def take(self, page: Page, experiment: Experiment) -> None:
        """Know what a page is about that has asked already."""
        self._sets[page.id] = experiment

    def join(self, page: Page) -> None:
        """Have what is open belong to a page, as it is now."""
        origin, key = self._model.origin, self._key(page)
        pages = (*(each for each in origin.source.pages if each != key), key)
        origin.source = replace(origin.source, pages=pages)
        self._sets[page.id] = self._model.experiment

    def experiment(self, page: Page) -> Experiment | None:
        """Return what belonged to a page at first, or what the lesson has for it; None if that is nothing."""
        from momentum_lab.lessons.references import experiment_of_page  # without which the window starts

        if page.id in self._sets or self._lesson is None:
            return self._sets.get(page.id)
        return self._lesson.experiments.get(experiment_of_page(self._lesson.pages, page.id))

    def lift(self, page: Page) -> None:
        """Show the run of a page without predictions."""
        self._lifted.add(page.id)
        self.follow()

    def forget(self) -> None:
        """Hide nothing any more: the lesson is closed, or begun anew."""
        self._lesson = self._shown = None
        self._sets.clear()
        self._lifted.clear()
        self.follow()

    def part(self) -> None:
        """Have what is open belong to no page any more."""
        origin = self._model.origin
        origin.source = replace(origin.source, pages=())

    def follow(self) -> None:
        """Hide or show what is open now; what is hidden as a page asks about the same stays that page's."""
        if (like := self._like()) is not None:
            origin = self._model.origin
            origin.source = replace(origin.source, pages=(*origin.source.pages, self._key(like)))
        self._clock.seal(self.asking is not None)

    def _like(self) -> Page | None:
        """The page that waits and whose run what is open has, that does not come from the lesson."""
        if self._lesson is None or self.is_of_lesson:
            return None
        return next((page for page in self._lesson.pages if self.waits(page) and self._is_like(page)), None)

    @property
    def _is_set_by_shown(self) -> bool:
        return self._shown is not None and self._is_of(self._shown) and self.is_as_set(self._shown)

    @property
    def _is_set_by_another(self) -> bool:
        """Whether it is what a page has set, as that was, and that page waits for nothing."""
        assert self._lesson is not None
        return any(
            self._is_of(page) and self.is_as_set(page) and not self.waits(page) for page in self._lesson.pages
        )

    def _is_of(self, page: Page) -> bool:
        """Whether what is open was set by a page, or made of that."""
        return self._key(page) in self._model.origin.source.pages

    def _is_like(self, page: Page) -> bool:
        """Whether what is open has the run that a page has asked about."""
        own = self._sets.get(page.id)
        return own is not None and own.dynamics == self._model.experiment.dynamics

    def _key(self, page: Page) -> str:
        return key_of(self._name, page.id)
