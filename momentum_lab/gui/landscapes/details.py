"""What there is to know of one landscape before it is chosen."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.core.messages import words
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.sketch import SketchView
from momentum_lab.gui.widgets.mathematics import FormulaLabel
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.landscapes import LandscapeEntry
from momentum_lab.wording.landscapes import kind_titles

WIDTH, LEAST_WIDTH = 330, 220
PICTURE_HEIGHT = 220


class LandscapeDetails(QScrollArea):
    """A larger picture, the formula, what it teaches, its kind, its parameters and where it comes from."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title, self.kinds, self.teaches = _text("notestitle"), _text("hint"), _text()
        self.parameters, self.reference = _text("hint"), _text("hint")
        self.sketch, self.formula = SketchView(), FormulaLabel(19)
        self.sketch.setFixedHeight(PICTURE_HEIGHT)
        self.sketch.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(10)
        for widget in (self.title, self.sketch, self.formula, self.teaches, self.kinds, self.parameters):
            layout.addWidget(widget)
        layout.addWidget(self.reference)
        layout.addStretch(1)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """Be as wide as a column of text that reads well."""
        return QSize(round(WIDTH * type_share(self)) + 20, 480)

    def show_entry(self, entry: LandscapeEntry | None) -> None:
        """Describe a landscape, or nothing."""
        content = self.widget()
        assert content is not None
        content.setVisible(entry is not None)
        if entry is None:
            return
        self.title.setText(str(entry.shown_title))
        self.sketch.show_landscape(entry.landscape())
        self.formula.show_formula(entry.formula, entry.dimension, tuple(entry.parameters))
        self.formula.setToolTip(plain_tip(entry.formula))
        self.teaches.setText(str(entry.shown_lesson))
        self.kinds.setText("  ·  ".join(map(str, kind_titles(entry))))
        lines = [
            words(
                "{name}, {low} to {high}: {help}",
                name=p.name,
                low=tick_text(p.low),
                high=tick_text(p.high),
                help=entry.shown_help(p.name),
            )
            for p in entry.parameters.values()
        ]
        self.parameters.setText("\n".join(lines))
        self.parameters.setVisible(bool(lines))
        self.reference.setText(str(entry.shown_reference))

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of another theme."""
        self.sketch.set_theme(theme)
        self.formula.set_theme(theme)


def _text(name: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
