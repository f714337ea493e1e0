"""The part of the panel that chooses the landscape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.messages import message, words, words_in
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.panels.formula_line import FormulaLine
from momentum_lab.gui.panels.listed_later import ListedLater
from momentum_lab.gui.widgets.actions import trigger
from momentum_lab.gui.widgets.keyboard import order_tabs
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.landscapes import LANDSCAPES, Landscape
from momentum_lab.landscapes.checks import (
    FARTHEST,
    LARGEST_CONDITIONING,
    LARGEST_NUMBER,
    LARGEST_ROTATION,
    SMALLEST_CONDITIONING,
    bounds_around,
)
from momentum_lab.session import Session

OWN_FORMULA = message("A formula of your own…")
_ROTATION = Number(0.0, -LARGEST_ROTATION, LARGEST_ROTATION, "in degrees", "linear", (-90.0, 90.0))
_CONDITIONING = Number(
    1.0,
    SMALLEST_CONDITIONING,
    LARGEST_CONDITIONING,
    "what the curvature along y is multiplied by",
    "log",
    (0.01, 100.0),
)


class LandscapeSection(QWidget):
    """Chooser, formula, parameters, rotation and shown domain."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._editor = session.editor
        self._choice: LandscapeChoice | None = None
        self._landscape: Landscape | None = None
        self._parameters: dict[str, NumberEditor] = {}
        self.chooser = ListedLater(_listed)
        self.chooser.setAccessibleName(words("landscape"))
        self.chooser.setMaxVisibleItems(30)
        self.chooser.activated.connect(self._chosen)
        self.formula = FormulaLine()
        self.formula.editingFinished.connect(self._typed)
        self.problem = self.formula.remark
        self.browse = _beside(words("Browse…"), words("All landscapes as pictures"), "landscapes")
        self.edit = _beside(words("Edit…"), words("Write a formula, with a picture of it"), "formula")
        self._parameter_box = QVBoxLayout()
        self.rotation = NumberEditor("rotation", _ROTATION)
        self.rotation.changed.connect(lambda v: self._change({"rotation": v}, "rotation"))
        self.rotation.settled.connect(session.settle)
        self.conditioning = NumberEditor("conditioning", _CONDITIONING)
        self.conditioning.changed.connect(lambda v: self._change({"conditioning": v}, "conditioning"))
        self.conditioning.settled.connect(session.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for field, button in ((self.chooser, self.browse), (self.formula, self.edit)):
            row = QHBoxLayout()
            row.addWidget(field, 1)
            row.addWidget(button)
            layout.addLayout(row)
        layout.addLayout(self._parameter_box)
        layout.addWidget(self.rotation)
        layout.addWidget(self.conditioning)
        layout.addLayout(self._domain_grid())
        self._leaves = (
            session.library.changed.subscribe(self._follow_library),
            session.editor.landscape_refused.subscribe(self._refuse),
        )

    def stop(self) -> None:
        """Hear no more of the session."""
        for leave in self._leaves:
            leave()

    def list_landscapes(self) -> None:
        """List the landscapes that there are now; the one that is shown stays although it may be gone."""
        self.chooser.list_anew()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the landscape of an experiment."""
        choice = experiment.landscape
        if choice == self._choice:
            return
        landscape = choice.build()
        names = self._parameters.keys()
        is_other = self._choice is None or choice.name != self._choice.name
        is_other_formula = is_other or (self._choice is not None and choice.formula != self._choice.formula)
        self._choice, self._landscape = choice, landscape
        if is_other_formula:
            self._drop_numbers()
        if is_other or landscape.parameters.keys() != names:
            self._add_parameters(choice, landscape)
        self._show_name(choice)
        self.chooser.setToolTip(plain_tip(str(landscape.shown_lesson)))
        self.formula.set_writable(choice.name is None)
        is_being_typed = self.formula.hasFocus() and self.formula.isModified() and not is_other_formula
        if (not is_being_typed or self.formula.isReadOnly()) and self.formula.text() != landscape.formula:
            self.formula.setText(landscape.formula)
            self.formula.setCursorPosition(0)
        if choice.name:
            more = str(landscape.shown_lesson)
        else:
            more = words("Any formula in x and y, such as {formula}", formula="x**2 + 3*sin(y)")
        self.formula.setToolTip(plain_tip(f"{landscape.formula}\n\n{more}"))
        self._explain("")
        for name, editor in self._parameters.items():
            editor.show_value(landscape.parameters[name])
        self.rotation.setVisible(landscape.dimension == 2)
        self.rotation.show_value(choice.rotation)
        self.conditioning.setVisible(landscape.dimension == 2)
        self.conditioning.show_value(choice.conditioning)
        self._show_domain(landscape)

    def drop_typing(self) -> None:
        """Put back what there is in the place of what was typed and not taken."""
        self._drop_numbers()
        if self._landscape is not None and self.formula.isModified():
            self.formula.setText(self._landscape.formula)
            self._explain("")

    def _drop_numbers(self) -> None:
        for box in self.findChildren(NumberBox):
            box.restore()

    def _follow_library(self, changed: frozenset[str]) -> None:
        """List the landscapes anew; one that is another now is shown anew when it comes."""
        if self._choice is not None and self._choice.name in changed:
            self._choice = None
        self.list_landscapes()

    def _refuse(self, problem: str) -> None:
        """Say why what was asked for cannot be, and show what there is instead."""
        if self._choice is not None:
            self._show_name(self._choice)
        self._explain(problem)

    def _show_name(self, choice: LandscapeChoice) -> None:
        title = str(OWN_FORMULA if choice.name is None else choice.build().shown_title)
        self.chooser.show_item(title, choice.name)

    def _domain_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        self.domain: list[tuple[NumberBox[float], NumberBox[float]]] = []
        self._domain_labels = []
        for row, axis in enumerate("xy"):
            boxes = (NumberBox(Reals(-FARTHEST, FARTHEST)), NumberBox(Reals(-FARTHEST, FARTHEST)))
            labels = (
                QLabel(words("{axis} from", axis=axis)),
                QLabel(words_in("from one number to another", "to")),
            )
            names = (words("shown {axis} from", axis=axis), words("shown {axis} to", axis=axis))
            for end, (box, name) in enumerate(zip(boxes, names, strict=True)):
                box.setAccessibleName(name)
                box.changed.connect(partial(self._domain_typed, row, end))
            for column, widget in enumerate((labels[0], boxes[0], labels[1], boxes[1])):
                grid.addWidget(widget, row, column)
            self.domain.append(boxes)
            self._domain_labels.append(labels)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid

    def _show_domain(self, landscape: Landscape) -> None:
        for axis, (boxes, labels) in enumerate(zip(self.domain, self._domain_labels, strict=True)):
            is_there = axis < landscape.dimension
            for widget in (*boxes, *labels):
                widget.setVisible(is_there)
            if is_there:
                for box, end in zip(boxes, landscape.domain[axis], strict=True):
                    box.set_value(end)

    def _add_parameters(self, choice: LandscapeChoice, landscape: Landscape) -> None:
        for editor in self._parameters.values():
            editor.blockSignals(True)  # what is being typed in it is not for another landscape
            self._parameter_box.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        self._parameters = {}
        for name, value in landscape.parameters.items():
            editor = NumberEditor(name, _declaration(choice, name, value))
            editor.changed.connect(lambda v, name=name: self._set_parameter(name, v))
            editor.settled.connect(self._session.settle)
            self._parameters[name] = editor
            self._parameter_box.addWidget(editor)
        turns = (self.rotation, self.conditioning)
        order_tabs(self.formula, self.edit, *self._parameters.values(), *turns)

    def _chosen(self, index: int) -> None:
        name = self.chooser.itemData(index)
        assert self._choice is not None
        assert self._landscape is not None
        if name is not None:
            self._editor.choose_landscape(name)
        elif self._choice.name is not None:
            self._change(
                {
                    "name": None,
                    "formula": self._landscape.formula,
                    "parameters": self._landscape.parameters,
                    "domain": self._landscape.domain,
                }
            )
            self.formula.setFocus()
            self.formula.selectAll()

    def _typed(self) -> None:
        if self._choice is None or self._choice.formula is None or not self.formula.isModified():
            return
        text = self.formula.text().strip()
        self.formula.setModified(False)
        domain = self._choice.domain
        if domain is not None and len(domain) == 1 and re.search(r"\by\b", text):
            # The boxes of y cannot be filled in before there is a y.
            former = self._editor.former_y
            domain = (domain[0], former[0] if former else domain[0])
        if text == self._choice.formula:
            self._explain("")
        else:
            self._change({"formula": text, "domain": domain})
        # What was refused stays to be mended, whatever else changes meanwhile.
        if self.problem.is_wrong:
            self.formula.setModified(True)
        else:
            self.formula.setText(self.formula.text())  # what was typed before it cannot be taken back to

    def _domain_typed(self, axis: int, end: int, _value: float) -> None:
        assert self._landscape is not None
        domain = tuple((low.value, high.value) for low, high in self.domain[: self._landscape.dimension])
        problem = self._changed({"domain": domain})
        if problem:
            self.domain[axis][end].refuse(problem, self._landscape.domain[axis][end])

    def _set_parameter(self, name: str, value: float) -> None:
        assert self._landscape is not None
        self._change({"parameters": self._landscape.parameters.updated(**{name: value})}, f"parameter {name}")

    def _change(self, changes: dict[str, object], drag: str = "") -> None:
        """Have the choice changed, or say beside the formula what is wrong with that."""
        self._explain(self._changed(changes, drag))

    def _changed(self, changes: dict[str, object], drag: str = "") -> str:
        """Have the choice changed; return why it cannot be, or nothing."""
        assert self._choice is not None
        try:
            choice = replace(self._choice, **changes)  # type: ignore[arg-type]
            choice.build()
        except MomentumLabError as error:
            return str(error)
        self._explain("")
        self._editor.change_landscape(choice, drag)
        return ""

    def _explain(self, problem: str) -> None:
        if problem:
            self.problem.refuse(problem)
        else:
            self.problem.clear()


def _beside(text: str, tip: str, action: str) -> QPushButton:
    """Return a button that stands beside a field, and does what an action of the window does."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    button.clicked.connect(lambda _checked: trigger(button, action))
    return button


def _declaration(choice: LandscapeChoice, name: str, value: float) -> Number:
    """Return how a parameter is edited: as the library declares it, or around its present value."""
    if choice.name is not None:
        declared = LANDSCAPES[choice.name].parameters[name]
        return Number(declared.default, declared.low, declared.high, declared.help)
    return Number(value, -LARGEST_NUMBER, LARGEST_NUMBER, "of the formula", "linear", bounds_around(value))


def _listed() -> Iterator[tuple[str, str | None]]:
    yield from ((str(entry.shown_title), name) for name, entry in LANDSCAPES.items())
    yield str(OWN_FORMULA), None
