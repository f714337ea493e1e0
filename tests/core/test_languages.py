"""Which language is spoken: asked for, remembered, or the system's; and what becomes of others."""

from __future__ import annotations

import os
import sys

import pytest

from momentum_lab.core import languages as module
from momentum_lab.core.errors import InputError
from momentum_lab.core.languages import (
    OWN_NAME,
    VARIABLE,
    begin,
    known_language,
    languages,
    own_name,
    set_language,
    system_language,
    taken_language,
)
from momentum_lab.core.messages import LANGUAGE, message

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
SYSTEM = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A program in which there are these languages, beside a person's own folder without any."""

    def write(*codes: str, **texts: str) -> None:
        for code in codes:
            folder = tmp_path / "resources" / "translations" / code / "LC_MESSAGES"
            folder.mkdir(parents=True)
            name = f'msgctxt "{OWN_NAME.context}"\nmsgid "English"\nmsgstr "of {code}"\n'
            said = texts.get(code, f'msgid "a thing"\nmsgstr "said in {code}"\n')
            (folder / "momentum_lab.po").write_text(f"{HEAD}{name}\n{said}", encoding="utf-8")

    monkeypatch.setattr(module, "resources_folder", lambda: tmp_path / "resources")
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path / "own"))
    for name in (VARIABLE, *SYSTEM):
        monkeypatch.delenv(name, raising=False)
    yield write
    LANGUAGE.speak("en")


def test_that_a_file_adds_a_language(there, tmp_path):
    there("ru", "zh_CN")
    assert list(languages()) == ["en", "ru", "zh_CN"]
    own = tmp_path / "own" / "translations"
    own.mkdir(parents=True)
    (own / "eo.po").write_text(HEAD + 'msgid "a thing"\nmsgstr "io"\n', encoding="utf-8")
    assert list(languages()) == ["en", "ru", "zh_CN", "eo"]
    set_language("eo")
    assert str(message("a thing")) == "io"
    assert own_name("eo") == "eo"


def test_that_a_persons_own_catalogue_counts_more(there, tmp_path):
    there("ru")
    own = tmp_path / "own" / "translations"
    own.mkdir(parents=True)
    (own / "ru.po").write_text(HEAD + 'msgid "a thing"\nmsgstr "mine"\n', encoding="utf-8")
    set_language("ru")
    assert str(message("a thing")) == "mine"


def test_that_languages_are_called_as_in_themselves(there):
    there("ru")
    assert [own_name(code) for code in languages()] == ["English", "of ru"]


def test_that_the_name_of_a_language_fits_into_a_menu(there, tmp_path):
    own = tmp_path / "own" / "translations"
    own.mkdir(parents=True)
    name = "a\\nb" + 1000 * "c"
    entry = f'msgctxt "{OWN_NAME.context}"\nmsgid "{OWN_NAME.text}"\nmsgstr "{name}"\n'
    (own / "eo.po").write_text(HEAD + entry, encoding="utf-8")
    assert own_name("eo").startswith("a b")
    assert len(own_name("eo")) < 50


def test_that_a_persons_own_catalogue_asks_for_no_places_of_its_own(there, tmp_path):
    there("ru")
    own = tmp_path / "own" / "translations"
    own.mkdir(parents=True)
    (own / "ru.po").write_text(HEAD + 'msgid "{a} things"\nmsgstr "{a:>99999999999}"\n', encoding="utf-8")
    set_language("ru")
    assert str(message("{a} things", a=3)) == "3 things"


def test_that_a_language_is_spoken_until_another_one_is(there):
    there("ru", "zh_TW")
    heard = []
    leave = LANGUAGE.changed.subscribe(heard.append)
    set_language("ru")
    said = message("a thing")
    assert (str(said), LANGUAGE.code) == ("said in ru", "ru")
    set_language("zh_TW")
    assert str(said) == "said in zh_TW"
    set_language("en")
    assert str(said) == "a thing"
    leave()
    assert heard == ["ru", "zh_TW", "en"]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("en", "en"),
        ("en_GB.UTF-8", "en"),
        ("ru", "ru"),
        ("RU", "ru"),
        ("ru_RU.UTF-8", "ru"),
        ("ru-RU", "ru"),
        ("ru_UA@euro", "ru"),
        ("zh", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("zh_CN.gb18030", "zh_CN"),
        ("zh-Hans-TW", "zh_CN"),
        ("zh_HK", "zh_TW"),
        ("zh_MO", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("zh-Hant-HK", "zh_TW"),
        ("zh_tw", "zh_TW"),
        ("pt", "pt_BR"),
        ("pt_PT", "pt_BR"),
        ("sr_RS@latin", "sr"),
    ],
)
def test_that_codes_mean_languages(there, wanted, meant):
    there("ru", "zh_CN", "zh_TW", "pt_BR", "sr")
    assert known_language(wanted) == meant


