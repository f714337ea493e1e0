"""Pictures for reports and worksheets, drawn by the views of the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.file import loads
from momentum_lab.export.worksheet import DRAWN
from momentum_lab.figures.checks import checked_step
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.predicted import NOTHING_PREDICTED, TO_BE_PREDICTED, Predicted, predicted_by
from momentum_lab.figures.views import CURVES, VIEWS
from momentum_lab.gui.pictures.figure import ViewsShown
from momentum_lab.gui.pictures.plots import let_go
from momentum_lab.gui.pictures.still import draw_image, png_of
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.gui.widgets.qt_application import application
from momentum_lab.lessons.lesson import AnswerKind, Lesson, LessonStep, StepKind
from momentum_lab.lessons.page_runs import PageRuns, run_of
from momentum_lab.lessons.record import LessonRecord, key_of
from momentum_lab.simulation.run import Run

SCALE: Final = 2.0
"""Pixels for each logical one: enough to be printed."""
AXES_SIZE: Final = (560.0, 340.0)


def picture(
    run: Run,
    options: PictureOptions,
    shown: ViewsShown = (),
    progress: Progress = unwatched,
    predicted: Predicted = NOTHING_PREDICTED,
) -> bytes:
    """Return a picture of a run, with what was foretold of it, as a PNG that carries its experiment.

    The views that are ``shown`` say of which part of the ground it is.
    """
    application()
    figure = RunSubject(run, shown, predicted=predicted).figure(options)
    try:
        image = draw_image(figure, checked_step(run, options), options.scale, progress)
        return png_of(figure, image, options.scale, progress)
    finally:
        figure.close()


def prediction_pictures(
    lesson: Lesson, is_key: bool = False, progress: Progress = unwatched
) -> dict[str, bytes]:
    """Return the axes for predictions that are drawn, by "page/step": with the start, or the run for a key.

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    runs, found = PageRuns(lesson), dict[str, bytes]()
    steps = [(page, step) for page in lesson.pages for step in page.steps]
    for number, (page, step) in enumerate(steps, start=1):
        if step.prediction is not None and step.prediction.answer in DRAWN:
            run = runs.of_page(page.id)
            predicted = NOTHING_PREDICTED if is_key else TO_BE_PREDICTED
            found[key_of(page.id, step.id)] = picture(run, _axes(run, step, is_key), predicted=predicted)
        go_on(progress, number / len(steps))
    let_go()
    return found


def answer_pictures(lesson: Lesson, record: LessonRecord, progress: Progress = unwatched) -> dict[str, bytes]:
    """Return pictures of the predictions that were drawn, over what came, by "page/step".

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    runs, found = PageRuns(lesson), dict[str, bytes]()
    for number, (key, page, step) in enumerate(drawn := _drawn_answers(lesson, record), start=1):
        run, given = runs.of_page(page), record.answers[key].given
        assert step.prediction is not None
        predicted = predicted_by(step.prediction, given)
        if predicted != NOTHING_PREDICTED:  # as in a record that was damaged
            found[key] = picture(run, _axes(run, step, True), predicted=predicted)
        go_on(progress, number / len(drawn))
    let_go()
    return found


def _drawn_answers(lesson: Lesson, record: LessonRecord) -> list[tuple[str, str, LessonStep]]:
    """Return the steps whose answers were drawn and have come out, with their keys and pages."""
    found = []
    for page in lesson.pages:
        for step in page.steps:
            answered = record.answers.get(key_of(page.id, step.id))
            is_drawn = step.prediction is not None and step.prediction.answer in DRAWN
            if is_drawn and answered is not None and answered.outcome is not None:
                found.append((key_of(page.id, step.id), page.id, step))
    return found


def task_pictures(lesson: Lesson, record: LessonRecord, progress: Progress = unwatched) -> dict[str, bytes]:
    """Return pictures of the experiments by which tasks were done, by "page/step".

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    keys = [*_done_tasks(lesson, record)]
    found: dict[str, bytes] = {}
    for number, key in enumerate(keys, start=1):
        try:
            run = run_of(loads(record.answers[key].experiment))
            found[key] = picture(run, PictureOptions(scale=SCALE))
        except InputError:  # the record was damaged: the report says less, and is there
            continue
        finally:
            go_on(progress, number / len(keys))
    let_go()
    return found


def _done_tasks(lesson: Lesson, record: LessonRecord) -> Iterable[str]:
    for page in lesson.pages:
        for step in page.steps:
            key = key_of(page.id, step.id)
            if step.kind is StepKind.TASK and key in record.answers:
                yield key


def _axes(run: Run, step: LessonStep, is_key: bool) -> PictureOptions:
    """Return how a prediction is drawn: on the map up to its step, or as its quantity over the steps."""
    assert step.prediction is not None
    measure = step.prediction.measure
    last = run.computed if measure.step is None else min(measure.step, run.computed)
    is_curve = step.prediction.answer is AnswerKind.CURVE
    view = CURVES if is_curve else _map_of(run)
    return PictureOptions(
        view=view,
        step=last if is_key else 0,
        size=AXES_SIZE,
        scale=SCALE,
        has_title=False,
        curves=measure.quantity if is_curve else "",
    )


def _map_of(run: Run) -> str:
    """Return the view that shows a ground from above."""
    fitting = [kind for kind in VIEWS if run.ground.dimension in kind.dimensions and not kind.shares_axis]
    return next(kind.name for kind in fitting if not kind.has_camera)
