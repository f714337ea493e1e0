"""Lists and helps in all languages: their lines fit a terminal, and Chinese has its own colons."""

from __future__ import annotations

import re

import pytest

from momentum_lab.cli.commands import COMMANDS
from momentum_lab.cli.wide_help import MARGIN
from momentum_lab.core.languages import VARIABLE, languages
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.core.text_columns import width_of
from momentum_lab.export.listing import LISTINGS

HALF_WIDE = re.compile(r"[\u3400-\u9fff]\s?[:;!?]|\)[:;]")


@pytest.fixture(autouse=True)
def _english_again(monkeypatch):
    monkeypatch.setenv(VARIABLE, ENGLISH)  # which a command sets for the processes that it starts
    yield
    LANGUAGE.speak(ENGLISH)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("what", LISTINGS)
@pytest.mark.parametrize("columns", [50, 80, 132])
def test_that_sentences_of_lists_are_as_wide_as_the_terminal_at_most(lab, monkeypatch, code, what, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    status, text, err = lab("list", what, "--language", code)
    assert (status, err) == (0, "")
    formulas = {
        str(line)
        for item in LISTINGS[what]()
        for key in ("equation", "formula")
        for line in (item[key] if isinstance(item.get(key), list) else [item.get(key)])
    }
    lines = [line for line in text.splitlines() if line.strip() not in formulas]
    assert max(map(width_of, lines)) <= columns - MARGIN
    if columns == 50:  # they are no narrower than they have to be
        assert max(map(width_of, lines)) > columns - MARGIN - 8


def test_that_all_words_of_a_list_are_there_however_narrow_it_is(lab, monkeypatch):
    said = []
    for columns in (40, 79, 400):
        monkeypatch.setenv("COLUMNS", str(columns))
        said.append(lab("list", "landscapes", "--language", ENGLISH)[1].split())
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("code", ["zh_CN", "zh_TW"])
@pytest.mark.parametrize("command", ["", *COMMANDS, "list optimizers", "list landscapes", "list presets"])
def test_that_chinese_has_no_narrow_colons(capsys, lab, code, command):
    arguments = [*command.split(), *([] if command.startswith("list ") else ["--help"]), "--language", code]
    try:
        text = lab(*arguments)[1]
    except SystemExit:
        text = capsys.readouterr().out
    assert re.search("[\u3400-\u9fff]", text)
    assert [line for line in text.splitlines() if HALF_WIDE.search(line)] == []
