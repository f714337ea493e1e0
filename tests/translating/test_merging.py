"""Catalogues follow the sources: what was translated stays, what changed is marked, nothing is lost."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from momentum_lab.core.catalogue import Catalogue, entries
from translating.catalogues import merged, read, written
from translating.texts import Said, Texts

LONG = "The ball goes down along the gradient, and on by its momentum"


def again(text: str, *said: Said, code: str = "ru") -> str:
    """A catalogue's text after texts have been merged into it."""
    return written(merged(Texts(said), read_po(BytesIO(text.encode()), locale=code), code))


@pytest.fixture
def begun(tmp_path):
    said = [Said("a", "x.py"), Said("b", "x.py", "bs")]
    new = written(merged(Texts(said), read(tmp_path / "no", "ru"), "ru"))
    return new.replace('msgid "a"\nmsgstr ""', 'msgid "a"\nmsgstr "А"')


def parts(text: str) -> dict[str, list[str]]:
    return {entry.parts["msgid"]: entry.forms for entry in entries(text) if entry.parts["msgid"]}


def test_that_a_new_catalogue_has_all_texts_and_forms(begun):
    assert parts(begun) == {"a": ["А"], "b": ["", "", ""]}
    assert "nplurals=3" in begun


def test_that_merging_twice_changes_nothing(begun):
    once = again(begun, Said("a", "x.py"), Said("b", "x.py", "bs"))
    assert once == begun
    assert again(once, Said("a", "x.py"), Said("b", "x.py", "bs")) == once


def test_that_what_is_gone_is_kept_aside_and_comes_back(begun):
    without = again(begun, Said("c", "x.py"))
    assert parts(without) == {"c": [""]}
    assert '#~ msgstr "А"' in without
    assert parts(again(without, Said("a", "x.py")))["a"] == ["А"]


def test_that_a_text_like_one_that_is_gone_is_to_be_looked_at(tmp_path):
    first = written(merged(Texts([Said(LONG, "x.py")]), read(tmp_path / "no", "ru"), "ru"))
    first = first.replace('msgstr ""\n\n', 'msgstr "Шарик катится"\n\n')
    changed = LONG.replace("on by", "onwards by")
    text = again(first, Said(changed, "x.py"), Said("quite different", "x.py"))
    assert parts(text) == {changed: ["Шарик катится"], "quite different": [""]}
    assert "fuzzy" in text
    assert Catalogue(text).gettext(changed) == changed


def test_that_a_text_that_is_counted_now_is_to_be_translated_anew(begun):
    text = again(begun, Said("a", "x.py", "as"))
    assert parts(text)["a"] == ["", "", ""]


def test_that_contexts_are_kept_apart(begun):
    text = again(begun, Said("a", "x.py"), Said("a", "x.py", context="c"))
    said = Catalogue(text.replace('msgctxt "c"\nmsgid "a"\nmsgstr ""', 'msgctxt "c"\nmsgid "a"\nmsgstr "Ц"'))
    assert (said.gettext("a"), said.pgettext("c", "a")) == ("А", "Ц")


def test_that_files_do_not_change_with_the_day_or_the_lines(begun):
    assert "Date" not in begun
    assert "x.py\n" in begun
    assert "@" not in begun
