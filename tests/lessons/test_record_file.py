"""Records as files: what is written is read again, and what anybody may have written is read strictly."""

from __future__ import annotations

import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.lessons.record import Answered, AnswerOutcome, LessonRecord, ReportFigure
from momentum_lab.lessons.record_file import (
    LARGEST_RECORD,
    checked_answer,
    cleaned_figure,
    load_record,
    proven_text,
    record_of,
    record_text,
    save_record,
)

names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
keys = st.tuples(names, names).map("/".join)
letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
texts = st.text(letters, max_size=30)
numbers = st.floats(allow_nan=False)
answers = st.one_of(
    texts,
    numbers,
    st.lists(texts, max_size=4).map(tuple),
    st.lists(st.integers(0, 63), max_size=6).map(tuple),
    st.lists(numbers, max_size=6).map(tuple),
)
outcomes = st.builds(AnswerOutcome, answers, st.none() | st.booleans(), st.none() | numbers)
answered = st.builds(Answered, answers, st.none() | outcomes, texts, st.none() | numbers)
rows = st.lists(st.lists(texts, max_size=3).map(tuple), max_size=3).map(tuple)
pictures = st.just("") | names.map("{}.png".format)
figures = st.builds(ReportFigure, names, texts, texts, st.integers(0, 10**6), pictures, rows)
records = st.builds(
    LessonRecord,
    names,
    texts,
    st.just("") | names,
    st.dictionaries(keys, answered, max_size=4),
    st.lists(figures, max_size=3).map(tuple),
    st.frozensets(names, max_size=3),
    st.dictionaries(keys, st.lists(st.integers(0, 100), max_size=4).map(tuple), max_size=3),
    st.floats(0.0, 1e10),
)


@given(records)
def test_that_a_record_is_read_as_it_was_written(record):
    assert record_of(record_text(record)) == record


wild = st.text(st.characters(exclude_categories=()), max_size=8) | st.text(
    "é\n\x0b", min_size=250, max_size=300
)
wild_rows = st.lists(st.lists(wild, max_size=3).map(tuple), max_size=3).map(tuple)
wild_figures = st.builds(ReportFigure, st.just("") | wild, wild, wild, st.integers(), st.just(""), wild_rows)
wild_records = st.builds(
    LessonRecord,
    names | wild,
    wild,
    names | wild,
    st.dictionaries(keys | wild, st.builds(Answered, wild | numbers), max_size=2),
    st.lists(wild_figures, max_size=2).map(tuple),
    st.frozensets(names | wild, max_size=2),
)


@given(records | wild_records)
def test_that_whatever_is_kept_is_read_and_else_the_file_before_stays(record):
    former = LessonRecord("ravine", "Ann")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        save_record(former, path)
        try:
            save_record(record, path)
        except InputError:
            assert load_record(path) == former
        else:
            assert load_record(path) == record


@given(st.builds(ReportFigure, names, wild, texts, st.integers(0, 10**6), st.just(""), wild_rows))
def test_that_a_figure_with_whatever_words_is_read_when_it_is_cleaned(figure):
    made = LessonRecord("ravine", figures=(cleaned_figure(figure),))
    assert record_of(proven_text(made)) == made
    assert cleaned_figure(made.figures[0]) == made.figures[0]


@pytest.mark.parametrize("letter", ["x", "ж", "∂"])
def test_that_a_record_that_is_too_large_to_be_read_is_not_written(tmp_path, letter):
    save_record(LessonRecord("ravine"), tmp_path / "record.json")
    answer = Answered(letter * 20_000)
    large = LessonRecord("ravine", answers={f"a/b{number}": answer for number in range(301)})
    with pytest.raises(InputError, match="larger"):
        save_record(large, tmp_path / "record.json")
    assert load_record(tmp_path / "record.json") == LessonRecord("ravine")


def test_that_a_record_is_read_from_the_file_it_was_written_to(tmp_path):
    record = LessonRecord("ravine", "Ann", answers={"a/b": Answered((1.0, math.inf, 2.0))})
    save_record(record, tmp_path / "record.json")
    assert load_record(tmp_path / "record.json") == record


def test_that_what_is_no_number_is_kept(tmp_path):
    found = record_of(record_text(LessonRecord("a", answers={"a/b": Answered(math.nan, race=math.nan)})))
    assert math.isnan(found.answers["a/b"].given)
    assert math.isnan(found.answers["a/b"].race)


