"""Editors of declared hyperparameters: the declaration makes the widget."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QWidget,
)

from momentum_lab.core.hyperparameters import (
    Choice,
    Flag,
    Hyperparameter,
    HyperValue,
    Number,
    explained_title,
    title_of,
)
from momentum_lab.core.messages import words
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.gui.widgets.slider_scale import NOTCHES, SliderScale
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.gui.widgets.wheel import take_no_focus_by_wheel
from momentum_lab.gui.widgets.words import KEYS, WordLabel, shows_word


class CalmSlider(QSlider):
    """A slider that leaves the wheel to the panel that it scrolls in."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, NOTCHES)
        self.setPageStep(NOTCHES // 20)
        self.setSingleStep(NOTCHES // 200)
        take_no_focus_by_wheel(self)

    def wheelEvent(self, e: QWheelEvent | None) -> None:
        """Let the wheel pass by."""
        if e is not None:
            e.ignore()


class CalmComboBox(QComboBox):
    """A chooser that leaves the wheel to the panel that it scrolls in."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        take_no_focus_by_wheel(self)

    def wheelEvent(self, e: QWheelEvent | None) -> None:
        """Let the wheel pass by."""
        if e is not None:
            e.ignore()


class NumberEditor(QWidget):
    """A label, an exact box, and a slider below them."""

    changed = pyqtSignal(float)
    settled = pyqtSignal()

    def __init__(self, label: str, declaration: Number) -> None:
        super().__init__()
        self._scale = SliderScale.of(declaration)
        self.box = NumberBox(Reals(declaration.low, declaration.high, declaration.scale == "log"))
        self.slider = CalmSlider()
        self.label = WordLabel(title_of(label))
        for widget in (self.label, self.box, self.slider):
            widget.setToolTip(
                plain_tip(
                    words(
                        "{setting} ({low:g} to {high:g})",
                        setting=explained_title(label, declaration),
                        low=ToldNumber(declaration.low),
                        high=ToldNumber(declaration.high),
                    )
                )
            )
            widget.setAccessibleName(title_of(label))
        self.label.setBuddy(self.box)
        self.head = _head(self.label)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(0)
        layout.addLayout(self.head, 0, 0)
        layout.addWidget(self.box, 0, 1)
        layout.addWidget(self.slider, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.box.changed.connect(self._typed)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.settled)

    def show_value(self, value: HyperValue) -> None:
        """Show a value without reporting it."""
        number = float(value)
        self.box.set_value(number)
        notch = self._scale.notch(number)
        # A slider in mid-drag keeps its own notch: it can be finer than the value it was rounded to.
        if not self.slider.isSliderDown() and notch != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(notch)
            self.slider.blockSignals(False)

    def _typed(self, value: float) -> None:
        self.show_value(value)
        self.changed.emit(value)
        self.settled.emit()

    def _slid(self, notch: int) -> None:
        value = self._scale.value(notch)
        self.box.set_value(value)
        self.changed.emit(value)
        if not self.slider.isSliderDown():
            self.settled.emit()


class ChoiceEditor(QWidget):
    """A label and a chooser; each choice is one of its own."""

    changed = pyqtSignal(str)
    settled = pyqtSignal()

    def __init__(self, label: str, declaration: Choice) -> None:
        super().__init__()
        self._label, self._options = label, declaration.options
        self.chooser = CalmComboBox()
        self.chooser.addItems([title_of(option) for option in declaration.options])
        self.chooser.setToolTip(plain_tip(explained_title(label, declaration)))
        self.chooser.setAccessibleName(title_of(label))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.label = WordLabel(title_of(label))
        self.label.setBuddy(self.chooser)
        self.head = _head(self.label)
        layout.addLayout(self.head, 0, 0)
        layout.addWidget(self.chooser, 0, 1)
        layout.setColumnStretch(1, 1)
        self.chooser.activated.connect(self._choose)

    def show_value(self, value: HyperValue) -> None:
        """Show a value without reporting it."""
        self.chooser.setCurrentIndex(self._options.index(str(value)))
        self.chooser.setProperty(KEYS, [f"hyperparameter.{self._label}", f"choice.{self._label}.{value}"])

    def _choose(self, index: int) -> None:
        self.changed.emit(self._options[index])
        self.settled.emit()


class FlagEditor(QCheckBox):
    """A box to tick; each tick is one of its own."""

    changed = pyqtSignal(bool)
    settled = pyqtSignal()

    def __init__(self, label: str, declaration: Flag) -> None:
        super().__init__(title_of(label))
        self.setToolTip(plain_tip(explained_title(label, declaration)))
        self.clicked.connect(self._click)

    def event(self, e: QEvent | None) -> bool:
        """Show the tip with the word's sentence."""
        return shows_word(self, self.text(), e) or super().event(e)

    def show_value(self, value: HyperValue) -> None:
        """Show a value without reporting it."""
        self.setChecked(bool(value))

    def _click(self, is_checked: bool) -> None:
        self.changed.emit(is_checked)
        self.settled.emit()


def _head(label: QLabel) -> QHBoxLayout:
    """Return what stands before a field: its name, and room for more."""
    head = QHBoxLayout()
    head.setSpacing(3)
    head.addWidget(label)
    head.addStretch(1)
    return head


def editor_for(name: str, declaration: Hyperparameter) -> NumberEditor | ChoiceEditor | FlagEditor:
    """Return the widget that edits a hyperparameter."""
    if isinstance(declaration, Number):
        return NumberEditor(name, declaration)
    if isinstance(declaration, Choice):
        return ChoiceEditor(name, declaration)
    return FlagEditor(name, declaration)
