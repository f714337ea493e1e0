"""What a class has done in a lesson: students' records judged anew by the lesson's own runs, put together."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import Message, message
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.lessons.lesson import Lesson, LessonStep
from momentum_lab.lessons.record import Answered, AnswerOutcome, LessonRecord
from momentum_lab.lessons.record_judge import RecordJudge, steps_by_key, why_locked
from momentum_lab.lessons.task_work import TaskResult

_UNSEEN: Final = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not seen, steers a terminal, or cannot be written."""


@dataclass(frozen=True, slots=True)
class StudentFile:
    """A record, and the name of the file that it was read from."""

    name: str
    record: LessonRecord


@dataclass(frozen=True, slots=True)
class StudentResult:
    """What a student has done.

    Attributes
    ----------
    student
        The name, as it can be shown; that of the file if none was written.
    file
        The name of the file.
    outcomes
        Of the predictions and observations that were made, by "page/step".
    tasks
        Of the tasks that were handed in.
    texts
        What was written.
    """

    student: str
    file: str
    answers: Mapping[str, Answered]
    outcomes: Mapping[str, AnswerOutcome]
    tasks: Mapping[str, TaskResult]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many answers how many were right."""

    right: int
    answered: int

    @property
    def value(self) -> float | None:
        """The share, None where nobody has answered."""
        return self.right / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a race; those with equal numbers share one."""

    place: int
    student: str
    number: float


@dataclass(frozen=True, slots=True)
class ClassResults:
    """What a class has done in a lesson.

    Attributes
    ----------
    students
        By their names.
    left_out
        What was not taken, and why, a sentence each.
    """

    lesson: Lesson
    students: tuple[StudentResult, ...]
    left_out: tuple[Message, ...] = ()
    questions: Mapping[str, LessonStep] = field(init=False)
    tasks: Mapping[str, LessonStep] = field(init=False)

    def __post_init__(self) -> None:
        steps = {key: step for key, _, step in steps_by_key(self.lesson)}
        asked = {key: step for key, step in steps.items() if step.prediction is not None}
        object.__setattr__(self, "questions", asked)
        tasks = {key: step for key, step in steps.items() if step.task is not None}
        object.__setattr__(self, "tasks", tasks)

    def share(self, key: str) -> Share:
        """Return how many answers to a question were right, of those of which that can be said."""
        outcomes = [each.outcomes[key] for each in self.students if key in each.outcomes]
        told = [outcome.is_right for outcome in outcomes if outcome.is_right is not None]
        return Share(sum(told), len(told))

    def done(self, key: str) -> int:
        """Return how many have done a task."""
        return sum(each.tasks[key].is_done for each in self.students if key in each.tasks)

    def race(self, key: str) -> tuple[Ranked, ...]:
        """Return who has done a task, the least number first."""
        found = [(each.student, each.tasks[key]) for each in self.students if key in each.tasks]
        numbers = sorted((task.race, name) for name, task in found if task.is_done and task.race is not None)
        ranked: list[Ranked] = []
        for place, (number, name) in enumerate(numbers, start=1):
            is_shared = bool(ranked) and ranked[-1].number == number
            ranked.append(Ranked(ranked[-1].place if is_shared else place, name, number))
        return tuple(ranked)


def class_results(
    lesson: Lesson, files: Iterable[StudentFile], progress: Progress = unwatched
) -> ClassResults:
    """Return what a class has done.

    What records say of right and wrong is not believed: answers are judged by the lesson's own runs, and what
    was handed in for a task is run again. Of two records of one name the one that was changed last counts.

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    left_out: list[Message] = []
    taken = _taken(lesson, files, left_out)
    judge = _Judge(lesson, left_out)
    students = []
    for number, each in enumerate(taken, start=1):
        students.append(judge.student(each))
        go_on(progress, number / len(taken))
    return ClassResults(lesson, tuple(students), tuple(left_out))


def lesson_of_most(files: Sequence[StudentFile]) -> str:
    """Return the name of the lesson that most of some files are of; of several, the one that comes first."""
    return Counter(each.record.lesson for each in files).most_common(1)[0][0]


def _taken(lesson: Lesson, files: Iterable[StudentFile], left_out: list[Message]) -> list[StudentFile]:
    """Return the files that count, by the names of the students."""
    latest: dict[str, StudentFile] = {}
    for each in files:
        if each.record.lesson != lesson.name:
            left_out.append(
                message(
                    "{file} is left out: it is of the lesson {other!r}, not of {lesson!r}",
                    file=each.name,
                    other=each.record.lesson,
                    lesson=lesson.name,
                )
            )
            continue
        name = shown_name(each.record.student) or each.name
        known = latest.get(name.casefold())
        if known is not None:
            kept, other = (each, known) if each.record.at > known.record.at else (known, each)
            left_out.append(_why_other(kept, other, name))
            each = kept
        latest[name.casefold()] = each
    return [latest[name] for name in sorted(latest)]


def _why_other(kept: StudentFile, other: StudentFile, name: str) -> Message:
    """Return why of two files of one name one is left out."""
    is_written_so = kept.record.student == other.record.student
    same = "of the same name, {name}" if is_written_so else "of the same name, {name}, written otherwise"
    if kept.record.at > other.record.at:
        said = "{file} is left out: {kept} is {same}, and was changed later"
    elif kept.record == other.record:
        said = "{file} is left out: {kept} is {same}, and has the same in it"
    else:
        said = "{file} is left out: {kept} is {same}; which was changed later is not known"
    return message(said, file=other.name, kept=kept.name, same=message(same, name=name))


def shown_name(name: str) -> str:
    """Return a name in one way of writing it, without signs that are not seen or turn the text around."""
    signs = (each if not each.isspace() else " " for each in unicodedata.normalize("NFC", name))
    return " ".join("".join(each for each in signs if unicodedata.category(each) not in _UNSEEN).split())


class _Judge:
    """Judges records, and notes what of them is left out."""

    def __init__(self, lesson: Lesson, left_out: list[Message]) -> None:
        self._lesson, self._left_out = lesson, left_out
        self._judge = RecordJudge(lesson)

    def student(self, file: StudentFile) -> StudentResult:
        """Return what a student has done."""
        outcomes: dict[str, AnswerOutcome] = {}
        tasks: dict[str, TaskResult] = {}
        texts: dict[str, str] = {}
        answers: dict[str, Answered] = {}
        for key, page, step in steps_by_key(self._lesson):
            answered = file.record.answers.get(key)
            if answered is None:
                continue
            try:
                if step.prediction is not None:
                    outcomes[key] = self._judge.outcome(page, step, answered)
                elif step.task is not None:
                    tasks[key] = self._judge.task(page, step, answered)
                    self._note_locked(file.name, key, tasks[key])
                else:
                    texts[key] = str(answered.given)
                answers[key] = answered
            except MomentumLabError as error:
                said = "{file}: the answer to {key} is left out ({problem})"
                self._left_out.append(message(said, file=file.name, key=key, problem=error.problem))
        name = shown_name(file.record.student) or file.name
        return StudentResult(name, file.name, answers, outcomes, tasks, texts)

    def _note_locked(self, file: str, key: str, result: TaskResult) -> None:
        if result.locked:
            said = "{file}: the task {key}: {why}"
            self._left_out.append(message(said, file=file, key=key, why=why_locked(result)))
