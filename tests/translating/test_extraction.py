"""Whatever is said is found in the sources, with its plural, its context and what translators are told."""

from __future__ import annotations

import ast

import pytest

from translating.catalogues import ROOT, all_texts
from translating.declared_texts import declared_texts, resource_texts
from translating.places import is_only_places, places_of
from translating.python_texts import error_classes, python_texts, said_in
from translating.texts import Said, Texts


@pytest.fixture(scope="module")
def everything():
    """All that the program says, and what cannot be read off its sources."""
    return all_texts()


def texts_of(source: str) -> list[tuple[str, str, str]] | None:
    """What the one call of a source says; None if that cannot be known."""
    found = [each for _, each in said_in(ast.parse(source))]
    return None if None in found else [text for texts in found for text in texts or ()]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("message('a {b}', b=1)", [("a {b}", "", "")]),
        ("words('a' ' and b')", [("a and b", "", "")]),
        ("message_in('of c', 'a')", [("a", "", "of c")]),
        ("words_in('of c', 'a', b=1)", [("a", "", "of c")]),
        ("counted('a', 'as', 3)", [("a", "as", "")]),
        ("messages.counted_words('a', 'as', count=3)", [("a", "as", "")]),
        ("unknown('unknown a {name}', b, c)", [("unknown a {name}", "", "")]),
        ("map(message, ('a', 'b'))", [("a", "", ""), ("b", "", "")]),
        ("message('a' if b else 'c')", [("a", "", ""), ("c", "", "")]),
        ("def f(b):\n    said = 'a' if b else 'c'\n    return words(said)", [("a", "", ""), ("c", "", "")]),
        ("A = 'a'\ndef f():\n    return words(A)", [("a", "", "")]),
        ("A = {1: 'a', 2: 'b'}\ndef f(c):\n    return words(A[c])", [("a", "", ""), ("b", "", "")]),
        ("for a in ('b', 'c'):\n    words(a)", None),
        ("def f():\n    for a in ('b', 'c'):\n        words(a)", [("b", "", ""), ("c", "", "")]),
        ("def f():\n    for a, d in (('b', 1), ('c', 2)):\n        words(a)", [("b", "", ""), ("c", "", "")]),
        ("def f(a):\n    return words(a)\nf('b')\nf(a='c')", [("b", "", ""), ("c", "", "")]),
        (
            "class A:\n  def f(self, a):\n    return words(a)\n  def g(self):\n    self.f('b')",
            [("b", "", "")],
        ),
        (
            "def f(b):\n    one, more = ('a', 'as') if b else ('c', 'cs')\n    counted(one, more, 2)",
            [("a", "as", ""), ("c", "cs", "")],
        ),
        ("words(f'a {b}')", None),
        ("words('a' + b)", None),
        ("def f(a):\n    return words(a)", None),
        ("words(a.title)", []),
        ("words(a.b)", None),
    ],
)
def test_that_texts_are_found_wherever_they_are_written(source, found):
    assert texts_of(source) == found


def test_that_errors_say_something_too(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "errors.py").write_text(
        "class MomentumLabError(Exception): ...\nclass MineError(MomentumLabError): ...\n"
        "class OtherError(MineError): ...\nclass NoneError(Exception): ...\n"
    )
    (package / "use.py").write_text(
        "raise OtherError('a {b}', b=1)\nraise NoneError('c')\nraise MineError(message('d'))\n"
        "raise MineError(error.problem)\n"
    )
    said, unread = python_texts(tmp_path, "package")
    assert sorted(each.text for each in said) == ["a {b}", "d"]
    assert {each.place for each in said} == {"package/use.py"}
    assert unread == []
    assert error_classes([ast.parse((package / "errors.py").read_text())]) == (
        {"MomentumLabError", "MineError", "OtherError"}
    )


def test_that_what_cannot_be_read_off_is_told(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "use.py").write_text("a = 1\nwords(f'b {a}')\n")
    _, unread = python_texts(tmp_path, "package")
    assert [each.place for each in unread] == ["package/use.py:2"]


def test_that_translators_are_told_what_comments_say(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "use.py").write_text(
        "# Translators: of a\n# ball\nwords('a')\n\n# of nobody\nwords('b')\n"
        "words('c')  # Translators: of c\n"
        "x = f(\n    1,\n    # Translators: of d\n    words('d'),\n)\n"
    )
    said, _ = python_texts(tmp_path, "package")
    assert {each.text: each.comment for each in said} == {"a": "of a ball", "b": "", "c": "of c", "d": "of d"}


def test_that_nothing_that_the_program_says_is_hidden_from_translators(everything):
    texts, unread = everything
    assert unread == []
    assert len(texts) > 1_500


@pytest.mark.parametrize(
    "text",
    [
        "Momentum",
        "share of the velocity that is kept",
        "ema corrected",
        "Cosine",
        "Beale",
        "The loss of each ball over the steps.",
        "triangle",
        "there is not enough memory for that",
    ],
)
def test_that_what_is_declared_and_what_data_say_is_found(everything, text):
    texts, _ = everything
    assert ("", text) in texts


@pytest.mark.parametrize("text", ["A ravine", "Leaky sum, rate 0.04"])
def test_that_what_presets_say_is_apart_from_what_people_may_write(everything, text):
    texts, _ = everything
    assert ("an experiment", text) in texts
    assert ("", text) not in texts


def test_that_declared_texts_say_where_they_are():
    for said in (*declared_texts(ROOT), *resource_texts(ROOT)):
        assert (ROOT / said.place).is_file()
        assert said.comment.endswith(".")


def test_that_each_text_is_asked_for_once():
    found = [Said("a", "x", comment="1"), Said("a", "y", "as"), Said("a", "x", context="c"), Said("", "x")]
    texts = Texts(found)
    whole = [(each.text, each.plural, each.context) for each in texts.all()]
    assert whole == [("a", "as", ""), ("a", "", "c")]
    assert texts.places(("", "a")) == ["x", "y"]
    assert texts.comments(("", "a")) == ["1"]


def test_that_places_are_told_from_braces():
    assert places_of("{a:.1f} of {b!r} {a:.1f}") == {("a", ".1f", ""): 2, ("b", "", "r"): 1}
    assert not places_of("a set such as {1, 2}")
    assert not places_of("a { alone")
    assert [is_only_places(text) for text in ("{a}", "{a}: {b}", "{a} ", "a", "{")] == [True, *[False] * 4]
