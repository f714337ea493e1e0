"""A line that says whose a picture is."""

from __future__ import annotations

from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from momentum_lab.experiment.ball import Ball
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.swatches import swatch
from momentum_lab.gui.widgets.elided import ElidedLabel


class BallCaption(QWidget):
    """A ball's marker and as much of its name as has room."""

    def __init__(self) -> None:
        super().__init__()
        self._dot, self.name = QLabel(), ElidedLabel(least=0, has_fixed_place=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self.name, 1)

    def show_ball(self, ball: Ball, name: str, theme: Theme) -> None:
        """Show another ball, which is called so."""
        self._dot.setPixmap(swatch(ball.marker, ball.color, theme.outline))
        self.name.set_text(name)
