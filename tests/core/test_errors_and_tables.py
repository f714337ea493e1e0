"""The words of errors, the checks of tables, frozen mappings, registries and declarations."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import pytest
from laboratory import refusals

from momentum_lab.core.errors import InputError, located, one_line, quoted, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, Flag, Number, declared
from momentum_lab.core.registry import Registry
from momentum_lab.core.resources import resource_files, resources_folder
from momentum_lab.core.tables import TableReader, integer, list_of, number, text


def test_that_places_are_said_from_the_outside_in():
    with pytest.raises(InputError) as caught, located("file.toml"), located("run"), located("steps"):
        raise InputError("found 0")
    assert str(caught.value) == "file.toml: run: steps: found 0"
    assert caught.value.place == ("file.toml", "run", "steps")


def test_that_other_errors_pass_through_a_place():
    with pytest.raises(KeyError, match=r"^'x'$"), located("file.toml"):
        raise KeyError("x")


@pytest.mark.parametrize(
    ("given", "line"),
    [("a\nb\t c", "a b c"), ("a\x1b[31mb", "a [31mb"), ("  a  ", "a"), ("\udcff", ""), ("∇f", "∇f")],
)
def test_that_one_line_is_printable(given, line):
    assert one_line(given) == line


def test_that_a_line_is_no_longer_than_its_limit():
    assert one_line("x" * 11, limit=10) == "x" * 9 + "…"
    assert one_line("x" * 10, limit=10) == "x" * 10


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a\nb", r"'a\nb'"), (1.0, "1.0"), (16**5000, "a number of thousands of digits"), ([None], "[None]")],
    ids=["newline", "float", "huge", "list"],
)
def test_that_a_value_is_quoted_on_one_line(value, shown):
    assert quoted(value) == shown


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("adma", "unknown optimizer 'adma'; did you mean 'adam'?"),
        ("ADAM", "unknown optimizer 'ADAM'; did you mean 'adam'?"),
        ("zzz", "unknown optimizer 'zzz'; known: adam, momentum"),
        (3, "unknown optimizer 3; known: adam, momentum"),
    ],
)
def test_that_an_unknown_name_is_answered_with_the_nearest_or_with_all(name, problem):
    assert str(unknown("unknown optimizer {name}", name, ["momentum", "adam"])) == problem


def test_that_a_name_is_just_unknown_where_none_is_known():
    assert str(unknown("unknown key {name}", "x", [])) == "unknown key 'x'"


def test_that_a_registry_answers_an_unknown_name_with_an_input_error():
    registry = Registry(refusals("ball"), {"blue": 1, "red": 2})
    assert (registry["red"], list(registry), len(registry), "red" in registry) == (
        2,
        ["blue", "red"],
        2,
        True,
    )
    for name in ("rad", ["red"], None):
        with pytest.raises(InputError, match="unknown ball"):
            registry[name]


def test_that_a_registry_gives_a_default_as_every_mapping_does():
    registry = Registry(refusals("ball"), {"blue": 1})
    assert (registry.get("blue"), registry.get("nope", 7), registry.get("nope")) == (1, 7, None)


def test_that_frozen_mappings_are_equal_and_hashed_by_their_items():
    one, other = FrozenMapping(a=1, b=2), FrozenMapping({"b": 2, "a": 1})
    assert one == other == {"a": 1, "b": 2}
    assert hash(one) == hash(other)
    assert list(other) == ["b", "a"]
    assert one != FrozenMapping(a=1)


def test_that_a_frozen_mapping_does_not_change_with_its_source_or_its_copies():
    source = {"a": 1}
    frozen = FrozenMapping(source)
    source["a"] = 2
    changed = frozen.updated(a=3, b=4)
    assert (dict(frozen), dict(changed)) == ({"a": 1}, {"a": 3, "b": 4})
    with pytest.raises(TypeError):
        frozen["a"] = 5


def test_that_a_table_reader_refuses_what_nobody_asked_for():
    reader = TableReader({"steps": 3, "sede": 1})
    assert reader.take("steps", integer(1, 9)) == 3
    assert reader.take("seed", integer(0, 9), 0) == 0
    with pytest.raises(InputError, match=r"^unknown key 'sede'; did you mean 'seed'\?$"):
        reader.finish()


def test_that_the_rest_of_a_table_is_only_what_may_be_there():
    reader = TableReader({"label": "x", "rate": 1})
    reader.take("label", text())
    assert reader.rest(["rate"]) == {"rate": 1}
    reader.finish()
    reader = TableReader({"lable": "x"})
    reader.take("label", text(), "")
    with pytest.raises(InputError, match=r"^unknown key 'lable'; did you mean 'label'\?$"):
        reader.rest(["rate"])


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (number(0, 1), [0, 1, 0.5], [True, -0.1, 1.1, float("nan"), "0", None, 10**400, 1j]),
        (integer(0, 9), [0, 9], [True, 1.0, -1, 10, "1", None]),
        (text(3), ["", "abc", "∇∇∇"], ["abcd", 3, None, b"a", "\ud800"]),
        (list_of(integer(0, 9), 1, 2), [[1], [1, 2]], [[], [1, 2, 3], (1,), "1", [True], None]),
    ],
    ids=["number", "integer", "text", "list"],
)
def test_that_checks_pass_what_is_allowed_and_refuse_all_else(check, good, bad):
    for value in good:
        assert check(value) == (tuple(value) if isinstance(value, list) else value)
    for value in bad:
        with pytest.raises(InputError):
            check(value)


class Complete(NamedTuple):
    rate: Annotated[float, Number(0.1, 0.0, 1.0, "rate")]
    kind: Annotated[int, Choice(("one", "two"), "kind")]
    on: Annotated[int, Flag(True, "on")]


class Bare(NamedTuple):
    rate: float


class Outside(NamedTuple):
    rate: Annotated[float, Number(2.0, 0.0, 1.0, "rate")]


def test_that_declarations_are_read_in_their_order():
    assert [(n, d.default) for n, d in declared(Complete).items()] == [
        ("rate", 0.1),
        ("kind", "one"),
        ("on", True),
    ]


def test_that_a_field_without_a_declaration_is_a_programming_error():
    with pytest.raises(TypeError, match=r"Bare\.rate declares no hyperparameter"):
        declared(Bare)


def test_that_a_default_outside_its_bounds_is_refused_when_it_is_declared():
    with pytest.raises(InputError, match=r"found 2\.0, allowed is a number from 0 to 1"):
        declared(Outside)


def test_that_the_resources_are_there_and_come_in_order():
    assert {"landscapes", "presets"} <= {path.name for path in resources_folder().iterdir()}
    names = [path.name for path in resource_files("presets", ".toml")]
    assert names == sorted(names)
    assert "ravine.toml" in names
    assert list(resource_files("nothing", ".toml")) == []
