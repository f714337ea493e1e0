"""The results of a class as texts: what its tables have for heads and cells."""

from __future__ import annotations

from momentum_lab.core.messages import message
from momentum_lab.lessons.class_results import ClassResults, StudentResult
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record import AnswerOutcome
from momentum_lab.lessons.words import filled, lesson_text
from momentum_lab.wording.numbers import told_number

NOTHING_SAID = "–"


def class_heads(results: ClassResults) -> tuple[str, ...]:
    """Return what stands above the columns: a student, a column a question, one a task."""
    return (str(message("student")), *_titles(results, [*results.questions, *results.tasks]))


def class_prompts(results: ClassResults) -> tuple[str, ...]:
    """Return what was asked in each of the columns after the first, in plain words."""
    pages = lesson_text(results.lesson).pages
    keys = [key.partition("/") for key in (*results.questions, *results.tasks)]
    prompts = (pages[page].steps[step].prompt for page, _, step in keys)
    return tuple(plain_words(filled(prompt, results.lesson)) for prompt in prompts)


def class_rows(results: ClassResults) -> list[tuple[str, ...]]:
    """Return a row for each student, and one that sums up the class."""
    rows = [(each.student, *_cells(results, each)) for each in results.students]
    shares = [results.share(key) for key in results.questions]
    right = ["–" if share.value is None else f"{share.value:.0%}" for share in shares]
    done = [f"{results.done(key)}/{len(results.students)}" for key in results.tasks]
    return [*rows, (str(message("right, or done")), *right, *done)]


def race_titles(results: ClassResults) -> dict[str, str]:
    """Return what the races are called that somebody has finished, by the keys of their tasks."""
    titles = dict(zip(results.tasks, _titles(results, [*results.tasks]), strict=True))
    return {key: title for key, title in titles.items() if results.race(key)}


def race_rows(results: ClassResults, key: str) -> list[tuple[str, ...]]:
    """Return the places of a race, the names and the numbers."""
    return [(f"{each.place}.", each.student, told_number(each.number, 6)) for each in results.race(key)]


def _titles(results: ClassResults, keys: list[str]) -> list[str]:
    """Return the names of steps: those of their own where no two of them are the same."""
    own = [key.partition("/")[2] for key in keys]
    return own if len(set(own)) == len(own) else keys


def _cells(results: ClassResults, student: StudentResult) -> list[str]:
    answers = [outcome_sign(student.outcomes.get(key)) for key in results.questions]
    tasks = [student.tasks.get(key) for key in results.tasks]
    done = [NOTHING_SAID if task is None else ("✓" if task.is_done else "✗") for task in tasks]
    return [*answers, *done]


def outcome_sign(outcome: AnswerOutcome | None) -> str:
    """Return a sign for what came of an answer."""
    if outcome is None:
        return NOTHING_SAID
    if outcome.is_right is None:
        return "?"
    return "✓" if outcome.is_right else "✗"
