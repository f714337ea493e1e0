"""A lesson at work: its pages, what is answered on them, and when their runs may be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.event import Event
from momentum_lab.core.messages import message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.lessons.lesson import Lesson, StepKind
from momentum_lab.lessons.record import page_of_key
from momentum_lab.session.clock import Clock
from momentum_lab.session.document import Document
from momentum_lab.session.lesson_book import LessonBook
from momentum_lab.session.lesson_locks import LessonLocks
from momentum_lab.session.lesson_records import Begun, record_key
from momentum_lab.session.lesson_seal import RunSeal
from momentum_lab.session.settings import Settings
from momentum_lab.session.shown_page import ShownPage

if TYPE_CHECKING:  # the window starts without what reads, writes and judges
    from momentum_lab.lessons.writing import NewPage


class LessonPlay(ShownPage):
    """The lesson that is open, if one is, with what somebody does in it.

    A page sets its experiment. While a prediction of it is open, there is no more of the run than its start,
    whatever is changed of it; something else that is opened is not hidden. What is done is kept in a record,
    a prediction before the run is shown.

    Parameters
    ----------
    said
        Where a sentence for the person goes.
    folder
        Where records are kept, a folder for each lesson; they are not if it is None.

    Attributes
    ----------
    changed
        Anything of it is otherwise than before.
    page_changed
        Another page is shown, or the same one anew, or none any more.
    key
        What the record of the lesson is kept as: its name, and more where it is from elsewhere.
    is_teacher
        Whether a teacher shows it, who may see runs without predictions, and lift locks.
    locking
        What cannot be changed, and what is not offered.
    """

    def __init__(
        self,
        model: ExperimentModel,
        document: Document,
        clock: Clock,
        settings: Settings,
        said: Event[str],
        folder: Path | None = None,
    ) -> None:
        self.changed: Event[[]] = Event()
        self.page_changed: Event[[]] = Event()
        self.is_teacher = False
        self.key = ""
        book = LessonBook(clock, said, folder)
        seal = RunSeal(model, clock, book.lacks)
        self.locking = LessonLocks(
            said, lambda: seal.is_of_lesson, lambda: seal.experiment(self.page) if self.lesson else None
        )
        super().__init__(model, clock, book, seal, said)
        self._document, self._settings, self._said = document, settings, said
        self._is_joining = False
        model.guard = self.locking
        model.changed.subscribe(self._follow_model)
        clock.refused.subscribe(lambda: said.emit(str(self.why_hidden)))
        self.predicted.subscribe(self._release)
        for each in (self.locking, book, self._answers):
            each.changed.subscribe(self.changed.emit)

    @property
    def locks(self) -> frozenset[str]:
        """The names of what cannot be changed."""
        return self.locking.locks

    @property
    def hides(self) -> frozenset[str]:
        """The names of what is not offered."""
        return self.locking.hides

    def begin_anew(self) -> None:
        """Put aside what is written down, and begin the lesson at its first page, as somebody else may."""
        if self.lesson is not None:
            self.book.begin_anew()
            self._seal.forget()
            self.page_number = 0
            self._show_page()

    def begun(self) -> list[Begun]:
        """Return the lessons that were begun, the one of the last time first."""
        found = []
        for each in self.book.begun():
            source = self._source(each.key)
            if each.key == record_key(each.lesson, source):
                found.append(replace(each, source=source))
        return found

    def open(self, lesson: Lesson, page: int | None = 0, source: str = "") -> None:
        """Open a lesson at a page, which sets its experiment; what was open before comes back by undo.

        Without a number, it is the page that was shown last. ``source`` is the folder or the zip of a lesson
        that is not found by its name.
        """
        self._begin(lesson, source)
        if page is not None:
            self.page_number = min(max(page, 0), len(lesson.pages) - 1)
        self._show_page()

    def take_up(self) -> None:
        """Go on with the lesson of which a page has set what is open, which stays as it is; say why not."""
        from momentum_lab.lessons.library import find_lesson

        *_, key = "", *self._model.origin.source.pages
        name, page = page_of_key(key)
        if not name or (self.lesson is not None and self.key == name):
            return
        source = self._source(name)
        try:
            lesson = find_lesson(source or name)
        except MomentumLabError as error:
            told = message("The lesson “{name}” cannot be taken up again: {error}", name=name, error=error)
            self._said.emit(str(told))
            return
        self._begin(lesson, source)
        ids = [each.id for each in lesson.pages]
        if not self.record.page and page in ids:
            self.page_number = ids.index(page)
        self._enter_page()
        if (own := self._own()) is not None:
            self._seal.take(self.page, own)
        self._seal.follow()
        self._tell_page()

    def close(self) -> None:
        """Have no lesson open any more; what it has set stays open."""
        if self.lesson is not None:
            self._seal.part()
            self._leave()
            self.page_changed.emit()
            self.changed.emit()

    def go_to_page(self, number: int) -> None:
        """Show another page, which sets its experiment."""
        if self.lesson is None:
            return
        number = min(max(number, 0), len(self.lesson.pages) - 1)
        if number != self.page_number:
            is_next, self.page_number = number == self.page_number + 1, number
            self._show_page(may_stay=is_next)

    def next_page(self) -> None:
        """Show the next page; say so if there is none."""
        if self.lesson is not None and self.page_number == len(self.lesson.pages) - 1:
            self._said.emit(str(message("This is the last page of the lesson.")))
        self.go_to_page(self.page_number + 1)

    def previous_page(self) -> None:
        """Show the page before; say so if there is none."""
        if self.lesson is not None and self.page_number == 0:
            self._said.emit(str(message("This is the first page of the lesson.")))
        self.go_to_page(self.page_number - 1)

    def reset_page(self) -> None:
        """Have the page as it was at first; what was answered stays."""
        if self.lesson is not None:
            self._show_page()

    def run_page(self) -> None:
        """Play the page's run from the start; if something else is open, that is set anew."""
        if self.lesson is None:
            return
        if not self._seal.is_as_set(self.page):
            self._set_experiment(self._own())
        self._clock.go_to(0)
        self._clock.play(True)

    def lift_seal(self) -> None:
        """Show the run of this page without predictions, as a teacher wants it."""
        if self.lesson is not None:
            self._seal.lift(self.page)
            self.changed.emit()

    def show_run(self) -> None:
        """Show the run of this page without predictions, from its start."""
        self.lift_seal()
        self.run_page()

    def set_teacher(self, is_teacher: bool) -> None:
        """Have a teacher show the lesson, or a student take it, for whom all is locked again."""
        if is_teacher != self.is_teacher:
            self.is_teacher = is_teacher
            self.locking.set_unlocked(False)
            self.changed.emit()

    def lock(self, names: Iterable[str]) -> None:
        """Lock these in every page, besides what the lesson locks."""
        self.locking.lock(names)

    def hide(self, names: Iterable[str]) -> None:
        """Hide these in every page, besides what the lesson hides."""
        self.locking.hide(names)

    def set_unlocked(self, is_unlocked: bool) -> None:
        """Lift all locks and show what is hidden, as a teacher wants it, or not any more."""
        self.locking.set_unlocked(is_unlocked)

    def seen_page(self, view: str = "", explore: str = "") -> NewPage:
        """Return a page of what is seen now, without words: the experiment, the step, and what is locked.

        ``view`` is shown alone; where lessons know none of that name, as of a table, all views are.
        """
        from momentum_lab.lessons.controls import VIEWS
        from momentum_lab.lessons.writing import NewPage

        view = view if view in VIEWS else ""
        experiment, step = self._model.experiment, self._clock.playhead.step
        return NewPage("", "", experiment, "", step, view, explore, self.locks, self.hides)

    def end(self) -> bool:
        """Write down what is not kept, and compute nothing more; return whether that was in time."""
        has_ended, is_kept = self._answers.end(), self.book.close()
        return has_ended and is_kept

    def _leave(self) -> None:
        """Have no lesson open."""
        self.lesson, self.is_teacher = None, False
        self._answers.show(None, None)
        self.locking.forget()
        self.book.close()
        self._seal.forget()

    def _show_page(self, may_stay: bool = False) -> None:
        """Show a page as it is at first; what is open may stay on a page that sets nothing."""
        self._enter_page()
        page = self.page
        asks = any(step.kind is StepKind.PREDICT for step in page.steps)
        stays = may_stay and not page.experiment and not asks
        self._set_experiment(None if stays else self._own())
        self._tell_page()

    def _begin(self, lesson: Lesson, source: str) -> None:
        """Have another lesson open, at the page that was shown last, of which nothing is shown yet."""
        self._leave()
        self.key = record_key(lesson.name, source)
        self._settings.put(_source_setting(self.key), source)
        self._settings.save()
        self.book.open(lesson, self.key)
        ids = [each.id for each in lesson.pages]
        self.lesson, self.page_number = lesson, ids.index(self.record.page) if self.record.page else 0

    def _enter_page(self) -> None:
        """Be about the page that is shown from now on."""
        assert self.lesson is not None
        page = self.page
        self._answers.show(self.lesson, page)
        self._seal.show(self.lesson, self.key, page)
        self.locking.set_page(self.lesson.locks | page.locks, self.lesson.hides | page.hides)

    def _tell_page(self) -> None:
        """Stand where the page begins, write down that it is shown, and tell everybody."""
        self._clock.begin_at(self.page.step)
        self.book.put_page(self.page.id)
        self.page_changed.emit()
        self._answers.look()
        self.changed.emit()

    def _own(self) -> Experiment | None:
        """Return what this page is about: what it has had, what it sets, or what a page before it does."""
        from momentum_lab.lessons.references import experiment_of_page
        from momentum_lab.lessons.words import told_experiment

        assert self.lesson is not None
        name = experiment_of_page(self.lesson.pages, self.page.id)
        if not self.page.experiment and self._seal.has_set(self.page) and self._seal.owns(self.page):
            return self._seal.experiment(self.page)
        return told_experiment(self.lesson, name) if name else None

    def _set_experiment(self, experiment: Experiment | None) -> None:
        """Have an experiment open for this page, or what is open already."""
        self._is_joining = True
        if experiment is None:
            self._follow_model()
        else:
            self._document.show(experiment, message("page “{title}”", title=self.page_text.title))
        self._is_joining = False

    def _release(self) -> None:
        """Show the run that was asked about."""
        self._seal.follow()
        self.run_page()

    def _source(self, key: str) -> str:
        """Return where the lesson was opened from whose record is kept as a key; "" if by its name."""
        return self._settings.text(_source_setting(key)) if "-" in key else ""

    def _follow_model(self) -> None:
        """Hide the run of what has come, or show it."""
        if self.lesson is None:
            return
        if self._is_joining:
            self._seal.join(self.page)
        self._seal.follow()
        self.changed.emit()


def _source_setting(key: str) -> str:
    return f"lesson/{key}/source"
