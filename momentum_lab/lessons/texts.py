"""Reading the words of a lesson in any language: all that are needed, and not one too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from momentum_lab.core.errors import InputError, quoted, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.tables import Table, list_of, text
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.complaints import Complaints
from momentum_lab.lessons.facts import check_facts
from momentum_lab.lessons.lesson import (
    ExperimentText,
    Fact,
    LessonStep,
    LessonText,
    Page,
    PageText,
    StepKind,
    StepText,
)
from momentum_lab.lessons.markup import check_direction, check_markup

Value = TypeVar("Value")
TITLE: Final = 120
SENTENCE: Final = 300
"""Characters of what stands on one line."""
PROMPT: Final = 1_000
REVEAL: Final = 2_000
TEXT: Final = 6_000
MOST_ABLE: Final = 8
_NO_TABLE: Final[Table] = {}
_HINTED: Final = frozenset({StepKind.TASK, StepKind.TRY})
_REVEALED: Final = frozenset({StepKind.PREDICT, StepKind.SEE})
_MAY_REVEAL: Final = _REVEALED | {StepKind.TASK}


class _Words:
    """One table of words: what is missing, unknown or wrong in it is noted, and read as empty."""

    def __init__(self, table: Table, facts: Mapping[str, object], complaints: Complaints) -> None:
        self._left = dict(table)
        self._asked: list[str] = []
        self._facts, self._complaints = facts, complaints

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str, check: Callable[[object], Value], empty: Value, is_needed: bool = True) -> Value:
        """Return the checked value of a key."""
        self._asked.append(key)
        if key not in self._left:
            if is_needed:
                self._complaints.note(InputError("the key {key!r} is missing", key=key))
            return empty
        with self._complaints.at(key):
            return check(self._left.pop(key))
        return empty

    def word(self, key: str, limit: int, is_needed: bool = True) -> str:
        """Return a text; one that is needed is not empty."""

        def check(value: object) -> str:
            said = self._text(limit)(value)
            if is_needed and not said.strip():
                raise InputError("found an empty text, allowed is one that says something")
            return said

        return self.take(key, check, "", is_needed)

    def words(self, key: str, limit: int, most: int) -> tuple[str, ...]:
        """Return a list of texts."""
        return self.take(key, list_of(self._text(limit), 1, most), ())

    def texts(self, key: str, names: Iterable[str], limit: int) -> FrozenMapping[str]:
        """Return the texts in a table by their names, which are all needed."""
        inner = self.table(key, is_needed=True)
        with self._complaints.at(key):
            found = {name: inner.word(name, limit) for name in names}
            inner.finish()
        return FrozenMapping(found)

    def tables(
        self, key: str, names: Iterable[str], read: Callable[[str, _Words], Value], is_needed: bool = True
    ) -> FrozenMapping[Value]:
        """Return what is read of tables by their names, which have to be known, and there if needed."""
        known = [*names]
        inner = self.table(key, is_needed and bool(known))
        found: dict[str, Value] = {}
        with self._complaints.at(key):
            for name in known:
                if is_needed or name in inner:
                    words = inner.table(name, is_needed)
                    with self._complaints.at(name):
                        found[name] = read(name, words)
                        words.finish()
            inner.finish(known)
        return FrozenMapping(found)

    def table(self, key: str, is_needed: bool) -> _Words:
        """Return a table in this one; of what should be there and is not, nothing more is noted."""
        is_there = key in self._left
        table = self.take(key, _table, _NO_TABLE, is_needed)
        return _Words(table, self._facts, self._complaints if is_there else Complaints())

    def finish(self, known: Iterable[str] = ()) -> None:
        """Note the keys that nobody has asked for; ``known`` are others that might have been there."""
        for key in sorted(self._left):
            self._complaints.note(InputError(unknown("unknown key {name}", key, {*known, *self._asked})))

    def _text(self, limit: int) -> Callable[[object], str]:
        def check(value: object) -> str:
            said = text(limit, is_multiline=limit > SENTENCE)(value)
            check_markup(said)
            check_facts(said, self._facts)
            return said

        return check


class TextReader:
    """Reads the words for what a lesson is made of, in one language or another.

    Parameters
    ----------
    facts
        Those that texts may name.
    complaints
        Where all is noted that is missing, unknown or wrong.
    """

    def __init__(
        self,
        pages: Iterable[Page],
        experiments: Mapping[str, Experiment],
        facts: Iterable[Fact],
        complaints: Complaints,
    ) -> None:
        self._pages = {page.id: page for page in pages}
        self._experiments = experiments
        self._facts = {fact.id: fact for fact in facts}
        self._complaints = complaints

    def read(self, table: Table, language: str, teacher: Mapping[str, str]) -> LessonText:
        """Return the words of a table in a language; ``teacher`` are the notes for the teacher."""
        words = _Words(table, self._facts, self._complaints)
        found = LessonText(
            language,
            words.word("title", TITLE),
            words.word("summary", SENTENCE),
            words.words("able", SENTENCE, MOST_ABLE),
            words.tables("pages", self._pages, self._page),
            teacher,
            words.tables("experiments", self._experiments, self._experiment, is_needed=False),
        )
        words.finish()
        return found

    def _page(self, name: str, words: _Words) -> PageText:
        steps = {step.id: step for step in self._pages[name].steps}
        return PageText(
            words.word("title", TITLE),
            words.word("question", SENTENCE, is_needed=False),
            words.word("text", TEXT, is_needed=False),
            words.tables("steps", steps, lambda key, inner: _step(steps[key], inner)),
        )

    def _experiment(self, name: str, words: _Words) -> ExperimentText:
        count = len(self._experiments[name].balls)
        return ExperimentText(
            words.take("title", _plain(200), "", is_needed=False),
            words.take("description", _plain(4_000, is_multiline=True), "", is_needed=False),
            words.take("balls", list_of(_plain(80), count, count), (), is_needed=False),
        )


def _step(step: LessonStep, words: _Words) -> StepText:
    prompt = words.word("prompt", PROMPT)
    choices: Mapping[str, str] = {}
    if step.prediction is not None and step.prediction.choices:
        choices = words.texts("choices", [choice.id for choice in step.prediction.choices], SENTENCE)
    reveal, hint = "", ""
    if step.kind in _MAY_REVEAL:
        reveal = words.word("reveal", REVEAL, is_needed=step.kind in _REVEALED)
    if step.kind in _HINTED:
        hint = words.word("hint", PROMPT, is_needed=False)
    return StepText(prompt, choices, reveal, hint)


def _plain(limit: int, is_multiline: bool = False) -> Callable[[object], str]:
    """Return a check for a text that is no Markdown."""

    def check(value: object) -> str:
        said = text(limit, is_multiline)(value)
        check_direction(said)
        return said

    return check


def _table(value: object) -> Table:
    if not isinstance(value, dict):
        raise InputError("found {found}, allowed is a table of keys and values", found=quoted(value))
    return value
