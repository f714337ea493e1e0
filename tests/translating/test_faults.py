"""What a program can see to be wrong with a translation is told, and what is right is not."""

from __future__ import annotations

import pytest

from momentum_lab.core.catalogue import Catalogue, entries
from translating.faults import faults_of, report
from translating.terms import terms

FORMS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "zh_CN": "nplurals=1; plural=0;",
    "zh_TW": "nplurals=1; plural=0;",
    "de": "nplurals=2; plural=(n != 1);",
}


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def problems(text: str, said: str | list[str], code: str = "ru", plural: str = "") -> list[str]:
    """What is wrong with a translation, or with its forms."""
    head = f'msgid ""\nmsgstr "Plural-Forms: {FORMS[code]}\\n"\n\n'
    forms = [said] if isinstance(said, str) else said
    body = f'msgid "{escaped(text)}"\n'
    if plural:
        body += f'msgid_plural "{escaped(plural)}"\n'
        body += "".join(f'msgstr[{i}] "{escaped(form)}"\n' for i, form in enumerate(forms))
    else:
        body += f'msgstr "{escaped(forms[0])}"\n'
    _, entry = entries(head + body)
    return [fault.problem for fault in faults_of(entry, code, Catalogue(head + body).form)]


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        ("found {found}, allowed is {low:g}", "допустимо {low:g}, найдено {found}", "ru"),
        ("{name!r} twice", "дважды {name!r}", "ru"),
        ("a set such as {1, 2}", "множество вроде {1, 2}", "ru"),
        ("&File", "文件(&F)", "zh_CN"),
        ("&File", "&Файл", "ru"),
        ("Open…", "打开…", "zh_CN"),
        ("Search && find", "Найти && искать", "ru"),
        ("A sentence.", "一句话。", "zh_CN"),
        ("Which one?", "哪一个？", "zh_CN"),
        ("in $x^2$ and `code`", "`code` и $x^2$", "ru"),
        ("two\n\nparagraphs", "два\n\nабзаца", "ru"),
        ("use --set KEY", "используйте --set KEY", "ru"),
        ("the learning rate is high", "высокая скорость обучения", "ru"),
        ("anything", "etwas", "de"),
        ("learning rate", "Lernrate", "de"),
        ("Momentum Lab", "Momentum Lab", "ru"),
        ("a {momentum} of `momentum`", "{momentum} и `momentum`", "ru"),
        ("5 < 6 and a > b", "5 < 6 и a > b", "ru"),
    ],
)
def test_that_good_translations_are_let_be(text, said, code):
    assert problems(text, said, code) == []


@pytest.mark.parametrize(
    ("text", "said", "code", "problem"),
    [
        ("found {found}", "найдено", "ru", "places"),
        ("found {found}", "найдено {foud}", "ru", "places"),
        ("found {found:g}", "найдено {found}", "ru", "places"),
        ("found {found!r}", "найдено {found}", "ru", "places"),
        ("found {found}", "найдено {found} {more}", "ru", "places"),
        ("found {found}", "найдено {found", "ru", "places"),
        ("a set {1, 2}", "множество {1, 2", "ru", "brace"),
        ("no %(name)s", "нет %(имя)s", "ru", "place"),
        ("&File", "Файл", "ru", "mnemonic"),
        ("File", "&Файл", "ru", "mnemonic"),
        (" of", "из", "ru", "space"),
        ("of ", "из", "ru", "space"),
        ("Open…", "Открыть", "ru", "…"),
        ("Open", "Открыть…", "ru", "…"),
        ("A sentence.", "Предложение", "ru", "end"),
        ("Steps:", "Шаги", "ru", "end"),
        ("in $x^2$", "в $x²$", "ru", "formula"),
        ("in `code`", "в коде", "ru", "code"),
        ("<b>bold</b>", "жирно", "ru", "tag"),
        ("**bold**", "жирно", "ru", "bold"),
        ("use --set", "используйте -set", "ru", "option"),
        ("a .toml file", "файл .томл", "ru", "file"),
        ("one\n\ntwo", "один два", "ru", "paragraph"),
        ("the data", "數據", "zh_CN", "other Chinese"),
        ("the data", "数据", "zh_TW", "other Chinese"),
        ("a, b", "甲, 乙", "zh_CN", "narrow"),
        ("the learning rate", "темп обучения", "ru", "learning rate"),
        ("optimizers", "優化器", "zh_TW", "optimizer"),
    ],
)
def test_that_faults_are_told(text, said, code, problem):
    assert any(problem in each for each in problems(text, said, code))


def test_that_all_plural_forms_have_to_be_there():
    one, more = "{count} step", "{count} steps"
    assert problems(one, ["{count} шаг", "{count} шага", "{count} шагов"], "ru", more) == []
    assert "plural forms" in problems(one, ["{count} шаг", "{count} шага"], "ru", more)[0]
    assert "plural forms" in problems(one, ["{count} шаг", "{count} шага", ""], "ru", more)[0]
    assert problems(one, ["{count} 步"], "zh_CN", more) == []


def test_that_a_form_for_several_numbers_says_how_many():
    assert problems("a step", ["один шаг", "{count} шага", "{count} шагов"], "ru", "{count} steps") != []
    assert problems("a step", ["{count} шаг", "{count} шага", "{count} шагов"], "ru", "{count} steps") == []
    assert problems("a step", ["ein Schritt", "{count} Schritte"], "de", "{count} steps") == []
    assert problems("a step", ["ein Schritt", "Schritte"], "de", "{count} steps") != []


def test_that_a_report_counts(tmp_path):
    path = tmp_path / "ru.po"
    path.write_text(
        f'msgid ""\nmsgstr "Plural-Forms: {FORMS["ru"]}\\n"\n\nmsgid "a"\nmsgstr "б"\n\n'
        '#, fuzzy\nmsgid "b"\nmsgstr "в"\n\nmsgid "c"\nmsgstr ""\n\nmsgid "{d}"\nmsgstr "г"\n',
        encoding="utf-8",
    )
    found = report(path, "ru")
    assert (found.translated, found.fuzzy, found.untranslated) == (2, 1, 1)
    assert [fault.line for fault in found.faults] == [14]
    assert not found.is_whole


def test_that_a_catalogue_that_cannot_be_read_is_a_fault(tmp_path):
    path = tmp_path / "ru.po"
    path.write_text('msgid ""\nmsgstr ""\n\nwhat is this\n', encoding="utf-8")
    assert [fault.line for fault in report(path, "ru").faults] == [4]


def test_that_terms_are_agreed_in_each_language():
    for term in terms():
        assert set(term.said) == {"zh_CN", "zh_TW", "ru"}
        for code in ("zh_CN", "zh_TW"):
            assert [problems(term.english, said, code) for said in term.said[code] if said] == (
                [[]] * len(term.said[code])
            )
    assert len({term.english for term in terms()}) == len(terms())
