"""What is answered on a page of a lesson: whose turn has come, what the run says of it, what is revealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from momentum_lab.core.event import Event
from momentum_lab.core.messages import Message, message
from momentum_lab.lessons.lesson import Lesson, LessonStep, Page, StepKind
from momentum_lab.lessons.record import Answered, Given, key_of
from momentum_lab.lessons.record_file import checked_answer
from momentum_lab.lessons.revealing import is_all_seen, is_revealed
from momentum_lab.session.clock import Clock
from momentum_lab.session.lesson_book import LessonBook
from momentum_lab.session.lesson_fits import check_answer
from momentum_lab.session.lesson_judging import Asked, LessonJudge, PageVerdict
from momentum_lab.session.lesson_seal import RunSeal
from momentum_lab.simulation.run import Run
from momentum_lab.wording.locks import refusal

if TYPE_CHECKING:  # the window starts without what judges
    from momentum_lab.lessons.checking import CheckFinding

SEEN_ELSEWHERE: Final = message(
    "This is asked about the run of the page, and another one is shown: reset the page first."
)


class LessonAnswers:
    """The answers on the page that is shown, as the book has them, and what the run says of them.

    Attributes
    ----------
    changed
        Findings of tasks are others.
    page
        The one that is shown; None while no lesson is open.
    """

    def __init__(self, book: LessonBook, clock: Clock, seal: RunSeal, said: Event[str]) -> None:
        self.changed: Event[[]] = Event()
        self.page: Page | None = None
        self._lesson: Lesson | None = None
        self._book, self._clock, self._seal, self._said = book, clock, seal, said
        self._judge = LessonJudge(clock)
        self._judge.found.subscribe(self._take)
        self._findings: Mapping[str, tuple[CheckFinding, ...]] = {}
        self._attempt = 0
        clock.run_changed.subscribe(self._follow_run)
        clock.step_changed.subscribe(lambda _step: self._note_end())

    @property
    def page_id(self) -> str:
        """The id of the page; empty while no lesson is open."""
        return "" if self.page is None else self.page.id

    @property
    def is_finished(self) -> bool:
        """Whether the run of the page has been seen to its end, after what had to be predicted."""
        page = self.page
        return page is not None and page.id in self._book.record.finished and not self._seal.waits(page)

    def show(self, lesson: Lesson | None, page: Page | None) -> None:
        """Be about a page of a lesson, or none; what was asked for the one before is not told any more."""
        self._judge.forget()
        self._attempt += 1
        self._lesson, self.page, self._findings = lesson, page, {}

    def look(self) -> None:
        """Have the run that is there judged for the page, where it has set no other one."""
        if self._clock.run is not None and self._clock.is_settled:
            self._ask(self._clock.run)

    def step(self, name: str) -> LessonStep:
        """Return a step of the page by its id; :class:`KeyError` if there is none."""
        for each in () if self.page is None else self.page.steps:
            if each.id == name:
                return each
        raise KeyError(name)

    def key(self, step: LessonStep) -> str:
        """Return the key of a step in the record."""
        assert self.page is not None
        return key_of(self.page.id, step.id)

    def is_open(self, step: LessonStep) -> bool:
        """Whether a step can be answered now; see :meth:`LessonPlay.is_open`."""
        if self.page is None:
            return False
        if step.kind is StepKind.PREDICT:
            before = self._of_kind(StepKind.PREDICT)
            before = before[: before.index(step)]
            is_over = self.is_finished or not self._book.lacks(self.page)
            return not is_over and all(self.answered(each) is not None for each in before)
        if step.kind is StepKind.SEE:
            return self.is_finished and not self._is_all_seen
        return not self._seal.waits(self.page)

    def answered(self, step: LessonStep) -> Answered | None:
        """Return the answer to a step, if there is one."""
        return self._book.record.answers.get(self.key(step))

    def answer(self, step: LessonStep, given: Given) -> bool:
        """Write down an answer; return whether that was the last prediction of the page.

        Raises
        ------
        InputError
            It is not the kind of answer that the step asks for.
        """
        assert self.page is not None
        given = checked_answer(given)
        check_answer(step, given, self._seal.experiment(self.page))
        if step.kind is StepKind.TASK or not self.is_open(step):
            self._said.emit(str(_why_closed(step)))
            return False
        if step.kind is StepKind.SEE and not self._seal.is_as_set(self.page):
            self._said.emit(str(SEEN_ELSEWHERE))
            return False
        if step.kind is StepKind.PREDICT:
            self._book.forget_seen(self.page)
        self._book.put_answer(self.key(step), Answered(given))
        if step.kind is StepKind.SEE and self._clock.run is not None:
            self._ask(self._clock.run)
        return step.kind is StepKind.PREDICT and not self._book.lacks(self.page)

    def findings(self, step: LessonStep) -> tuple[CheckFinding, ...]:
        """Return what is found of the checks of a task in the newest run; nothing while there is none."""
        return self._findings.get(step.id, ()) if self._is_own else ()

    def is_revealed(self, step: LessonStep) -> bool:
        """Whether it can be told how it came; see :meth:`LessonPlay.is_revealed`."""
        return self.page is not None and is_revealed(self.page, step, self._book.record)

    def end(self) -> bool:
        """Judge nothing more; return whether that has ended in time."""
        return self._judge.close()

    @property
    def _is_own(self) -> bool:
        return self.page is not None and self._seal.owns_landscape(self.page)

    @property
    def _is_all_seen(self) -> bool:
        """Whether everything is said of what was seen on this page."""
        return self.page is not None and is_all_seen(self.page, self._book.record)

    def _of_kind(self, kind: StepKind) -> list[LessonStep]:
        return [] if self.page is None else [step for step in self.page.steps if step.kind is kind]

    def _follow_run(self, run: Run, _step: int) -> None:
        self._ask(run)
        self._note_end()

    def _note_end(self) -> None:
        """Note that the page's run was seen to its end, when it was."""
        run = self._clock.run
        if self.page is None or run is None or self._clock.is_sealed or self.is_finished:
            return
        if self._seal.waits(self.page):
            return
        is_at_end = run.is_complete and self._clock.playhead.step == run.experiment.steps
        if is_at_end and self._seal.is_as_set(self.page):
            self._book.put_finished(self.page.id)

    def _ask(self, run: Run) -> None:
        """Have a whole run judged as far as it is this page's."""
        if self.page is None or self._lesson is None:
            return
        if self._clock.is_sealed or not self._is_own or not run.is_complete:
            return
        given: list[tuple[LessonStep, Given]] = []
        for step in self.page.steps if self._seal.is_as_set(self.page) else ():
            answered = self.answered(step)
            if step.prediction is not None and answered is not None and answered.outcome is None:
                given.append((step, answered.given))
        tasks = tuple(self._of_kind(StepKind.TASK))
        if given or tasks:
            self._judge.ask(Asked(self._lesson, run, self.page.id, self._attempt, tuple(given), tasks))

    def _take(self, verdict: PageVerdict) -> None:
        """Write down what came of predictions, and which tasks are done."""
        asked = verdict.asked
        if asked.attempt != self._attempt:
            return
        answers = dict(self._book.record.answers)
        for step, given in asked.given:
            answered = answers.get(key := key_of(asked.page, step.id))
            if answered is not None and answered.given == given:  # it may be another one since
                answers[key] = replace(answered, outcome=verdict.outcomes.get(step.id))
        self._findings = verdict.findings
        if verdict.locked:
            why = refusal(verdict.locked)
            self._said.emit(str(message("The task does not count as done. {why}", why=why)))
        for step_id, done in verdict.done.items():
            key = key_of(asked.page, step_id)
            if _is_better(done, answers.get(key)):
                answers[key] = done
        if answers != self._book.record.answers:
            self._book.put(replace(self._book.record, answers=answers))
        else:
            self.changed.emit()


def _is_better(done: Answered, former: Answered | None) -> bool:
    """Whether a task is done for the first time, or with a better result of its race."""
    return former is None or (done.race is not None and (former.race is None or done.race < former.race))


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
            return message("This comes when the predictions of the page are made.")
