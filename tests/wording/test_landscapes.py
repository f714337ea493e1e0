"""Kinds of landscapes have words."""

from __future__ import annotations

from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.declaration import TAGS
from momentum_lab.wording.landscapes import TAG_TITLES, kind_titles


def test_that_every_tag_has_a_title_and_no_other_thing_has_one():
    assert set(TAG_TITLES) == set(TAGS)


def test_that_the_kinds_of_every_landscape_of_the_library_can_be_said():
    for entry in LANDSCAPES.values():
        said = [str(title) for title in kind_titles(entry)]
        assert said == [f"{entry.dimension}-D", *entry.tags]
