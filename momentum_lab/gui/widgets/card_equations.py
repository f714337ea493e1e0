"""The lines of a rule, set as mathematics one below the other."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.formulas.rules import RuleLine
from momentum_lab.gui.widgets.column import measure_anew
from momentum_lab.gui.widgets.late_work import once_seen
from momentum_lab.gui.widgets.mathematics import FormulaLabel

GAP: Final = 3


class CardEquations(QWidget):
    """Shows the lines of a rule: as text at first, so that no window waits for the mathematics.

    When the window has been seen they are set one at a time, and then shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self._lines: tuple[RuleLine, ...] = ()
        self._is_set = False
        self._unset: list[tuple[FormulaLabel, RuleLine]] = []
        self._slice = QTimer(self)
        self._slice.setSingleShot(True)
        self._slice.timeout.connect(self._set_one)
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

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Set the lines as mathematics soon after they have been seen as text."""
        super().showEvent(a0)
        if not self._is_set and not self._slice.isActive():
            once_seen(self, self._begin)

    def _begin(self) -> None:
        if self._is_set or self._slice.isActive():
            return
        self._unset = [*zip(self.labels, self._lines, strict=True)]
        self._slice.start(0)

    def _set_one(self) -> None:
        if self._unset:
            label, line = self._unset.pop()
            label.prepare(line.rows)
            self._slice.start(0)
        else:
            self._is_set = True
            self._fill()

    def _fill(self) -> None:
        self._unset = []
        while len(self.labels) > len(self._lines):
            label = self.labels.pop()
            self._layout.removeWidget(label)
            label.deleteLater()
        while len(self.labels) < len(self._lines):
            label = FormulaLabel()
            label.set_theme(self._theme)
            self.labels.append(label)
            self._layout.addWidget(label)
            label.show()
        for label, line in zip(self.labels, self._lines, strict=True):
            label.show_rows(line.text, line.rows if self._is_set else ())
        self.setAccessibleName(self.text)
        measure_anew(self)
