"""While a formula is typed nothing below it moves, and what is wrong is told in the language's own words."""

from __future__ import annotations

from itertools import accumulate

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from spoken_language import spoken

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.session.draft import Draft

BOX = ((-6.0, 2.0), (-3.0, 3.0))
LANGUAGES = ("en", "ru", "zh_CN", "zh_TW")
TYPED = ("sin(x) + a*y**2", "exp(-x^2) + bump*(y - 2x)", "1/(x*y", "log(x, y) + ", "sqrt(abs(x)))")


@pytest.fixture
def open_editor(qtbot: QtBot, dialog_parent: QWidget):
    def open_one(start: tuple[float, float] | None = None) -> FormulaEditor:
        editor = FormulaEditor(dialog_parent, LIGHT, Draft("x**2 + y**2", FrozenMapping(), BOX, start))
        with qtbot.waitExposed(editor):
            editor.show()
        return editor

    return open_one


def places(editor: FormulaEditor) -> list[object]:
    form = editor.formula.parentWidget()
    assert form is not None
    fixed = (editor.formula, editor.problem, editor.place, editor.description, editor.description.kind)
    first = (editor.place.ends[0][0], editor.description.title)
    return [(w.mapTo(form, QPoint(0, 0)), w.size()) for w in (*fixed, *first)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_nothing_below_moves_while_one_types(open_editor, language: str) -> None:
    with spoken(language):
        editor = open_editor()
        was = places(editor)
        for formula in TYPED:
            for typed in accumulate(formula):
                editor.formula.setPlainText(typed)
                editor.check()
                QTest.qWait(0)
                assert places(editor) == was, typed
                problem = editor.problem
                assert problem.heightForWidth(problem.width()) <= problem.height(), problem.text()
        editor.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_start_that_cannot_be_is_told_in_the_language(open_editor, language: str) -> None:
    with spoken(language):
        editor = open_editor((-5.0, -2.0))
        editor.formula.setPlainText("log(x) + y**2")
        assert not editor.check()
        said = editor.problem.text()
        assert said.startswith({"en": "start: ", "ru": "начальная точка: "}.get(language, "起"))
        is_chinese = language.startswith("zh")
        assert said.endswith("。" if is_chinese else ".")
        assert is_chinese == ("：" in said)
        assert ": " not in said or not is_chinese
        editor.close()


def test_that_tab_goes_from_the_formula_to_the_bottom_through_new_rows(open_editor) -> None:
    editor = open_editor()
    editor.formula.setPlainText("a*x**2 + b*y**2")
    editor.check()
    rows = editor.parameters.rows
    place = editor.place
    first = [*place.ends[0], place.has_start, place.starts[0], place.ends[1][0]]
    wanted = [*first, editor.description.kind, rows["a"].value, rows["b"].value, editor.save]
    chain, each = [], editor.formula.nextInFocusChain()
    while each is not editor.formula:
        chain.append(each)
        each = each.nextInFocusChain()
    found = [chain.index(widget) for widget in wanted]
    assert found == sorted(found)
    editor.close()
