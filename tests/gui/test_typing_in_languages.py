"""What is typed in a window in another language: commas are understood or told, one's own words are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import OpenWindow
from driving import LEFT, bowl, type_into
from laboratory import ball
from pseudo_language import english_in
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from spoken_language import spoken

from momentum_lab.core.languages import languages
from momentum_lab.core.messages import ENGLISH
from momentum_lab.experiment import dumps, loads
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.dialogs import notes_dialog
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.session.draft import draft_of_choice

OTHERS = tuple(code for code in languages() if code != ENGLISH)
OWN = {"ru": "Momentum", "zh_CN": "Gradient descent", "zh_TW": "Momentum"}
"""What presets' balls are called in English, too."""


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    with spoken(request.param) as code:
        yield code


def is_told_in(language: str, said: str) -> bool:
    """Whether something is said, and no word of it is English but where that is spoken."""
    return bool(said) and (bool(english_in(said)) == (language == ENGLISH))


def write_into(box: NumberBox, text: str) -> None:
    """Type over what is in a box as an input method does, and press Return."""
    edit = box.lineEdit()
    QTest.mouseClick(edit, LEFT)
    edit.selectAll()
    written = QInputMethodEvent()
    written.setCommitString(text)
    QApplication.sendEvent(edit, written)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_that_a_comma_in_a_number_is_understood_or_told(open_window: OpenWindow, language: str) -> None:
    box = open_window(bowl(), only="contour").parts["panel"].run.start[0]
    for typed, value in (("1,5", 1.5), ("２，５", 2.5)):
        write_into(box, typed)
        assert box.value == value
        assert is_told_in(language, box.remark.text()), box.remark.text()
    for typed in ("1,000", "1，000", "1,5,2"):
        write_into(box, typed)
        assert (box.value, box.remark.is_wrong) == (2.5, True)
        assert is_told_in(language, box.remark.text()), box.remark.text()


def test_that_a_comma_in_a_formula_is_told(language: str, dialog_parent: QWidget) -> None:
    editor = FormulaEditor(dialog_parent, LIGHT, draft_of_choice(bowl().landscape))
    for typed in ("0,5*x**2 + y**2", "0,5"):
        editor.formula.setPlainText(typed)
        assert not editor.check()
        said = editor.problem.text().replace("sin(x)", "")
        assert is_told_in(language, said), said
    editor.formula.setPlainText("0，5*x**2 + y**2")
    assert not editor.check()
    assert "," in editor.problem.text()


@pytest.mark.parametrize("language", OTHERS, indirect=True)
def test_that_a_name_that_is_typed_stays_as_it_is_typed(open_window: OpenWindow, language: str) -> None:
    label = OWN[language]
    window = open_window(bowl(ball("momentum", label="Momentum"), ball("gradient_descent")))
    session, card = window.session, window.parts["panel"].cards[0]
    assert session.experiment.names[0] == card.name.text() != "Momentum"
    type_into(card.name, label)
    assert session.experiment.names[0] == card.name.text() == label
    assert loads(dumps(session.experiment)).names[0] == label
    session.undo()
    assert session.experiment.names[0] == card.name.text() != label


@pytest.mark.parametrize("language", OTHERS, indirect=True)
def test_that_a_title_that_is_typed_stays_as_it_is_typed(
    open_window: OpenWindow, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("ravine")
    english, shown = window.session.experiment.title, window.session.experiment.title_words
    assert english != shown

    def type_title(dialog: notes_dialog.NotesDialog) -> bool:
        dialog._title.setText(english)
        return True

    monkeypatch.setattr(notes_dialog.NotesDialog, "exec", type_title)
    notes_dialog.edit_notes(window, window.session)
    assert window.session.experiment.title_words == english
    assert loads(dumps(window.session.experiment)).title_words == english
    monkeypatch.setattr(notes_dialog.NotesDialog, "exec", lambda _dialog: True)
    notes_dialog.edit_notes(window, window.session)
    assert window.session.experiment.title_words == english
