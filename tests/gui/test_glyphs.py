"""Every letter of every language that comes with the program has a shape: no empty boxes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtGui import QFont, QGlyphRun, QTextLayout
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.catalogue import entries
from momentum_lab.core.languages import set_language
from momentum_lab.core.messages import LANGUAGE
from momentum_lab.gui.widgets.qt_words import FAMILIES, let_qt_speak
from translating.catalogues import catalogue_files


@pytest.fixture
def speaking(qapp: QApplication) -> Iterator[None]:
    before = QApplication.font()
    yield
    LANGUAGE.speak("en")
    let_qt_speak()
    QApplication.setFont(before)


def runs(text: str, font: QFont) -> list[QGlyphRun]:
    """How a text is set on one line."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e6)
    layout.endLayout()
    return layout.glyphRuns()


@pytest.mark.parametrize("code", sorted(catalogue_files()))
def test_that_every_letter_has_a_shape(speaking: None, code: str) -> None:
    set_language(code)
    let_qt_speak()
    content = catalogue_files()[code].read_text(encoding="utf-8")
    letters = sorted(
        {c for entry in entries(content) for said in entry.forms for c in said if c.isprintable()}
    )
    assert letters
    font = QApplication.font()
    missing = [c for c in letters if any(0 in run.glyphIndexes() for run in runs(c, font))]
    assert missing == []


def test_that_each_chinese_has_shapes_of_its_own(speaking: None) -> None:
    for code in ("zh_CN", "zh_TW"):
        set_language(code)
        let_qt_speak()
        assert [*QApplication.font().families()[1:]] == [*FAMILIES[code]]
    set_language("en")
    let_qt_speak()
    assert len(QApplication.font().families()) == 1
