"""A row for each parameter that a formula needs: its value, its bounds, and what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.messages import words
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.landscapes import Parameter
from momentum_lab.landscapes.checks import LARGEST_NUMBER
from momentum_lab.landscapes.declaration import LONGEST_HELP, MOST_PARAMETERS
from momentum_lab.session.draft import declaration


class ParameterRow:
    """The fields of one parameter."""

    def __init__(self, parameter: Parameter) -> None:
        self.name = parameter.name
        self.label = QLabel(parameter.name)
        self.value, self.low, self.high = (
            NumberBox(Reals(-LARGEST_NUMBER, LARGEST_NUMBER)) for _ in range(3)
        )
        self.help = QLineEdit(parameter.help)
        self.help.setMaxLength(LONGEST_HELP)
        self.help.setCursorPosition(0)
        self.label.setBuddy(self.value)
        for box, said in (
            (self.value, words("{name}, value", name=parameter.name)),
            (self.low, words("{name}, lowest", name=parameter.name)),
            (self.high, words("{name}, highest", name=parameter.name)),
        ):
            box.setAccessibleName(said)
        self.help.setAccessibleName(words("{name}, what it does", name=parameter.name))
        for box, number in (
            (self.value, parameter.default),
            (self.low, parameter.low),
            (self.high, parameter.high),
        ):
            box.set_value(number)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """The widgets from left to right."""
        return self.label, self.value, self.low, self.high, self.help

    @property
    def parameter(self) -> Parameter:
        """What the fields say."""
        return Parameter(
            self.name, self.value.value, self.low.value, self.high.value, self.help.text().strip()
        )

    def make_room(self) -> None:
        """Widen the bounds so that they hold the value."""
        self.low.set_value(min(self.low.value, self.value.value))
        self.high.set_value(max(self.high.value, self.value.value))


class ParameterRows(QWidget):
    """Rows that come and go with the names in a formula; a name that comes back has its row again."""

    changed = pyqtSignal()
    listed = pyqtSignal()
    """There are other rows."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Parameter] = {}
        self.rows: dict[str, ParameterRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        heads = "", words("value"), words("lowest"), words("highest"), words("what it does")
        for column, head in enumerate(heads):
            heading = QLabel(head)
            heading.setObjectName("hint")
            self._grid.addWidget(heading, 0, column)
        self._grid.setColumnStretch(4, 1)
        self.hide()

    @property
    def parameters(self) -> FrozenMapping[Parameter]:
        """What the rows say, in the order of the formula."""
        return FrozenMapping({name: row.parameter for name, row in self.rows.items()})

    def show_parameters(self, parameters: FrozenMapping[Parameter]) -> None:
        """Show the rows of other parameters."""
        self._known |= parameters
        self.set_names(tuple(parameters))

    def set_names(self, names: Sequence[str]) -> None:
        """Keep a row for each of these names and for no other; there are no more rows than may be saved."""
        names = names[:MOST_PARAMETERS]
        if tuple(self.rows) == tuple(names):
            return
        for name, row in self.rows.items():
            self._known[name] = row.parameter
            for field in row.fields:
                self._grid.removeWidget(field)
        kept = {name: row for name, row in self.rows.items() if name in names}
        for row in (row for name, row in self.rows.items() if name not in kept):
            for field in row.fields:
                field.blockSignals(True)  # what is being typed in it goes with it
                field.hide()
                field.deleteLater()
        self.rows = {name: kept.get(name) or self._new_row(name) for name in names}
        for index, row in enumerate(self.rows.values(), 1):
            for column, field in enumerate(row.fields):
                self._grid.addWidget(field, index, column)
                field.show()
        self.setVisible(bool(names))
        self.listed.emit()

    def change_helps(self, former: Mapping[str, str], said: Mapping[str, str]) -> None:
        """Say something else of parameters, each only in the place of the former words."""
        for name, text in said.items():
            row, known = self.rows.get(name), self._known.get(name)
            if row is not None and row.help.text() == former[name]:
                row.help.setText(text)
                row.help.setCursorPosition(0)
            if known is not None and known.help == former[name]:
                self._known[name] = replace(known, help=text)

    def _new_row(self, name: str) -> ParameterRow:
        row = ParameterRow(self._known.get(name) or declaration(name))
        row.value.changed.connect(lambda _value: row.make_room())
        for box in (row.value, row.low, row.high):
            box.changed.connect(lambda _value: self.changed.emit())
        row.help.textEdited.connect(lambda _text: self.changed.emit())
        return row
