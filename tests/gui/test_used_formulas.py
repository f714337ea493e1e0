"""A formula that is written and used: one change, with its start and its rates; what one writes on later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, bowl, key, type_into
from formula_dialogs import name_with, write_with
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from momentum_lab.analysis.learning_rates import good_rate
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.experiment import LandscapeChoice
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.session.draft import Draft

pytestmark = pytest.mark.usefixtures("_own_landscapes")

Key = Qt.Key
VALUES = FrozenMapping({"a": 1.0, "b": 2.0})


@pytest.mark.parametrize("way", ["key", "button"])
def test_that_a_formula_is_used_as_one_change(open_window: OpenWindow, monkeypatch, qtbot, way: str) -> None:
    window = open_window(bowl(), only="contour")

    def act(editor: FormulaEditor) -> None:
        assert editor.formula.formula == "0.1*x**2 + 0.4*y**2"
        editor.formula.setPlainText("a*x**2 + b*y**2")
        editor.check()
        editor.parameters.rows["b"].value.set_value(3.0)
        editor.accept()

    write_with(monkeypatch, act)
    if way == "key":
        key(window, Key.Key_F, CTRL)
    else:
        qtbot.mouseClick(window.parts["panel"].landscape.edit, LEFT)
    choice = window.session.experiment.landscape
    assert (choice.formula, dict(choice.parameters)) == ("a*x**2 + b*y**2", {"a": 1.0, "b": 3.0})
    assert choice.domain == bowl().landscape.domain
    assert window.session.experiment.start == bowl().start
    assert list(window.parts["panel"].landscape._parameters) == ["a", "b"]
    window.session.undo()
    assert window.session.experiment == bowl()
    assert not window.session.model.can_undo


def test_that_a_formula_that_is_used_brings_rates_that_suit_it(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")

    def act(editor: FormulaEditor) -> None:
        editor.formula.setPlainText("100*x**2 + 400*y**2")
        editor.check()
        editor.accept()

    write_with(monkeypatch, act)
    key(window, Key.Key_F, CTRL)
    after = window.session.experiment
    for ball in after.balls:
        rate = good_rate(after.landscape, ball.optimizer, start=after.start)
        assert ball.hyperparameters["learning_rate"] == rate < 0.01
    write_with(monkeypatch, lambda editor: editor.accept())  # the same again
    window.session.editor.change(after.with_ball(0, after.balls[0].with_values(learning_rate=1e-4)))
    key(window, Key.Key_F, CTRL)
    assert window.session.experiment.balls[0].hyperparameters["learning_rate"] == 1e-4


@pytest.mark.parametrize("place", [(-4.0, -0.9), (-40.0, 3.0)])
@pytest.mark.parametrize("is_of_library", [True, False])
def test_that_a_start_that_was_set_stays(open_window, monkeypatch, place, is_of_library) -> None:
    window = open_window("ravine" if is_of_library else bowl(), only="contour")
    window.session.editor.change(replace(window.session.experiment, start=place))

    def act(editor: FormulaEditor) -> None:
        assert editor.draft.start in (None, place)
        editor.formula.setPlainText("sin(3*x) + y**2")
        editor.check()
        editor.accept()

    write_with(monkeypatch, act)
    key(window, Key.Key_F, CTRL)
    assert window.session.experiment.landscape.formula == "sin(3*x) + y**2"
    assert window.session.experiment.start == place


def test_that_a_landscape_of_the_library_opens_as_a_copy_with_its_values(open_window, monkeypatch) -> None:
    window = open_window("ravine", only="contour")
    type_into(window.parts["panel"].landscape.rotation.box, "20")
    before = window.session.experiment.landscape.build()

    def act(editor: FormulaEditor) -> None:
        assert editor.formula.formula == before.formula
        assert editor.draft.values == before.parameters
        assert editor.sketch.landscape.rotation == 20.0
        editor.accept()

    write_with(monkeypatch, act)
    key(window, Key.Key_F, CTRL)
    after = window.session.experiment.landscape
    assert after.name is None
    assert after.build().loss((1.0, 1.0)) == before.loss((1.0, 1.0))


def test_that_a_start_and_another_dimension_are_taken_over_as_one_change(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")

    def act(editor: FormulaEditor) -> None:
        editor.formula.setPlainText("x**4 - x**2")
        editor.place.show_places(((-3.0, 3.0), (-1.0, 1.0)), (2.5, 0.0))
        editor.accept()

    write_with(monkeypatch, act)
    key(window, Key.Key_F, CTRL)
    experiment = window.session.experiment
    assert experiment.start == (2.5,)
    assert experiment.landscape.domain == ((-3.0, 3.0),)
    window.session.undo()
    assert window.session.experiment == bowl()


def test_that_a_start_outside_the_new_domain_moves_into_it(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")

    def act(editor: FormulaEditor) -> None:
        editor.place.show_places(((-1.0, 1.0), (-1.0, 1.0)), None)
        editor.accept()

    write_with(monkeypatch, act)
    key(window, Key.Key_F, CTRL)
    assert all(-1.0 <= v <= 1.0 for v in window.session.experiment.start)


def test_that_what_is_saved_is_listed_at_once_and_chosen(open_window, monkeypatch, settled) -> None:
    window = open_window(bowl(), only="contour")
    name_with(monkeypatch, "mine")
    write_with(monkeypatch, lambda editor: editor.save_as())
    key(window, Key.Key_F, CTRL)
    settled(window)
    assert window.session.experiment.landscape == LandscapeChoice(name="mine")
    chooser = window.parts["panel"].landscape.chooser
    assert chooser.currentData() == "mine"
    assert chooser.currentText() == "Mine"


def test_that_cancelling_changes_nothing(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    write_with(monkeypatch, lambda editor: (editor.formula.setPlainText("x"), editor.reject()))
    key(window, Key.Key_F, CTRL)
    assert window.session.experiment == bowl()
    assert not window.session.model.can_undo


def test_that_what_was_written_of_a_formula_is_there_when_one_writes_on(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    seen: list[Draft] = []

    def write_it(editor: FormulaEditor) -> None:
        editor.formula.setPlainText("a*x**2 + y**2")
        editor.place.show_places(((-6.0, 6.0), (-3.0, 5.0)), (-5.0, -2.0))
        editor.description.show_description("Trough", "Steep one way.", ("convex",))
        editor.check()
        row = editor.parameters.rows["a"]
        type_into(row.low, "0.5")
        type_into(row.high, "40")
        type_into(row.help, "how steep")
        seen.append(editor.draft)
        editor.accept()

    def look(editor: FormulaEditor) -> None:
        seen.append(editor.draft)
        editor.reject()

    write_with(monkeypatch, write_it)
    key(window, Key.Key_F, CTRL)
    write_with(monkeypatch, look)
    key(window, Key.Key_F, CTRL)
    assert seen[1] == seen[0]
    assert (seen[1].parameters["a"].low, seen[1].parameters["a"].high) == (0.5, 40.0)
    editor = window.session.editor
    shown = window.session.experiment.landscape
    editor.change_landscape(replace(shown, parameters=FrozenMapping({"a": 60.0})))
    editor.move_start((1.0, 1.0))
    key(window, Key.Key_F, CTRL)
    changed = seen[2].parameters["a"]
    assert (changed.default, changed.low, changed.high, changed.help) == (60.0, 0.5, 60.0, "how steep")
    assert (seen[2].title, seen[2].teaches, seen[2].tags) == ("Trough", "Steep one way.", ("convex",))
    assert seen[2].start == (1.0, 1.0)
    editor.use_formula(bowl().landscape)
    key(window, Key.Key_F, CTRL)
    assert (seen[3].title, seen[3].start, {*seen[3].parameters}) == ("", None, set())
    for _ in range(3):
        window.actions_by_name["undo"].trigger()
    key(window, Key.Key_F, CTRL)
    assert (seen[4].title, seen[4].start) == ("Trough", (-5.0, -2.0))


@pytest.mark.parametrize("formula", ["a*x**2 + y**2", "a*x**2 + b*y**2"])
def test_that_own_words_outlast_those_of_the_landscape_that_was_copied(
    open_window, monkeypatch, formula: str
) -> None:
    window = open_window("ravine", only="contour")
    seen: list[Draft] = []

    def write_it(editor: FormulaEditor) -> None:
        editor.formula.setPlainText(formula)
        editor.check()
        editor.description.show_description("Trough", "Steep one way.", ("curved valley",))
        type_into(editor.parameters.rows["a"].help, "how steep")
        seen.append(editor.draft)
        editor.accept()

    def look_twice(editor: FormulaEditor) -> None:
        seen.append(editor.draft)
        for text in ("a*x**4 + y**2", formula):
            editor.formula.setPlainText(text)
            editor.check()
        seen.append(editor.draft)
        editor.reject()

    write_with(monkeypatch, write_it)
    key(window, Key.Key_F, CTRL)
    write_with(monkeypatch, look_twice)
    key(window, Key.Key_F, CTRL)
    assert seen == [seen[0]] * 3
    window.session.editor.use_formula(replace(bowl().landscape, formula=formula, parameters=VALUES))
    window.documents.open_preset("plateau")
    window.session.editor.use_formula(replace(bowl().landscape, formula=formula, parameters=VALUES))
    write_with(monkeypatch, lambda editor: (seen.append(editor.draft), editor.reject()))
    key(window, Key.Key_F, CTRL)
    assert (seen[3].title, seen[3].teaches, seen[3].tags) == ("", "", ())  # of something else that is open
    for _ in range(3):
        window.actions_by_name["undo"].trigger()
    assert window.session.experiment.landscape.formula == formula
    key(window, Key.Key_F, CTRL)
    assert (seen[4].title, seen[4].teaches, seen[4].tags) == ("Trough", "Steep one way.", ("curved valley",))


def test_that_what_was_written_is_there_when_saving_is_undone(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    seen: list[Draft] = []

    def write_and_save(editor: FormulaEditor) -> None:
        editor.description.show_description("Trough", "Steep one way.", ("convex",))
        editor.save_as()

    name_with(monkeypatch, "mine")
    write_with(monkeypatch, write_and_save)
    key(window, Key.Key_F, CTRL)
    assert window.session.experiment.landscape.name == "mine"
    write_with(monkeypatch, lambda editor: (seen.append(editor.draft), editor.reject()))
    key(window, Key.Key_F, CTRL)
    window.actions_by_name["undo"].trigger()
    assert window.session.experiment == bowl()
    key(window, Key.Key_F, CTRL)
    assert [(d.title, d.teaches, d.tags) for d in seen] == [("Trough", "Steep one way.", ("convex",))] * 2


def test_that_the_interval_of_y_of_a_line_stays_as_it_was_written(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    box = (-3.0, 3.0), (-7.0, 5.0)
    seen: list[Draft] = []

    def write_it(editor: FormulaEditor) -> None:
        editor.formula.setPlainText("x**4 - x**2")
        editor.place.show_places(box, None)
        editor.accept()

    write_with(monkeypatch, write_it)
    key(window, Key.Key_F, CTRL)
    write_with(monkeypatch, lambda editor: (seen.append(editor.draft), editor.reject()))
    key(window, Key.Key_F, CTRL)
    assert seen[0].box == box


def test_that_a_start_that_was_typed_comes_back_when_one_is_wanted_again(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    starts: list[tuple[float, ...] | None] = []

    def tick(editor: FormulaEditor) -> None:
        place = editor.place
        place.show_places(place.box, (1.25, 2.5))
        for _ in range(2):
            QTest.mouseClick(place.has_start, LEFT, pos=QPoint(8, place.has_start.height() // 2))
            editor.check()
            starts.append(place.start)
        editor.reject()

    write_with(monkeypatch, tick)
    key(window, Key.Key_F, CTRL)
    assert starts == [None, (1.25, 2.5)]


def test_that_a_start_that_is_left_to_the_program_is_the_one_that_is_saved(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    shown: list[tuple[float, ...]] = []

    def save(editor: FormulaEditor) -> None:
        assert not editor.place.has_start.isChecked()
        editor.place.show_places(((-2.0, 4.0), (-1.0, 3.0)), None)
        editor.check()
        shown.append(tuple(field.value for field in editor.place.starts))
        editor.save_as()

    name_with(monkeypatch, "mine")
    write_with(monkeypatch, save)
    key(window, Key.Key_F, CTRL)
    assert LANDSCAPES["mine"].start == shown[0] != (-2.0, -1.0)
