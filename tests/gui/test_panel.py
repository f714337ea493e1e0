from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import (
    CTRL,
    LEFT,
    bowl,
    clear,
    dragged,
    has_near,
    key,
    notes_text,
    picture_of,
    type_into,
)
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from momentum_lab.core.hyperparameters import Choice, Flag
from momentum_lab.experiment.experiment import MOST_BALLS, Ball, LandscapeChoice, on_landscape
from momentum_lab.figures.themes import THEMES
from momentum_lab.formulas.rules import rule_lines
from momentum_lab.gui.panels.landscape_section import OWN_FORMULA
from momentum_lab.gui.panels.listed_later import ListedLater
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session.clock import PlayState
from momentum_lab.session.draft import draft_of_choice


def choose(box: QComboBox, data: object) -> None:
    """Choose an entry as a user does: with the keyboard, and Return."""
    if isinstance(box, ListedLater):
        box.be_whole()
    index = box.findData(data)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def look_entry(window: MainWindow, ball: int, text: str):
    menu = window.parts["panel"].cards[ball].look.menu()
    menu.aboutToShow.emit()
    return next(action for action in menu.actions() if action.text() == text)


@pytest.mark.parametrize("name", ["rosenbrock", "double_well"])
def test_that_a_landscape_brings_its_start_and_rates_and_undo_takes_them_back(open_window, name) -> None:
    window = open_window("ravine", only="contour")
    original, entry = window.session.experiment, LANDSCAPES[name]
    choose(window.parts["panel"].landscape.chooser, name)
    experiment = window.session.experiment
    assert experiment.landscape == LandscapeChoice(name=name)
    assert experiment.start == entry.landscape().start
    for ball in experiment.balls:
        assert ball.hyperparameters["learning_rate"] == entry.learning_rates[ball.optimizer]
    assert [b.color for b in experiment.balls] == [b.color for b in original.balls]
    section = window.parts["panel"].landscape
    assert section.formula.text() == entry.landscape().formula
    assert section.formula.isReadOnly()
    assert list(section._parameters) == list(entry.parameters)
    key(window, Qt.Key.Key_Z, CTRL)
    assert window.session.experiment == original
    assert section.chooser.currentData() == "elliptic_bowl"
    key(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.session.experiment == experiment


def test_that_the_chooser_has_every_landscape_and_an_own_formula(open_window: OpenWindow) -> None:
    chooser = open_window("double_well").parts["panel"].landscape.chooser
    chooser.be_whole()
    assert [chooser.itemData(i) for i in range(chooser.count())] == [*LANDSCAPES, None]
    assert chooser.itemText(chooser.count() - 1) == str(OWN_FORMULA)


def test_that_a_formula_of_ones_own_is_run_and_a_wrong_one_explained(open_window, settled) -> None:
    window = open_window("ravine", only="contour")
    section = window.parts["panel"].landscape
    choose(section.chooser, None)
    assert window.session.experiment.landscape.name is None
    assert section.formula.hasFocus()
    assert not section.formula.isReadOnly()
    type_into(section.formula, "x**2 + 3*y**2 + sin(x)")
    settled(window)
    good = window.session.experiment
    assert good.landscape.formula == "x**2 + 3*y**2 + sin(x)"
    assert not section.problem.isVisible()
    for wrong in ("x**2 +", "x + foo(y)", "__import__('os').system('x')", "x.real", "9**9**9**9", "1/0", ""):
        if wrong:
            type_into(section.formula, wrong)
        else:
            clear(section.formula)
            key(window, Qt.Key.Key_Return)
        assert section.problem.isVisible(), wrong
        assert len(section.problem.text()) > 8
        assert "Traceback" not in section.problem.text()
        assert window.session.experiment == good
        assert window.session.run.experiment == good
    type_into(section.formula, "x**2 + y**2")
    assert not section.problem.isVisible()
    assert window.session.experiment.landscape.formula == "x**2 + y**2"


def test_that_the_explanation_of_a_wrong_formula_can_be_read(open_window: OpenWindow) -> None:
    window = open_window(bowl(), size=(1024, 640), only="contour")
    section = window.parts["panel"].landscape
    type_into(section.formula, "x**2 + a_name_that_is_not_there_at_all*y")
    assert section.problem.isVisible()
    assert section.problem.height() >= section.problem.heightForWidth(section.problem.width())
    top_left = section.problem.mapTo(window, section.problem.rect().topLeft())
    assert window.rect().contains(top_left)


def test_that_a_formula_keeps_the_dimension_that_its_domain_has(open_window, settled) -> None:
    window = open_window("double_well")
    section = window.parts["panel"].landscape
    choose(section.chooser, None)
    type_into(section.formula, "x**4 - x**2")
    settled(window)
    assert not section.problem.isVisible()
    assert window.view_area.frames["curve"].isVisible()
    choose(section.chooser, "beale")
    settled(window)
    choose(section.chooser, None)
    type_into(section.formula, "x**4 - x**2")  # a valley that runs along y
    settled(window)
    assert len(window.session.experiment.start) == 2
    assert window.view_area.frames["contour"].isVisible()


def test_that_a_y_that_comes_back_has_its_interval_and_its_start_again(open_window, settled) -> None:
    window = open_window(bowl(), only="contour")
    section, start = window.parts["panel"].landscape, bowl().start
    line = LandscapeChoice(formula="x**4 - x**2", domain=((-6.0, 6.0),))
    window.session.editor.use_formula(line, None)
    settled(window)
    assert window.session.experiment.start == start[:1]
    type_into(section.formula, "x**2 + 3*y**2")
    settled(window)
    assert window.session.experiment.landscape.domain == bowl().landscape.domain
    assert window.session.experiment.start == start
    window.session.editor.use_formula(line, None)
    assert draft_of_choice(line, window.session.editor.former_y).box == bowl().landscape.domain
    choose(section.chooser, "double_well")
    assert window.session.editor.former_y is None


def test_that_parameters_rotation_and_domain_change_the_landscape(open_window, settled) -> None:
    window = open_window("ravine", only="contour")
    section = window.parts["panel"].landscape
    with dragged(section._parameters["b"].slider, 0.05, 0.1):
        settled(window)
        value = window.session.experiment.landscape.parameters["b"]
        assert value != 2.0
        assert section._parameters["b"].box.value == value
    type_into(section.rotation.box, "30")
    assert window.session.experiment.landscape.rotation == 30.0
    type_into(section.domain[0][1], "4.5")
    assert window.session.experiment.landscape.domain == ((-6.0, 4.5), (-3.0, 3.0))
    settled(window)
    assert window.views["contour"]._plot.vb.viewRect().right() >= 4.5
    from_ = section.domain[0][0]
    heights = [box.mapTo(window, QPoint(0, 0)) for boxes in section.domain for box in boxes]
    type_into(from_, "8")  # right of the right end
    assert window.session.experiment.landscape.domain == ((-6.0, 4.5), (-3.0, 3.0))
    assert from_.remark.isVisible()
    assert (from_.text(), from_.value, from_.remark.is_wrong) == ("8", -6.0, True)
    assert [box.mapTo(window, QPoint(0, 0)) for boxes in section.domain for box in boxes] == heights
    key(window, Qt.Key.Key_Escape)
    assert (from_.text(), from_.remark.isVisible()) == ("-6", False)
    for _ in range(3):
        window.session.undo()
    assert window.session.experiment == window.session.model.origin.source.saved


def test_that_parameters_of_a_formula_can_be_dragged(open_window: OpenWindow, settled) -> None:
    experiment = bowl()
    choice = LandscapeChoice(
        formula="a*x**2 + y**2", domain=((-6.0, 6.0), (-4.0, 4.0)), parameters={"a": 0.5}
    )
    window = open_window(replace(experiment, landscape=choice), only="contour")
    editor = window.parts["panel"].landscape._parameters["a"]
    with dragged(editor.slider, 0.9):
        settled(window)
        assert window.session.experiment.landscape.parameters["a"] > 1.0
    window.session.undo()
    assert window.session.experiment.landscape.parameters["a"] == 0.5


def test_that_balls_are_added_duplicated_and_removed_but_never_the_last(open_window, qtbot) -> None:
    window = open_window(bowl(), only="contour")
    panel, model = window.parts["panel"], window.session.model
    assert not panel.cards[0].remove.isEnabled()
    qtbot.mouseClick(panel.add, LEFT)
    assert [b.optimizer for b in model.experiment.balls] == ["gradient_descent", "momentum"]
    key(window, Qt.Key.Key_B, CTRL)
    assert [b.optimizer for b in model.experiment.balls][2] == "adam"
    qtbot.mouseClick(panel.cards[0].duplicate, LEFT)
    balls = model.experiment.balls
    assert balls[3].optimizer == "gradient_descent"
    assert balls[3].hyperparameters == balls[0].hyperparameters
    assert len({b.color for b in balls}) == len({b.marker for b in balls}) == 4
    assert len(panel.cards) == 4
    qtbot.mouseClick(panel.cards[1].remove, LEFT)
    assert [b.optimizer for b in model.experiment.balls] == ["gradient_descent", "adam", "gradient_descent"]
    assert [c.optimizer for c in panel.cards] == [b.optimizer for b in model.experiment.balls]
    qtbot.mouseClick(panel.cards[0].remove, LEFT)
    qtbot.mouseClick(panel.cards[0].remove, LEFT)
    assert len(model.experiment.balls) == 1
    qtbot.mouseClick(panel.cards[0].remove, LEFT)
    assert len(model.experiment.balls) == 1
    while model.can_undo:
        model.undo()
    assert model.experiment == bowl()


def test_that_an_added_ball_comes_into_sight(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine", size=(1024, 640), only="contour")
    key(window, Qt.Key.Key_B, CTRL)
    bar = window.parts["panel"].verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    card = window.parts["panel"].cards[-1]
    qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty())


def test_that_there_is_room_for_so_many_balls_and_no_more(open_window: OpenWindow) -> None:
    balls = tuple(Ball("gradient_descent") for _ in range(MOST_BALLS - 1))
    window = open_window(bowl(*balls, steps=3), only="contour")
    window.parts["panel"].cards[0].duplicate.click()
    assert len(window.session.experiment.balls) == MOST_BALLS
    assert not window.parts["panel"].add.isEnabled()
    window.parts["panel"].cards[0].duplicate.click()
    window.actions_by_name["add_ball"].trigger()
    assert len(window.session.experiment.balls) == MOST_BALLS


def test_that_a_hidden_ball_is_in_no_view_and_not_in_the_status(open_window, qtbot, settled) -> None:
    window = open_window(bowl(Ball("gradient_descent", {"learning_rate": 0.4}), Ball("adam")))
    window.session.clock.go_to(8)
    card, color = window.parts["panel"].cards[0], window.session.experiment.balls[0].color
    at = window.views["contour"].pixel_of(tuple(window.session.run.position[0, 8]))
    assert has_near(picture_of(window.views["contour"].widget), at, color)
    assert "Gradient descent" in window.parts["status"].text
    qtbot.mouseClick(card.visible_button, LEFT)
    settled(window)
    assert not window.session.experiment.balls[0].visible
    assert not has_near(picture_of(window.views["contour"].widget), at, color)
    assert "Gradient descent" not in window.parts["status"].text
    assert "Gradient descent" not in notes_text(window)
    qtbot.mouseClick(card.visible_button, LEFT)
    settled(window)
    assert has_near(picture_of(window.views["contour"].widget), at, color)


def test_that_colour_and_marker_change_in_the_views(open_window: OpenWindow, settled, monkeypatch) -> None:
    window = open_window(bowl(Ball("gradient_descent", {"learning_rate": 0.4})), only="contour")
    window.session.clock.go_to(8)
    at = window.views["contour"].pixel_of(tuple(window.session.run.position[0, 8]))
    look_entry(window, 0, "bluish green").trigger()
    settled(window)
    assert window.session.experiment.balls[0].color == "#009e73"
    assert has_near(picture_of(window.views["contour"].widget), at, "#009e73")
    look_entry(window, 0, "cross").trigger()
    settled(window)
    assert window.session.experiment.balls[0].marker == "cross"
    corner = at + QPointF(4, 4)  # inside of a circle, outside of a cross
    assert not has_near(picture_of(window.views["contour"].widget), corner, "#009e73", reach=0)
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor("#123456"))
    look_entry(window, 0, "Another colour…").trigger()
    assert window.session.experiment.balls[0].color == "#123456"
    assert look_entry(window, 0, "#123456") is not None  # it has no name
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor())
    look_entry(window, 0, "Another colour…").trigger()
    assert window.session.experiment.balls[0].color == "#123456"


