"""The words of a lesson as they are shown: in the language that there is, with numbers in their places."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.core.messages import LANGUAGE
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.facts import with_numbers
from momentum_lab.lessons.lesson import Lesson, LessonText


def lesson_text(lesson: Lesson, language: str = "") -> LessonText:
    """Return the words in a language, such as "de_AT": else in "de", else in the lesson's own.

    Without one, it is the language that the program speaks.
    """
    wanted = language or LANGUAGE.code
    for code in (wanted, wanted.partition("_")[0]):
        if code in lesson.texts:
            return lesson.texts[code]
    return next(iter(lesson.texts.values()))


def filled(text: str, lesson: Lesson) -> str:
    """Return a text of a lesson with its facts in their places; formulas stay as they are."""
    return with_numbers(text, {fact.id: fact.shown for fact in lesson.facts})


def told_experiment(lesson: Lesson, experiment: str, language: str = "") -> Experiment:
    """Return an experiment of a lesson as it is called in a language.

    A lesson of the program says nothing of that: its names are in the catalogue, as those of presets are.
    """
    made = lesson.experiments[experiment]
    words = lesson_text(lesson, language).experiments.get(experiment)
    if words is None:
        return made
    labels = words.balls or tuple(ball.label for ball in made.balls)
    balls = [replace(ball, label=label) for ball, label in zip(made.balls, labels, strict=True)]
    return replace(
        made,
        title=words.title or made.title,
        description=words.description or made.description,
        balls=tuple(balls),
    )
