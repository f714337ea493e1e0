"""What is being typed reaches the file, and what is undone does not stay in a field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import CTRL, bowl, key, type_into
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from momentum_lab.experiment.experiment import MOST_SEED
from momentum_lab.experiment.file import load, save
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.gui.dialogs.messages import Answer

Key = Qt.Key


def type_unconfirmed(window, what: str) -> None:
    panel = window.parts["panel"]
    fields = {
        "number": (panel.cards[0].editors["learning_rate"].box, "0.125"),
        "name": (panel.cards[0].name, "Mine"),
        "formula": (panel.landscape.formula, "x**2 + 7*y**2"),
        "seed": (panel.run.seed.lineEdit(), "77"),
        "steps": (panel.run.steps.lineEdit(), "55"),
    }
    type_into(*fields[what], confirm=False)


def typed_value(experiment, what: str) -> object:
    ball = experiment.balls[0]
    return {
        "number": ball.hyperparameters["learning_rate"] == 0.125,
        "name": ball.label == "Mine",
        "formula": experiment.landscape.formula == "x**2 + 7*y**2",
        "seed": experiment.seed == 77,
        "steps": experiment.steps == 55,
    }[what]


WHAT = ["number", "name", "formula", "seed", "steps"]


@pytest.mark.parametrize("what", WHAT)
def test_that_what_is_being_typed_is_saved(open_window: OpenWindow, dialogs, tmp_path, what: str) -> None:
    path = tmp_path / "mine.toml"
    save(bowl(), path)
    window = open_window(bowl(), path=path, only="contour")
    type_unconfirmed(window, what)
    field = QApplication.focusWidget()
    key(window, Key.Key_S, CTRL)
    assert typed_value(load(path), what)
    assert not window.isWindowModified()
    assert QApplication.focusWidget() is field
    field.clearFocus()
    assert not window.isWindowModified()


def test_that_what_is_being_typed_is_saved_under_another_name_too(open_window, dialogs, tmp_path) -> None:
    window = open_window(bowl(), only="contour")
    type_unconfirmed(window, "number")
    dialogs.file = str(tmp_path / "other.toml")
    window.documents.save_as()
    assert typed_value(load(tmp_path / "other.toml"), "number")


@pytest.mark.parametrize("way", ["close", "open"])
def test_that_what_is_being_typed_is_asked_about(open_window, dialogs, tmp_path, way: str) -> None:
    path = tmp_path / "mine.toml"
    save(bowl(), path)
    window = open_window(bowl(), path=path, only="contour")
    type_unconfirmed(window, "number")
    dialogs.answer = Answer.CANCEL
    if way == "close":
        window.close()
    else:
        window.documents.open_preset("saddle")
    assert dialogs.asked == ["mine.toml"]
    assert typed_value(window.session.experiment, "number")


def test_that_committing_without_a_focus_or_of_a_wrong_formula_changes_nothing(open_window) -> None:
    window = open_window(bowl(), only="contour")
    section = window.parts["panel"].landscape
    type_into(section.formula, "x**2 +", confirm=False)
    commit_edits(window)
    assert section.problem.isVisible()
    assert section.formula.text() == "x**2 +"
    section.formula.clearFocus()
    commit_edits(window)
    assert window.session.experiment == bowl()


def test_that_undo_takes_a_formula_back_that_was_typed(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    formula, before = window.parts["panel"].landscape.formula, bowl().landscape.formula
    type_into(formula, " x**2 + y**2 ")
    assert not formula.hasFocus()
    assert formula.text() == "x**2 + y**2"
    window.session.undo()
    assert formula.text() == before
    formula.clearFocus()
    assert window.session.experiment == bowl()
    window.session.redo()
    assert formula.text() == "x**2 + y**2"


def test_that_a_formula_that_is_being_typed_is_left_alone(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    section = window.parts["panel"].landscape
    type_into(section.rotation.box, "30")
    type_into(section.formula, "x**2 +", confirm=False)
    window.session.undo()
    assert section.formula.text() == "x**2 +"
    section.formula.clearFocus()
    assert section.problem.isVisible()
    window.session.redo()  # not being typed any more
    assert section.formula.text() == bowl().landscape.formula
    assert not section.problem.isVisible()


def test_that_a_formula_that_is_put_right_by_hand_is_not_complained_about(open_window) -> None:
    window = open_window(bowl(), only="contour")
    section = window.parts["panel"].landscape
    type_into(section.formula, "x**2 +")
    assert section.problem.isVisible()
    type_into(section.formula, bowl().landscape.formula)
    assert not section.problem.isVisible()


def test_that_undo_takes_a_name_back_that_was_typed(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    name = window.parts["panel"].cards[0].name
    type_into(name, "  Mine ")
    assert not name.hasFocus()
    assert name.text() == "Mine"
    window.session.undo()
    assert name.text() == ""
    name.clearFocus()
    assert window.session.experiment == bowl()


def test_that_pasted_control_characters_do_not_get_into_a_name(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    name = window.parts["panel"].cards[0].name
    QApplication.clipboard().setText("one\ttwo\x07")
    type_into(name, "", confirm=False)
    name.paste()
    key(window, Key.Key_Return)
    assert window.session.experiment.balls[0].label == "one two"


def test_that_a_formula_of_a_line_gets_a_y_and_keeps_it(open_window: OpenWindow, settled) -> None:
    window = open_window("double_well")
    section = window.parts["panel"].landscape
    section.chooser.be_whole()
    own = section.chooser.findData(None)
    section.chooser.activated.emit(own)
    (x,) = window.session.experiment.landscape.domain
    type_into(section.formula, "x**2 + 2*y**2")
    settled(window)
    experiment = window.session.experiment
    assert experiment.landscape.domain == (x, x)
    assert len(experiment.start) == 2
    assert not section.problem.isVisible()
    assert section.domain[1][0].isVisible()
    assert window.view_area.frames["contour"].isVisible()
    type_into(section.formula, "x**2")
    assert window.session.experiment.landscape.domain == (x, x)
    window.session.undo()
    window.session.undo()
    assert len(window.session.experiment.start) == 1
    window.session.undo()
    assert window.session.experiment == preset("double_well")


def test_that_a_wrong_formula_with_y_leaves_a_line_a_line(open_window: OpenWindow) -> None:
    window = open_window("double_well", only="curve")
    section = window.parts["panel"].landscape
    section.chooser.be_whole()
    section.chooser.activated.emit(section.chooser.findData(None))
    before = window.session.experiment
    type_into(section.formula, "x + (y")
    assert section.problem.isVisible()
    assert window.session.experiment == before


def test_that_a_large_seed_is_shown_and_stepped_exactly(open_window: OpenWindow, qtbot) -> None:
    window = open_window(replace(bowl(), seed=2**53 + 1), only="contour")
    seed = window.parts["panel"].run.seed
    assert seed.text() == str(2**53 + 1)
    assert window.session.experiment.seed == 2**53 + 1
    seed.stepBy(1)
    assert window.session.experiment.seed == 2**53 + 2
    type_into(seed.lineEdit(), str(MOST_SEED))
    assert window.session.experiment.seed == MOST_SEED
    seed.stepBy(1)
    assert window.session.experiment.seed == MOST_SEED
    for wrong in (str(MOST_SEED + 1), "-1", "x"):
        seed.set_value(5)
        type_into(seed.lineEdit(), wrong)
        assert seed.value in (1, 5)  # what is no digit cannot be typed
    type_into(seed.lineEdit(), "7", confirm=False)
    window.session.undo()
    assert seed.text() == "7"
    seed.stepBy(-1)
    assert window.session.experiment.seed == 6


@pytest.mark.parametrize("typed", ["1,000", "-12,345", "1,000,000", "1,000.5", "1.5,2", "1,000e2"])
def test_that_a_comma_that_sets_off_thousands_is_not_read_as_a_point(open_window, typed: str) -> None:
    box = open_window(bowl(), only="contour").parts["panel"].run.start[0]
    type_into(box, typed)
    assert (box.value, box.remark.is_wrong) == (-5.0, True)
    assert "comma" in box.remark.text() or "which may be" in box.remark.text() or "'.'" in box.remark.text()
    box.clearFocus()
    assert (box.value, box.text()) == (-5.0, "-5")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1,5", 1.5), ("-0,125", -0.125), (",125", 0.125), ("1,0001", 1.0001)],
)
def test_that_a_decimal_comma_is_read(open_window, typed: str, value: float) -> None:
    box = open_window(bowl(), only="contour").parts["panel"].run.start[0]
    type_into(box, typed)
    assert box.value == value
