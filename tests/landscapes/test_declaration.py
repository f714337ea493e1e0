"""The file of a landscape: what it may hold, and how a mistake in it is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

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
        ('title = "Bowl"', "title = ", "is not TOML"),
        (
            "x = [-1.0, 3.0]",
            "x = [3.0, -1.0]",
            "x: found [3.0, -1.0], allowed are a lower",
        ),
        ("x = [-1.0, 3.0]", 'x = "wide"', "x: found 'wide'"),
        ("start = [0.5, 1]", "start = [0.5]", "start: found [0.5], allowed is a list of 2 numbers"),
        ("start = [0.5, 1]", 'start = [0.5, "1"]', "start: found '1'"),
        ('tags = ["convex"]', 'tags = "convex"', "tags: found 'convex', allowed is a list"),
        ('tags = ["convex"]', "tags = [1]", "tags.0: found 1, allowed is a text"),
        ("[parameters.b]", "[parameters.sin]", "parameters.sin: found 'sin' as the name of a parameter"),
        ('help = "slope"', 'hint = "slope"', "parameters.b: unknown key 'hint'"),
        ("default = 2.0", "default = 5.0", "parameters.b: b: found 5.0, allowed is 0 to 4"),
        ("default = 2.0", "default = true", "parameters.b.default: found True"),
        ('at = ["b/(2*a)", 0.0]', "at = [0.0]", "minima.0.at: found 1 coordinates, allowed is 2"),
        ('at = ["b/(2*a)", 0.0]', "at = [0.0, [1]]", "minima.0.at.1: found [1]"),
        ('kind = "global"', 'kind = "deep"', "minima.0.kind: found 'deep', allowed is 'global' or 'local'"),
        ('kind = "global"', "", "minima.0: the key 'kind' is missing"),
        ("momentum = 0.1", "momentum = 0", "learning_rates.momentum: found 0, allowed is a number above 0"),
        ("momentum = 0.1", "momentum = nan", "learning_rates.momentum: found nan"),
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
