"""Catalogues are read as translators write them, and what cannot be read is told with its line."""

from __future__ import annotations

import pytest

from momentum_lab.core.catalogue import Catalogue, entries
from momentum_lab.core.errors import InputError

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
"n%100>=20) ? 1 : 2);\\n"
"""
TEXT = (
    HEAD
    + """
# Of a translator.
#. For translators.
#: some/file.py:7
#, python-brace-format
msgid "found {found}"
msgstr "найдено {found}"

msgid ""
"two "
"lines\\n"
"of \\"text\\""
msgstr ""
"две "
"строки\\n"
"«текста»"

msgctxt "of a ball"
msgid "step"
msgstr "шаг"

msgid "step"
msgstr "ступень"

msgid "{count} ball"
msgid_plural "{count} balls"
msgstr[0] "{count} шарик"
msgstr[1] "{count} шарика"
msgstr[2] "{count} шариков"

#, fuzzy
msgid "not sure"
msgstr "неточно"

msgid "not there"
msgstr ""

#, fuzzy, python-brace-format
#| msgid "was {this}"
msgid "is {this}"
msgstr "было {this}"

#~ msgid "gone"
#~ msgstr "нет"
"""
)


def test_that_a_catalogue_says_what_is_in_it():
    said = Catalogue(TEXT)
    assert said.gettext("found {found}") == "найдено {found}"
    assert said.gettext('two lines\nof "text"') == "две строки\n«текста»"
    assert said.gettext("step") == "ступень"
    assert said.pgettext("of a ball", "step") == "шаг"
    assert said.gettext("another") == "another"
    assert said.pgettext("another", "step") == "step"


def test_that_the_number_chooses_the_form():
    said = Catalogue(TEXT)
    found = [said.ngettext("{count} ball", "{count} balls", n) for n in (0, 1, 2, 5, 11, 21, 22, -1)]
    assert [each.removeprefix("{count} ") for each in found] == (
        ["шариков", "шарик", "шарика", "шариков", "шариков", "шарик", "шарика", "шарик"]
    )
    assert said.ngettext("a thing", "things", 1) == "a thing"
    assert said.npgettext("here", "a thing", "things", 2) == "things"


def test_that_what_is_not_sure_or_missing_stays_english():
    said = Catalogue(TEXT)
    for text in ("not sure", "not there", "is {this}", "gone"):
        assert said.gettext(text) == text


@pytest.mark.parametrize("text", [TEXT.replace("\n", "\r\n"), TEXT.replace("\n\n", "\n\n\n"), TEXT + "\n"])
def test_that_ends_of_lines_do_not_matter(text):
    assert Catalogue(text).gettext("found {found}") == "найдено {found}"
    assert Catalogue(text).pgettext("of a ball", "step") == "шаг"


def test_that_entries_may_follow_each_other_without_a_blank_line():
    said = Catalogue(TEXT.replace("\n\n", "\n"))
    assert said.gettext("found {found}") == "найдено {found}"
    assert said.pgettext("of a ball", "step") == "шаг"
    assert said.gettext("not sure") == "not sure"
    assert said.gettext("step") == "ступень"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (9, 'msgid "a"\nmsgstr b"'),
        (8, 'msgid "a\nmsgstr "b"'),
        (8, "nothing of this kind"),
        (8, 'msgid "a"'),
        (8, 'msgstr "a"'),
        (10, 'msgid "a"\nmsgstr "b"\nmsgstr "c"'),
        (8, 'msgid "a"\nmsgid_plural "b"\nmsgstr "c"'),
        (9, 'msgid "a"\nmsgword "b"'),
    ],
)
def test_that_what_is_no_catalogue_is_told_with_its_line(line, text):
    with pytest.raises(InputError) as raised:
        Catalogue(f'{HEAD}\n\n{text}\n\nmsgid "c"\nmsgstr "d"\n')
    assert raised.value.place == (str(line),)


def test_that_plural_forms_have_to_be_understood():
    with pytest.raises(InputError, match="plural forms"):
        Catalogue('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=import os;\\n"\n')


def test_that_entries_say_where_they_stand_and_whether_they_are_sure():
    found = {each.parts["msgid"]: each for each in entries(TEXT)}
    assert TEXT.split("\n")[found["found {found}"].line - 1] == 'msgid "found {found}"'
    assert [key for key, each in found.items() if not each.is_translated] == (
        ["not sure", "not there", "is {this}"]
    )
    assert len(found["{count} ball"].forms) == 3


@pytest.mark.parametrize("rule", ["n/0", "n%(n-3)", "n-9", "n*n*n", "n==3 ? 7 : 0"])
def test_that_a_form_that_is_not_there_is_the_first_or_english(rule):
    head = f'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural={rule};\\n"\n\n'
    entry = 'msgid "{count} ball"\nmsgid_plural "{count} balls"\nmsgstr[0] "A"\nmsgstr[1] "B"\n'
    said = Catalogue(head + entry)
    assert said.ngettext("{count} ball", "{count} balls", 3) in ("A", "{count} balls")


@pytest.mark.parametrize(
    "place",
    ["{x:>99999999999}", "{x:.999999f}", "{x.__class__}", "{y}", "{", "{x!r}", "{x!r:{x}}", "{0}", "{x[0]}"],
)
def test_that_a_translation_with_places_of_its_own_stays_english(place):
    entry = f'msgid "found {{x}}"\nmsgstr "{place}"\n\n'
    counted = f'msgid "{{x}} ball"\nmsgid_plural "{{x}} balls"\nmsgstr[0] "{place}"\nmsgstr[1] "{place}"\n'
    said = Catalogue(f"{HEAD}\n{entry}{counted}")
    assert said.gettext("found {x}") == "found {x}"
    assert said.ngettext("{x} ball", "{x} balls", 5) == "{x} balls"
    assert Catalogue(f"{HEAD}\n{entry}", is_checked=True).gettext("found {x}") == place


def test_that_places_may_be_left_out_and_braces_of_no_places_may_stand():
    said = Catalogue(f'{HEAD}\nmsgid "{{x}} of {{y}}"\nmsgstr "{{y}}"\n\nmsgid "a {{"\nmsgstr "b {{"\n')
    assert said.gettext("{x} of {y}") == "{y}"
    assert said.gettext("a {") == "b {"


@pytest.mark.parametrize(
    "place", ["", "%(other)s", "%(name)d", "%s", "50% off %(name)s", "%(name)s %(name)s"]
)
def test_that_places_of_the_operator_stay_as_they_are(place):
    said = Catalogue(f'{HEAD}\nmsgid "no %(name)s"\nmsgstr "n {place}"\n\nmsgid "%s: %r"\nmsgstr "%r, %s"\n')
    assert said.gettext("no %(name)s") == "no %(name)s"
    assert said.gettext("%s: %r") == "%r, %s"


def test_that_an_entry_of_very_many_lines_is_put_together():
    lines = 100_000 * '"ab"\n'
    said = Catalogue(
        f'#, one\n#, two\nmsgid ""\n{lines}msgstr ""\n{lines}\n#, fuzzy\n#, one\nmsgid "x"\nmsgstr "y"\n'
    )
    assert said.gettext(100_000 * "ab") == 100_000 * "ab"
    assert said.gettext("x") == "x"
