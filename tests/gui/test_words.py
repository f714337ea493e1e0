"""Words explained where they stand, by a key, by a click, in tool tips, and in a dialog with a search."""

from __future__ import annotations

import re

import pytest
from conftest import OpenWindow
from driving import CTRL, SHIFT, key
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QCheckBox, QLabel, QToolTip, QWhatsThis, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.explore.theory import TheoryTab
from momentum_lab.gui.menus.words_dialog import WordsDialog
from momentum_lab.gui.panels.editors import ChoiceEditor, NumberEditor
from momentum_lab.gui.widgets.words import WordLabel, explained_tip, plain_text, told_at, words_at
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.wording.glossary import glossary


def bubbles() -> list[QWidget]:
    """What Qt shows of an explanation."""
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    return [each for each in shown if each.metaObject().className() == "QWhatsThat"]


def terms(words) -> list[str]:
    return [str(word.term) for word in words]


@pytest.mark.parametrize("name", ["ravine", "four_spellings", "noisy_gradients", "sgd_to_adam"])
def test_that_every_label_of_the_panel_is_a_word(open_window: OpenWindow, name: str) -> None:
    window = open_window(name)
    panel = window.parts["panel"]
    parameters = window.session.experiment.landscape.build().parameters  # which have their own help
    labels = [label for label in panel.findChildren(WordLabel) if label.text() not in parameters]
    assert len(labels) > 8
    for label in labels:
        assert words_at(label), label.text()
    for editor in [*panel.findChildren(NumberEditor), *panel.findChildren(ChoiceEditor)]:
        control = editor.box if isinstance(editor, NumberEditor) else editor.chooser
        assert words_at(control) or control.accessibleName() in parameters
    for box in panel.findChildren(QCheckBox):
        assert words_at(box), box.text()


def test_that_a_chooser_explains_what_is_chosen_and_what_for(open_window: OpenWindow) -> None:
    window = open_window("four_spellings")
    choosers = [editor.chooser for editor in window.parts["panel"].findChildren(ChoiceEditor)]
    forms = [chooser for chooser in choosers if chooser.accessibleName() == "form"]
    assert [terms(words_at(chooser)) for chooser in forms] == [
        ["form", "leaky"],
        ["form", "velocity form"],
        ["form", "ema"],
        ["form", "ema corrected"],
    ]


def test_that_all_that_theory_tells_is_explained(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1300, 860))
    window.docks["explore"].toggle()
    tab = window.docks["explore"].findChild(TheoryTab)
    assert tab is not None
    facts = [plain_text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", tab.facts.text())]
    heads = [plain_text(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", tab.modes.text())[:4]]
    names = [cell.strip() for cell in facts[::2] if cell.strip()]
    assert len(names) >= 5
    for name in (*heads, *names):
        assert glossary().named(name) is not None, name
    assert "condition number" in terms(words_at(tab.facts))
    bar = window.parts["explore"].tabs.tabBar()
    for index in range(bar.count()):
        place = bar.tabRect(index).center()
        assert len(words_at(bar, place)) == 1
        assert bar.tabToolTip(index)


def test_that_the_heads_of_the_tables_are_explained(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1300, 860))
    for part in ("numbers", "results"):
        window.docks[part].toggle()
        table = window.parts[part]
        head = table.horizontalHeader()
        for column in range(table.columnCount()):
            place = QPoint(head.sectionViewportPosition(column) + 5, 5)
            assert words_at(head.viewport(), place), table.horizontalHeaderItem(column).text()
            assert table.horizontalHeaderItem(column).toolTip()


def test_that_a_key_explains_what_has_the_focus(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    box = window.parts["panel"].cards[1].editors["momentum"].box
    box.setFocus(Qt.FocusReason.TabFocusReason)
    assert terms(words_at(box)) == ["momentum"]
    QTest.keyClick(box, Qt.Key.Key_F1, SHIFT)
    qtbot.waitUntil(lambda: len(bubbles()) == 1)
    assert not QWhatsThis.inWhatsThisMode()
    QWhatsThis.hideText()
    qtbot.waitUntil(lambda: not bubbles())


def test_that_what_is_no_word_of_the_glossary_tells_its_own_help(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    box = next(
        e.box for e in window.parts["panel"].findChildren(NumberEditor) if e.box.accessibleName() == "a"
    )
    assert words_at(box) == []
    assert told_at(box) == box.toolTip() != ""


def test_that_what_is_clicked_then_is_explained_where_nothing_has_the_focus(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine")
    label = next(
        each for each in window.parts["panel"].findChildren(QLabel) if each.text() == "gradient noise"
    )
    before = window.session.experiment
    key(window, Qt.Key.Key_F1, SHIFT)
    assert QWhatsThis.inWhatsThisMode()
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bubbles()) == 1)
    assert not QWhatsThis.inWhatsThisMode()
    QWhatsThis.hideText()
    qtbot.waitUntil(lambda: not bubbles())
    assert window.session.experiment == before


def test_that_a_tool_tip_says_also_what_the_word_means(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    label = next(each for each in window.parts["panel"].findChildren(WordLabel) if each.text() == "seed")
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QHelpEvent

    middle = label.rect().center()
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, middle, label.mapToGlobal(middle)))
    assert "the same noise" in QToolTip.text()
    QToolTip.hideText()
    assert explained_tip("<i>", "1 < 2") == "<span>1 &lt; 2</span>"
    assert "<p><b>seed</b>: " in explained_tip("seed", "1 < 2")


def test_that_the_dialog_finds_words_while_one_types(open_window: OpenWindow, qtbot: QtBot) -> None:
    window: MainWindow = open_window("ravine")
    dialog = WordsDialog(window)
    dialog.show()
    assert dialog.list.count() == len(glossary().words)
    QTest.keyClicks(dialog.search, "leaky")
    assert dialog.list.item(0).text() == "leaky"
    assert "v ← β v + g" in dialog.text.toPlainText()
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 1
    assert dialog.text.toPlainText().startswith(dialog.list.item(1).text())
    QTest.keyClicks(dialog.search, " nothing")
    assert dialog.list.count() == 0
    assert dialog.text.toPlainText() == "No word is called so, and none is explained by it."
    dialog.close()
    dialog.deleteLater()


def test_that_the_dialog_opens_by_its_key_at_the_word_that_has_the_focus(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    from PyQt6.QtCore import QTimer

    window = open_window("ravine")
    box = window.parts["panel"].cards[1].editors["momentum"].box
    box.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[str] = []

    def look() -> None:
        dialog = window.findChild(WordsDialog)
        assert dialog is not None
        seen.append(dialog.list.currentItem().text())
        dialog.reject()

    QTimer.singleShot(0, look)
    QTest.keyClick(box, Qt.Key.Key_F1, CTRL)
    assert seen == ["momentum"]
