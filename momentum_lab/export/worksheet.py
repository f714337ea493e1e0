"""Worksheets: the pages of a lesson on paper, with room for answers; with a key, what the answers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from momentum_lab.containers.attachments import Attachment
from momentum_lab.core.hyperparameters import LEARNING_RATE, title_message
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.embedded import embedded_text
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.export.document import (
    Blanks,
    Block,
    Grid,
    Heading,
    Option,
    Options,
    Paper,
    Picture,
    Prose,
    Said,
    SheetBreak,
)
from momentum_lab.lessons.lesson import AnswerKind, Lesson, LessonStep, LessonText, Page, StepKind, StepText
from momentum_lab.lessons.markup import literally
from momentum_lab.lessons.record import Given, key_of
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.lessons.words import filled, told_experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.wording.answers import AnswerWords
from momentum_lab.wording.lessons import KINDS_OF_STEPS, TEACHER_HEADS, check_words
from momentum_lab.wording.numbers import told_number

DRAWN: Final = frozenset({AnswerKind.POINT, AnswerKind.CURVE})
"""Answers that are drawn, so that there have to be axes."""
_ROOM: Final[Mapping[StepKind, int]] = {StepKind.TRY: 3, StepKind.TASK: 3, StepKind.EXPLAIN: 5}
"""Lines to write on."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What the answers are: those of predictions by "page/step"; and pictures in which they are drawn."""

    answers: Mapping[str, Given]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def worksheet(
    lesson: Lesson, text: LessonText, pictures: Mapping[str, bytes], key: AnswerKey | None = None
) -> Paper:
    """Return the worksheet of a lesson.

    ``pictures`` are axes to draw on, of the steps whose answers are :data:`DRAWN`, by "page/step". With a
    ``key``, it is the teacher's: the answers are in their places, and the notes for the teacher follow.
    """
    return _Worksheet(lesson, text, pictures, key).document()


class _Worksheet:
    def __init__(
        self, lesson: Lesson, text: LessonText, pictures: Mapping[str, bytes], key: AnswerKey | None
    ) -> None:
        self._lesson, self._text, self._pictures, self._key = lesson, text, pictures, key
        self._attachments: list[Attachment] = []

    def document(self) -> Paper:
        """Return the whole."""
        title = self._text.title
        blocks = [*self._head(), *self._pages(), *self._notes()]
        if self._key is not None:
            title = str(message("{title}: answer key", title=title))
        return Paper(title, self._text.language, (), tuple(blocks), tuple(self._attachments))

    def _head(self) -> Iterator[Block]:
        if self._key is None:
            yield Blanks(1, str(message("Name")))
            yield Blanks(1, str(message("Date")), is_short=True)
        yield Prose(self._filled(self._text.summary))
        if self._text.able:
            yield Said(str(message("After this lesson you can")))
            yield Prose("\n".join(f"- {self._filled(able)}" for able in self._text.able))

    def _pages(self) -> Iterator[Block]:
        for number, page in enumerate(self._lesson.pages, start=1):
            words = self._text.pages[page.id]
            yield Heading(f"{number}. {words.title}")
            if words.question:
                yield Prose(self._filled(words.question), "question")
            if words.text:
                yield Prose(self._filled(words.text))
            for step in page.steps:
                yield from self._step(page, step, words.steps[step.id])

    def _step(self, page: Page, step: LessonStep, words: StepText) -> Iterator[Block]:
        key = key_of(page.id, step.id)
        yield Heading(str(KINDS_OF_STEPS[step.kind]), 3)
        yield Prose(self._filled(words.prompt))
        if step.prediction is not None:
            yield from self._question(page, step, key, words)
        elif step.task is not None:
            yield from self._task(page, step)
        elif self._key is None:
            yield Blanks(_ROOM[step.kind])
        if self._key is not None:
            if words.hint:
                yield Prose(str(message("*Hint:* {hint}", hint=self._filled(words.hint))), "hint")
            if words.reveal:
                yield Prose(self._filled(words.reveal), "hint")

    def _question(self, page: Page, step: LessonStep, key: str, words: StepText) -> Iterator[Block]:
        assert step.prediction is not None
        prediction = step.prediction
        told = AnswerWords(prediction, words.choices, self._experiment(page))
        answer = None if self._key is None else self._key.answers.get(key)
        if prediction.answer is AnswerKind.CHOICE:
            choices = prediction.choices
            yield Options(tuple(Option(self._filled(told.told(c.id)), c.id == answer) for c in choices))
            return
        if prediction.answer in DRAWN:
            pictures = self._pictures if self._key is None else self._key.pictures
            if key in pictures:
                yield Picture(pictures[key], words=words.prompt, width=0.8)
        if answer is not None:
            yield Grid((told.columns(answer), told.cells(answer)))
        elif prediction.answer is AnswerKind.ORDER:
            labels = told.cells(prediction.balls or tuple(range(len(self._labels(page)))))
            yield Said(" · ".join(labels))
            yield Blanks(1, str(message("In this order, the least first:")))
        elif prediction.answer is AnswerKind.NUMBER:
            yield Blanks(1, str(message("Answer:")), is_short=True)

    def _task(self, page: Page, step: LessonStep) -> Iterator[Block]:
        assert step.task is not None
        labels = self._labels(page)
        checks = (Option(literally(check_words(check, labels))) for check in step.task.checks)
        yield Options(tuple(checks))
        if self._key is None:
            yield Blanks(_ROOM[step.kind], str(message("What does it:")))
            return
        solution = self._told(step.task.solution)
        name = _file_of(step.task.solution)
        self._attachments.append(Attachment(name, embedded_text(solution).encode()))
        heads = [str(message("ball")), str(message("settings"))]
        rows = [(label, _settings(solution, ball)) for ball, label in enumerate(solution.names)]
        yield Grid(((heads[0], heads[1]), *rows), str(message("A solution")))

    def _notes(self) -> Iterator[Block]:
        if self._key is None or not self._text.teacher:
            return
        yield SheetBreak()
        yield Heading(str(message("Notes for the teacher")))
        yield from teacher_blocks(self._lesson, self._text)

    def _experiment(self, page: Page) -> Experiment | None:
        named = experiment_of_page(self._lesson.pages, page.id)
        return self._told(named) if named else None

    def _labels(self, page: Page) -> tuple[str, ...]:
        experiment = self._experiment(page)
        return () if experiment is None else experiment.names

    def _told(self, experiment: str) -> Experiment:
        return told_experiment(self._lesson, experiment, self._text.language)

    def _filled(self, words: str) -> str:
        return filled(words, self._lesson)


def teacher_blocks(lesson: Lesson, text: LessonText) -> Iterator[Block]:
    """Yield the notes for the teacher, each under its head."""
    for key, head in TEACHER_HEADS.items():
        if key in text.teacher:
            yield Heading(str(head), 3)
            yield Prose(filled(text.teacher[key], lesson))


def _file_of(solution: str) -> str:
    """Return what the file of a solution is called, whatever the language."""
    return f"solution-{solution.replace('_', '-')}.toml"


def _settings(experiment: Experiment, ball: int) -> str:
    """Return the optimizer of a ball, its rate, and what of it is not as usual."""
    made = experiment.balls[ball]
    optimizer = OPTIMIZERS[made.optimizer]
    values = [
        f"{title_message(name)} {told_number(value)}"
        if isinstance(value, float)
        else f"{title_message(name)} {value}"
        for name, value in made.hyperparameters.items()
        if name == LEARNING_RATE or value != optimizer.hyperparameters[name].default
    ]
    return str(enumerated([optimizer.shown_title, *values]))
