"""The status bar: how the balls fare, and what the pointer points at, in plain words."""

from __future__ import annotations

import html

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QLabel, QStatusBar, QWidget

from momentum_lab.analysis.nearest_step import NearestStep
from momentum_lab.landscapes import Problem
from momentum_lab.simulation.run import Run


class ElidedLabel(QWidget):
    """A line of text that ends in … where it does not fit, and is whole in its tool tip.

    Not a QLabel, which has the whole window laid out anew when its text changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setMinimumWidth(40)

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self.text:
            self.text = text
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint as much of the text as fits."""
        painter = QPainter(self)
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


class StatusLine(QStatusBar):
    """Sentences on the left, the pointer's place on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._sentences = ElidedLabel()
        self._pointed = QLabel()
        self._pointed.setTextFormat(Qt.TextFormat.PlainText)
        self.addWidget(self._sentences, 1)
        self.addPermanentWidget(self._pointed)
        self.setSizeGripEnabled(False)

    def show_sentences(self, sentences: list[str]) -> None:
        """Show how the balls fare; those in trouble come first."""
        ordered = sorted(sentences, key=lambda s: ": diverged" not in s)
        self._sentences.set_text("; ".join(ordered))
        self._sentences.setToolTip("<br>".join(html.escape(sentence) for sentence in sentences))

    def show_pointed(self, text: str) -> None:
        """Show what is pointed at, nothing if it is empty."""
        self._pointed.setText(text)

    @property
    def text(self) -> str:
        """All sentences."""
        return self._sentences.text

    @property
    def pointed(self) -> str:
        """What is pointed at."""
        return self._pointed.text()


def pointed_text(run: Run, place: tuple[float, ...], near: NearestStep | None) -> str:
    """Return a place of the ground, its loss, and the nearest step of a ball as a line of text."""
    problem: Problem = run.experiment.landscape.build()
    position = problem.ground.from_plane(np.array(place, dtype=np.float64)).tolist()
    try:
        loss = f"{problem.loss(position):.4g}"
    except (ArithmeticError, ValueError):
        loss = "not a number"
    text = "  ".join(f"{axis} {value:.4g}" for axis, value in zip("xy", place, strict=False))
    text = f"{text}  loss {loss}".replace("-", "−")
    if near is not None:
        value = f"{near.loss:.4g}".replace("-", "−")
        text = f"{text}  ·  {run.experiment.labels[near.ball]}, step {near.step}: {value}"
    return text
