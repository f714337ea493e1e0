"""The catalogues of the languages that come with the program."""

from __future__ import annotations

import pytest

from translating.__main__ import main
from translating.catalogues import all_texts, catalogue_files, merged, read, written
from translating.faults import report
from translating.texts import Texts

OURS = ("ru", "zh_CN", "zh_TW")


def test_that_the_languages_are_there():
    assert set(OURS) <= set(catalogue_files())


@pytest.fixture(scope="module")
def texts() -> Texts:
    return all_texts()[0]


@pytest.mark.parametrize("code", OURS)
def test_that_everything_is_translated(code):
    found = report(catalogue_files()[code], code)
    assert (found.untranslated, found.fuzzy) == (0, 0)
    assert found.translated > 2_000


@pytest.mark.parametrize("code", OURS)
def test_that_a_catalogue_has_the_texts_of_the_sources(code, texts):
    path = catalogue_files()[code]
    assert written(merged(texts, read(path, code), code)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", OURS)
def test_that_no_translation_has_a_fault(code):
    assert list(map(str, report(catalogue_files()[code], code).faults)) == []


@pytest.mark.parametrize("code", ["../../evil", "pt-BR", "en", "", "ru\n", "german"])
def test_that_a_new_catalogue_is_of_another_language(code, capsys):
    with pytest.raises(SystemExit):
        main(["--new", code])
    assert "is no code of another language" in capsys.readouterr().err
