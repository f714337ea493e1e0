"""Whatever stands in a lesson's files is read, or refused in lines that name its place."""

from __future__ import annotations

import copy
import datetime

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_files import contents

from momentum_lab.core.tables import parse_toml
from momentum_lab.lessons.layout import LessonFiles
from momentum_lab.lessons.lesson_problems import problems
from momentum_lab.lessons.reading import lesson_of

FILES = contents()
values = st.recursive(
    st.one_of(
        st.booleans(),
        st.sampled_from([-1, 0, 1, 2, 19, 20, 21, 63, 64, 10**6, 10**30]),
        st.sampled_from([-1.5, 0.0, 0.5, 1e300, float("inf"), float("nan")]),
        st.sampled_from(
            ["", " ", "any", "all", "x", "y", "slow", "solved", "loss", "momentum", "converged", "{x}"]
        ),
        st.sampled_from(
            ["ravine", "end", "theory", "number", "curve", "point", "order", "$x$", "<b>", "a\nb", "−1"]
        ),
        st.just(datetime.date(2026, 1, 1)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["id", "ball", "quantity", "result", "setting", "theory", "step", "is", "value", "kind"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=6,
)


def places(value, path=()):
    """Yield the ways to all that stands in a table."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*path, key)
        yield from places(each, (*path, key))


def with_value(table, path, value):
    table = copy.deepcopy(table)
    inner = table
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return table


@pytest.mark.parametrize("file", ["lesson.toml", "text.toml", "text.de.toml", "experiments/slow.toml"])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_that_a_changed_lesson_is_read_or_refused(file, data):
    table = parse_toml(FILES[file].decode())
    path = data.draw(st.sampled_from([*places(table)]))
    check(file, with_value(table, path, data.draw(st.none() | values)))


@pytest.mark.parametrize("file", ["lesson.toml", "text.toml"])
@pytest.mark.parametrize("value", [False, 1, "x", [], [1], [[]], {}, {"id": 1}])
def test_that_anything_at_the_top_of_a_lesson_is_read_or_refused(file, value):
    table = parse_toml(FILES[file].decode())
    for key in table:
        check(file, with_value(table, (key,), value))


def check(file, changed):
    """Read the lesson with another file, and look for what is wrong with it."""
    files = LessonFiles("here", "bowl", FILES | {file: tomli_w.dumps(changed).encode()})
    lesson, errors = lesson_of(files)
    assert (lesson is None) == bool(errors)
    for error in errors:
        assert error.place[0] == "here"
        assert error.place[1] in FILES
        assert "\n" not in str(error)
    if lesson is not None and all(e.steps * len(e.balls) <= 10_000 for e in lesson.experiments.values()):
        assert all(str(problem) for problem in problems(lesson))
