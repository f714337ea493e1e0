"""Writing a landscape: mistakes in their place, parameters found, the picture beside, files of one's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from driving import LEFT, type_into
from formula_dialogs import name_with
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.experiment import LandscapeChoice
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.landscapes import formula_editor
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.gui.landscapes.naming import NameDialog
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.user_library import own_path, write_entry
from momentum_lab.session.draft import Draft, draft_of_choice, draft_of_entry

pytestmark = pytest.mark.usefixtures("_own_landscapes")

Key = Qt.Key
BOX = ((-2.0, 2.0), (-1.0, 3.0))


@pytest.fixture
def open_editor(qtbot: QtBot, dialog_parent: QWidget):
    def open_one(draft: Draft | str = "x**2 + y**2", edits: str = "", theme=LIGHT) -> FormulaEditor:
        if isinstance(draft, str):
            draft = Draft(draft, FrozenMapping(), BOX)
        editor = FormulaEditor(dialog_parent, theme, draft, edits)
        with qtbot.waitExposed(editor):
            editor.show()
        editor.activateWindow()
        qtbot.waitUntil(editor.formula.hasFocus)
        return editor

    return open_one


def write(qtbot: QtBot, editor: FormulaEditor, text: str) -> None:
    """Type another formula and wait until it was read."""
    editor.formula.selectAll()
    QTest.keyClicks(editor.formula, text)
    qtbot.waitUntil(lambda: editor.is_checked)


def test_that_a_level_floor_is_not_told_as_a_place(qtbot, open_editor) -> None:
    editor = open_editor()
    write(qtbot, editor, "(x + y - 0.7)**2")
    assert editor.facts.text() == "A level valley of minima"
    write(qtbot, editor, "x - 2*y")
    assert editor.facts.text() == "No minimum inside"


def test_that_a_formula_is_drawn_and_set_while_it_is_typed(qtbot, open_editor) -> None:
    editor = open_editor()
    assert not editor.parameters.isVisible()
    write(qtbot, editor, "(x - 1)**2 + 4*y**2")
    landscape = editor.sketch.landscape
    assert landscape.formula == "(x - 1)**2 + 4*y**2"
    assert landscape.domain == BOX
    assert editor.mathematics.is_mathematics
    assert editor.facts.text() == "1 minimum: loss 0 at (1, 0)"
    assert editor.problem.text() == ""
    assert editor.use.isEnabled()


def test_that_nothing_is_computed_on_the_keystroke(qtbot, open_editor) -> None:
    editor = open_editor()
    QTest.keyClicks(editor.formula, "3*")
    assert not editor.is_checked
    assert editor.sketch.landscape.formula == "x**2 + y**2"
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.sketch.landscape.formula == "3*x**2 + y**2"


@pytest.mark.parametrize(
    ("typed", "marked", "words"),
    [
        ("x**2 + foo(y)", "foo", "unknown function 'foo'"),
        ("x**2 + Foo*y", "Foo", "unknown name 'Foo'"),
        ("x**2 ^ y", "^", "use ** for powers"),
        ("x**2 + y^2 + x^3", "^", "'^' at column 9"),
        ("2x + y", "2", "write * for a product: 2*x"),
        ("x + y +", "+", "Found the end"),
        ("(x + y", "(", "is never closed"),
        ("x.real + y", ".", "attribute access"),
        ("X**2 + y", "X", "did you mean 'x'?"),
        ("sinx + y", "sinx", "did you mean sin(x)?"),
        ("sqrt(-1 - x**2 - y**2)", "", "Is finite nowhere on its domain"),
    ],
)
def test_that_a_mistake_is_marked_and_explained(qtbot, open_editor, typed, marked, words) -> None:
    editor = open_editor()
    write(qtbot, editor, typed)
    assert editor.formula.marked == marked
    assert words in editor.problem.text()
    assert editor.problem.text().endswith("?" if words.endswith("?") else ".")
    assert not editor.problem.text().endswith("?.")
    assert not editor.use.isEnabled()
    assert not editor.save.isEnabled()
    assert not editor.sketch.isEnabled()  # faint: what is shown is the last that was right
    QTest.keyClick(editor.formula, Key.Key_Return)
    assert editor.isVisible()
    write(qtbot, editor, "x*y")
    assert editor.formula.marked == ""
    assert editor.problem.text() == ""
    assert editor.use.isEnabled()


def test_that_an_empty_field_asks_for_a_formula(qtbot, open_editor) -> None:
    editor = open_editor()
    editor.formula.selectAll()
    QTest.keyClick(editor.formula, Key.Key_Delete)
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.problem.text() == "Write a formula in x and y."


def test_that_parameters_come_and_go_with_the_formula_and_keep_their_values(qtbot, open_editor) -> None:
    editor = open_editor()
    rows = editor.parameters.rows
    assert list(rows) == []
    write(qtbot, editor, "a*x**2 + b*y**2")
    rows = editor.parameters.rows
    assert list(rows) == ["a", "b"]
    type_into(rows["b"].value, "50")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.sketch.landscape.parameters == {"a": 1.0, "b": 50.0}
    assert rows["b"].high.value == 50.0  # the bounds make room for a value
    write(qtbot, editor, "a*x**2 + y**2")
    assert list(editor.parameters.rows) == ["a"]
    write(qtbot, editor, "b*x**2 + a*y**2")
    assert list(editor.parameters.rows) == ["b", "a"]
    assert editor.parameters.rows["b"].value.value == 50.0
    assert [row.label.text() for row in editor.parameters.rows.values()] == ["b", "a"]


def test_that_bounds_that_exclude_the_value_are_refused(qtbot, open_editor) -> None:
    editor = open_editor("a*x**2 + y**2")
    row = editor.parameters.rows["a"]
    type_into(row.low, "3")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.problem.text() == "a: found 1.0, allowed is a number from 3 to 4."
    type_into(row.high, "2")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert "highest" in editor.problem.text()
    type_into(row.value, "5")
    type_into(row.high, "9")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.problem.text() == ""


def test_that_without_a_y_there_is_one_dimension(qtbot, open_editor) -> None:
    editor = open_editor()
    low_y = editor.place.ends[1][0]
    assert low_y.isVisible()
    write(qtbot, editor, "x**4 - x**2")
    assert editor.sketch.landscape.dimension == 1
    assert not low_y.isVisible()
    assert editor.facts.text().startswith("2 minima, the lowest: loss −0.25 at ")
    write(qtbot, editor, "x**4 - x**2 + y**2")
    assert low_y.isVisible()
    assert editor.sketch.landscape.domain == BOX


def test_that_domain_and_start_are_checked(qtbot, open_editor) -> None:
    editor = open_editor("log(x) + y**2")
    type_into(editor.place.ends[0][0], "5")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert "lower and a higher" in editor.problem.text()
    type_into(editor.place.ends[0][0], "0.5")
    qtbot.mouseClick(editor.place.has_start, LEFT)
    type_into(editor.place.starts[0], "-1")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert "where the loss is not defined" in editor.problem.text()
    type_into(editor.place.starts[0], "1.5")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.draft.start[0] == 1.5
    assert editor.problem.text() == ""


def test_that_a_number_that_is_being_typed_is_checked_when_the_formula_is_used(qtbot, open_editor) -> None:
    editor = open_editor("x**2 + y**2")
    field = editor.place.ends[0][0]
    field.setFocus()
    type_into(field, "200", confirm=False)
    editor.use.click()  # as its letter does, which leaves the focus where it is
    assert editor.isVisible()
    assert "lower and a higher" in editor.problem.text()
    type_into(field, "-7", confirm=False)
    qtbot.waitUntil(lambda: not editor.problem.text() or editor.is_checked)
    editor.accept()
    assert not editor.isVisible()
    assert editor.draft.choice().domain[0][0] == -7.0


@pytest.mark.parametrize("way", ["mouse", "key", "Return"])
def test_that_what_cannot_be_read_keeps_the_editor_open_once_and_is_said(
    qtbot, open_editor, way: str
) -> None:
    editor = open_editor("a*x**2 + y**2")
    qtbot.waitUntil(lambda: "a" in editor.parameters.rows and editor.is_checked)
    box = editor.parameters.rows["a"].value
    before = box.value
    type_into(box, "abc", confirm=False)
    if way == "mouse":
        qtbot.mouseClick(editor.use, LEFT)
    elif way == "key":
        editor.use.click()  # as its letter does, which leaves the focus where it is
    else:
        qtbot.keyClick(box, Qt.Key.Key_Return)
        editor.accept()
    assert editor.isVisible()
    assert box.remark.isVisible()
    assert "stays" in box.remark.text()
    assert box.hasFocus()
    assert box.value == before
    editor.use.click()
    assert not editor.isVisible()


def test_that_a_number_that_is_being_typed_is_checked_when_the_landscape_is_saved(
    qtbot, open_editor, monkeypatch
) -> None:
    editor = open_editor("x**2 + y**2")
    name_with(monkeypatch, "mine")
    field = editor.place.ends[0][0]
    field.setFocus()
    type_into(field, "200", confirm=False)
    editor.save.click()
    assert "lower and a higher" in editor.problem.text()
    LANDSCAPES.reload()
    assert "mine" not in LANDSCAPES
    type_into(field, "-7", confirm=False)
    qtbot.waitUntil(lambda: not editor.problem.text() or editor.is_checked)
    editor.save_as()
    LANDSCAPES.reload()
    assert LANDSCAPES["mine"].domain[0][0] == -7.0


def test_that_what_is_pasted_may_have_lines_and_columns_still_fit(qtbot, open_editor) -> None:
    editor = open_editor()
    editor.formula.setPlainText("x**2 +\n foo*y +\tBar")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.formula.marked == "Bar"
    editor.formula.setPlainText("x**2 +\n3*y**2")
    qtbot.waitUntil(lambda: editor.is_checked)
    assert editor.draft.choice().formula == "x**2 + 3*y**2"


@pytest.mark.parametrize("name", list(LANDSCAPES.built_in))
def test_that_a_copy_of_each_landscape_is_right_at_once(name: str) -> None:
    draft = draft_of_choice(LandscapeChoice(name=name))
    landscape = draft.landscape()
    entry = LANDSCAPES[name]
    assert landscape.parameters == entry.defaults
    assert landscape.domain == entry.domain
    copied = draft.entry("copy")
    assert (copied.minima, copied.learning_rates) == (entry.minima, entry.learning_rates)
    assert draft_of_entry(entry).entry(name) == entry


def test_that_what_is_stated_of_a_formula_does_not_stay_when_it_changes() -> None:
    changed = replace(draft_of_entry(LANDSCAPES["beale"]), formula="x**2 + y**2").entry("copy")
    assert (changed.minima, dict(changed.learning_rates), changed.reference) == ((), {}, "Your own")


def test_that_minima_do_not_stay_where_more_is_shown_or_allowed() -> None:
    copy, base = draft_of_entry(LANDSCAPES["rastrigin"]), LANDSCAPES["rastrigin"]
    part = replace(copy, box=((-1.5, 2.6), (-2.6, 2.6)), start=(0.5, 0.5))
    assert part.entry("copy").minima == base.minima
    wide = replace(copy, box=((-5.12, 5.12), (-5.12, 5.12))).entry("copy")
    assert (wide.minima, wide.saddles, wide.reference) == ((), (), base.reference)
    assert len(wide.landscape().minima) > 25
    wells = draft_of_entry(LANDSCAPES["two_basins"])
    tilt = replace(LANDSCAPES["two_basins"].parameters["tilt"], high=5.0)
    assert replace(wells, parameters=wells.parameters.updated(tilt=tilt)).entry("copy").minima == ()


def test_that_rates_stay_only_with_start_domain_and_parameters() -> None:
    base = LANDSCAPES["two_basins"]
    copy = draft_of_entry(base)
    tilt = replace(base.parameters["tilt"], default=0.5)
    assert copy.entry("copy").learning_rates == base.learning_rates
    for changed in (
        replace(copy, start=(-1.5, -0.4)),
        replace(copy, box=((-2.0, 1.9), (-1.0, 2.0))),
        replace(copy, parameters=copy.parameters.updated(tilt=tilt)),
    ):
        assert not changed.entry("copy").learning_rates
        assert changed.entry("copy").minima == base.minima


def test_that_a_turned_landscape_stays_turned() -> None:
    choice = LandscapeChoice(name="elliptic_bowl", rotation=30.0, conditioning=4.0)
    draft = draft_of_choice(choice)
    assert draft.choice().build().loss((1.0, 2.0)) == choice.build().loss((1.0, 2.0))
    line = replace(draft, formula="a*x**2")
    assert (line.choice().rotation, line.choice().conditioning) == (0.0, 1.0)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(900, 600), (1240, 760)])
def test_that_nothing_is_cut_off(qtbot, open_editor, theme, size) -> None:
    editor = open_editor(draft_of_choice(LandscapeChoice(name="two_basins")), theme=theme)
    editor.resize(*size)
    QTest.qWait(20)
    assert editor.width() <= size[0]
    for row in editor.parameters.rows.values():
        for field in row.fields:
            assert field.width() >= field.minimumSizeHint().width()
    for button in (editor.use, editor.save, editor.description.kind):
        assert button.width() >= button.minimumSizeHint().width()
    label = editor.mathematics
    assert label.height() >= label.heightForWidth(label.width())


def test_that_escape_leaves(open_editor) -> None:
    editor = open_editor()
    QTest.keyClick(editor.formula, Key.Key_Escape)
    assert not editor.isVisible()
    assert editor.result() == 0


# Saving.


def test_that_a_landscape_is_saved_under_a_name_that_the_title_suggests(
    qtbot, open_editor, monkeypatch
) -> None:
    editor = open_editor("a*x**2 + y**2")
    type_into(editor.description.title, "My own Valley", confirm=False)
    type_into(editor.description.teaches, "Much.", confirm=False)
    editor.description.show_description("My own Valley", "Much.", ("convex",))
    proposed = name_with(monkeypatch, "my_valley")
    qtbot.mouseClick(editor.save, LEFT)
    assert proposed == ["my_own_valley"]
    assert editor.saved == "my_valley"
    assert editor.result() == 1
    LANDSCAPES.reload()
    entry = LANDSCAPES["my_valley"]
    assert (entry.title, entry.teaches, entry.tags) == ("My own Valley", "Much.", ("convex",))
    assert (entry.formula, entry.domain, list(entry.parameters)) == ("a*x**2 + y**2", BOX, ["a"])


@pytest.mark.parametrize(("name", "sure"), [("rosenbrock", True), ("../x", True), ("mine", False)])
def test_that_a_name_that_cannot_be_used_saves_nothing(qtbot, open_editor, monkeypatch, name, sure) -> None:
    editor = open_editor()
    name_with(monkeypatch, name, sure)
    qtbot.mouseClick(editor.save, LEFT)
    assert editor.isVisible()
    assert editor.saved == ""
    assert not own_path("x").parent.exists()


def test_that_the_dialog_for_the_name_says_what_comes_of_it(dialog_parent, open_editor, monkeypatch) -> None:
    dialog = NameDialog(dialog_parent, "")
    assert dialog.name == ""
    assert not dialog.save.isEnabled()
    dialog.field.setText("rosenbrock")
    assert "There is another landscape" in dialog.sentence.text()
    assert not dialog.save.isEnabled()
    dialog.field.setText("mine")
    assert "mine.toml" in dialog.sentence.text()
    assert dialog.save.isEnabled()
    editor = open_editor()
    name_with(monkeypatch, "mine")
    editor.save_as()
    LANDSCAPES.reload()
    dialog = NameDialog(dialog_parent, "Mine")
    assert dialog.name == "mine_2"  # nothing is lost by Return
    dialog.field.setText("mine")
    assert dialog.sentence.text() == "Takes the place of your landscape “mine”."
    assert dialog.save.isEnabled()


def test_that_what_cannot_be_written_is_told(qtbot, open_editor, monkeypatch, tmp_path) -> None:
    told = []
    monkeypatch.setattr(formula_editor, "tell_error", lambda *words: told.append(words[1:]))
    (tmp_path / "own").write_text("in the way")
    editor = open_editor()
    name_with(monkeypatch, "mine")
    qtbot.mouseClick(editor.save, LEFT)
    assert editor.isVisible()
    assert told[0][0] == "The landscape could not be saved"


@pytest.mark.parametrize("title", ["two\u2028lines", "a bell\x07"])
def test_that_what_could_not_be_read_again_is_told_and_the_former_file_stays(
    open_editor, monkeypatch, title: str
) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(formula_editor, "tell_error", lambda *words: told.append(words[1:]))
    write_entry(own_path("mine").parent, draft_of_choice(LandscapeChoice(name="saddle")).entry("mine"))
    LANDSCAPES.reload()
    before = own_path("mine").read_bytes()
    editor = open_editor(draft_of_entry(LANDSCAPES["mine"]), edits="mine")
    editor.description.title.setText(title)
    editor.accept()
    assert editor.isVisible()
    ((_, problem),) = told
    assert problem.startswith("title: found")
    assert own_path("mine").read_bytes() == before


def test_that_more_parameters_than_a_file_may_have_are_refused_at_once(open_editor) -> None:
    editor = open_editor()
    editor.formula.setPlainText("x**2 + y**2 + " + " + ".join(f"p{i}" for i in range(13)))
    editor.check()
    assert editor.problem.text() == "Has 13 parameters; allowed are 12."
    assert len(editor.parameters.rows) == 12
    assert not editor.save.isEnabled()


def test_that_a_page_of_words_makes_no_rows(open_editor) -> None:
    editor = open_editor("a*x**2")
    editor.formula.setPlainText(" ".join(f"word{i}" for i in range(1000)))
    editor.check()
    assert list(editor.parameters.rows) == ["a"]
    assert "characters long; allowed are 500" in editor.problem.text()


@pytest.mark.parametrize(("rotation", "conditioning"), [(30.0, 1.0), (0.0, 4.0), (360.0, 1.0)])
def test_that_it_is_said_before_saving_that_a_file_has_no_rotation(
    qtbot, open_editor, monkeypatch, rotation: float, conditioning: float
) -> None:
    choice = LandscapeChoice(name="elliptic_bowl", rotation=rotation, conditioning=conditioning)
    editor = open_editor(draft_of_choice(choice))
    said: list[str] = []
    monkeypatch.setattr(NameDialog, "exec", lambda dialog: said.append(dialog.note.text()) or 0)
    qtbot.mouseClick(editor.save, LEFT)
    is_turned = (rotation, conditioning) != (360.0, 1.0)
    assert ["without its rotation and its conditioning" in text for text in said] == [is_turned]


# In the window.


def test_that_what_is_said_of_a_copied_formula_goes_and_comes_back_with_it(qtbot, open_editor) -> None:
    entry = next(e for e in LANDSCAPES.values() if e.parameters and e.tags and e.name in LANDSCAPES.built_in)
    editor = open_editor(draft_of_choice(LandscapeChoice(name=entry.name)))
    name, *_ = entry.parameters
    write(qtbot, editor, f"{name}*x**2 + sin(9*y)")
    assert (editor.draft.tags, editor.draft.teaches) == ((), "")
    assert editor.draft.parameters[name].help == name.replace("_", " ")
    assert editor.draft.parameters[name].default == entry.parameters[name].default
    write(qtbot, editor, entry.formula)
    assert (editor.draft.tags, editor.draft.teaches) == (entry.tags, "")
    assert editor.draft.parameters == entry.parameters
    editor.description.show_description("", "Mine.", ("plateau",))
    write(qtbot, editor, f"{name}*x**2 + y")
    assert (editor.draft.tags, editor.draft.teaches) == (("plateau",), "Mine.")


@pytest.mark.usefixtures("_own_landscapes")
@pytest.mark.parametrize("is_edited", [True, False])
def test_that_an_own_landscape_keeps_its_words_when_its_formula_is_edited(
    qtbot, open_editor, is_edited: bool
) -> None:
    own = replace(LANDSCAPES["plateau"], name="mine", title="Mine", teaches="How steep it is.")
    write_entry(own_path("mine").parent, own)
    LANDSCAPES.reload()
    draft = draft_of_entry(LANDSCAPES["mine"]) if is_edited else draft_of_choice(LandscapeChoice(name="mine"))
    editor = open_editor(draft, edits="mine" if is_edited else "")
    write(qtbot, editor, own.formula + " + 1")
    assert (editor.draft.title, editor.draft.teaches, editor.draft.tags) == ("Mine", own.teaches, own.tags)
    assert editor.draft.parameters == own.parameters
