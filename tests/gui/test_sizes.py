"""The window and its dialogs in many sizes, and in type of many: everything has its place."""

from __future__ import annotations

from itertools import product

import pytest
from conftest import OpenWindow
from driving import ALT, CTRL, bowl, key
from fitting import misfits, place_of, settle
from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMessageBox,
    QWidget,
)

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.landscapes.naming import NameDialog
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.screen import FRAME
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session.look import NORMAL_TYPE, TYPE_SIZES

SIZES = ((960, 540), (960, 600), (1024, 700), (1280, 720), (1366, 768), (1920, 1080))
SMALLEST = QSize(960, 540)
LARGE = 1.5
RULES = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax")


def balls(count: int) -> tuple[Ball, ...]:
    """Balls one of which diverges: its state has the most words."""
    others = tuple(Ball(RULES[i % len(RULES)]) for i in range(1, count))
    return (Ball("gradient_descent", {"learning_rate": 3.0}), *others)


def states_are_seen(window: MainWindow) -> bool:
    """Whether the states of all balls can be read: they are within the notes as far as they are scrolled."""
    notes = window.parts["notes"]
    states = [label for label in notes.findChildren(ElidedLabel) if label.isVisible() and label.text]
    inside = notes.viewport().rect()
    return bool(states) and all(
        inside.contains(place_of(state, notes.viewport())) and not state.is_cut
        for state in states
        if state.minimumWidth() > 60 or "diverged" in state.text
    )


@pytest.mark.slow
@pytest.mark.parametrize(("count", "sizes"), [(1, SIZES[::3]), (4, SIZES[::2]), (8, SIZES)])
def test_that_nothing_is_cut_or_falls_off_in_any_size(
    open_window: OpenWindow, count: int, sizes: tuple[tuple[int, int], ...]
) -> None:
    window = open_window(bowl(*balls(count), steps=200), size=sizes[-1])
    window.session.go_to_last()
    window.setUpdatesEnabled(False)  # what is laid out need not be painted
    problems = []
    for with_explore, type_size in product((False, True), (NORMAL_TYPE, LARGE)):
        window.session.looks.set_type_size(type_size)
        window.docks["explore"].setVisible(with_explore)
        for size in sizes:
            window.resize(*size)
            settle()
            case = f"{size}, {type_size=}, {with_explore=}"
            if (window.width(), window.height()) != size:
                problems.append(f"{case}: is {window.size()}")
            problems += [f"{case}: {misfit}" for misfit in misfits(window)]
            if window.view_area.frames["notes"].isVisible() and (type_size == NORMAL_TYPE or size[1] > 700):
                problems += [] if states_are_seen(window) else [f"{case}: states are out of sight"]
    assert not problems, "\n".join(problems)


def test_that_the_window_needs_no_more_than_the_smallest_screen(open_window: OpenWindow) -> None:
    window = open_window(bowl(*balls(8)), size=(1280, 720))
    for with_explore, type_size in product((False, True), (NORMAL_TYPE, LARGE)):
        window.session.looks.set_type_size(type_size)
        window.docks["explore"].setVisible(with_explore)
        settle()
        needed = window.minimumSizeHint()
        assert needed.boundedTo(SMALLEST) == needed, (with_explore, type_size, needed)


