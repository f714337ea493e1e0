"""The lines of a rule, set as mathematics one below the other."""

from __future__ import annotations

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.formulas.rules import RuleLine
from momentum_lab.gui.widgets.mathematics import FormulaLabel

GAP = 3


class Equations(QWidget):
    """Shows the lines of a rule: as text until it is seen, so that no window waits for the mathematics."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self._lines: tuple[RuleLine, ...] = ()
        self._is_seen = False
        self.labels: list[FormulaLabel] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """All lines as they can be typed."""
        return "\n".join(line.text for line in self._lines)

    def show_lines(self, lines: tuple[RuleLine, ...]) -> None:
        """Show some lines."""
        if lines != self._lines:
            self._lines = lines
            self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        for label in self.labels:
            label.set_theme(theme)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Set the lines as mathematics once they have been seen."""
        super().paintEvent(a0)
        if not self._is_seen:
            self._is_seen = True
            QTimer.singleShot(0, self._fill)

    def _fill(self) -> None:
        while len(self.labels) > len(self._lines):
            label = self.labels.pop()
            self._layout.removeWidget(label)
            label.deleteLater()
        while len(self.labels) < len(self._lines):
            label = FormulaLabel()
            label.set_theme(self._theme)
            self.labels.append(label)
            self._layout.addWidget(label)
        for label, line in zip(self.labels, self._lines, strict=True):
            label.show_rows(line.text, line.rows if self._is_seen else ())
        self.setAccessibleName(self.text)
