"""The file of a landscape: what it may hold, and how a mistake in it is answered."""

from __future__ import annotations

import functools
import math
import operator
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.landscapes.declaration import read_entry

GOOD = """\
title = "Bowl"
formula = "a*x**2 + y**2 - b*x"
x = [-1.0, 3.0]
y = [-2, 2]
start = [0.5, 1]
tags = ["convex"]
teaches = "How to read a file."
reference = "Nobody (2000)"
saddles = [["a", 0]]
[parameters.a]
default = 1.0
low = 0.0
high = 4.0
help = "steepness"
[parameters.b]
default = 2.0
low = 0.0
high = 4.0
help = "slope"
[[minima]]
at = ["b/(2*a)", 0.0]
value = "-b*x/2 + y"
kind = "global"
[learning_rates]
momentum = 0.1
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "bowl.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_becomes_an_entry(tmp_path: Path) -> None:
    entry = read_entry(written(tmp_path, GOOD))
    assert (entry.name, entry.title, entry.dimension) == ("bowl", "Bowl", 2)
    assert entry.domain == ((-1.0, 3.0), (-2.0, 2.0))
    assert entry.parameters["a"].high == 4.0
    assert dict(entry.learning_rates) == {"momentum": 0.1}
    landscape = entry.landscape({"a": 2.0})
    assert landscape.saddles == ((2.0, 0.0),)
    (minimum,) = landscape.minima
    assert (minimum.position, minimum.loss, minimum.kind) == ((0.5, 0.0), -0.5, "global")


def test_a_minimum_that_is_not_defined_for_the_parameters_is_searched(tmp_path: Path) -> None:
    entry = read_entry(written(tmp_path, GOOD))
    assert entry.landscape({"a": 0.0}).known_minima is None
    assert entry.landscape({"a": 0.0}).minima == ()
    assert len(entry.landscape({"a": 0.0, "b": 0.0}, domain=[(-1, 1), (-1, 1)]).minima) > 1


def test_minima_at_defaults_are_searched_for_other_parameters(tmp_path: Path) -> None:
    stated = 'at = [1.0, 0.0]\nvalue = -1.0\nkind = "global"'
    formulas = GOOD[GOOD.index("at = ") : GOOD.index("[learning_rates]")]
    text = "minima_at_defaults = true\n" + GOOD.replace(formulas, stated + "\n")
    entry = read_entry(written(tmp_path, text))
    assert entry.landscape().known_minima is not None
    assert entry.landscape({"a": 1.0, "b": 2.0}).saddles == ((1.0, 0.0),)
    other = entry.landscape({"a": 2.0})
    assert other.known_minima is None
    assert other.saddles == ()
    (minimum,) = other.minima
    assert minimum.position == pytest.approx((0.5, 0.0))


def test_without_stated_minima_they_are_searched(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[[minima]]")]
    (minimum,) = read_entry(written(tmp_path, text)).landscape().minima
    assert minimum.position == pytest.approx((1.0, 0.0))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "Bowl"', 'titel = "Bowl"', "unknown key 'titel'; did you mean 'title'?"),
        ('title = "Bowl"', "", "the key 'title' is missing"),
        ('title = "Bowl"', "title = 3", "title: found 3, allowed is a text"),
        ('title = "Bowl"', 'title = " "', "title: found ' ', allowed is a text"),
        ('title = "Bowl"', "title = ", "is not valid TOML"),
        (
            "x = [-1.0, 3.0]",
            "x = [3.0, -1.0]",
            "x: found [3.0, -1.0], allowed are a lower",
        ),
        ("x = [-1.0, 3.0]", 'x = "wide"', "x: found 'wide'"),
        ("start = [0.5, 1]", "start = [0.5]", "start: found [0.5], allowed is a list of 2 numbers"),
        (
            "start = [0.5, 1]",
            "start = [1e11, 1]",
            "start: found 100000000000.0, allowed is a number from -1e+09",
        ),
        (
            "start = [0.5, 1]",
            "start = [0.5, 2.1]",
            "start: found [0.5, 2.1], which lies outside of the domain",
        ),
        ("start = [0.5, 1]", 'start = [0.5, "1"]', "start: found '1'"),
        ('tags = ["convex"]', 'tags = "convex"', "tags: found 'convex', allowed is a list"),
        ('tags = ["convex"]', "tags = [1]", "tags: 0: found 1, allowed is a text"),
        ('tags = ["convex"]', 'tags = ["convexe"]', "tags: 0: unknown tag 'convexe'; did you mean 'convex'?"),
        ('tags = ["convex"]', 'tags = ["many-minima"]', "tags: 0: unknown tag 'many-minima'; did you mean"),
        ('tags = ["convex"]', "tags = []", "tags: found a list of 0, allowed are 1 to 9 entries"),
        ('tags = ["convex"]', 'tags = ["convex", "convex"]', "tags: found 'convex' twice"),
        ("[parameters.b]", "[parameters.sin]", "parameters: sin: found 'sin' as the name of a parameter"),
        ('help = "slope"', 'hint = "slope"', "parameters: b: unknown key 'hint'"),
        (
            "default = 2.0",
            "default = 5.0",
            "parameters: b: default: found 5.0, allowed is a number from 0 to 4",
        ),
        ("default = 2.0", "default = true", "parameters: b: default: found True"),
        ('at = ["b/(2*a)", 0.0]', "at = [0.0]", "minima: 0: at: found a list of 1, allowed are 2 entries"),
        ('at = ["b/(2*a)", 0.0]', "at = [0.0, [1]]", "minima: 0: at: 1: found [1]"),
        ('kind = "global"', 'kind = "deep"', "minima: 0: kind: found 'deep', allowed is 'global' or 'local'"),
        ('kind = "global"', "", "minima: 0: the key 'kind' is missing"),
        (
            'formula = "a*x',
            'formula = "c*x',
            "formula: at column 1: unknown name 'c'; known: a, b, e, pi, x, y",
        ),
        ('formula = "a*x', 'formula = "__import__(', "formula: found '(' that is never closed"),
        ('formula = "a*x', f'formula = "{"x+" * 300}x', "formula: found 617 characters, allowed are 500"),
        ('formula = "a*x', 'formula = "log(-1)*x', "start: found [0.5, 1.0], where the loss is not defined"),
        ('formula = "a*x', 'formula = "exp(999)*x', "start: found [0.5, 1.0], where the loss is not defined"),
        ("y = [-2, 2]\nstart = [0.5, 1]", "start = [0.5]", "minima: 0: at: found a list of 2, allowed are 1"),
        ("high = 4.0", "high = 0", "parameters: a: high: found 0.0, allowed is a number above 0"),
        ("low = 0.0", "low = -1e400", "parameters: a: low: found -inf, allowed is a number from -1e+12"),
        ('"b/(2*a)"', '"b/(2*y)"', "minima: 0: at: 0: at column 6: unknown name 'y'"),
        ('value = "-b', 'value = "-c', "minima: 0: value: at column 2: unknown name 'c'"),
        ('[["a", 0]]', '[["a", "9**9**9**9"]]', "saddles: 0: 1: found the exponent"),
        ('[["a", 0]]', "3", "saddles: found 3, allowed is a list"),
        ('[["a", 0]]', f"{[[0, 0]] * 65}", "saddles: found a list of 65, allowed are 0 to 64 entries"),
        ('[["a", 0]]', "[" * 3000, "is not valid TOML"),
        ('saddles = [["a", 0]]', "minima_at_defaults = 1", "minima_at_defaults: found 1, allowed is true or"),
        ('teaches = "How', f'teaches = "{"How" * 100}', "teaches: found 316 characters, allowed are 300"),
        (
            'teaches = "How',
            'teaches = "\\u001b[31mHow',
            "teaches: found '\\x1b[31mHow to read a file.', which",
        ),
        ("momentum = 0.1", "momentum = 0", "learning_rates: momentum: found 0, allowed is a number from"),
        ("momentum = 0.1", "momentum = 1e9", "learning_rates: momentum: found 1000000000.0, allowed is"),
        ("momentum = 0.1", "gradient_descent = 1e-13", "learning_rates: gradient_descent: found 1e-13"),
        ("momentum = 0.1", "momentum = nan", "learning_rates: momentum: found nan"),
    ],
)
def test_a_mistake_is_answered_with_file_key_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as refusal:
        read_entry(path)
    assert str(refusal.value).startswith(f"{path}: {words}")


ODD = st.recursive(
    st.one_of(
        st.sampled_from(
            [0, -1, 10**400, 1e308, math.nan, math.inf, True, "", " ", "x", "1/0", "exp(x)**9", "é"]
        ),
        st.datetimes(),
        st.floats(),
        st.text(max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["at", "value", "a", "low"]), inner, max_size=3),
    ),
    max_leaves=4,
)
PLACES: list[tuple[str | int, ...]] = [
    *(
        (key,)
        for key in ("title", "formula", "x", "y", "start", "tags", "teaches", "reference", "parameters")
    ),
    *((key,) for key in ("minima", "saddles", "learning_rates", "minima_at_defaults", "more")),
    *((*("parameters", "a"), key) for key in ("default", "low", "high", "help", "more")),
    *((*("minima", 0), key) for key in ("at", "value", "kind", "more")),
    *(("x", 0), ("start", 1), ("tags", 0), ("saddles", 0), ("saddles", 0, 1), ("minima", 0, "at", 0)),
]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=3))
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_the_file(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[str | int, ...], object]]
) -> None:
    table = tomllib.loads(GOOD)
    for (*outer, last), value in changes:
        with suppress(LookupError, TypeError):  # an earlier change has removed the place
            functools.reduce(operator.getitem, outer, table)[last] = value
    path = tmp_path_factory.mktemp("odd") / "bowl.toml"
    try:
        path.write_text(tomli_w.dumps(table), encoding="utf-8")
    except (TypeError, ValueError):  # what TOML cannot hold
        reject()
    place: tuple[str, ...] = ()
    try:
        landscape = read_entry(path).landscape()
    except InputError as refusal:
        place = refusal.place
    if place:
        assert place[0] == str(path)
    else:
        assert math.isfinite(landscape.loss(landscape.start))
        assert len(landscape.minima) <= 64
