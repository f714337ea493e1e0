"""What is foretold by drawing, while it is drawn and afterwards: a cross on the map, a curve."""

from __future__ import annotations

from collections.abc import Iterator

from momentum_lab.core.event import Event
from momentum_lab.experiment.ball import Position
from momentum_lab.figures.predicted import NOTHING_PREDICTED, Predicted, predicted_by
from momentum_lab.lessons.lesson import AnswerKind, LessonStep, Prediction
from momentum_lab.lessons.record import key_of
from momentum_lab.session.lesson_play import LessonPlay

Drawn = tuple[float, ...]


class DrawnPredictions:
    """Keeps what is drawn for the steps of a page until it is kept as an answer, and knows what is shown.

    What is drawn is seen on the map at once; a curve among those of the run when that may be seen.

    Attributes
    ----------
    changed
        Something else is drawn, or shown.
    """

    def __init__(self, lessons: LessonPlay) -> None:
        self.changed: Event[[]] = Event()
        self._lessons = lessons
        self._drafts: dict[str, Drawn] = {}
        self._shown = NOTHING_PREDICTED
        lessons.changed.subscribe(self._follow)
        lessons.page_changed.subscribe(self._begin_page)

    @property
    def shown(self) -> Predicted:
        """What is shown of it over what is open: nothing over another experiment than the page asks about."""
        return self._shown

    def drawn(self, step: LessonStep) -> Drawn | None:
        """Return what is drawn for a step of the page: what was kept, or else what is there by now.

        It is nothing for a step of another page, whose widget may still listen.
        """
        if self._lessons.lesson is None or step not in self._lessons.page.steps:
            return None
        answered = self._lessons.answered(step.id)
        if answered is None:
            return self._drafts.get(self._key(step))
        given = answered.given
        return tuple(float(each) for each in given) if isinstance(given, tuple) else None

    def draw(self, step: LessonStep, values: Drawn) -> None:
        """Have something drawn for a step of the page that can be answered."""
        if self._lessons.is_open(step) and self._drafts.get(self._key(step)) != values:
            self._drafts[self._key(step)] = values
            self._follow()
            self.changed.emit()

    def place(self, position: Position) -> bool:
        """Put the cross of the step that asks for one to a position; return whether one does."""
        asked = self._asking()
        if asked is not None:
            self.draw(asked, tuple(position))
        return asked is not None

    @property
    def asks_for_place(self) -> bool:
        """Whether a click on the map puts a cross: a step asks for a place on the landscape that is open."""
        return self._asking() is not None

    def _asking(self) -> LessonStep | None:
        """Return the step whose cross a click on the map puts somewhere: the first that can be answered."""
        steps = self._steps(AnswerKind.POINT) if self._lessons.is_own_experiment else ()
        return next((step for step, _ in steps if self._is_asked(step)), None)

    def _is_asked(self, step: LessonStep) -> bool:
        return self._lessons.is_open(step) and self._lessons.answered(step.id) is None

    def _steps(self, kind: AnswerKind) -> Iterator[tuple[LessonStep, Prediction]]:
        """Yield the steps of the page in which something is drawn, with what is asked for."""
        if self._lessons.lesson is not None:
            for step in self._lessons.page.steps:
                if step.prediction is not None and step.prediction.answer is kind:
                    yield step, step.prediction

    def _found(self) -> Predicted:
        lessons, asking = self._lessons, self._asking()
        points = [
            point
            for step, prediction in self._steps(AnswerKind.POINT)
            if lessons.is_own_run or step == asking  # seen while it can be moved
            for point in predicted_by(prediction, self.drawn(step)).points
        ]
        curves = [
            curve
            for step, prediction in self._steps(AnswerKind.CURVE)
            if lessons.is_own_run and not lessons.is_sealed
            for curve in predicted_by(prediction, self.drawn(step)).curves
        ]
        return Predicted(tuple(points), tuple(curves))

    def _begin_page(self) -> None:
        self._drafts.clear()
        self._follow()

    def _follow(self) -> None:
        """Tell if other things are shown."""
        found = self._found()
        if found != self._shown:
            self._shown = found
            self.changed.emit()

    def _key(self, step: LessonStep) -> str:
        return key_of(self._lessons.page.id, step.id)
