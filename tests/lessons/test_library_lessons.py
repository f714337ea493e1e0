"""Every lesson of the program, and the one that is written as a beginning: all that they claim is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from momentum_lab.cli.lesson import LESSON_COMMANDS
from momentum_lab.core.resources import resources_folder
from momentum_lab.core.tables import parse_toml
from momentum_lab.lessons.facts import shown_number
from momentum_lab.lessons.layout import RESERVED
from momentum_lab.lessons.lesson import Lesson, LessonText
from momentum_lab.lessons.lesson_problems import problems
from momentum_lab.lessons.library import LESSONS, lesson_names
from momentum_lab.lessons.reading import read_lesson

BUILT_IN = lesson_names()
FORMULA = re.compile(r"\$\$.+?\$\$|\$(?![\s$])(?:\\.|[^$\\])*?(?<!\s)\$(?!\d)", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?:e[-−+]?\d+)?(?![\w.]*\d)")


@pytest.fixture(params=BUILT_IN)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return LESSONS[request.param]


def test_that_all_that_a_lesson_claims_of_its_runs_is_so(lesson):
    assert [str(problem) for problem in problems(lesson)] == []


def test_that_the_beginning_of_a_lesson_of_ones_own_is_one():
    assert problems(read_lesson(resources_folder() / "new_lesson")) == []


def test_that_a_lesson_takes_ten_to_twenty_minutes_and_says_what_it_is_good_for(lesson):
    assert 10 <= lesson.minutes <= 20
    for text in lesson.texts.values():
        assert text.able
        assert text.summary.endswith(".")
        assert "\n" not in text.summary


def test_that_lessons_of_the_program_stand_in_an_order():
    orders = [LESSONS[name].order for name in BUILT_IN]
    assert orders == sorted(orders)
    assert len({*orders}) == len(orders)


def test_that_each_page_asks_something(lesson):
    for text in lesson.texts.values():
        for page in lesson.pages:
            words = text.pages[page.id]
            assert words.question or page.steps, f"{lesson.name}: {page.id}"


def test_that_a_number_in_the_words_is_a_fact_or_one_that_the_lesson_sets(lesson):
    """A number with a decimal point stands in a formula or in code, is a fact, or is written in its files.

    Of what there is to choose from, the run tells which is right.
    """
    known = {abs(number) for number in numbers_of_files(resources_folder() / "lessons" / lesson.name)}
    known |= {abs(shown_number(fact.shown).value) for fact in lesson.facts}
    loose = [
        (place, number)
        for text in lesson.texts.values()
        for place, said in words_of(text)
        for number in DECIMAL.findall(CODE.sub(" ", FORMULA.sub(" ", said)))
        if float(number.replace("−", "-")) not in known
    ]
    assert loose == []


def words_of(text: LessonText) -> Iterator[tuple[str, str]]:
    yield "", "\n".join([text.title, text.summary, *text.able])
    for page, words in text.pages.items():
        yield page, f"{words.title}\n{words.question}\n{words.text}"
        for step, said in words.steps.items():
            yield f"{page}/{step}", f"{said.prompt}\n{said.reveal}\n{said.hint}"


def numbers_of_files(folder: Path) -> Iterator[float]:
    """Yield all numbers in the experiments and the structure of a lesson, but not those of its facts."""
    for path in [*folder.glob("experiments/*.toml"), folder / "lesson.toml"]:
        table = parse_toml(path.read_text(encoding="utf-8"))
        table.pop("facts", None)
        yield from numbers_in(table)


def numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for each in value:
            yield from numbers_in(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_that_no_lesson_is_called_as_a_word_of_the_command():
    assert {*LESSON_COMMANDS} <= RESERVED
    assert not RESERVED & {*BUILT_IN}
