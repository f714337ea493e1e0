"""What was typed and not taken is never taken for something else than it was typed for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import type_into
from laboratory import ball, on_formula, on_library
from PyQt6.QtWidgets import QApplication

from momentum_lab.experiment.file import save
from momentum_lab.experiment.modifiers import RateSchedule

DECAYS = RateSchedule("exponential", warmup=3)


def three_balls(landscape="two_basins"):
    cosine = ball("momentum", schedule=DECAYS)
    return on_library(landscape, cosine, ball("adam"), ball("momentum", learning_rate=0.05), noise=0.1)


def boxes(panel):
    """Every box of the panel in which a number can be typed, by a name."""
    landscape, run, card = panel.landscape, panel.run, panel.cards[0]
    found = {f"parameter {name}": editor.box for name, editor in landscape._parameters.items()}
    found |= {"rotation": landscape.rotation.box, "conditioning": landscape.conditioning.box}
    found |= {"domain": landscape.domain[0][1], "start": run.start[1], "steps": run.steps, "seed": run.seed}
    return found | {"noise": run.noise.box} | boxes_of(card)


def boxes_of(card):
    found = {f"schedule {name}": editor.box for name, editor in card.modifiers._values.items()}
    return found | {"warm-up": card.modifiers.warmup, "rate": card.editors["learning_rate"].box}


def type_unconfirmed(box, text="0.5"):
    type_into(box, "7" if isinstance(box.value, int) else text, confirm=False)
    assert QApplication.focusWidget() is box


def leave():
    """Have the focus leave the box that it is in, which takes what is typed there."""
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()


def open_window_on(open_window, landscape="two_basins"):
    window = open_window(three_balls(landscape), only="contour")
    window.parts["panel"].cards[0].more.click()
    return window


def open_file(window, path):
    save(replace(three_balls(), title="another"), path)
    window.session.document.open(path)


REPLACED = {
    "another landscape": lambda window, _: window.session.editor.choose_landscape("rosenbrock"),
    "a preset": lambda window, _: window.session.document.open_preset("book_ravine_0.4"),
    "a file with the same numbers": open_file,
}


@pytest.mark.parametrize("way", REPLACED)
def test_that_what_is_typed_for_one_experiment_is_not_taken_for_the_next(open_window, tmp_path, way) -> None:
    window = open_window_on(open_window)
    panel, document = window.parts["panel"], window.session.document
    base = tmp_path / "base.toml"
    save(three_balls(), base)
    kept = boxes(panel)
    if way == "another landscape":  # which leaves the balls and the run what they are
        names = [name for name in kept if name in ("rotation", "conditioning", "domain", "start")]
        names += [name for name in kept if name.startswith("parameter")]
    else:
        names = list(kept)
    for name in names:
        document.open(base)
        type_unconfirmed(boxes(panel)[name])
        REPLACED[way](window, tmp_path / "next.toml")
        shown = window.session.experiment
        leave()
        assert window.session.experiment == shown, name


def test_that_what_is_typed_for_what_is_undone_is_dropped(open_window, tmp_path) -> None:
    window = open_window_on(open_window)
    panel, base = window.parts["panel"], tmp_path / "base.toml"
    save(three_balls(), base)
    window.session.document.open(base)
    window.session.editor.choose_landscape("rosenbrock")
    names = [name for name in boxes(panel) if name.startswith("parameter")]
    for name in (*names, "rotation", "domain", "start"):
        type_unconfirmed(boxes(panel)[name])
        window.session.undo()
        shown = window.session.experiment
        leave()
        assert window.session.experiment == shown, name
        window.session.redo()


BALLS = {
    "removed": lambda editor: editor.remove_ball(0),
    "another optimizer": lambda editor: editor.change_optimizer(0, "nesterov"),
}


@pytest.mark.parametrize("change", BALLS)
def test_that_what_is_typed_for_one_ball_is_not_taken_for_the_next(open_window, tmp_path, change) -> None:
    window = open_window_on(open_window)
    panel, base = window.parts["panel"], tmp_path / "base.toml"
    twins = three_balls()
    save(replace(twins, balls=(twins.balls[0], replace(twins.balls[0], color="#112233"))), base)
    window.session.document.open(base)
    for name in boxes_of(panel.cards[0]):
        window.session.document.open(base)
        type_unconfirmed(boxes_of(panel.cards[0])[name])
        BALLS[change](window.session.editor)
        shown = window.session.experiment
        leave()
        assert window.session.experiment == shown, name
    window.session.document.open(base)
    type_into(panel.cards[0].name, "mine", confirm=False)
    BALLS[change](window.session.editor)
    shown = window.session.experiment
    leave()
    assert window.session.experiment == shown


def test_that_what_is_typed_for_one_schedule_is_not_taken_for_the_next(open_window) -> None:
    window = open_window_on(open_window)
    card = window.parts["panel"].cards[0]
    type_unconfirmed(next(iter(card.modifiers._values.values())).box)
    card.modifiers.schedule.changed.emit("cosine")
    shown = window.session.experiment
    leave()
    assert window.session.experiment == shown


def test_that_a_formula_that_is_typed_is_not_taken_for_the_next_experiment(open_window) -> None:
    start = on_formula("x**2 + y**2", (1.0, 1.0), ball("momentum"))
    window = open_window(start, only="contour")
    field = window.parts["panel"].landscape.formula
    type_into(field, "x**2 + 9*y**2", confirm=False)
    window.session.document.open_preset("book_ravine_0.4")
    shown = window.session.experiment
    leave()
    assert window.session.experiment == shown
    assert field.text() == shown.landscape.build().formula


def test_that_what_is_typed_stays_while_something_else_changes(open_window: OpenWindow) -> None:
    window = open_window_on(open_window)
    panel = window.parts["panel"]
    box = panel.cards[0].editors["learning_rate"].box
    type_unconfirmed(box)
    window.session.editor.add_ball()
    window.session.undo()
    leave()
    assert window.session.experiment.balls[0].hyperparameters["learning_rate"] == 0.5
