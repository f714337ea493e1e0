"""Each lesson of the program in each language of the program: the same, in other words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from momentum_lab.core.languages import languages, set_language
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.lessons.lesson import Lesson, LessonText
from momentum_lab.lessons.library import LESSONS, lesson_names
from momentum_lab.lessons.words import lesson_text, told_experiment

FACT = re.compile(r"\{[a-z_0-9]+\}")
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
CODE = re.compile(r"`[^`]+`")
SAID_IN_FORMULAS = re.compile(r"\\text\{[^}]*\}")
OURS = ("ru", "zh_CN", "zh_TW")


@pytest.fixture(params=lesson_names())
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return LESSONS[request.param]


@pytest.fixture(params=OURS)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    LANGUAGE.speak(ENGLISH)


def test_that_each_lesson_has_the_words_of_each_language(lesson):
    assert {*OURS} <= {*languages()}
    assert {ENGLISH, *OURS} <= {*lesson.texts}
    for code in OURS:
        assert lesson.texts[code].teacher is not lesson.texts[ENGLISH].teacher


@pytest.mark.parametrize("code", OURS)
def test_that_pages_steps_choices_and_notes_are_the_same(lesson, code):
    english, other = lesson.texts[ENGLISH], lesson.texts[code]
    assert len(other.able) == len(english.able)
    assert [*other.teacher] == [*english.teacher]
    assert shape(other) == shape(english)


@pytest.mark.parametrize("code", OURS)
def test_that_each_text_names_the_same_facts_formulas_and_code(lesson, code):
    english, other = dict(texts_of(lesson.texts[ENGLISH])), dict(texts_of(lesson.texts[code]))
    assert {**other}.keys() == english.keys()
    differing = {
        place: (there - here, here - there)
        for place, said in english.items()
        if (here := kept(other[place])) != (there := kept(said))
    }
    assert differing == {}


def test_that_what_a_lesson_sets_is_called_in_the_language(lesson, language):
    assert lesson_text(lesson) is lesson.texts[language]
    for name, made in lesson.experiments.items():
        told = told_experiment(lesson, name)
        assert told == made
        assert told.title_words != made.title
        assert not any("Momentum" in label or "Rate" in label for label in told.names), name


def shape(text: LessonText) -> object:
    return [
        (page, bool(words.question), bool(words.text), [(step, *said) for step, said in steps(text, page)])
        for page, words in text.pages.items()
    ]


def steps(text: LessonText, page: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    for step, said in text.pages[page].steps.items():
        yield step, ([*said.choices], bool(said.reveal), bool(said.hint))


def texts_of(text: LessonText) -> Iterator[tuple[str, str]]:
    yield "summary", text.summary
    yield "able", "\n".join(text.able)
    for key, said in text.teacher.items():
        yield f"teacher: {key}", FORMULA.sub("", CODE.sub("", said))  # others may explain more
    for page, words in text.pages.items():
        yield f"{page}: question", words.question
        yield f"{page}: text", words.text
        for step, of_step in words.steps.items():
            yield f"{page}: {step}: prompt", of_step.prompt
            yield f"{page}: {step}: reveal", of_step.reveal
            yield f"{page}: {step}: hint", of_step.hint
            for choice, each in of_step.choices.items():
                yield f"{page}: {step}: {choice}", each


def kept(text: str) -> Counter[str]:
    """Return what a text has that is the same in all languages, with how often."""
    plain = CODE.sub("", text)
    formulas = (SAID_IN_FORMULAS.sub("", each) for each in FORMULA.findall(plain))
    without = FORMULA.sub("", plain)
    bare = ("".join(each.strip("$").split()).rstrip(".,;:。，；") for each in formulas)
    return Counter([*FACT.findall(without), *CODE.findall(text), *bare])
