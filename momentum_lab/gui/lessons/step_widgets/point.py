"""A place that is foretold: a cross on the map, on the small one in the panel, or in numbers."""

from __future__ import annotations

from functools import partial

from PyQt6.QtWidgets import QHBoxLayout, QLabel

from momentum_lab.core.messages import message
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.lessons.place_map import DIGITS, PlaceMap
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.lessons.step_widgets.step_widget import page_experiment
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.landscapes.checks import FARTHEST
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record import Given
from momentum_lab.session import Session
from momentum_lab.wording.numbers import told_number


class PointStep(AnswerWidget):
    """Has a cross put where a ball will be."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        assert step.prediction is not None
        experiment, ball = page_experiment(session), step.prediction.measure.ball
        number = ball if isinstance(ball, int) else 0
        name = str(message("your place: {prompt}", prompt=plain_words(text.prompt)))
        self._color = experiment.balls[number].color
        self._start = experiment.start_of(number)
        self.map = PlaceMap(name, experiment.landscape.build(), self._start)
        self.map.placed.connect(self._take_cross)
        self.boxes = [NumberBox(Reals(-FARTHEST, FARTHEST)) for _ in self._start]
        self.hint = QLabel(
            str(message("Click where it will be, on the map or here; the arrow keys move the cross."))
        )
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.map)
        row = QHBoxLayout()
        for axis, box in zip("xy", self.boxes, strict=False):
            label = QLabel(axis)
            label.setBuddy(box)
            box.setAccessibleName(str(message("{axis} of your place", axis=axis)))
            for signal in (box.changed, box.typed):
                signal.connect(partial(self._take_number, "xy".index(axis)))
            row.addWidget(label)
            row.addWidget(box, 1)
        self.column.addLayout(row)
        self.add_button()
        self._leave = session.predictions.changed.subscribe(self._show_drawn)
        self._show_drawn()

    def given(self) -> Given | None:
        """Return where the cross is."""
        return self.session.predictions.drawn(self.step)

    def show_given(self, given: Given) -> None:
        """Show where it was put, and where the ball came to once that is known."""
        self._show_drawn()
        self.map.show_came(self.came())

    def told(self, given: Given) -> str:
        """Return a place in numbers."""
        return _told_place(given)

    def set_open(self, is_open: bool) -> None:
        """Let the cross be put."""
        self.hint.setVisible(is_open)
        for widget in (self.map, *self.boxes):
            widget.setEnabled(is_open)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self.map.set_colors(theme, self._color)

    def stop(self) -> None:
        """Hear no more of what is drawn."""
        self._leave()

    def _show_drawn(self) -> None:
        drawn = self.session.predictions.drawn(self.step)
        self.map.show_place(drawn)
        for box, value in zip(self.boxes, drawn or self._start, strict=False):
            box.set_value(value)
        self.note_change()

    def _take_cross(self) -> None:
        if self.map.at is not None:
            self.session.predictions.draw(self.step, self.map.at)

    def _take_number(self, axis: int, value: float | None) -> None:
        if value is None:  # what is typed is no number yet
            return
        place = list(self.session.predictions.drawn(self.step) or self._start)
        place[axis] = value
        self.session.predictions.draw(self.step, tuple(place))


def _told_place(given: Given) -> str:
    if not isinstance(given, tuple):
        return ""
    numbers = [told_number(float(each), DIGITS) for each in given]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"