@pytest.mark.parametrize(
    "wanted", ["xx", "", "russian", "../ru", "ru/../zh", "zh_", "r", "ru_RUS", "русский"]
)
def test_that_what_is_no_language_is_told(there, wanted):
    there("ru")
    with pytest.raises(InputError, match="unknown language"):
        known_language(wanted)


def test_that_chinese_characters_are_not_taken_for_each_other(there):
    there("zh_CN")
    with pytest.raises(InputError):
        known_language("zh_TW")


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh_TW"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "zh_CN"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:zh_HK:ru"}, "zh_TW"),
        ({"LANG": "C", "LANGUAGE": "ru"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "ru"}, "en"),
        ({"LC_ALL": "POSIX", "LANG": "ru_RU"}, "en"),
        ({"LC_ALL": "", "LANG": "ru_RU"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "nonsense"}, "en"),
        ({}, "en"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the platform is asked when these say nothing")
def test_that_the_system_says_which(there, monkeypatch, environment, spoken):
    there("ru", "zh_CN", "zh_TW")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == spoken


def test_that_what_is_asked_for_comes_first_then_what_is_remembered(there, monkeypatch):
    there("ru", "zh_CN", "zh_TW")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert begin() is None
    assert LANGUAGE.code == "ru"
    assert begin("zh_TW") is None
    assert LANGUAGE.code == "zh_TW"
    monkeypatch.setenv(VARIABLE, "zh-Hans")
    assert begin("zh_TW") is None
    assert LANGUAGE.code == "zh_CN"


def test_that_a_wrong_wish_is_told_and_english_spoken(there, monkeypatch):
    there("ru")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.setenv(VARIABLE, "klingon")
    problem = begin()
    assert str(problem) == f"{VARIABLE}: unknown language 'klingon'; known: en, ru"
    assert LANGUAGE.code == "en"


def test_that_a_language_that_is_gone_is_not_missed(there, monkeypatch):
    there("ru")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert begin("zh_TW") is None
    assert LANGUAGE.code == "ru"


def test_that_a_catalogue_that_cannot_be_read_is_told(there):
    there("ru", ru="what is this")
    with pytest.raises(InputError, match=r"momentum_lab.po: 8: found 'what is this'"):
        set_language("ru")
    assert LANGUAGE.code == "en"


def test_that_a_place_that_a_translator_mistook_is_shown_in_english(there):
    there("ru", ru='msgid "found {found}"\nmsgstr "найдено {foud:q}"\n\nmsgid "is {a:.1f}"\nmsgstr "{a.b}"\n')
    set_language("ru")
    assert str(message("found {found}", found=3)) == "found 3"
    assert str(message("is {a:.1f}", a=0.25)) == "is 0.2"


@pytest.mark.parametrize("given", [["--language", "zh-TW"], ["--language=zh_tw"]])
def test_that_the_command_line_says_which(there, monkeypatch, given):
    there("ru", "zh_TW")
    monkeypatch.setenv(VARIABLE, "ru")
    assert taken_language(["run", *given, "ravine"]) == ["run", "ravine"]
    assert os.environ[VARIABLE] == "zh_TW"


def test_that_after_two_dashes_there_are_no_options(there, monkeypatch):
    there("ru", "zh_TW")
    monkeypatch.setenv(VARIABLE, "ru")
    given = ["run", "--", "--language", "zh_TW"]
    assert taken_language(given) == given
    assert os.environ[VARIABLE] == "ru"


@pytest.mark.parametrize("given", [["--language", "xx"], ["--language=xx"], ["--language"]])
def test_that_an_unknown_one_on_the_command_line_is_told(there, monkeypatch, given):
    there("ru")
    with pytest.raises(InputError, match="--language: unknown language"):
        taken_language(["run", *given])
    assert VARIABLE not in os.environ
