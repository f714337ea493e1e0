"""The equations on a card: text at once, mathematics soon after, and never cut off."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK
from momentum_lab.formulas.rules import RuleLine, rule_lines
from momentum_lab.gui.widgets.card_equations import CardEquations
from momentum_lab.gui.widgets.column import Column
from momentum_lab.optimizers import OPTIMIZERS


def lines_of(name: str, **values: object) -> tuple[RuleLine, ...]:
    optimizer = OPTIMIZERS[name]
    return rule_lines(optimizer, optimizer.checked(values))


@pytest.fixture
def column(qtbot: QtBot) -> Column:
    """A card in a column that scrolls, as in the panel."""
    content, card, equations = QWidget(), QWidget(), CardEquations()
    QVBoxLayout(content).addWidget(card)
    QVBoxLayout(card).addWidget(equations)
    column = Column(content, 260)
    column.resize(260, 120)
    qtbot.addWidget(column)
    return column


def is_whole(column: Column, equations: CardEquations) -> bool:
    content = column.widget()
    assert content is not None
    has_room = content.height() >= content.heightForWidth(content.width())
    return has_room and all(
        label.height() >= label.heightForWidth(label.width()) for label in equations.labels
    )


def test_that_lines_are_text_at_first_and_set_soon_after_they_are_seen(qtbot: QtBot, column: Column) -> None:
    equations = column.findChild(CardEquations)
    assert equations is not None
    lines = lines_of("adam")
    equations.show_lines(lines)
    assert [label.accessibleName() for label in equations.labels] == [line.text for line in lines]
    assert not any(label.is_mathematics for label in equations.labels)
    column.show()
    assert not any(label.is_mathematics for label in equations.labels)
    qtbot.waitUntil(lambda: all(label.is_mathematics for label in equations.labels))
    qtbot.waitUntil(lambda: is_whole(column, equations))
    assert equations.text == "\n".join(line.text for line in lines)
    assert equations.accessibleName() == equations.text


def test_that_other_lines_take_their_place(qtbot: QtBot, column: Column) -> None:
    equations = column.findChild(CardEquations)
    assert equations is not None
    equations.show_lines(lines_of("gradient_descent"))
    column.show()
    qtbot.waitUntil(lambda: equations.labels[0].is_mathematics)
    for name, values in (("radam", {}), ("momentum", {"dampening": 0.5}), ("adamw", {"amsgrad": True})):
        lines = lines_of(name, **values)
        equations.show_lines(lines)
        equations.set_theme(DARK)
        assert [label.accessibleName() for label in equations.labels] == [line.text for line in lines]
        assert all(label.is_mathematics for label in equations.labels)
        qtbot.waitUntil(lambda: is_whole(column, equations))


def test_that_changes_before_they_are_set_are_not_lost(qtbot: QtBot, column: Column) -> None:
    equations = column.findChild(CardEquations)
    assert equations is not None
    equations.show_lines(lines_of("adam"))
    column.show()
    equations.show_lines(lines_of("momentum"))
    qtbot.waitUntil(lambda: all(label.is_mathematics for label in equations.labels))
    assert len(equations.labels) == 2


def test_that_lines_stay_what_they_are_while_a_number_changes_that_decides_nothing() -> None:
    for rate in (0.01, 0.2, 3.0):
        assert lines_of("adam", learning_rate=rate) is lines_of("adam", learning_rate=1.0)
    assert lines_of("adam", weight_decay=0.1) != lines_of("adam")
    assert lines_of("adam", amsgrad=True) != lines_of("adam")
    # A number that stands in a condition.
    assert lines_of("newton", damping=0.5) == lines_of("newton", damping=2.0)
    assert lines_of("newton", damping=0.5) != lines_of("newton", damping=0.0)