def test_that_type_is_larger_and_smaller_by_keys_at_once_and_the_next_time(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1280, 720))
    axis = window.views["loss"]._plot.getAxis("bottom")
    label = window.parts["panel"].findChild(QLabel)
    system = QApplication.font().pointSizeF()
    base = (label.fontMetrics().height(), axis.height())
    key(window, Qt.Key.Key_Equal, CTRL)
    key(window, Qt.Key.Key_Plus, CTRL)
    size = TYPE_SIZES[TYPE_SIZES.index(NORMAL_TYPE) + 2]
    assert window.session.look.type_size == size
    assert label.font().pointSizeF() == pytest.approx(size * system, abs=0.01)
    assert axis.style["tickFont"].pointSizeF() == pytest.approx(size * system, abs=0.01)
    settle()
    assert label.fontMetrics().height() > base[0]
    assert axis.height() > base[1]
    assert QApplication.font().pointSizeF() == system  # pictures are written in type of their own
    window.close()
    again = open_window("ravine", size=(1280, 720))
    label = again.parts["panel"].findChild(QLabel)
    assert label.font().pointSizeF() == pytest.approx(size * system, abs=0.01)
    key(again, Qt.Key.Key_Minus, CTRL)
    assert again.session.look.type_size == TYPE_SIZES[TYPE_SIZES.index(NORMAL_TYPE) + 1]
    key(again, Qt.Key.Key_0, CTRL | ALT)
    assert label.font().pointSizeF() == pytest.approx(system, abs=0.01)


DIALOGS = ("export_picture", "landscapes", "formula", "notes", "shortcuts", "about")


@pytest.mark.parametrize("type_size", [NORMAL_TYPE, LARGE])
def test_that_dialogs_fit_a_small_screen(open_window: OpenWindow, monkeypatch, type_size: float) -> None:
    window = open_window("sgd_to_adam", size=(960, 540))
    window.session.looks.set_type_size(type_size)
    room = SMALLEST - FRAME
    problems: list[str] = []

    def look(dialog: QDialog) -> int:
        dialog.show()
        settle()
        dialog.resize(dialog.size().boundedTo(room))
        settle()
        name = type(dialog).__name__
        if dialog.size().boundedTo(room) != dialog.size():
            problems.append(f"{name} is {dialog.size()}")
        problems.extend(f"{name}: {misfit}" for misfit in misfits(dialog))
        dialog.reject()
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    monkeypatch.setattr(QMessageBox, "about", lambda parent, title, text: look(_box(parent, text)))
    for name in DIALOGS:
        window.actions_by_name[name].trigger()
    name_dialog = NameDialog(window, "A title", "The file holds the landscape without its rotation.")
    look(name_dialog)
    name_dialog.deleteLater()
    assert not problems, "\n".join(problems)


def _box(parent: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setText(text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


@pytest.mark.parametrize("type_size", [NORMAL_TYPE, LARGE])
def test_that_a_sentence_that_is_too_long_for_the_status_line_ends_in_dots(
    open_window: OpenWindow, type_size: float
) -> None:
    window = open_window("ravine", size=(960, 540))
    window.session.looks.set_type_size(type_size)
    status = window.parts["status"]
    usual = next(label for label in status.findChildren(ElidedLabel) if label.text == status.text)
    told = f"Wrote {'/a folder with a long name' * 20}/picture.png"
    window.session.said.emit(told)
    settle()
    label = next(label for label in status.findChildren(ElidedLabel) if label.text == told)
    assert label.isVisible()
    assert label.is_cut
    assert label.toolTip() == told
    assert status.rect().contains(place_of(label, status))
    assert not usual.isVisible()
    for timer in status.findChildren(QTimer):
        timer.timeout.emit()
    settle()
    assert usual.isVisible()
    assert not label.isVisible()
    assert status.said == ""


@pytest.mark.parametrize("name", ["ravine", "sgd_to_adam"])
@pytest.mark.parametrize("size", [(1366, 730), (1440, 860)])
def test_that_curves_keep_their_height_beside_all_docks(open_window: OpenWindow, name: str, size) -> None:
    window = open_window(name, size=size)
    for name_of_dock, dock in window.docks.items():
        dock.setVisible(name_of_dock != "lab")  # which is there with a lesson, and takes width alone
    for _ in range(3):
        settle()
        window.grab()  # the legend finds its place
    plot = window.views["loss"]._plot.vb.sceneBoundingRect()
    assert plot.height() >= 4.5 * window.fontMetrics().height()