def test_that_another_optimizer_has_its_own_settings_and_keeps_the_looks(open_window, settled) -> None:
    window = open_window(bowl(Ball("gradient_descent", color="#cc79a7", marker="star")), only="contour")
    for name, optimizer in OPTIMIZERS.items():
        choose(window.parts["panel"].cards[0].chooser, name)
        QApplication.processEvents()
        ball, card = window.session.experiment.balls[0], window.parts["panel"].cards[0]
        assert (ball.optimizer, ball.color, ball.marker) == (name, "#cc79a7", "star")
        assert set(card.editors) == set(optimizer.hyperparameters)
        assert card.chooser.currentData() == name
        for key_, editor in card.editors.items():
            assert editor.isVisible() is not optimizer.hyperparameters[key_].is_rare
    settled(window)


def test_that_choices_and_flags_reach_the_ball_and_rare_settings_unfold(open_window, qtbot) -> None:
    window = open_window(bowl(Ball("momentum")), only="contour")
    card, declared = window.parts["panel"].cards[0], OPTIMIZERS["momentum"].hyperparameters
    rare = [name for name, d in declared.items() if d.is_rare]
    assert rare
    assert card.more.text() == "More"
    qtbot.mouseClick(card.more, LEFT)
    assert card.more.text() == "Less"
    assert all(card.editors[name].isVisible() for name in declared)
    for name, declaration in declared.items():
        editor = card.editors[name]
        if isinstance(declaration, Choice):
            editor.chooser.activated.emit(len(declaration.options) - 1)
            wanted: object = declaration.options[-1]
        elif isinstance(declaration, Flag):
            qtbot.mouseClick(editor, LEFT, pos=QPoint(8, 8))
            wanted = not declaration.default
        else:
            continue
        assert window.session.experiment.balls[0].hyperparameters[name] == wanted
    type_into(card.editors["dampening"].box, "0.25")
    qtbot.mouseClick(card.more, LEFT)
    assert card.editors["dampening"].isVisible()  # not at its default: it must not be hidden
    assert not card.editors["weight_decay"].isVisible()


