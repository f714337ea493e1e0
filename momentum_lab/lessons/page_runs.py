"""The runs of a lesson's own experiments, each computed when it is first asked for."""

from __future__ import annotations

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.native_ball import source_for
from momentum_lab.simulation.run import Run


class PageRuns:
    """Computes the runs of a lesson, and keeps them."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._runs: dict[str, Run] = {}

    def of_page(self, page: str) -> Run:
        """Return the run of the experiment that a page sets, or a page before it.

        Raises
        ------
        InputError
            None of them sets any.
        """
        experiment = experiment_of_page(self._lesson.pages, page)
        if not experiment:
            raise InputError("the page {page!r} has no experiment", page=page)
        if experiment not in self._runs:
            self._runs[experiment] = run_of(self._lesson.experiments[experiment])
        return self._runs[experiment]


def run_of(experiment: Experiment) -> Run:
    """Return the whole run of an experiment."""
    with rule_errors(experiment):
        return simulate(experiment, source_for(experiment))
