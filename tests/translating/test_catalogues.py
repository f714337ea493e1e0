"""The catalogues of the languages that come with the program."""

from __future__ import annotations

import pytest

from translating.catalogues import catalogue_files
from translating.faults import report

OURS = ("ru", "zh_CN", "zh_TW")


def test_that_the_languages_are_there():
    assert set(OURS) <= set(catalogue_files())


@pytest.mark.parametrize("code", OURS)
def test_that_no_translation_has_a_fault(code):
    assert list(map(str, report(catalogue_files()[code], code).faults)) == []