def test_that_a_ball_is_named_and_named_by_its_settings_again(open_window, settled) -> None:
    window = open_window(bowl(Ball("momentum"), Ball("momentum", {"momentum": 0.5})), only="contour")
    name = window.parts["panel"].cards[0].name
    assert name.placeholderText() == "Momentum, momentum 0.9"
    type_into(name, "The <b>fast</b> one & co")
    assert window.session.experiment.balls[0].label == "The <b>fast</b> one & co"
    settled(window)
    assert "The <b>fast</b> one & co: loss" in window.parts["status"].text
    assert "<b>fast</b>" in notes_text(window)
    clear(name)
    key(window, Qt.Key.Key_Return)
    assert window.session.experiment.balls[0].label == ""
    settled(window)
    assert window.parts["status"].text.startswith("Momentum")


def test_that_start_seed_and_noise_are_edited(open_window: OpenWindow, settled, qtbot) -> None:
    window = open_window(bowl(), only="contour")
    run = window.parts["panel"].run
    type_into(run.start[0], "1.25")
    type_into(run.start[1], "-3e-1")
    assert window.session.experiment.start == (1.25, -0.3)
    type_into(run.seed.lineEdit(), "42")
    assert window.session.experiment.seed == 42
    assert not run.common.isEnabled()
    type_into(run.noise.box, "0.5")
    assert window.session.experiment.noise == 0.5
    assert run.common.isEnabled()
    qtbot.mouseClick(run.common, LEFT, pos=QPoint(8, 8))
    assert not window.session.experiment.common_noise
    settled(window)
    type_into(run.steps.lineEdit(), "77")
    assert window.session.experiment.steps == 77


