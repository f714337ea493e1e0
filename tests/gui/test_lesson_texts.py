"""Texts with mathematics: how they look, how they are copied, and how high they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from lab_lesson import TEXT
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QColor, QFont, QImage, QPainter, QTextCursor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT, PROJECTED, Theme
from momentum_lab.gui.lessons.formula_object import GAP, OBJECT, size_in
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.widgets.rubbish import collect

THEMES = (LIGHT, DARK, PROJECTED)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[list[QWidget]]:
    windows: list[QWidget] = []
    yield windows
    for window in windows:
        window.close()
        window.deleteLater()


def show(
    windows: list[QWidget], text: str, theme: Theme = LIGHT, points: int = 11, width: int = 420
) -> RichText:
    window, label = QWidget(), RichText()
    label.setFont(QFont(QApplication.font().family(), points))
    label.show_text(text, theme)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(label)
    layout.addStretch(1)
    window.resize(width, 1600)
    window.show()
    windows.append(window)
    QApplication.processEvents()
    return label


def drawn(label: RichText, theme: Theme, ratio: float = 1.0) -> np.ndarray:
    """The pixels of a text on its theme's ground, as distances from that."""
    size = label.size() * ratio
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.raised))
    painter = QPainter(image)
    label.document().drawContents(painter)
    painter.end()
    bits = image.constBits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    pixels = np.frombuffer(bits, np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), :3].astype(int)
    ground = QColor(theme.raised)
    return np.abs(pixels - np.array([ground.blue(), ground.green(), ground.red()])).sum(axis=2)


