"""A curve that is foretold: drawn in a small plot in the panel."""

from __future__ import annotations

from typing import Final

from PyQt6.QtWidgets import QLabel

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.messages import message
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.lessons.curve_sketch import CurveSketch
from momentum_lab.gui.lessons.sketch_axis import sketch_axis
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.lessons.step_widgets.step_widget import page_experiment
from momentum_lab.gui.views.value_axis import KINDS
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record import Given
from momentum_lab.session import Session
from momentum_lab.wording.numbers import told_number

DIGITS = 3
_FREE: Final = message(
    "Draw the curve, or drag its points; by keys, Left and Right choose one, Up and Down move it."
)
_GIVEN: Final = message(
    "Draw the curve from its start, which is given, or drag its points; by keys, Left and Right choose one, "
    "Up and Down move it."
)


class CurveStep(AnswerWidget):
    """Has a curve drawn, over the steps of the page's run."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        assert step.prediction is not None
        measure = step.prediction.measure
        experiment, ball = page_experiment(session), measure.ball
        self._color = experiment.balls[ball if isinstance(ball, int) else 0].color
        wanted = next((kind for kind in KINDS if kind == session.look.loss_axis), None)
        name = str(message("your curve: {prompt}", prompt=plain_words(text.prompt)))
        last = experiment.steps if measure.step is None else measure.step
        self.title, self.where, self.hint = QLabel(), QLabel(), QLabel()
        self.title.setText(str(QUANTITIES[measure.quantity].title))
        self.sketch = CurveSketch(name, last, sketch_axis(experiment, step.prediction, wanted))
        self.sketch.changed.connect(self._show_where)
        self.sketch.settled.connect(self._take)
        self.hint.setText(str(_GIVEN if self.sketch.is_given else _FREE))
        for label in (self.where, self.hint):
            label.setObjectName("hint")
            label.setWordWrap(True)
        for widget in (self.hint, self.title, self.sketch, self.where):
            self.column.addWidget(widget)
        self.add_button()
        drawn = session.predictions.drawn(step)
        if drawn is not None:
            self.sketch.show_values(drawn)
        self._show_where()

    def given(self) -> Given | None:
        """Return what is drawn."""
        return self.sketch.values if self.sketch.is_drawn else None

    def show_given(self, given: Given) -> None:
        """Show what was drawn, and over it how it came once that is known."""
        if isinstance(given, tuple):
            self.sketch.show_values(tuple(float(each) for each in given))
        self.sketch.show_came(self.came())

    def told(self, given: Given) -> str:
        """Return where a curve begins and ends, and how it is half-way."""
        if not isinstance(given, tuple) or not given:
            return ""
        begin, middle, end = (float(given[place]) for place in (0, len(given) // 2, -1))
        return str(
            message(
                "from {begin} over {middle} to {end}",
                begin=told_number(begin, DIGITS),
                middle=told_number(middle, DIGITS),
                end=told_number(end, DIGITS),
            )
        )

    def set_open(self, is_open: bool) -> None:
        """Let it be drawn."""
        self.sketch.setEnabled(is_open)
        self.hint.setVisible(is_open)
        self.where.setVisible(is_open)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self.sketch.set_colors(theme, self._color)

    def _show_where(self) -> None:
        self.where.setText(self.sketch.told)
        self.note_change()

    def _take(self) -> None:
        self._show_where()
        if self.sketch.is_drawn:
            self.session.predictions.draw(self.step, self.sketch.values)
