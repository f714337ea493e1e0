"""The equations of a ball, and beneath each the same line with the numbers of a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PyQt6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.analysis.equations import StepEquation
from momentum_lab.core.messages import words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.widgets.column import measure_anew
from momentum_lab.gui.widgets.mathematics import FormulaLabel

BETWEEN_LINES, BETWEEN_EQUATIONS = 3, 10


class EquationBlock(QWidget):
    """One line of a rule: as it is, and for each coordinate in numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.line = FormulaLabel()
        self.numbers: list[FormulaLabel] = []
        self._axes: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(BETWEEN_LINES)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.line, 0, 0, 1, 2)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        for label in (self.line, *self.numbers):
            label.set_theme(theme)

    def prepare(self, equation: StepEquation) -> Iterator[None]:
        """Set what will be shown, a line at a time."""
        self.line.prepare(equation.rows)
        yield
        for axis, label in enumerate(self.numbers[: len(equation.value)]):
            label.prepare(equation.rows_with_numbers(axis))
            yield

    def show_equation(self, equation: StepEquation, axes: Sequence[str]) -> None:
        """Show a line, with the numbers of each coordinate, or once where all have the same."""
        texts = [equation.text_with_numbers(axis) for axis in range(len(axes))]
        shown = axes if len({*texts}) > 1 else axes[:1]
        self._have(shown)
        self.line.show_rows(equation.text, equation.rows)
        for axis, label in enumerate(self.numbers):
            label.show_rows(texts[axis], equation.rows_with_numbers(axis))
            label.setAccessibleName(f"{axes[axis]}: {texts[axis]}" if len(shown) > 1 else texts[axis])

    def _have(self, axes: Sequence[str]) -> None:
        """Have a row for each coordinate."""
        while len(self.numbers) > len(axes):
            for widget in (self.numbers.pop(), self._axes.pop()):
                self._grid.removeWidget(widget)
                widget.deleteLater()
        while len(self.numbers) < len(axes):
            name, label = QLabel(), FormulaLabel()
            name.setObjectName("hint")
            label.set_theme(self._theme)
            self.numbers.append(label)
            self._axes.append(name)
            self._grid.addWidget(name, len(self.numbers), 0)
            self._grid.addWidget(label, len(self.numbers), 1)
            name.show()
            label.show()
        for name, axis in zip(self._axes, axes, strict=True):
            name.setText(f"{axis}:" if len(axes) > 1 else "")


class StepEquations(QWidget):
    """All lines of a rule in a step."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self.blocks: list[EquationBlock] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(BETWEEN_EQUATIONS)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(words("equations in this step"))

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        for block in self.blocks:
            block.set_theme(theme)

    def prepare(self, equations: Sequence[StepEquation]) -> Iterator[None]:
        """Set what will be shown, a line at a time: mathematics takes its time."""
        for block, equation in zip(self.blocks, equations, strict=False):
            yield from block.prepare(equation)

    def show_equations(self, equations: Sequence[StepEquation], axes: Sequence[str]) -> None:
        """Show the lines of a rule in a step."""
        while len(self.blocks) > len(equations):
            block = self.blocks.pop()
            self._layout.removeWidget(block)
            block.deleteLater()
        while len(self.blocks) < len(equations):
            self.blocks.append(EquationBlock(self._theme))
            self._layout.addWidget(self.blocks[-1])
            self.blocks[-1].show()
        for block, equation in zip(self.blocks, equations, strict=True):
            block.show_equation(equation, axes)
            block.updateGeometry()
        measure_anew(self)