def cut_off(window: MainWindow, least: int = 80) -> list[str]:
    found = []
    for area in (window.parts["panel"].widget(), window.parts["transport"]):
        for kind in (QLabel, QCheckBox, QPushButton, QToolButton):
            for widget in area.findChildren(kind):
                is_wrapped = isinstance(widget, QLabel) and widget.wordWrap()
                if widget.isVisible() and widget.text() and not is_wrapped:
                    hint = widget.sizeHint()
                    if hint.width() > widget.width() or hint.height() > widget.height():
                        found.append(f"{widget.text()}: {hint} in {widget.size()}")
        for combo in area.findChildren(QComboBox):
            room = combo.width() - 34
            if combo.isVisible() and combo.fontMetrics().horizontalAdvance(combo.currentText()) > room:
                found.append(f"{combo.currentText()} in {combo.width()}")
        for slider in area.findChildren(QSlider):
            if slider.isVisible() and slider.width() < least:
                found.append(f"slider of {slider.width()}")
    panel, transport = window.parts["panel"], window.parts["transport"]
    if panel.widget().width() > panel.viewport().width():
        found.append(f"panel {panel.widget().width()} in {panel.viewport().width()}")
    if not window.rect().contains(transport.geometry().translated(panel.width(), 0)):
        found.append("transport")
    return found


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)], ids=str)
def test_that_nothing_is_cut_off(open_window: OpenWindow, settled, size: tuple[int, int]) -> None:
    every = bowl(*(Ball(name) for name in OPTIMIZERS), steps=123)
    window = open_window(every, size=size)
    window.session.toggle_maximized("notes")  # nothing to paint but the panels
    for card in window.parts["panel"].cards:
        if card.more is not None:
            card.more.click()
    for theme, names in zip(THEMES.values(), ([*LANDSCAPES], [*LANDSCAPES][:3]), strict=True):
        window.session.looks.set_theme(theme.name)
        for name in names:
            window.session.editor.change(on_landscape(every, LandscapeChoice(name=name)))
            settled(window)
            QApplication.processEvents()
            assert cut_off(window) == [], (name, theme.name)
    window.parts["transport"].show_state(PlayState(1_000_000, 1_000_000, 1_000_000, False, True, 12.0))
    window.session.set_speed(1000.0)
    QApplication.processEvents()
    assert cut_off(window, least=30) == []
    assert (window.width(), window.height()) == size