def table(**changes: object) -> dict[str, object]:
    return {"schema": 1, "lesson": "ravine", **changes}


def figure(**changes: object) -> dict[str, object]:
    made = {"page": "a", "experiment": "", "step": 0, **changes}
    return table(figures=[made])


def answer(**changes: object) -> dict[str, object]:
    return table(answers={"a/b": {"given": "x", **changes}})


HOSTILE = {
    "nothing": "",
    "no JSON": "lesson = 'ravine'",
    "a list": "[]",
    "deep": "[" * 100_000,
    "deep tables": '{"a":' * 50_000,
    "a huge number": answer(given=10**400),
    "huge numbers": answer(given=[10**400, 1.5]),
    "a huge race": answer(race=-(10**400)),
    "more than a number": answer(given={"number": "nan", "x": 1}),
    "a constant": '{"schema": NaN}',
    "a key twice": '{"schema": 1, "schema": 1, "lesson": "ravine"}',
    "a long number": '{"schema": ' + "9" * 10_000 + "}",
    "too large": " " * (LARGEST_RECORD + 1),
    "no schema": {"lesson": "ravine"},
    "a later schema": table(schema=2),
    "a truth for a number": table(schema=True),
    "no lesson": {"schema": 1},
    "a number of thousands of digits": '{"schema": ' + "1" * 5_000 + "}",
    "a path for a lesson": table(lesson="../../etc"),
    "an unknown key": table(more=1),
    "a student of lines": table(student="a\nb"),
    "a student that steers": table(student="\x1b[2J"),
    "a long student": table(student="x" * 10_000),
    "half a letter": table(student="\ud800"),
    "a time far off": table(at=1e300),
    "no time": table(at="now"),
    "answers in a list": table(answers=[]),
    "a key without a step": table(answers={"a": {"given": "x"}}),
    "a key that is a path": table(answers={"../b": {"given": "x"}}),
    "too many answers": table(answers={f"a/b{i}": {"given": "x"} for i in range(3000)}),
    "no answer": table(answers={"a/b": {}}),
    "an answer of nothing": answer(given=None),
    "an answer of truth": answer(given=True),
    "an answer of a table": answer(given={"a": 1}),
    "an answer of no number": answer(given={"number": "many"}),
    "an answer with more": answer(more=1),
    "a mixed answer": answer(given=["a", 1.0]),
    "a long answer": answer(given="x" * 30_000),
    "many values": answer(given=[0.5] * 20_000),
    "a long list of lists": answer(given=[[1.0]]),
    "an outcome without a value": answer(outcome={"is_right": True}),
    "an outcome that may be right": answer(outcome={"value": 1.0, "is_right": "perhaps"}),
    "a large experiment": answer(experiment="x" * 300_000),
    "a race of words": answer(race="fast"),
    "a picture elsewhere": figure(file="../picture.png"),
    "a picture by its path": figure(file="/etc/passwd"),
    "a picture that is none": figure(file="record.json"),
    "a picture of another case": figure(file="CON.png "),
    "a figure of a late step": figure(step=10**9),
    "a table of numbers": figure(table=[[1, 2]]),
    "a long table": figure(table=[["x"]] * 1000),
    "a wide table": figure(table=[["x"] * 1000]),
    "too many figures": table(figures=[{"page": "a", "experiment": ""}] * 1000),
    "pages with spaces": table(finished=["a b"]),
    "votes below nothing": table(votes={"a/b": [-1]}),
    "votes of halves": table(votes={"a/b": [0.5]}),
    "endless votes": table(votes={"a/b": [10**12]}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_that_what_is_no_record_is_refused_in_one_line(tmp_path, kind):
    content = HOSTILE[kind]
    path = tmp_path / "record.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_record(path)
    said = str(caught.value)
    assert said.startswith(str(path))
    assert "\n" not in said
    assert "sys." not in said
    assert len(said) <= 600


@pytest.mark.parametrize("given", [None, True, b"x", {"a"}, object(), [None], ("a", 1), "\x07", "x" * 20_001])
def test_that_an_answer_is_a_text_a_number_or_a_list_of_one_of_them(given):
    with pytest.raises(InputError):
        checked_answer(given)
