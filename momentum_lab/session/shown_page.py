"""The page of a lesson that is shown: its words, and how what is open stands to it."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.lessons.lesson import Lesson, LessonText, Page, PageText
from momentum_lab.session.clock import Clock
from momentum_lab.session.lesson_book import LessonBook
from momentum_lab.session.lesson_seal import RunSeal
from momentum_lab.session.page_work import PageWork

PREDICT_FIRST: Final = message("First the prediction: the run of this page is shown once it is made.")


class ShownPage(PageWork):
    """The page that is shown of the lesson that is open; which one, :class:`LessonPlay` says.

    Attributes
    ----------
    lesson
        The one that is open, if one is.
    page_number
        Of the page that is shown, counted from 0.
    """

    def __init__(
        self, model: ExperimentModel, clock: Clock, book: LessonBook, seal: RunSeal, said: Event[str]
    ) -> None:
        super().__init__(model, clock, book, seal, said)
        self.lesson: Lesson | None = None
        self.page_number = 0
        self._seal = seal

    @property
    def text(self) -> LessonText:
        """The words of the lesson that is open, in the language of the program where it has them."""
        from momentum_lab.lessons.words import lesson_text

        assert self.lesson is not None
        return lesson_text(self.lesson)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        assert self.lesson is not None
        return self.lesson.pages[self.page_number]

    @property
    def page_text(self) -> PageText:
        """Its words."""
        return self.text.pages[self.page.id]

    @property
    def is_sealed(self) -> bool:
        """Whether the run is hidden: a prediction comes first."""
        return self._clock.is_sealed

    @property
    def hiding_page(self) -> int | None:
        """The number of another page that has to be answered before this run is shown; None if none has."""
        asking = self._seal.asking
        if self.lesson is None or asking is None or asking is self.page:
            return None
        return self.lesson.pages.index(asking)

    @property
    def why_hidden(self) -> Message:
        """A sentence about what comes before a run that is hidden."""
        hiding = self.hiding_page
        if self.lesson is None or hiding is None:
            return PREDICT_FIRST
        said = message("First the prediction on page “{title}”: this run is shown once it is made.")
        return said.filled(title=self.text.pages[self.lesson.pages[hiding].id].title)

    @property
    def is_own_experiment(self) -> bool:
        """Whether what is open is the page's, or made of it on the same landscape."""
        return self.lesson is not None and self._seal.owns_landscape(self.page)

    @property
    def own_experiment(self) -> Experiment | None:
        """What the page is about, as that was at first; None if it is about nothing."""
        return None if self.lesson is None else self._seal.experiment(self.page)

    @property
    def is_own_run(self) -> bool:
        """Whether the run of what is open is the one that the page is about, unchanged."""
        return self.lesson is not None and self._seal.is_as_set(self.page)