def test_that_undo_shows_the_old_values_in_the_panel(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="contour")
    box = window.parts["panel"].cards[2].editors["momentum"].box
    type_into(box, "0.75")
    window.setFocus()
    key(window, Qt.Key.Key_Z, CTRL)
    assert box.text() == "0.9"
    assert window.parts["panel"].cards[2].editors["momentum"].slider.value() == 600


def test_that_the_card_has_the_equations_of_what_is_chosen(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("four_spellings", only="contour")
    for card, ball in zip(window.parts["panel"].cards, window.session.experiment.balls, strict=True):
        assert card.equations.isVisible()
        lines = rule_lines(OPTIMIZERS["momentum"], ball.hyperparameters)
        assert card.equations.text == "\n".join(line.text for line in lines)
    shown = [card.equations.text for card in window.parts["panel"].cards]
    assert len(set(shown)) == 4
    card = window.parts["panel"].cards[0]
    card.more.click()
    type_into(card.editors["weight_decay"].box, "0.1")
    assert card.equations.text.startswith("g = g + weight_decay*x\n")
    qtbot.waitUntil(lambda: all(label.is_mathematics for label in card.equations.labels))


def test_that_a_ball_gets_a_start_of_its_own_and_gives_it_back(open_window: OpenWindow, settled) -> None:
    window = open_window("ravine", only="contour")
    card = window.parts["panel"].cards[1]
    assert not card.start.isVisible()
    card.more.click()
    card.start.own.click()
    assert window.session.experiment.balls[1].start == window.session.experiment.start
    type_into(card.start.places[1], "1/4")
    assert window.session.experiment.balls[1].start == (-5.0, 0.25)
    settled(window)
    assert window.session.run.at(1, 0).position[0].tolist() == [-5.0, 0.25]
    card.more.click()
    assert card.start.isVisible()
    card.start.own.click()
    assert window.session.experiment.balls[1].start is None
    assert not card.start.isVisible()


@pytest.mark.parametrize(
    "use",
    [
        lambda card, last: card.changed.emit(last.with_values(learning_rate=0.123), "learning_rate"),
        lambda card, _last: card.optimizer_wanted.emit("lion"),
        lambda card, _last: card.duplicate.click(),
        lambda card, _last: card.remove.click(),
        lambda card, _last: card.reset_wanted.emit(("learning_rate",)),
        lambda card, _last: card.changes.new.click(),
        lambda card, _last: card.changes.remove_wanted.emit(3),
    ],
    ids=["type", "optimizer", "duplicate", "remove", "reset", "new change", "remove change"],
)
def test_that_the_card_of_a_ball_that_has_just_gone_changes_nothing(open_window: OpenWindow, use) -> None:
    window = open_window("ravine")
    session, card = window.session, window.parts["panel"].cards[-1]
    balls = session.experiment.balls
    leave = session.experiment_changed.subscribe(lambda _experiment: use(card, balls[-1]))
    window.parts["panel"].show_experiment = lambda _experiment: None  # it is told later than others
    session.editor.remove_ball(len(balls) - 1)
    leave()
    assert session.experiment.balls == balls[:-1]
