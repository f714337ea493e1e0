"""No text that a person reads escapes the catalogue: in a marked language nothing is in English letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import pytest
from conftest import OpenWindow
from pseudo_language import english_in, spoken_pseudo
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shown_texts import shown_texts
from whole_window import dialogs_of, with_everything

from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.lessons.library import LESSONS
from momentum_lab.lessons.words import lesson_text

ALLOWED = re.compile(
    r"Momentum Lab|momentum[-_]lab\S*|"  # the program's own name
    r"\b(?:Ctrl|Shift|Alt|Meta|Esc|PgUp|PgDown|PgDn|Home|End|Del|Ins|Space|Tab|Return|Enter|Left|Right|Up|Down)\b|"
    r"\bF\d+\b|"  # keys
    r"\b(?:PNG|SVG|PDF|CSV|JSON|NPZ|TOML|HTML|GIF|APNG|WebP|MP4|LaTeX|Markdown|Python|PyTorch|OpenGL|GPL)\b|"
    r"\b(?:ln|log|exp|sin|cos|tan|sqrt|abs|min|max|pi|px|mm|dpi|fps|ms|MB|kB|ID)\b|"
    r"\*?\.\w+\b|"  # endings of files
    r"English"  # what English is called in itself
)
QT = re.compile(
    r"OK|Cancel|Close|Save|Discard|Apply|Reset|Open|Yes|No|Help|Undo|Redo|Cut|Copy|Paste|Delete|Select All"
)
"""What Qt says itself, in the languages that it has."""


THEIRS = re.compile(r"Export(\.\.\.)?|Scroll (Left|Right)")
"""Of the menu of pyqtgraph's scenes, which is never shown, and of Qt's own."""
FORMULA = re.compile(r"[\w\s.,:()\[\]=+*/^·−<>?-]*[=*/][\w\s.,:()\[\]=+*/^·−<>?-]*")
"""A line of a formula or of an equation, whose names are those of files."""
EXAMPLES = re.compile(r"my_\w+|learning_rate, landscape|\w+\.toml\b|\ba_title\b")
"""What may be typed, as it would be."""


NOTHING = ("DocumentView",)
OF_LESSONS = {
    "ClassDialog": ("QTableWidget", "QHeaderView", *NOTHING),
    "ClassVotes": ("RichText", "NumberBox: name", *NOTHING),
}
"""What of dialogs shows the words of a lesson, and pages of paper that have them."""


@pytest.fixture
def catalogue() -> Iterator[object]:
    with spoken_pseudo() as spoken:
        yield spoken


def escaped(top: QWidget, data: Collection[str] = ()) -> list[str]:
    """What is shown in English letters, with where it is; ``data`` is nobody's to translate."""
    found = []
    for where, text in shown_texts(top):
        plain = text
        for each in sorted((each for each in data if len(each) > 2), key=len, reverse=True):
            plain = plain.replace(each, " ")
        lines = [line for line in plain.split("\n") if not FORMULA.fullmatch(line)]
        words = english_in(EXAMPLES.sub(" ", "\n".join(lines)), ALLOWED)
        if words and not QT.fullmatch(text) and not THEIRS.fullmatch(text):
            found.append(f"{where}: {text!r}: {words}")
    return [*dict.fromkeys(found)]


def of_lessons() -> set[str]:
    """What lessons say, which have a file of their own in each language."""
    texts = [lesson_text(LESSONS[name]) for name in LESSONS]
    return {said for text in texts for said in (text.title, text.summary, *text.able)}


def of_landscapes() -> set[str]:
    """Names of parameters, which are those of files, and what is quoted."""
    entries = LANDSCAPES.built_in.values()
    return {each for entry in entries for each in (*entry.parameters, entry.reference)}


@pytest.mark.parametrize("name", ["ravine", "double_well", "noisy_gradients", "sgd_to_adam"])
def test_that_nothing_in_the_window_escapes(
    open_window: OpenWindow, qtbot: QtBot, catalogue: object, name: str
) -> None:
    window = open_window(name, size=(1300, 860))
    with_everything(window)
    qtbot.wait(300)
    found = escaped(window, window.session.experiment.landscape.build().parameters)
    assert not found, "\n".join(["", *found])
    assert len([*shown_texts(window)]) > 500


def test_that_nothing_in_the_dialogs_escapes(open_window: OpenWindow, catalogue: object) -> None:
    window = open_window("ravine")
    found, data = [], of_lessons() | of_landscapes()
    for dialog in dialogs_of(window):
        dialog.show()
        QApplication.processEvents()
        told = escaped(dialog, data)
        kind = type(dialog).__name__
        found += [f"{kind}: {each}" for each in told if not each.startswith(OF_LESSONS.get(kind, NOTHING))]
        dialog.close()
        dialog.deleteLater()
    assert not found, "\n".join(["", *dict.fromkeys(found)])


def test_that_what_is_written_in_english_is_seen() -> None:
    with spoken_pseudo() as spoken:
        assert english_in(spoken.gettext("there is not enough memory for that")) == []
        assert english_in(spoken.gettext("something that is in no template")) != []
        assert english_in("⟦ƒöö {name}⟧ a step") == ["name", "step"]
