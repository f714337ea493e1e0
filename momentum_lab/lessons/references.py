"""Whether the parts of a lesson name each other rightly: pages, tasks and facts their experiments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from momentum_lab.core.errors import InputError, unknown
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.complaints import Complaints
from momentum_lab.lessons.layout import EXPERIMENTS
from momentum_lab.lessons.lesson import AnswerKind, LessonStep, Page
from momentum_lab.lessons.table import Structure


def experiment_of_page(pages: Iterable[Page], page_id: str) -> str:
    """Return the id of the experiment that a page sets, or the last page before it; "" if none does."""
    found = ""
    for page in pages:
        found = page.experiment or found
        if page.id == page_id:
            break
    return found


def check_references(made: Structure, experiments: Mapping[str, Experiment], complaints: Complaints) -> None:
    """Note experiments that are named and not there, there and not named, and those that are wanting."""
    named = set[str]()

    def name(experiment: str, key: str) -> None:
        named.add(experiment)
        if experiment and experiment not in experiments:
            said = unknown("there is no experiment {name}", experiment, experiments)
            complaints.note(InputError(said, key))

    for page in made.pages:
        with complaints.at("pages", page.id):
            name(page.experiment, "experiment")
            has_experiment = bool(experiment_of_page(made.pages, page.id))
            for step in page.steps:
                with complaints.at("steps", step.id):
                    if step.task is not None:
                        name(step.task.solution, "solution")
                    if not has_experiment and _needs_run(step):
                        said = "neither this page nor one before it sets the experiment that this is about"
                        complaints.note(InputError(said))
    for fact in made.facts:
        with complaints.at("facts", fact.id):
            name(fact.experiment, "experiment")
    for experiment in sorted(set(experiments) - named):
        said = "no page, task or fact names the experiment {name!r} of {folder}"
        complaints.note(InputError(said, name=experiment, folder=EXPERIMENTS))


def _needs_run(step: LessonStep) -> bool:
    if step.prediction is None:
        return step.task is not None
    return step.prediction.answer is not AnswerKind.CHOICE or not step.prediction.right
