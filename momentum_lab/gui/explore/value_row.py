"""A number of a ball in one line: its name, a slider, and an exact box."""

from __future__ import annotations

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QSlider

from momentum_lab.core.hyperparameters import Number, explained_title, title_of
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.gui.widgets.slider_scale import NOTCHES, SliderScale
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.gui.widgets.wheel import leave_wheel


class ValueRow(QObject):
    """Edits a number by widgets that lie in a grid; it keeps nothing that the experiment has not."""

    changed = pyqtSignal(float)
    settled = pyqtSignal()
    """A drag has ended, or something was typed or stepped."""

    def __init__(self, name: str, declaration: Number) -> None:
        super().__init__()
        self.name = name
        self._scale = SliderScale.of(declaration)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, NOTCHES)
        self.slider.setPageStep(NOTCHES // 20)
        self.slider.setSingleStep(NOTCHES // 200)
        leave_wheel(self.slider)
        self.box = NumberBox(Reals(declaration.low, declaration.high, declaration.scale == "log"))
        self.label = QLabel(title_of(name))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setBuddy(self.box)
        for widget in (self.label, self.slider, self.box):
            widget.setToolTip(plain_tip(explained_title(name, declaration)))
            widget.setAccessibleName(title_of(name))
        self.box.changed.connect(self._typed)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.settled)

    def put_into(self, grid: QGridLayout, row: int) -> None:
        """Put the widgets into a row of a grid, in line with others."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.box, row, 2)

    def remove(self) -> None:
        """Take the widgets away."""
        for widget in (self.label, self.slider, self.box):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def show_value(self, value: float) -> None:
        """Show a value without reporting it; a slider in mid-drag keeps its notch."""
        self.box.set_value(value)
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(self._scale.notch(value))
            self.slider.blockSignals(False)

    def _typed(self, value: float) -> None:
        self.show_value(value)
        self.changed.emit(value)
        self.settled.emit()

    def _slid(self, notch: int) -> None:
        self.changed.emit(self._scale.value(notch))
        if not self.slider.isSliderDown():
            self.settled.emit()
