"""Hands and eyes for the tests of the window: dragging, typing, and looking at pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QLabel,
    QLineEdit,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE = 90_000
"""How many milliseconds a test waits for what has to come: a bound for busy machines, no measurement."""


def bowl(*balls: Ball, steps: int = 60, start: tuple[float, ...] = (-5.0, -2.0)) -> Experiment:
    """A small experiment on a mild bowl."""
    return Experiment(
        LandscapeChoice(formula="0.1*x**2 + 0.4*y**2", domain=((-6.0, 6.0), (-4.0, 4.0))),
        start,
        balls or (Ball("gradient_descent"),),
        steps=steps,
        title="Small bowl",
    )


def key(window: MainWindow, code: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the keyboard's focus is."""
    if not window.isActiveWindow():  # without a window manager the focus goes astray at times
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window, PATIENCE)
    QTest.keyClick(window.focusWidget() or window, code, modifier)


def type_into(field: QLineEdit | NumberBox, text: str, confirm: bool = True) -> None:
    """Click into a field, type over what is in it, and press Return."""
    edit = field.lineEdit() if isinstance(field, NumberBox) else field
    QTest.mouseClick(edit, LEFT)
    edit.selectAll()
    QTest.keyClicks(field, text)
    if confirm:
        QTest.keyClick(field, Qt.Key.Key_Return)


def clear(field: QLineEdit | NumberBox) -> None:
    """Click into a field and delete what is in it."""
    edit = field.lineEdit() if isinstance(field, NumberBox) else field
    QTest.mouseClick(edit, LEFT)
    edit.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)


def move(widget: QWidget, at: QPointF | QPoint, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer within a widget; unlike QTest's, the pointer of the display stays where it is."""
    here = QPointF(at)
    there = QPointF(widget.mapToGlobal(here))
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(widget, QMouseEvent(kind, here, there, none, button, NONE))
    QApplication.processEvents()


@contextmanager
def held(widget: QWidget, *way: QPointF | QPoint) -> Iterator[None]:
    """Press at the first point of a way and move along it; release at its end when the block is left."""
    points = [p.toPoint() if isinstance(p, QPointF) else p for p in way]
    QTest.mousePress(widget, LEFT, NONE, points[0])
    for point in points[1:]:
        move(widget, point, LEFT)
    yield
    QTest.mouseRelease(widget, LEFT, NONE, points[-1])
    QApplication.processEvents()


def handle_of(slider: QSlider) -> QPoint:
    """The middle of a slider's handle."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    style = slider.style()
    assert style is not None
    part = QStyle.SubControl.SC_SliderHandle
    return style.subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()


def dragged(slider: QSlider, *shares: float):
    """Hold a slider's handle and move it to shares of its way, one after the other."""
    start = handle_of(slider)
    return held(slider, start, *(QPoint(round(share * slider.width()), start.y()) for share in shares))


def click_slider(slider: QAbstractSlider, share: float) -> None:
    """Click at a share of a slider's width."""
    QTest.mouseClick(slider, LEFT, NONE, QPoint(round(share * slider.width()), slider.height() // 2))


def leave(widget: QWidget) -> None:
    """Let the pointer leave a widget."""
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def shown_view(qtbot, view, run, size: tuple[int, int], drawing=None):
    """A view of a run at its last step, once what stands in it has found its place."""
    qtbot.addWidget(view.widget)
    view.widget.resize(*size)
    view.set_look(LIGHT, drawing or Drawing())
    view.show_run(run, run.computed)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    for _ in range(4):  # axes find their widths, and the legend its place
        picture_of(view.widget)
    return view


def picture_of(widget: QWidget) -> QImage:
    """What the widget looks like now."""
    QApplication.processEvents()
    return widget.grab().toImage()


def is_color(seen: QColor, wanted: str, tolerance: int = 24) -> bool:
    """Whether all three channels are near those wanted."""
    other = QColor(wanted)
    pairs = zip(seen.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(a - b) <= tolerance for a, b in pairs)


def color_at(image: QImage, at: QPointF) -> QColor:
    """The colour of one logical pixel."""
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def around(at: QPointF, reach: int) -> Iterable[QPointF]:
    """The points of a square around a point."""
    steps = range(-reach, reach + 1)
    return (at + QPointF(dx, dy) for dx in steps for dy in steps)


def has_near(image: QImage, at: QPointF, color: str, reach: int = 2, tolerance: int = 24) -> bool:
    """Whether a colour is at a place or next to it."""
    inside = image.rect()
    return any(
        inside.contains(p.toPoint()) and is_color(color_at(image, p), color, tolerance)
        for p in around(at, reach)
    )


def distance(one: QPointF, other: QPointF) -> float:
    """The distance between two points, in pixels."""
    return float(((one.x() - other.x()) ** 2 + (one.y() - other.y()) ** 2) ** 0.5)


def notes_text(window: MainWindow) -> str:
    """Everything that the notes say."""
    notes = window.parts["notes"]
    cells = [label.text for label in notes.findChildren(ElidedLabel)]
    return "\n".join([*cells, *(label.text() for label in notes.findChildren(QLabel))])
