"""What is drawn for the steps of a page, while pages change."""

from __future__ import annotations

from momentum_lab.experiment.presets import preset
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.lesson import AnswerKind, LessonStep
from momentum_lab.session import Session


def point_of(session: Session) -> LessonStep:
    """The step of the page that asks for a point."""
    steps = session.lessons.page.steps
    return next(s for s in steps if s.prediction is not None and s.prediction.answer is AnswerKind.POINT)


def test_that_nothing_is_drawn_for_a_step_of_another_page() -> None:
    session = Session(preset("ravine"))
    lesson = find_lesson("three_places")
    asks = next(n for n, page in enumerate(lesson.pages) if any(s.id == "where" for s in page.steps))
    session.lessons.open(lesson, asks)
    step, heard = point_of(session), []
    session.predictions.draw(step, (0.5, 0.5))
    assert session.predictions.drawn(step) == (0.5, 0.5)
    session.predictions.changed.subscribe(lambda: heard.append(session.predictions.drawn(step)))
    session.lessons.go_to_page(asks + 1)
    assert session.predictions.drawn(step) is None
    assert set(heard) == {None}
    session.lessons.close()
    assert session.predictions.drawn(step) is None
    session.close()
