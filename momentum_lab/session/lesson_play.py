"""A lesson at work: its pages, what is answered on them, and when their runs may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momentum_lab.core.event import Event
from momentum_lab.core.messages import Message, message
from momentum_lab.core.tables import integer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.lessons.lesson import Lesson, LessonStep, LessonText, Page, PageText, StepKind
from momentum_lab.lessons.record import Answered, Figure, Given, LessonRecord, key_of
from momentum_lab.lessons.record_file import checked_answer
from momentum_lab.session.clock import Clock
from momentum_lab.session.document import Document
from momentum_lab.session.lesson_answers import check_answer
from momentum_lab.session.lesson_book import LessonBook
from momentum_lab.session.lesson_judging import Asked, LessonJudge, Verdict
from momentum_lab.session.lesson_locks import LessonLocks
from momentum_lab.session.lesson_records import Begun
from momentum_lab.session.lesson_seal import RunSeal
from momentum_lab.session.settings import Settings
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:  # the window starts without what reads and judges
    from momentum_lab.lessons.checking import CheckFinding

PREDICT_FIRST: Final = message("First the prediction: the run of this page is shown once it is made.")


class LessonPlay:
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
    lesson
        The one that is open.
    page_number
        Of the page that is shown, counted from 0.
    language
        The code of the language of its words, where it has them; else its own.
    is_teacher
        Whether a teacher shows it, who may see runs without predictions, and lift locks.
    locking
        What cannot be changed, and what is not offered.
    book
        What is written down.
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
        self.lesson: Lesson | None = None
        self.page_number = 0
        self.is_teacher = False
        self.language = settings.text("lesson_language")
        self.locking = LessonLocks(said)
        self.book = LessonBook(clock, said, folder)
        self._model, self._document, self._clock = model, document, clock
        self._settings, self._said = settings, said
        self._seal = RunSeal(model, clock, self._asks)
        self._judge = LessonJudge(clock)
        self._findings: Mapping[str, tuple[CheckFinding, ...]] = {}
        self._is_joining = False
        model.guard = self.locking
        model.changed.subscribe(self._follow_model)
        clock.run_changed.subscribe(self._follow_run)
        clock.step_changed.subscribe(lambda _step: self._note_end())
        clock.refused.subscribe(lambda: said.emit(str(self.why_hidden)))
        self.locking.changed.subscribe(self.changed.emit)
        self.book.changed.subscribe(self.changed.emit)
        self._judge.found.subscribe(self._take_verdict)

    @property
    def text(self) -> LessonText:
        """The words of the lesson that is open."""
        from momentum_lab.lessons.words import lesson_text

        assert self.lesson is not None
        return lesson_text(self.lesson, self.language)

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
    def record(self) -> LessonRecord:
        """What is written down of the lesson that is open."""
        return self.book.record

    @property
    def locks(self) -> frozenset[str]:
        """The names of what cannot be changed."""
        return self.locking.locks

    @property
    def hides(self) -> frozenset[str]:
        """The names of what is not offered."""
        return self.locking.hides

    @property
    def is_sealed(self) -> bool:
        """Whether the run is hidden: a prediction comes first."""
        return self._clock.is_sealed

    @property
    def why_hidden(self) -> Message:
        """A sentence about what comes before a run that is hidden."""
        asking = self._seal.asking
        if self.lesson is None or asking is None or asking is self.page:
            return PREDICT_FIRST
        said = message("First the prediction on page “{title}”: this run is shown once it is made.")
        return said.filled(title=self.text.pages[asking.id].title)

    @property
    def is_own_experiment(self) -> bool:
        """Whether what is open is the page's, or made of it on the same landscape."""
        if self.lesson is None or not self._seal.owns(self.page):
            return False
        own, present = self._seal.experiment(self.page), self._model.experiment
        return own is not None and (own.landscape.name, own.landscape.formula) == (
            present.landscape.name,
            present.landscape.formula,
        )

    @property
    def is_finished(self) -> bool:
        """Whether the run of the page has been seen to its end."""
        return self.page.id in self.record.finished

    def begun(self) -> list[Begun]:
        """Return the lessons that were begun, the one of the last time first."""
        begun = self.book.begun()
        return [replace(each, source=self._settings.text(_source_key(each.lesson))) for each in begun]

    def open(self, lesson: Lesson, page: int | None = 0, source: str = "") -> None:
        """Open a lesson at a page, which sets its experiment; what was open before comes back by undo.

        Without a number, it is the page that was shown last. ``source`` is the folder or the zip of a lesson
        that is not found by its name.
        """
        self._leave()
        self._settings.put(_source_key(lesson.name), source)
        self.book.open(lesson)
        if page is None:
            ids = [each.id for each in lesson.pages]
            page = ids.index(self.record.page) if self.record.page else 0
        self.lesson, self.page_number = lesson, min(max(page, 0), len(lesson.pages) - 1)
        self._show_page()

    def open_named(self, name: str, page: int | None = None) -> None:
        """Open the lesson of a name, or in a folder or a zip; at the page that was shown last.

        Raises
        ------
        MomentumLabError
            There is none, or it cannot be read.
        """
        from momentum_lab.lessons.library import find_lesson, lesson_source

        source = lesson_source(name)
        self.open(find_lesson(name), page, "" if source is None else str(source.resolve()))

    def close(self) -> None:
        """Have no lesson open any more; what it has set stays open."""
        if self.lesson is not None:
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
        if not self._is_as_set:
            self._set_experiment(self._own())
        self._clock.go_to(0)
        self._clock.play(True)

    def lift_seal(self) -> None:
        """Show the run of this page without predictions, as a teacher wants it."""
        if self.lesson is not None:
            self._seal.lift(self.page)
            self.changed.emit()

    def set_teacher(self, is_teacher: bool) -> None:
        """Have a teacher show the lesson, or a student take it."""
        if is_teacher != self.is_teacher:
            self.is_teacher = is_teacher
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

    def is_open(self, step: LessonStep | str) -> bool:
        """Whether a step of this page can be answered now.

        Predictions can one after the other, until the run is shown; what was seen, when it was to the end;
        all else, when predictions are made.
        """
        asked = self._step(step)
        if asked.kind is StepKind.PREDICT:
            before = self._of_kind(StepKind.PREDICT)
            before = before[: before.index(asked)]
            is_over = self.is_finished or not self._asks(self.page)
            return not is_over and all(self.answered(each.id) is not None for each in before)
        if asked.kind is StepKind.SEE:
            return self.is_finished and not self._is_all_seen
        return not self._asks(self.page) or self._seal.is_lifted(self.page)

    def answer(self, step_id: str, given: Given) -> None:
        """Write down an answer; after the last prediction, show the run from its start.

        Where the step's turn has not come, or is over, that is said.

        Raises
        ------
        InputError
            It is not the kind of answer that the step asks for.
        """
        step, given = self._step(step_id), checked_answer(given)
        check_answer(step, given, self._seal.experiment(self.page))
        if step.kind is StepKind.TASK or not self.is_open(step):
            self._said.emit(str(_why_closed(step)))
            return
        self.book.put_answer(self._key(step), Answered(given))
        if step.kind is StepKind.PREDICT and not self._asks(self.page):
            self.book.keep()
            self._release()
        elif step.kind is StepKind.SEE and self._clock.run is not None:
            self._ask_judge(self._clock.run)

    def answered(self, step_id: str) -> Answered | None:
        """Return the answer to a step of this page, if there is one; of a task, that it is done."""
        return self.record.answers.get(self._key(self._step(step_id)))

    def findings(self, step_id: str) -> tuple[CheckFinding, ...]:
        """Return what is found of the checks of a task in the newest run; nothing while there is none."""
        return self._findings.get(step_id, ())

    def is_revealed(self, step_id: str) -> bool:
        """Whether it can be told how it came.

        That is so of a prediction and of what was seen when the run was, and all is said of it; of a task,
        when it is done; of all else, when there is an answer.
        """
        step = self._step(step_id)
        if step.kind in (StepKind.PREDICT, StepKind.SEE):
            return self.is_finished and self._is_all_seen
        return self.answered(step_id) is not None

    def set_student(self, name: str) -> None:
        """Write down who takes the lesson.

        Raises
        ------
        InputError
            The name is too long, or has characters that none may have.
        """
        self.book.set_student(name)

    def add_figure(
        self, png: bytes | None = None, table: Sequence[Sequence[str]] = (), caption: str = ""
    ) -> None:
        """Take a picture or a table into the report, with the experiment and the step that are shown."""
        rows = tuple(tuple(row) for row in table)
        experiment = dumps(self._model.experiment)
        step = self._clock.playhead.step
        self.book.add_figure(Figure(self.page.id, caption, experiment, step, table=rows), png)

    def votes(self, step_id: str) -> tuple[int, ...]:
        """Return how many of a class have chosen each of the choices of a step."""
        step = self._step(step_id)
        return self.book.votes(self._key(step), _choices(step))

    def vote(self, step_id: str, choice: int, count: int = 1) -> None:
        """Count votes for one of the choices of a step; a negative number takes some back.

        Raises
        ------
        InputError
            There is no such choice.
        """
        step = self._step(step_id)
        integer(0, _choices(step) - 1)(choice)
        self.book.vote(self._key(step), _choices(step), choice, count)

    def clear_votes(self, step_id: str) -> None:
        """Count the votes for the choices of a step anew."""
        step = self._step(step_id)
        self.book.clear_votes(self._key(step), _choices(step))

    def end(self) -> bool:
        """Write down what is not kept, and compute nothing more; return whether that was in time."""
        is_judge_done, is_kept = self._judge.close(), self.book.close()
        return is_judge_done and is_kept

    @property
    def _is_as_set(self) -> bool:
        """Whether the run of what is open is the one that the page asks about."""
        own = self._seal.experiment(self.page)
        return own is not None and own.dynamics == self._model.experiment.dynamics

    @property
    def _is_all_seen(self) -> bool:
        """Whether everything is said of what was seen on this page."""
        return all(self.answered(step.id) is not None for step in self._of_kind(StepKind.SEE))

    def _of_kind(self, kind: StepKind) -> list[LessonStep]:
        return [step for step in self.page.steps if step.kind is kind]

    def _step(self, step: LessonStep | str) -> LessonStep:
        name = step if isinstance(step, str) else step.id
        for each in self.page.steps if self.lesson is not None else ():
            if each.id == name:
                return each
        raise KeyError(name)

    def _key(self, step: LessonStep) -> str:
        return key_of(self.page.id, step.id)

    def _asks(self, page: Page) -> bool:
        """Whether a page waits for a prediction."""
        answers = self.record.answers
        return any(s.kind is StepKind.PREDICT and key_of(page.id, s.id) not in answers for s in page.steps)

    def _leave(self) -> None:
        """Have no lesson open."""
        self.lesson, self._findings = None, {}
        self.locking.forget()
        self.book.close()
        self._seal.forget()

    def _show_page(self, may_stay: bool = False) -> None:
        """Show a page as it is at first; what is open may stay on a page that sets nothing."""
        assert self.lesson is not None
        page, self._findings = self.page, {}
        self.locking.set_page(self.lesson.locks | page.locks, self.lesson.hides | page.hides)
        stays = may_stay and not page.experiment and not self._of_kind(StepKind.PREDICT)
        self._set_experiment(None if stays else self._own())
        self._clock.begin_at(page.step)
        self.book.put_page(page.id)
        self.page_changed.emit()
        self.changed.emit()

    def _own(self) -> Experiment | None:
        """Return what this page is about: what it has had, what it sets, or what a page before it does."""
        from momentum_lab.lessons.references import experiment_of_page
        from momentum_lab.lessons.words import told_experiment

        assert self.lesson is not None
        name = experiment_of_page(self.lesson.pages, self.page.id)
        if not self.page.experiment and self._seal.owns(self.page):
            return self._seal.experiment(self.page)
        return told_experiment(self.lesson, name, self.language) if name else None

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

    def _follow_model(self) -> None:
        """Hide the run of what has come, or show it; what is changed of a page is not asked about."""
        if self.lesson is None:
            return
        if self._is_joining:
            self._seal.join(self.page)
        self._seal.follow()
        if self._seal.is_joined and self._document.path is None:
            self._model.give_up()
        if not self.is_own_experiment:
            self._findings = {}
        self.changed.emit()

    def _follow_run(self, run: Run, _step: int) -> None:
        if self.lesson is not None and run.is_complete:
            self._ask_judge(run)
            self._note_end()

    def _note_end(self) -> None:
        """Note that the page's run was seen to its end, when it was."""
        run = self._clock.run
        if self.lesson is None or self.is_finished or run is None or self.is_sealed:
            return
        is_at_end = run.is_complete and self._clock.playhead.step == run.experiment.steps
        if is_at_end and self.is_own_experiment and self._is_as_set:
            self.book.put(replace(self.record, finished=self.record.finished | {self.page.id}))

    def _ask_judge(self, run: Run) -> None:
        """Have a whole run judged as far as it is this page's."""
        if self.is_sealed or not self.is_own_experiment or not run.is_complete:
            return
        given: list[tuple[LessonStep, Given]] = []
        if self._is_as_set and run.experiment.dynamics == self._model.experiment.dynamics:
            for step in self.page.steps:
                answered = self.answered(step.id)
                if step.prediction is not None and answered is not None and answered.outcome is None:
                    given.append((step, answered.given))
        tasks = tuple(self._of_kind(StepKind.TASK))
        if given or tasks:
            self._judge.ask(Asked(run, self.page.id, tuple(given), tasks))

    def _take_verdict(self, verdict: Verdict) -> None:
        """Write down what came of predictions, and which tasks are done."""
        if self.lesson is None or verdict.page != self.page.id:
            return
        answers = dict(self.record.answers)
        for step_id, outcome in verdict.outcomes.items():
            key = key_of(verdict.page, step_id)
            answers[key] = replace(answers[key], outcome=outcome)
        self._findings = verdict.findings
        for step_id, done in verdict.done.items():
            key = key_of(verdict.page, step_id)
            if _is_better(done, answers.get(key)):
                answers[key] = done
        if answers != self.record.answers:
            self.book.put(replace(self.record, answers=answers))
        else:
            self.changed.emit()


def _is_better(done: Answered, former: Answered | None) -> bool:
    """Whether a task is done for the first time, or with a better result of its race."""
    return former is None or (done.race is not None and (former.race is None or done.race < former.race))


def _choices(step: LessonStep) -> int:
    return 0 if step.prediction is None else len(step.prediction.choices)


def _source_key(lesson: str) -> str:
    return f"lesson/{lesson}/source"


def _why_closed(step: LessonStep) -> Message:
    """Return why a step cannot be answered now."""
    match step.kind:
        case StepKind.PREDICT:
            return message("This prediction is made: the run was shown since, or another one comes first.")
        case StepKind.SEE:
            return message("This is asked when the run was seen to its end, and once.")
        case StepKind.TASK:
            return message("A task is done on the experiment: it is checked by itself.")
        case _:
            return PREDICT_FIRST
