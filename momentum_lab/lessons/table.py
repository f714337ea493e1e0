"""Reading ``lesson.toml``: what a lesson is made of, without its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Final, TypeVar

from momentum_lab.core.checks import allowed_names
from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.registry import LONGEST_NAME, NAME
from momentum_lab.core.tables import Table, TableReader, integer, list_of, number, text
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import MOST_BALLS, MOST_STEPS
from momentum_lab.lessons.complaints import Complaints
from momentum_lab.lessons.controls import hide, lock, tab, view
from momentum_lab.lessons.facts import shown_number
from momentum_lab.lessons.layout import LANGUAGE
from momentum_lab.lessons.lesson import (
    AnswerChoice,
    AnswerKind,
    Check,
    Fact,
    LessonStep,
    Page,
    Prediction,
    StepKind,
    Task,
)
from momentum_lab.lessons.measure_table import (
    LARGEST,
    MEASURE_KEYS,
    ball_of,
    check_of,
    curve_of,
    known_name,
    measure_of,
    measure_of_each,
    place_of,
    refuse,
    taken_measure,
)

Kind = TypeVar("Kind", bound=Enum)
SCHEMA: Final = 1
MOST_PAGES: Final = 40
MOST_STEPS_OF_A_PAGE: Final = 12
MOST_CHOICES: Final = 9
"""As many as there are keys to count answers by."""
MOST_CHECKS: Final = 12
MOST_FACTS: Final = 300
MOST_MINUTES: Final = 240
LAST_ORDER: Final = 1_000
"""Where lessons stand that do not say where."""
_nothing: Final[object] = []
_no_names: Final[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """What ``lesson.toml`` says."""

    language: str
    minutes: int
    order: int
    locks: frozenset[str]
    hides: frozenset[str]
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]


def structure(table: Table, complaints: Complaints) -> Structure:
    """Return what a table says; what is wrong with single pages, steps and facts is noted, and left out.

    Raises
    ------
    InputError
        A key of the lesson itself is unknown or missing, or has a value that it may not have.
    """
    keys = ("schema", "language", "order", "minutes", "locks", "hides", "pages", "facts")
    reader = TableReader(table, keys)
    reader.take("schema", integer(SCHEMA, SCHEMA))
    language = reader.take("language", _language, "en")
    minutes = reader.take("minutes", integer(1, MOST_MINUTES))
    order = reader.take("order", integer(1, LAST_ORDER), LAST_ORDER)
    locks, hides = _locks_and_hides(reader)
    given_pages = reader.take("pages", _any)
    given_facts = reader.take("facts", _any, _nothing)
    pages: tuple[Page, ...] = ()
    facts: tuple[Fact, ...] = ()
    with complaints.at("pages"):
        pages = complaints.each(given_pages, lambda page: _page(page, complaints), 1, MOST_PAGES)
        _check_different(page.id for page in pages)
    with complaints.at("facts"):
        facts = complaints.each(given_facts, _fact, 0, MOST_FACTS)
        _check_different(fact.id for fact in facts)
    return Structure(language, minutes, order, locks, hides, pages, facts)


def identifier(value: object) -> str:
    """Check the id of a page, a step, a choice or a fact."""
    name = text()(value)
    if not NAME.fullmatch(name):
        raise InputError("found {found}; {allowed}", found=quoted(name), allowed=allowed_names(LONGEST_NAME))
    return name


def _page(value: object, complaints: Complaints) -> Page:
    keys = ("id", "experiment", "step", "view", "explore", "locks", "hides", "steps")
    reader = TableReader(value, keys)
    name = reader.take("id", identifier)
    experiment = reader.take("experiment", identifier, "")
    step = reader.take("step", integer(0, MOST_STEPS), 0)
    shown, explored = reader.take("view", view, ""), reader.take("explore", tab, "")
    locks, hides = _locks_and_hides(reader)
    given = reader.take("steps", _any, _nothing)
    with complaints.at("steps"):
        steps = complaints.each(given, _step, 0, MOST_STEPS_OF_A_PAGE)
        _check_different(step.id for step in steps)
        _check_order(steps)
        return Page(name, experiment, step, shown, explored, locks, hides, steps)
    return Page(name, experiment, step, shown, explored, locks, hides)


def _locks_and_hides(reader: TableReader) -> tuple[frozenset[str], frozenset[str]]:
    locks = reader.take("locks", list_of(lock, 0, 100), _no_names)
    hides = reader.take("hides", list_of(hide, 0, 100), _no_names)
    return frozenset(locks), frozenset(hides)


def _check_different(ids: Iterable[str]) -> None:
    seen = set[str]()
    for name in ids:
        if name in seen:
            raise InputError("found the id {name!r} twice, allowed are different ones", name=name)
        seen.add(name)


def _check_order(steps: Iterable[LessonStep]) -> None:
    """Raise :class:`InputError` unless predictions come first: the others need the run."""
    later = ""
    for step in steps:
        if step.kind is not StepKind.PREDICT:
            later = step.id
        elif later:
            raise InputError(
                "found the prediction {name!r} after {later!r}, allowed are predictions before all else",
                name=step.id,
                later=later,
            )


def _step(value: object) -> LessonStep:
    reader = TableReader(value)
    name = reader.take("id", identifier)
    kind = reader.take("kind", _member(StepKind))
    prediction, task = None, None
    if kind is StepKind.PREDICT:
        prediction = _prediction(reader, reader.take("answer", _member(AnswerKind)))
    elif kind is StepKind.SEE:
        with located("answer"):
            _check_choice(reader.take("answer", _member(AnswerKind), AnswerKind.CHOICE))
        prediction = _prediction(reader, AnswerKind.CHOICE)
    elif kind is StepKind.TASK:
        task = _task(reader)
    reader.finish()
    return LessonStep(name, kind, prediction, task)


def _check_choice(answer: AnswerKind) -> None:
    if answer is not AnswerKind.CHOICE:
        raise InputError("found {found}, allowed is 'choice'", found=quoted(answer.value))


def _prediction(reader: TableReader, answer: AnswerKind) -> Prediction:
    match answer:
        case AnswerKind.CHOICE:
            return _choice_of(reader)
        case AnswerKind.ORDER:
            measure = reader.take("measure", measure_of_each)
            balls = reader.take(
                "balls", list_of(integer(0, MOST_BALLS - 1), 2, MOST_BALLS), tuple[int, ...]()
            )
            with located("balls"):
                _check_different(map(str, balls))
            return Prediction(answer, measure=measure, balls=balls)
        case AnswerKind.NUMBER:
            measure = reader.take("measure", measure_of)
        case AnswerKind.POINT:
            measure = reader.take("measure", place_of)
        case AnswerKind.CURVE:
            measure = reader.take("measure", curve_of)
    near = reader.take("near", number(0.0, LARGEST))
    return Prediction(answer, measure=measure, near=near)


def _choice_of(reader: TableReader) -> Prediction:
    choices = reader.take("choices", list_of(_choice, 2, MOST_CHOICES))
    right = reader.take("right", identifier, "")
    with located("choices"):
        _check_different(choice.id for choice in choices)
    if right:
        with located("right"):
            if right not in [choice.id for choice in choices]:
                raise InputError(unknown("there is no choice {name}", right, [c.id for c in choices]))
    for choice in choices:
        with located("choices"), located(choice.id):
            if right and choice.holds:
                raise InputError("the key 'holds' is there, and 'right' is too; allowed is one of them")
            if not right and not choice.holds:
                raise InputError("the key 'holds' is missing; or 'right' names the right choice")
    return Prediction(AnswerKind.CHOICE, choices, right)


def _choice(value: object) -> AnswerChoice:
    reader = TableReader(value, ("id", "holds"))
    name = reader.take("id", identifier)
    return AnswerChoice(name, reader.take("holds", list_of(check_of, 1, MOST_CHECKS), tuple[Check, ...]()))


def _task(reader: TableReader) -> Task:
    checks = reader.take("checks", list_of(check_of, 1, MOST_CHECKS))
    return Task(checks, reader.take("solution", identifier), reader.take("race", measure_of, None))


def _fact(value: object) -> Fact:
    reader = TableReader(value, ("id", "shown", "experiment", *MEASURE_KEYS))
    name = reader.take("id", identifier)
    shown = reader.take("shown", text(40))
    with located("shown"):
        shown_number(shown)
    experiment = reader.take("experiment", identifier, "")
    if not experiment:
        refuse(reader, MEASURE_KEYS, "the key {key!r} is there, and 'experiment' is missing")
        return Fact(name, shown)
    return Fact(name, shown, experiment, taken_measure(reader, ball_of))


def _member(kind: type[Kind]) -> Callable[[object], Kind]:
    """Return a check for the value of a member of an enumeration of texts."""
    return lambda value: kind(known_name(value, [str(member.value) for member in kind]))


def _language(value: object) -> str:
    code = text(20)(value)
    if not LANGUAGE.fullmatch(code):
        raise InputError("found {found}, allowed is the code of a language, such as 'de'", found=quoted(code))
    return code


def _any(value: object) -> object:
    return value
