"""The answers that the experiments of a lesson give: what each prediction would have had to be."""

from __future__ import annotations

from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.lessons.judging import POINTS, judged
from momentum_lab.lessons.lesson import AnswerKind, Lesson, Page, Prediction
from momentum_lab.lessons.page_runs import PageRuns
from momentum_lab.lessons.record import Given, key_of
from momentum_lab.simulation.run import Run


def right_answers(lesson: Lesson, progress: Progress = unwatched) -> dict[str, Given]:
    """Return the right answer to each prediction and observation, by "page/step", in the form of an answer.

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    runs, found = PageRuns(lesson), dict[str, Given]()
    asked = [(page, step) for page in lesson.pages for step in page.steps]
    for number, (page, step) in enumerate(asked, start=1):
        if step.prediction is not None:
            found[key_of(page.id, step.id)] = _right(runs, page, step.prediction)
        go_on(progress, number / len(asked))
    return found


def _right(runs: PageRuns, page: Page, prediction: Prediction) -> Given:
    if prediction.right:
        return prediction.right
    run = runs.of_page(page.id)
    return judged(run, prediction, _any_answer(run, prediction)).value


def _any_answer(run: Run, prediction: Prediction) -> Given:
    """Return an answer of the right form, whatever it says."""
    match prediction.answer:
        case AnswerKind.CHOICE:
            return prediction.choices[0].id
        case AnswerKind.ORDER:
            return prediction.balls or tuple(range(len(run.experiment.balls)))
        case AnswerKind.NUMBER:
            return 0.0
        case AnswerKind.POINT:
            return (0.0,) * run.dimension
        case AnswerKind.CURVE:
            return (1.0,) * POINTS
