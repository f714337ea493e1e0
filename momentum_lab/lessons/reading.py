"""Reading a lesson: from its files to a value, and what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.tables import parse_toml
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import loads
from momentum_lab.lessons.complaints import Complaints
from momentum_lab.lessons.files import read_files
from momentum_lab.lessons.layout import EXPERIMENTS, NOTES, STRUCTURE, TEXT, LessonFiles, in_language
from momentum_lab.lessons.lesson import Lesson, LessonText
from momentum_lab.lessons.markup import check_direction
from momentum_lab.lessons.references import check_references
from momentum_lab.lessons.table import Structure, structure
from momentum_lab.lessons.teacher_notes import teacher_notes
from momentum_lab.lessons.texts import TextReader


def read_lesson(source: str | os.PathLike[str]) -> Lesson:
    """Return the lesson in a folder or a zip; nothing in it is executed, and nothing written.

    Raises
    ------
    InputError
        It cannot be read, or is no lesson: the first thing that is wrong, with its file and key.
    """
    lesson, problems = lesson_of(read_files(Path(source)))
    if lesson is None:
        raise problems[0]
    return lesson


def lesson_of(files: LessonFiles) -> tuple[Lesson | None, list[InputError]]:
    """Return the lesson in some files; or None, and all that is wrong with them."""
    complaints = Complaints()
    with complaints.at(files.place):
        made = _structure(files, complaints)
        experiments = _experiments(files, complaints)
        if made is None or complaints.found:
            return None, complaints.found
        with complaints.at(STRUCTURE):
            check_references(made, experiments, complaints)
        texts = _texts(files, made, experiments, complaints)
        if not complaints.found:
            found = (
                made.minutes,
                made.pages,
                experiments,
                made.facts,
                texts,
                made.locks,
                made.hides,
                made.order,
            )
            return Lesson(files.name, *found), []
    return None, complaints.found


def _structure(files: LessonFiles, complaints: Complaints) -> Structure | None:
    with complaints.at(STRUCTURE):
        return structure(parse_toml(files.text(STRUCTURE)), complaints)
    return None


def _experiments(files: LessonFiles, complaints: Complaints) -> FrozenMapping[Experiment]:
    found = {}
    for name in files.experiments:
        file = f"{EXPERIMENTS}/{name}.toml"
        with complaints.at(file):
            found[name] = experiment = loads(files.text(file))
            for words in (experiment.title, experiment.description, *experiment.labels):
                check_direction(words)
    return FrozenMapping(found)


def _texts(
    files: LessonFiles, made: Structure, experiments: Mapping[str, Experiment], complaints: Complaints
) -> FrozenMapping[LessonText]:
    """Return the words in each language, the lesson's own first."""
    own, others = made.language, files.languages
    notes = {own: _notes(files, own, NOTES, complaints)}
    for language in files.languages_of_notes:
        file = in_language(NOTES, language)
        notes[language] = _notes(files, language, file, complaints)
        if language not in others:
            complaints.note(InputError("is there, and {text} is not", file, text=in_language(TEXT, language)))
    if own in others:
        complaints.note(
            InputError("is there, and the words of that language are text.toml", in_language(TEXT, own))
        )
    reader = TextReader(made.pages, experiments, made.facts, complaints)
    found = {}
    for language in (own, *others):
        file = TEXT if language == own else in_language(TEXT, language)
        with complaints.at(file):
            table = parse_toml(files.text(file))
            found[language] = reader.read(table, language, notes.get(language, notes[own]))
    return FrozenMapping(found)


def _notes(files: LessonFiles, language: str, file: str, complaints: Complaints) -> FrozenMapping[str]:
    with complaints.at(file):
        return teacher_notes(files.text(file), is_english=language.startswith("en"))
    return FrozenMapping()
