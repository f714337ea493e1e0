"""Every lesson of the program, and the one that is written as a beginning: all that they claim is so."""

from __future__ import annotations

import math
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
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?:e[-−+]?\d+)?(?![\w.]*\d)")
WHOLE = re.compile(r"(?<![\w.,#])(?:\d{3,}|\d{1,3}(?:[,\N{NO-BREAK SPACE}]\d{3})+)(?![\w.]*\d)")
PROVED = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?")
WORKED_OUT: dict[str, dict[str, float]] = {
    "three_places": {"0.04": 0.02 * 2.0},
    "ravine": {"0.2": 2 * 0.1},
    "best_values": {"10,000": 100.0**2},
    "nesterov": {
        "0.03": 0.15 * 2 * 0.1,
        "0.4": 1 - 0.15 * 2 * 2.0,
        "1.36": (2 + 1.8) / (1 + 1.8),
        "3.8": 2 + 2 * 0.9,
    },
    "averages": {"0.81": 0.9**2},
    "sgd_to_adam": {
        "0.01": 1 - 0.99,
        "0.03": math.sqrt(1 - 0.999),
        "0.0316": math.sqrt(1 - 0.999),
        "3.16": 0.1 / math.sqrt(1 - 0.999),
    },
    "noise": {"1.9": 1 + 0.9, "3.7": 2 * (1 + 0.9) - 0.1},
    "no_free_lunch": {
        "0.95": math.sqrt(0.9),
        "1.098": 2.098483 - 1,
        "11.5": math.log(360) / math.log(1 / 0.6),
        "2.098": 2.098483,
    },
    "end_of_theory": {"0.96": 24 / 25, "2.89": 2 + 2 * 4 / 9},
}
"""Numbers that follow from those beside them in a formula or a sentence, with what they follow from."""
NO_CLAIMS = {
    "nesterov": ("1983",),
    "averages": ("0.98", "0.99"),
    "noise": ("180",),
    "no_free_lunch": ("1.4", "1.5", "1,500"),
    "end_of_theory": ("1.1", "2016"),
}
"""Years, numbers of data, and values that are to be tried or chosen from."""


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
        assert text.summary.endswith((".", "。"))
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


def test_that_a_number_in_the_words_is_a_fact_or_set_or_proved_by_a_test(lesson):
    """Wherever it stands: in the text, in a formula, in code, or in a choice.

    It is a fact, written in the lesson's files, in the test of the lesson's claims, or worked out beside it.
    Whole numbers of less than three digits count things, or are exponents. Thousands are set off by commas,
    or by spaces that are not broken at, as in Russian.
    """
    known = {abs(number) for number in numbers_of_files(resources_folder() / "lessons" / lesson.name)}
    known |= {abs(shown_number(fact.shown).value) for fact in lesson.facts}
    proofs = Path(__file__).parent / f"test_claims_{lesson.name}.py"
    known |= {float(number) for number in PROVED.findall(proofs.read_text(encoding="utf-8"))}
    told = {
        number.replace("\N{NO-BREAK SPACE}", ",")
        for text in lesson.texts.values()
        for _, said in words_of(text)
        for number in [*DECIMAL.findall(said), *WHOLE.findall(said)]
    }
    loose = {number for number in told if float(number.replace("−", "-").replace(",", "")) not in known}
    assert loose == {*WORKED_OUT.get(lesson.name, ()), *NO_CLAIMS.get(lesson.name, ())}


def words_of(text: LessonText) -> Iterator[tuple[str, str]]:
    yield "", "\n".join([text.title, text.summary, *text.able])
    for page, words in text.pages.items():
        yield page, f"{words.title}\n{words.question}\n{words.text}"
        for step, said in words.steps.items():
            choices = "\n".join(said.choices.values())
            yield f"{page}/{step}", f"{said.prompt}\n{choices}\n{said.reveal}\n{said.hint}"


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


@pytest.mark.parametrize(
    ("shown", "value"), [each for numbers in WORKED_OUT.values() for each in numbers.items()]
)
def test_that_what_is_worked_out_in_the_words_is_right(shown: str, value: float) -> None:
    _, _, digits = shown.partition(".")
    assert f"{value:,.{len(digits)}f}" == shown
