"""Which formulas of a lesson's words cannot be set."""

from __future__ import annotations

from collections.abc import Iterator

from momentum_lab.lessons.complaints import Complaints
from momentum_lab.lessons.layout import NOTES, TEXT
from momentum_lab.lessons.lesson import Lesson, LessonText, PageText
from momentum_lab.lessons.markdown import formula_problems

Place = tuple[str, ...]


def note_formulas(lesson: Lesson, complaints: Complaints) -> None:
    """Note what is wrong with the formulas of a lesson, each at its file and its place."""
    own = next(iter(lesson.texts))
    notes = lesson.texts[own].teacher
    for code, text in lesson.texts.items():
        said = [*_words(text, _file(TEXT, code, own))]
        if code == own or text.teacher != notes:  # a language without notes has those of the lesson's own
            said += [((_file(NOTES, code, own), head), words) for head, words in text.teacher.items()]
        for place, words in said:
            with complaints.at(*place):
                for problem in formula_problems(words):
                    complaints.note(problem)


def _file(name: str, code: str, own: str) -> str:
    """Return what a file is called in a language; in the lesson's own it is called as it is."""
    stem, _, suffix = name.partition(".")
    return name if code == own else f"{stem}.{code}.{suffix}"


def _words(text: LessonText, file: str) -> Iterator[tuple[Place, str]]:
    for index, words in enumerate(text.able):
        yield (file, "able", str(index)), words
    for name, page in text.pages.items():
        yield from _words_of_page(page, (file, "pages", name))


def _words_of_page(page: PageText, place: Place) -> Iterator[tuple[Place, str]]:
    yield (*place, "question"), page.question
    yield (*place, "text"), page.text
    for name, step in page.steps.items():
        at = (*place, "steps", name)
        yield (*at, "prompt"), step.prompt
        yield (*at, "reveal"), step.reveal
        yield (*at, "hint"), step.hint
        for choice, words in step.choices.items():
            yield (*at, "choices", choice), words
