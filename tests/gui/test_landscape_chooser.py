"""Choosing a landscape among pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, SHIFT, bowl, has_near, key, picture_of
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.analysis.learning_rates import good_rate
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.experiment import LandscapeChoice
from momentum_lab.experiment.file import load, save
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.landscapes import conversations as talks
from momentum_lab.gui.landscapes.chooser import LandscapeChooser
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.gui.landscapes.matching import FILTERS, matching
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.user_library import own_path, write_entry
from momentum_lab.session.draft import declaration, draft_of_entry

Key = Qt.Key


@pytest.fixture
def open_chooser(qtbot: QtBot, dialog_parent: QWidget, settings_path: Path):
    def open_one(current: str | None = "himmelblau", theme=LIGHT) -> LandscapeChooser:
        dialog = LandscapeChooser(dialog_parent, stored_settings(settings_path), theme, current)
        with qtbot.waitExposed(dialog):
            dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.search.hasFocus)
        return dialog

    return open_one


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A copy of the saddle among a person's own landscapes."""
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path / "own"))
    entry = replace(LANDSCAPES["saddle"], name="my_saddle", title="My saddle", teaches="Mine alone.")
    write_entry(own_path("my_saddle").parent, entry)
    LANDSCAPES.reload()
    yield entry
    monkeypatch.undo()
    LANDSCAPES.reload()


def names(dialog: LandscapeChooser) -> list[str]:
    return [entry.name for entry in dialog.grid.cards.entries]


def drawn(qtbot: QtBot, dialog: LandscapeChooser) -> None:
    """Wait until what is in sight has its picture."""
    dialog.repaint()
    qtbot.waitUntil(lambda: not dialog.grid.thumbnails.is_drawing)
    QTest.qWait(20)


def test_that_it_opens_on_the_landscape_that_is_shown_with_everything_there_is(open_chooser) -> None:
    dialog = open_chooser("himmelblau")
    assert names(dialog) == list(LANDSCAPES)
    assert dialog.name == "himmelblau"
    entry = LANDSCAPES["himmelblau"]
    assert dialog.details.title.text() == entry.title
    assert dialog.details.teaches.text() == entry.teaches
    assert dialog.details.reference.text() == entry.reference
    assert dialog.details.formula.is_mathematics
    assert dialog.details.sketch.landscape == entry.landscape()
    assert dialog.count.text() == str(len(LANDSCAPES))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_cards_show_the_map_in_the_colours_of_the_theme_and_the_minimum(
    qtbot, open_chooser, theme
) -> None:
    dialog = open_chooser("booth", theme)
    drawn(qtbot, dialog)
    grid = dialog.grid
    picture = picture_of(grid.viewport())
    place = grid.visualRect(grid.currentIndex())
    (left, right), (bottom, top) = LANDSCAPES["booth"].domain
    x, y = LANDSCAPES["booth"].landscape().minima[0].position
    corner = QPointF(place.left() + 11, place.top() + 11)
    at = corner + QPointF(160 * (x - left) / (right - left), 104 * (top - y) / (top - bottom))
    assert has_near(picture, at, theme.minimum)
    assert has_near(picture, corner + QPointF(2, 2), theme.landscape[-1], reach=4, tolerance=90)


def test_that_pictures_are_drawn_after_the_dialog_is_there_and_only_those_in_sight(
    qtbot, open_chooser
) -> None:
    dialog = open_chooser("ackley")
    drawn(qtbot, dialog)
    thumbnails = dialog.grid.thumbnails
    assert thumbnails.get(LANDSCAPES["ackley"]) is not None
    assert thumbnails.get(LANDSCAPES["two_basins"]) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rosen", "rosenbrock"),
        ("HIMMEL", "himmelblau"),
        ("cos(2*pi*x)", "rastrigin"),
        ("elliptic_bowl", "elliptic_bowl"),
        ("Four minima, all equally", "himmelblau"),
    ],
)
def test_that_what_is_typed_is_looked_for_everywhere(open_chooser, typed: str, expected: str) -> None:
    dialog = open_chooser()
    QTest.keyClicks(dialog.search, typed)
    assert expected in names(dialog)
    assert len(names(dialog)) < len(LANDSCAPES)
    assert dialog.count.text() == f"{len(names(dialog))} of {len(LANDSCAPES)}"
    QTest.keyClick(dialog.search, Key.Key_A, CTRL)
    QTest.keyClick(dialog.search, Key.Key_Delete)
    assert names(dialog) == list(LANDSCAPES)


