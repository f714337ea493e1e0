"""No text that a person reads escapes the catalogue: in a marked language nothing is in English letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import OpenWindow
from pseudo_language import english_in, spoken_pseudo
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shown_texts import shown_texts
from whole_window import dialogs_of, with_everything

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


@pytest.fixture
def catalogue() -> Iterator[object]:
    with spoken_pseudo() as spoken:
        yield spoken


def escaped(top: QWidget) -> list[str]:
    """What is shown in English letters, with where it is."""
    found = (
        f"{where}: {text!r}: {english_in(text, ALLOWED)}"
        for where, text in shown_texts(top)
        if english_in(text, ALLOWED) and not QT.fullmatch(text)
    )
    return [*dict.fromkeys(found)]


@pytest.mark.parametrize("name", ["ravine", "double_well", "noisy_gradients", "sgd_to_adam"])
def test_that_nothing_in_the_window_escapes(
    open_window: OpenWindow, qtbot: QtBot, catalogue: object, name: str
) -> None:
    window = open_window(name, size=(1300, 860))
    with_everything(window)
    qtbot.wait(300)
    found = escaped(window)
    assert not found, "\n".join(["", *found])
    assert len([*shown_texts(window)]) > 500


def test_that_nothing_in_the_dialogs_escapes(open_window: OpenWindow, catalogue: object) -> None:
    window = open_window("ravine")
    found = []
    for dialog in dialogs_of(window):
        dialog.show()
        QApplication.processEvents()
        found += [f"{type(dialog).__name__}: {each}" for each in escaped(dialog)]
        dialog.close()
        dialog.deleteLater()
    assert not found, "\n".join(["", *dict.fromkeys(found)])


def test_that_what_is_written_in_english_is_seen() -> None:
    with spoken_pseudo() as spoken:
        assert english_in(spoken.gettext("there is not enough memory for that")) == []
        assert english_in(spoken.gettext("something that is in no template")) != []
        assert english_in("⟦ƒöö {name}⟧ a step") == ["name", "step"]