def ink(pixels: np.ndarray, least: int = 120) -> QRect:
    """The box around all that is drawn."""
    rows, columns = np.nonzero((pixels > least).any(axis=1))[0], np.nonzero((pixels > least).any(axis=0))[0]
    return QRect(columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_that_a_formula_is_drawn_in_the_colour_of_the_text(shown: list[QWidget], theme: Theme) -> None:
    label = show(shown, "$M$", theme, points=24)
    pixels = drawn(label, theme)
    written, ground = QColor(theme.text), QColor(theme.raised)
    far = sum(abs(a - b) for a, b in zip(written.getRgb()[:3], ground.getRgb()[:3], strict=True))
    assert pixels.max() == pytest.approx(far, abs=6)  # where a stroke fills a pixel
    assert (pixels > far // 2).sum() > 60


@pytest.mark.parametrize(("points", "theme"), [*product((10, 18, 30), (LIGHT, DARK))])
def test_that_a_formula_stands_on_the_line_of_the_words(
    shown: list[QWidget], points: int, theme: Theme
) -> None:
    """The feet of letters in and beside a formula are at one height, whatever stands above and below it."""
    low = ink(drawn(show(shown, "H", theme, points), theme)).bottom()
    for latex in ("H", "H^2", r"H\cdot 1"):
        label = show(shown, f"H ${latex}$", theme, points)
        assert ink(drawn(label, theme)).bottom() == pytest.approx(low + label_shift(label), abs=1)
    deep = show(shown, r"H$\frac{\lambda_H}{\lambda_H}$", theme, points)  # reaches far below the line
    plain = drawn(deep, theme)
    letter = ink(plain[:, : round(0.55 * points)])  # the first leg of the H
    layout = deep.document().firstBlock().layout()
    assert layout is not None
    line = layout.lineAt(0)
    assert letter.bottom() == pytest.approx(line.y() + line.ascent(), abs=1.5)


def label_shift(label: RichText) -> float:
    """How much lower its first baseline is than that of a line of words alone."""
    layout = label.document().firstBlock().layout()
    assert layout is not None
    metrics = label.fontMetrics()
    return layout.lineAt(0).ascent() - metrics.ascent()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_that_formulas_are_as_sharp_as_the_screen(shown: list[QWidget], ratio: float) -> None:
    label = show(shown, "$x^2$", points=12)
    box = ink(drawn(label, LIGHT, ratio))
    plain = ink(drawn(label, LIGHT))
    assert box.width() == pytest.approx(ratio * plain.width(), abs=3)
    grey = drawn(label, LIGHT, ratio)
    black = QColor(LIGHT.text)
    far = 765 - sum(black.getRgb()[:3])
    share = ((grey > 0.1 * far) & (grey < 0.9 * far)).sum() / (grey > 0.1 * far).sum()
    assert share < 0.95  # strokes have an inside


@pytest.mark.parametrize(("points", "width"), [*product((9, 12, 18, 27), (180, 320, 640))])
def test_that_nothing_of_a_text_is_cut_off(shown: list[QWidget], points: int, width: int) -> None:
    label = show(
        shown, TEXT + "\n\nThe last line ends with $\\frac{1}{1-\\beta}$", points=points, width=width
    )
    assert label.height() >= label.heightForWidth(label.width())
    box = ink(drawn(label, LIGHT))
    room = QRect(0, 0, label.width(), label.height())
    assert room.contains(box), f"{box} in {room}"


def test_that_a_wide_formula_becomes_as_narrow_as_its_room(shown: list[QWidget]) -> None:
    long = "$$" + " + ".join(f"x_{{{i}}}" for i in range(20)) + "$$"
    label = show(shown, f"\n{long}\n", points=16, width=240)
    assert ink(drawn(label, LIGHT)).right() <= 240


def test_that_a_full_stop_is_not_parted_from_its_formula(shown: list[QWidget]) -> None:
    label = show(shown, "word " * 7 + "($x_{t+1}$), and so on")
    lines = set()
    for width in range(120, 420, 7):
        label.document().setTextWidth(width)
        layout = label.document().firstBlock().layout()
        assert layout is not None
        text = label.document().firstBlock().text()
        starts = [layout.lineAt(i).textStart() for i in range(layout.lineCount())]
        lines |= {text[start : start + 1] for start in starts}
    assert OBJECT in lines  # it does begin lines
    assert lines.isdisjoint({")", ",", "."})


@pytest.mark.parametrize(
    "text",
    [
        "A *slow* **one** with $\\eta < \\frac{2}{\\lambda}$, and ($x$).",
        "$$w_{t+1} = w_t$$",
        "- one $x$\n- two\n  - nested `code`",
        "1. one\n2. two",
        "| **a** | **b** |\n|---|---|\n| 1 | $x^2$ |",
        "A [link](https://example.org/?a=1) here.",
    ],
)
def test_that_all_of_a_text_is_copied_as_it_was_written(shown: list[QWidget], text: str) -> None:
    label = show(shown, text)
    label.selectAll()
    data = label.createMimeDataFromSelection()
    assert data.text() == text
    assert data.formats() == ["text/plain"]


def test_that_a_part_of_a_text_is_copied_alone(shown: list[QWidget]) -> None:
    label = show(shown, "One $x$ two.\n\nThree.")
    cursor = label.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    label.setTextCursor(cursor)
    assert label.createMimeDataFromSelection().text() == "e $x$ t"


def test_that_it_is_read_aloud_in_words(shown: list[QWidget]) -> None:
    assert show(shown, "A rate of $2/\\lambda$.").accessibleName() == "A rate of 2/λ."


def test_that_what_cannot_be_set_is_shown_as_it_was_typed(shown: list[QWidget]) -> None:
    label = show(shown, "Bad $\\frac{$ and $\\href{javascript:x}{y}$.")
    assert "\\href" in label.toPlainText()


def test_that_texts_outlive_the_collection_of_rubbish(shown: list[QWidget]) -> None:
    labels = [show(shown, f"Formula $x_{i}$") for i in range(3)]
    collect()
    for label in labels:
        assert label.heightForWidth(80) > 0


def test_that_letters_of_formulas_are_as_large_as_those_around_them() -> None:
    for points in (9, 12, 18):
        font = QFont(QApplication.font().family(), points)
        assert 1.0 <= size_in(font) / (points * 96 / 72) <= 1.25
    assert 0 < GAP < 0.5


def test_that_arrows_read_only_where_a_key_has_led(shown: list[QWidget], qtbot: QtBot) -> None:
    label = show(shown, "Some words.")
    label.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(label, Qt.Key.Key_Right)
    assert label.textCursor().position() == 1


@pytest.mark.parametrize("width", range(130, 300, 14))
def test_that_no_line_begins_or_ends_at_a_relation(shown: list[QWidget], width: int) -> None:
    label = show(shown, "The ball is at $x$ = −0.943, $y$ = −0.00007 after that, and 3 < 4.", width=width)
    block = label.document().firstBlock()
    layout = block.layout()
    assert layout is not None
    lines = [layout.lineAt(i) for i in range(layout.lineCount())]
    words = [block.text()[each.textStart() : each.textStart() + each.textLength()].strip() for each in lines]
    assert not any(each.startswith(("=", "<")) or each.endswith(("=", "<")) for each in words)
    label.selectAll()
    assert label.createMimeDataFromSelection().text() == label.shown