def test_that_filters_combine_with_each_other_and_with_the_search(qtbot, open_chooser) -> None:
    dialog = open_chooser()
    assert list(FILTERS)[:5] == ["convex", "ill-conditioned", "saddle", "many minima", "1-D"]
    left = set(LANDSCAPES)
    for name in ("convex", "ill-conditioned"):
        qtbot.mouseClick(dialog.filters[name], LEFT)
        left &= {e.name for e in LANDSCAPES.values() if name in e.tags}
        assert set(names(dialog)) == left
    assert left
    qtbot.mouseClick(dialog.filters["convex"], LEFT)
    qtbot.mouseClick(dialog.filters["ill-conditioned"], LEFT)
    qtbot.mouseClick(dialog.filters["1-D"], LEFT)
    assert set(names(dialog)) == {e.name for e in LANDSCAPES.values() if e.dimension == 1}
    QTest.keyClicks(dialog.search, "double")
    assert names(dialog) == ["double_well"]


@pytest.mark.parametrize("name", [n for n in FILTERS if n != "own"])
def test_that_every_filter_leaves_something(name: str) -> None:
    assert 0 < len(matching(LANDSCAPES.values(), "", [name])) < len(LANDSCAPES)


def test_that_hyphens_underscores_and_capitals_are_all_one_to_the_search() -> None:
    found = matching(LANDSCAPES.values(), "ill-conditioned", [])
    assert found
    assert found == matching(LANDSCAPES.values(), "Ill_Conditioned", [])
    assert {e.name for e in matching(LANDSCAPES.values(), "", ["ill-conditioned"])} <= {e.name for e in found}


def test_that_titles_come_before_what_else_holds_the_words() -> None:
    first = matching(LANDSCAPES.values(), "saddle", [])[0]
    assert "saddle" in first.title.lower()


def test_that_it_says_when_nothing_matches(qtbot, open_chooser) -> None:
    dialog = open_chooser()
    qtbot.mouseClick(dialog.filters["saddle"], LEFT)
    QTest.keyClicks(dialog.search, "no such thing")
    assert dialog.nothing.isVisible()
    assert dialog.nothing.text() == "No landscape matches “no such thing” and saddle."
    assert not dialog.choose.isEnabled()
    assert dialog.name == ""
    assert dialog.details.title.isHidden() or not dialog.details.title.isVisible()
    QTest.keyClick(dialog.search, Key.Key_Return)
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.all, LEFT)
    assert names(dialog) == list(LANDSCAPES)
    assert dialog.name == "himmelblau"
    assert dialog.search.hasFocus()


