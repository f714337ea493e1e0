"""Using the program without a mouse and without seeing it: names, focus, the order of Tab."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from conftest import OpenWindow
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from whole_window import dialogs_of, with_everything

from momentum_lab.gui.window.main_window import MainWindow

CONTROLS = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox),
    *(QLineEdit, QPlainTextEdit, QTextEdit),
)


def controls(within: QWidget) -> Iterator[QWidget]:
    """What can be used in a window or dialog; the inner parts of Qt's own are not counted."""
    for widget in within.findChildren(QWidget):
        above = widget.parentWidget()
        is_inner = isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_")
        is_list = above is not None and above.metaObject().className() == "QComboBoxPrivateContainer"
        if isinstance(above, QAbstractSpinBox | QComboBox | QTabBar) or is_inner or is_list:
            continue
        if isinstance(widget, CONTROLS) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            yield widget


def said_name(widget: QWidget) -> str:
    """What a screen reader calls a control: its name, its text, or that of the label beside it."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        return widget.text()
    window = widget.window()
    assert window is not None
    buddies = (label.text() for label in window.findChildren(QLabel) if label.buddy() is widget)
    return next(buddies, "")


def nameless(within: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.toolTip()!r} in {type(widget.parentWidget()).__name__}"
        for widget in controls(within)
        if not said_name(widget).strip()
    ]


@pytest.mark.parametrize("name", ["ravine", "double_well", "noisy_gradients", "sgd_to_adam"])
def test_that_all_controls_of_the_window_have_names(open_window: OpenWindow, name: str) -> None:
    window = open_window(name, size=(1300, 860))
    with_everything(window)
    assert nameless(window) == []
    assert len([*controls(window)]) > 60


def test_that_all_controls_of_all_dialogs_have_names(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    seen: set[type[QDialog]] = set()
    for dialog in dialogs_of(window):
        seen.add(type(dialog))
        dialog.show()
        assert not nameless(dialog), "\n".join([type(dialog).__name__, *nameless(dialog)])
        assert dialog.windowTitle()
        dialog.close()
        dialog.deleteLater()
    ours = {kind for kind in QDialog.__subclasses__() if kind.__module__.startswith("momentum_lab.")}
    assert seen == ours


def tabbed(window: MainWindow) -> list[QWidget]:
    """What Tab leads to in a window, in its order, from the first field of the panel on."""
    chain, start = [], window.parts["panel"].landscape.chooser
    widget: QWidget | None = start
    while widget is not None:
        if widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value and widget.isVisible():
            chain.append(widget)
        widget = widget.nextInFocusChain()
        if widget is start:
            break
    return chain


def test_that_tab_goes_through_the_panel_from_top_to_bottom(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("sgd_to_adam")
    window.parts["panel"].cards[0].more.click()
    panel = window.parts["panel"]
    content = panel.widget()
    assert content is not None
    chain = [each for each in tabbed(window) if content.isAncestorOf(each) and each.focusProxy() is None]
    assert len(chain) > 20
    rows = [each.mapTo(content, each.rect().center()) for each in chain]
    for (one, before), (other, after) in pairwise(zip(chain, rows, strict=True)):
        is_below = after.y() >= before.y() - max(one.height(), other.height()) // 2
        assert is_below, f"{said_name(one)} at {before}, then {said_name(other)} at {after}"
        if abs(after.y() - before.y()) <= 4:
            assert after.x() >= before.x(), f"{said_name(one)}, then {said_name(other)}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_the_focus_is_seen_on_every_control(open_window: OpenWindow, theme: str) -> None:
    window = open_window("ravine", size=(1300, 860))
    window.session.looks.set_theme(theme)
    for name in ("numbers", "results", "said", "explore"):
        window.docks[name].setVisible(True)
    QApplication.processEvents()
    kinds: set[type[QWidget]] = set()
    unseen = []
    for widget in controls(window):
        is_new = type(widget) not in kinds or isinstance(widget.parentWidget(), QDockWidget)
        if not (widget.isVisible() and widget.isEnabled() and is_new) or widget.focusProxy() is not None:
            continue
        kinds.add(type(widget))
        window.view_area.setFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)  # shows it as Tab does
        QApplication.processEvents()
        if widget.hasFocus() and widget.grab().toImage() == before:
            unseen.append(f"{type(widget).__name__} {said_name(widget)}")
    assert not unseen, "\n".join(unseen)
    assert len(kinds) > 6
