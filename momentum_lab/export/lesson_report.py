"""The lab report: what somebody has predicted, seen, tried and explained in a lesson, as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from momentum_lab.containers.attachments import Attachment
from momentum_lab.core.errors import InputError
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.embedded import embedded_text
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import loads
from momentum_lab.export.document import (
    Block,
    Grid,
    Heading,
    Option,
    Options,
    Paper,
    Picture,
    Prose,
    Said,
    Sign,
    Words,
    turned_grid,
)
from momentum_lab.lessons.lesson import AnswerKind, Lesson, LessonStep, LessonText, Page, StepKind, StepText
from momentum_lab.lessons.markup import literally
from momentum_lab.lessons.record import Answered, AnswerOutcome, ReportFigure, key_of
from momentum_lab.lessons.record_judge import JudgedRecord
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.lessons.words import filled, told_experiment
from momentum_lab.wording.answers import AnswerWords
from momentum_lab.wording.lesson_report import progress_told
from momentum_lab.wording.lessons import KINDS_OF_STEPS, check_words, measure_words, outcome_words
from momentum_lab.wording.numbers import told_number


@dataclass(frozen=True, slots=True)
class ReportPictures:
    """The pictures of a report.

    Attributes
    ----------
    figures
        PNGs by the names of their files in the record.
    tasks
        PNGs of the experiments by which tasks were done, by "page/step".
    answers
        PNGs of predictions that were drawn, over what came, by "page/step".
    """

    figures: Mapping[str, bytes] = field(default_factory=dict)
    tasks: Mapping[str, bytes] = field(default_factory=dict)
    answers: Mapping[str, bytes] = field(default_factory=dict)


def lesson_report(
    lesson: Lesson, text: LessonText, judged: JudgedRecord, pictures: ReportPictures, day: date, result: bytes
) -> Paper:
    """Return the report of a lesson.

    It says the ``day`` on which it is made, and brings along the ``result``, which is the record as JSON, for
    programs.
    """
    return _Report(lesson, text, judged, pictures).document(day, result)


class _Report:
    def __init__(
        self, lesson: Lesson, text: LessonText, judged: JudgedRecord, pictures: ReportPictures
    ) -> None:
        self._lesson, self._text, self._pictures = lesson, text, pictures
        self._record, self._refused = judged.record, judged.refused
        self._attachments: list[Attachment] = []
        self._figures = self._tables = self._tasks = 0

    def document(self, day: date, result: bytes) -> Paper:
        """Return the whole."""
        blocks = tuple(self._blocks())
        facts = [
            (message("Name"), self._record.student or "—"),
            (message("Date"), day.isoformat()),
            *progress_told(self._lesson, self._record),
        ]
        return Paper(
            str(message("Lab report: {title}", title=self._text.title)),
            self._text.language,
            tuple((str(name), value) for name, value in facts),
            blocks,
            (*self._attachments, Attachment("result.json", result)),
        )

    def _blocks(self) -> Iterator[Block]:
        for page in self._lesson.pages:
            words = self._text.pages[page.id]
            yield Heading(words.title)
            if words.question:
                yield Prose(self._filled(words.question), "question")
            for step in page.steps:
                yield from self._step(page, step, words.steps[step.id])
            for figure in self._record.figures:
                if figure.page == page.id:
                    yield from self._figure(figure)

    def _step(self, page: Page, step: LessonStep, words: StepText) -> Iterator[Block]:
        key = key_of(page.id, step.id)
        answered = self._record.answers.get(key)
        if step.kind is StepKind.TRY and answered is None:
            return
        yield Heading(str(KINDS_OF_STEPS[step.kind]), 3)
        yield Prose(self._filled(words.prompt))
        if key in self._refused:
            said = message("What is written down here does not count: {why}.", why=self._refused[key])
            yield Said(str(said))
        elif answered is None:
            yield Said(str(_NOT_YET[step.kind]))
        elif step.prediction is not None:
            choices = {each: self._filled(told) for each, told in words.choices.items()}
            told = AnswerWords(step.prediction, choices, self._experiment(page))
            yield from self._answer(told, answered)
            if key in self._pictures.answers:
                yield Picture(
                    self._pictures.answers[key], str(message("Predicted, and what came")), width=0.8
                )
        elif step.kind is StepKind.TASK:
            yield from self._task(key, step, answered)
        else:
            yield Words(str(answered.given))
        if answered is not None and answered.outcome is not None and words.reveal:
            yield Prose(self._filled(words.reveal), "hint")

    def _experiment(self, page: Page) -> Experiment | None:
        named = experiment_of_page(self._lesson.pages, page.id)
        return told_experiment(self._lesson, named, self._text.language) if named else None

    def _filled(self, words: str) -> str:
        return filled(words, self._lesson)

    def _answer(self, words: AnswerWords, answered: Answered) -> Iterator[Block]:
        given, outcome = answered.given, answered.outcome
        if words.prediction.answer is AnswerKind.CHOICE:
            choices = words.prediction.choices
            yield Options(tuple(Option(words.told(each.id), each.id == given) for each in choices))
        else:
            rows = [("", *words.columns(given)), (str(message("Predicted")), *words.cells(given))]
            if outcome is not None:
                rows.append((str(message("What came")), *words.cells(outcome.value)))
            yield Grid(tuple(rows), has_names=True)
        if outcome is not None:
            labels = [literally(label) for label in words.labels]
            came = outcome_words(words.prediction, outcome, labels, words.choices)
            yield Prose(str(came), _verdict(outcome))

    def _task(self, key: str, step: LessonStep, answered: Answered) -> Iterator[Block]:
        assert step.task is not None
        experiment = _loaded(answered.experiment)
        if experiment is None:
            yield Said(str(message("Done")), "right")
            return
        for check in step.task.checks:
            yield Said(check_words(check, experiment.names), "right")
        if answered.race is not None and step.task.race is not None:
            what = measure_words(step.task.race, experiment.names)
            number = told_number(answered.race, 6)
            yield Said(str(message("In the race, {what}: {number}", what=what, number=number)))
        self._tasks += 1
        name = self._attach(f"task-{self._tasks}.toml", experiment)
        if key in self._pictures.tasks:
            caption = str(message("The experiment with which it was done"))
            yield Picture(self._pictures.tasks[key], caption, _words(experiment), name)

    def _figure(self, figure: ReportFigure) -> Iterator[Block]:
        experiment = _loaded(figure.experiment)
        if figure.table:
            self._tables += 1
            title = message("Table {number}", number=self._tables)
            yield turned_grid(figure.table, _captioned(str(title), figure.caption))
        if figure.file in self._pictures.figures:
            self._figures += 1
            title = message("Figure {number}", number=self._figures)
            caption = _captioned(str(title), figure.caption)
            if experiment is None:
                yield Picture(self._pictures.figures[figure.file], caption)
                return
            name = self._attach(f"figure-{self._figures}.toml", experiment)
            words = message("{experiment}, at step {step:,}", experiment=_words(experiment), step=figure.step)
            yield Picture(self._pictures.figures[figure.file], caption, str(words), name)

    def _attach(self, name: str, experiment: Experiment) -> str:
        self._attachments.append(Attachment(name, embedded_text(experiment).encode()))
        return name


_NOT_YET: Final[Mapping[StepKind, Message]] = {
    StepKind.PREDICT: message("No prediction was made."),
    StepKind.SEE: message("Nothing was noted."),
    StepKind.TASK: message("Not done yet."),
    StepKind.EXPLAIN: message("Nothing was written."),
}


def _loaded(text: str) -> Experiment | None:
    """Return the experiment in a record; None where that is damaged: the report is there without it."""
    try:
        return loads(text)
    except InputError:
        return None


def _verdict(outcome: AnswerOutcome) -> Sign:
    if outcome.is_right is None:
        return ""
    return "right" if outcome.is_right else "wrong"


def _captioned(title: str, caption: str) -> str:
    return str(message("{title}: {caption}", title=title, caption=caption)) if caption else title


def _words(experiment: Experiment) -> str:
    """Return what an experiment is, for those who do not see its picture."""
    named = experiment.title_words or str(message("An experiment"))
    return str(message("{title} with {balls}", title=named, balls=enumerated(experiment.names)))