def test_that_arrows_move_among_the_cards_and_return_takes_one(open_chooser) -> None:
    dialog = open_chooser(next(iter(LANDSCAPES)))
    grid, search = dialog.grid, dialog.search
    all_names = list(LANDSCAPES)
    assert grid.columns >= 3
    for code, row in (
        (Key.Key_Right, 1),
        (Key.Key_Down, 1 + grid.columns),
        (Key.Key_Left, grid.columns),
        (Key.Key_Up, 0),
        (Key.Key_Up, 0),
        (Key.Key_Left, 0),
        (Key.Key_PageDown, None),
        (Key.Key_PageUp, 0),
        (Key.Key_Right, 1),
    ):
        QTest.keyClick(search, code)
        if row is not None:
            assert dialog.name == all_names[row]
        assert dialog.details.title.text() == LANDSCAPES[dialog.name].title
        assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center())
    QTest.keyClicks(search, "ab")
    QTest.keyClick(search, Key.Key_Left, SHIFT)
    assert search.selectedText() == "b"
    search.clear()
    QTest.keyClick(search, Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.name in all_names


def test_that_escape_leaves_and_a_double_click_takes(qtbot, open_chooser) -> None:
    dialog = open_chooser()
    QTest.keyClick(dialog.search, Key.Key_Escape)
    assert dialog.result() == 0
    assert not dialog.isVisible()
    dialog = open_chooser("ackley")
    grid = dialog.grid
    at = grid.visualRect(grid.cards.index(1)).center()
    qtbot.mouseClick(grid.viewport(), LEFT, pos=at)
    assert dialog.name == list(LANDSCAPES)[1]
    qtbot.mouseDClick(grid.viewport(), LEFT, pos=at)
    assert dialog.result() == 1


def test_that_size_search_and_filters_are_remembered_however_it_is_left(qtbot, open_chooser) -> None:
    first = open_chooser()
    first.resize(820, 520)
    qtbot.mouseClick(first.filters["many minima"], LEFT)
    QTest.keyClicks(first.search, "hill")
    left = names(first)
    QTest.keyClick(first.search, Key.Key_Escape)
    second = open_chooser()
    assert (second.width(), second.height()) == (820, 520)
    assert names(second) == left
    assert second.filters["many minima"].isChecked()
    assert second.search.selectedText() == "hill"  # so that typing begins anew


@pytest.mark.parametrize("value", ["nan", "-5", "1e9", "wide"])
def test_that_damaged_memories_are_forgotten(open_chooser, settings_path: Path, value: str) -> None:
    settings = stored_settings(settings_path)
    for name in ("width", "height", "filters"):
        settings.put(f"landscapes/{name}", value)
    settings.save()
    dialog = open_chooser()
    assert 400 < dialog.width() <= 1600
    assert names(dialog) == list(LANDSCAPES)


@pytest.mark.parametrize("size", [(900, 520), (1240, 760)])
def test_that_nothing_is_cut_off(qtbot, open_chooser, size: tuple[int, int]) -> None:
    dialog = open_chooser("rosenbrock")
    dialog.resize(*size)
    drawn(qtbot, dialog)
    assert (dialog.width(), dialog.height()) == size
    for widget in (dialog.search, dialog.choose, dialog.new, *dialog.filters.values()):
        if widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width()
            assert dialog.rect().contains(widget.geometry()) or widget.parentWidget() is not dialog
    label = dialog.details.formula
    assert label.height() >= label.heightForWidth(label.width())


# In the window.


def answer_with(monkeypatch: pytest.MonkeyPatch, act) -> list[LandscapeChooser]:
    seen: list[LandscapeChooser] = []

    def run(dialog: LandscapeChooser) -> int:
        seen.append(dialog)
        act(dialog)
        return dialog.result()

    monkeypatch.setattr(LandscapeChooser, "exec", run)
    return seen


@pytest.mark.parametrize("way", ["key", "button"])
def test_that_the_window_moves_to_the_landscape_that_was_chosen(open_window, monkeypatch, way, qtbot) -> None:
    window = open_window("ravine", only="contour")
    before = window.session.experiment

    def choose(dialog: LandscapeChooser) -> None:
        assert dialog.name == "elliptic_bowl"
        dialog.search.setText("beale")
        dialog.accept()

    seen = answer_with(monkeypatch, choose)
    if way == "key":
        key(window, Key.Key_L, CTRL)
    else:
        qtbot.mouseClick(window.parts["panel"].landscape.browse, LEFT)
    assert len(seen) == 1
    assert window.session.experiment.landscape == LandscapeChoice(name="beale")
    assert window.session.experiment.start == LANDSCAPES["beale"].start
    assert window.parts["panel"].landscape.chooser.currentData() == "beale"
    window.session.undo()
    assert window.session.experiment == before


def test_that_leaving_or_choosing_the_same_changes_nothing(open_window: OpenWindow, monkeypatch) -> None:
    window = open_window("ravine", only="contour")
    before = window.session.experiment
    answer_with(monkeypatch, lambda dialog: dialog.reject())
    key(window, Key.Key_L, CTRL)
    answer_with(monkeypatch, lambda dialog: dialog.accept())
    key(window, Key.Key_L, CTRL)
    assert window.session.experiment == before
    assert not window.session.model.can_undo


def test_that_the_buttons_beside_the_fields_fit_into_the_panel(open_window: OpenWindow) -> None:
    section = open_window(bowl(), size=(1024, 640), only="contour").parts["panel"].landscape
    for button in (section.browse, section.edit):
        assert button.isVisible()
        assert button.width() >= button.minimumSizeHint().width()
        assert section.rect().contains(button.geometry())


def test_that_ones_own_are_listed_marked_and_can_be_filtered(qtbot, open_chooser, own) -> None:
    dialog = open_chooser("my_saddle")
    assert dialog.name == "my_saddle"
    assert dialog.edit.isVisible()
    assert dialog.delete.isVisible()
    qtbot.mouseClick(dialog.filters["own"], LEFT)
    assert names(dialog) == ["my_saddle"]
    qtbot.mouseClick(dialog.filters["own"], LEFT)
    QTest.keyClicks(dialog.search, "saddle monkey")
    assert not dialog.edit.isVisible()
    assert not dialog.delete.isVisible()


def test_that_without_ones_own_there_is_no_filter_for_them(open_chooser) -> None:
    assert not open_chooser().filters["own"].isVisible()


@pytest.mark.parametrize("sure", [True, False])
def test_that_ones_own_is_deleted_after_a_question(open_window, own, monkeypatch, sure: bool) -> None:
    window = open_window(bowl(), only="contour")
    asked = []
    monkeypatch.setattr(talks, "ask_about_deleting", lambda _parent, title: asked.append(title) or sure)

    def delete(dialog: LandscapeChooser) -> None:
        dialog.show_entries("my_saddle")
        dialog.delete.click()
        assert ("my_saddle" in names(dialog)) is not sure
        dialog.reject()

    answer_with(monkeypatch, delete)
    key(window, Key.Key_L, CTRL)
    assert asked == ["My saddle"]
    assert own_path("my_saddle").exists() is not sure
    window.parts["panel"].landscape.chooser.be_whole()
    assert (window.parts["panel"].landscape.chooser.findData("my_saddle") < 0) is sure


def test_that_an_experiment_keeps_a_landscape_that_is_deleted_as_a_formula(
    open_window, own, monkeypatch, tmp_path
) -> None:
    window = open_window("saddle", only="contour")
    window.parts["panel"].landscape.list_landscapes()
    window.session.editor.choose_landscape("my_saddle")
    before = window.session.experiment
    window.session.editor.change(replace(before, steps=before.steps + 1))
    window.session.model.mark_saved()
    monkeypatch.setattr(talks, "ask_about_deleting", lambda _parent, _title: True)
    answer_with(monkeypatch, lambda dialog: (dialog.delete.click(), dialog.reject()))
    key(window, Key.Key_L, CTRL)
    after = window.session.experiment
    assert after == replace(before, landscape=before.landscape.as_formula(), steps=before.steps + 1)
    assert after.landscape.build().loss(after.start) == before.landscape.build().loss(before.start)
    assert window.isWindowModified()
    assert window.parts["panel"].landscape.chooser.currentData() is None
    assert window.parts["panel"].landscape.chooser.findData("my_saddle") < 0
    save(after, tmp_path / "kept.toml")
    LANDSCAPES._former.clear()  # as if the program had been started anew
    assert load(tmp_path / "kept.toml") == after
    window.session.undo()
    assert window.session.experiment.landscape == after.landscape
    window.session.undo()
    assert window.session.experiment.landscape.name == "saddle"


def edit_with(monkeypatch: pytest.MonkeyPatch, formula: str) -> None:
    def write(editor: FormulaEditor) -> int:
        editor.formula.setPlainText(formula)
        editor.accept()
        return editor.result()

    monkeypatch.setattr(FormulaEditor, "exec", write)


def test_that_ones_own_is_edited_in_its_place(open_window, own, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    edit_with(monkeypatch, "x**2 + k*y**2")

    def edit(dialog: LandscapeChooser) -> None:
        dialog.show_entries("my_saddle")
        dialog.edit.click()
        assert dialog.name == "my_saddle"
        assert dialog.details.sketch.landscape.formula == "x**2 + k*y**2"
        dialog.accept()

    answer_with(monkeypatch, edit)
    key(window, Key.Key_L, CTRL)
    entry = LANDSCAPES["my_saddle"]
    assert (entry.formula, list(entry.parameters)) == ("x**2 + k*y**2", ["k"])
    assert (entry.title, entry.teaches) == (own.title, own.teaches)
    assert entry.saddles == ()
    assert window.session.experiment.landscape == LandscapeChoice(name="my_saddle")


@pytest.mark.parametrize("formula", ["x**2 + k*y**2", "x**4 - x**2"])
def test_that_an_experiment_follows_its_landscape_when_that_is_edited(
    open_window, own, monkeypatch, settled, formula: str
) -> None:
    window = open_window("saddle", only="contour")
    window.parts["panel"].landscape.list_landscapes()
    window.session.editor.choose_landscape("my_saddle")
    window.parts["panel"].landscape.rotation.changed.emit(30.0)
    window.session.editor.choose_landscape("beale")
    window.session.undo()
    settled(window)
    edit_with(monkeypatch, formula)
    answer_with(monkeypatch, lambda dialog: (dialog.edit.click(), dialog.reject()))
    window.session.clock.play(True)
    key(window, Key.Key_L, CTRL)
    settled(window)
    experiment = window.session.experiment
    assert experiment.landscape == LandscapeChoice(name="my_saddle")
    assert window.session.run.experiment.landscape.build().formula == formula
    assert len(experiment.start) == window.session.run.dimension
    assert window.parts["panel"].landscape.formula.text() == formula
    while window.session.model.can_undo:
        window.session.undo()
        assert (
            window.session.experiment.landscape.name != "my_saddle" or window.session.experiment == experiment
        )


def test_that_an_experiment_follows_a_file_that_somebody_else_has_changed_meanwhile(
    open_window, own, monkeypatch, settled
) -> None:
    window = open_window("saddle", only="contour")
    window.parts["panel"].landscape.list_landscapes()
    window.session.editor.choose_landscape("my_saddle")
    settled(window)
    draft = replace(
        draft_of_entry(own), formula="x**4 - k*x**2", parameters=FrozenMapping(k=declaration("k"))
    )
    write_entry(own_path("my_saddle").parent, draft.entry("my_saddle"))
    write_entry(own_path("other").parent, replace(own, name="other"))
    monkeypatch.setattr(talks, "ask_about_deleting", lambda _parent, _title: True)
    answer_with(
        monkeypatch, lambda dialog: (dialog.show_entries("other"), dialog.delete.click(), dialog.reject())
    )
    LANDSCAPES._others = {**LANDSCAPES._added(), "other": replace(own, name="other")}
    key(window, Key.Key_L, CTRL)
    settled(window)
    assert not own_path("other").exists()
    experiment = window.session.experiment
    assert experiment.landscape == LandscapeChoice(name="my_saddle")
    assert experiment.start == LANDSCAPES["my_saddle"].start
    assert window.session.run.experiment.landscape.build().formula == "x**4 - k*x**2"
    while window.session.model.can_undo:
        window.session.undo()
        assert window.session.experiment.landscape.name != "my_saddle"


def test_that_an_experiment_whose_landscape_is_edited_gets_rates_that_suit_it(
    open_window, own, monkeypatch
) -> None:
    window = open_window("ravine", only="contour")
    window.session.editor.choose_landscape("my_saddle")
    edit_with(monkeypatch, "1000*x**2 + 3000*y**2")
    answer_with(monkeypatch, lambda dialog: (dialog.edit.click(), dialog.reject()))
    key(window, Qt.Key.Key_L, CTRL)
    experiment = window.session.experiment
    assert experiment.landscape.build().formula == "1000*x**2 + 3000*y**2"
    for ball in experiment.balls:
        rate = good_rate(experiment.landscape, ball.optimizer)
        assert ball.hyperparameters["learning_rate"] == rate


def test_that_the_formula_button_leads_to_the_editor(open_window, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    edit_with(monkeypatch, "x**2 + 5*y**2")
    answer_with(monkeypatch, lambda dialog: dialog.new.click())
    key(window, Key.Key_L, CTRL)
    assert window.session.experiment.landscape.formula == "x**2 + 5*y**2"


def test_that_a_landscape_that_no_experiment_can_take_is_told_and_changes_nothing(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = replace(LANDSCAPES["saddle"], name="hostile", start=(1e11, 0.5))
    window = open_window("ravine", only="contour")
    section, before = window.parts["panel"].landscape, window.session.experiment
    monkeypatch.setitem(LANDSCAPES._added(), "hostile", hostile)
    section.list_landscapes()
    section.chooser.setCurrentIndex(section.chooser.findData("hostile"))
    section.chooser.activated.emit(section.chooser.currentIndex())
    assert "start: found 100000000000.0" in section.problem.text()
    assert not section.problem.isHidden()
    assert section.chooser.currentData() == before.landscape.name
    assert window.session.experiment == before


def test_that_no_key_has_two_meanings(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    keys = [k.toString() for action in window.actions_by_name.values() for k in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+L", "Ctrl+F"} <= set(keys)
