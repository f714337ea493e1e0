"""Texts of lessons: Markdown with mathematics, and what they may not have in them."""

from __future__ import annotations

import pytest

from momentum_lab.lessons import LESSONS, filled
from momentum_lab.lessons.lesson import Lesson, LessonText
from momentum_lab.lessons.markdown import formula_problems, formulas_in, markdown_tree, plain_words
from momentum_lab.lessons.markup import literally


def kinds(text: str) -> set[str]:
    return {node.type for node in markdown_tree(text).walk()}


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "![picture](https://example.org/x.png)",
        "[link](javascript:alert(1))",
        "[link](data:text/html,x)",
        "[link](file:///etc/passwd)",
    ],
)
def test_that_what_is_not_allowed_stays_a_text_or_a_link_to_the_web(text: str) -> None:
    found = kinds(text)
    assert found.isdisjoint({"html_block", "html_inline", "image"})
    links = [node for node in markdown_tree(text).walk() if node.type == "link"]
    assert all(str(node.attrs["href"]).startswith("https://") for node in links)


@pytest.mark.parametrize(
    "label",
    [
        "a*b*c",
        r"$\frac12$",
        "[x](http://example.org)",
        "<http://example.org>",
        "<b>bold</b>",
        "`code` and _more_ ~~and~~ **more**",
        r"a\*b &amp; {x} # | $$y$$ !",
        "Momentum 0.9",
    ],
)
def test_that_words_are_shown_literally_where_they_stand_in_a_text(label: str) -> None:
    said = f"Right: {literally(label)}."
    assert plain_words(said) == f"Right: {label}."
    assert kinds(said) <= {"root", "paragraph", "inline", "text"}


def test_that_formulas_are_found_wherever_they_stand() -> None:
    text = "A $x$ in\n\n- a $y$\n\n| $z$ |\n|---|\n| b |\n\n$$\nw\n$$\n\n`$no$` costs $5 and $6"
    assert formulas_in(text) == [("x", False), ("y", False), ("z", False), ("w", True)]


def test_that_a_text_is_read_aloud_without_marks() -> None:
    table = "| a | b |\n|---|---|\n| 1 | $x^2$ |"
    text = f"A *slow* **one** with $\\eta < 2/\\lambda$.\n\n- first\n- second\n\n{table}"
    assert plain_words(text).splitlines() == [
        "A slow one with η < 2/λ.",
        "first",
        "second",
        "a  b",
        "1  x^2",
    ]


def words_of(text: LessonText) -> list[str]:
    pages = text.pages.values()
    steps = [step for page in pages for step in page.steps.values()]
    return [
        *text.able,
        *(words for page in pages for words in (page.question, page.text)),
        *(words for step in steps for words in (step.prompt, step.reveal, step.hint, *step.choices.values())),
        *text.teacher.values(),
    ]


@pytest.mark.parametrize("name", [*LESSONS.built_in])
def test_that_all_formulas_of_the_lessons_can_be_set(name: str) -> None:
    lesson: Lesson = LESSONS[name]
    said = [filled(words, lesson) for text in lesson.texts.values() for words in words_of(text)]
    problems = [str(problem) for words in said for problem in formula_problems(words)]
    assert problems == []
    assert sum(len(formulas_in(words)) for words in said) > 3
