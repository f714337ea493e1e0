"""Writing a page into one's own lesson, as somebody has it before them; or a new lesson with that page."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Final

import tomli_w

from momentum_lab.core.files import check_name
from momentum_lab.core.registry import LONGEST_NAME
from momentum_lab.core.tables import Table
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.lessons.facts import with_doubled_braces
from momentum_lab.lessons.folder import read_folder, write_folder
from momentum_lab.lessons.layout import (
    EXPERIMENTS,
    NOTES,
    STRUCTURE,
    TEXT,
    LessonFiles,
    NameCheck,
    checked_lesson_name,
    in_language,
    shown_place,
)
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.reading import lesson_of, read_lesson
from momentum_lab.lessons.teacher_notes import HEADS

MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page as it is to be written: what is seen now, and some words.

    Attributes
    ----------
    step
        Where the playhead stands.
    view, explore
        The view that has all the space, and the tab of Explore that is open; empty for none.
    """

    title: str
    question: str
    experiment: Experiment
    text: str = ""
    step: int = 0
    view: str = ""
    explore: str = ""
    locks: frozenset[str] = frozenset()
    hides: frozenset[str] = frozenset()


def write_page(folder: Path, page: NewPage, title: str = "") -> Lesson:
    """Add a page at the end of the lesson in a folder, and return the lesson as it is then.

    If there is no folder, it comes to be, with a lesson of that page alone, whose title is ``title``. All of
    it is written or nothing, and nothing is that could not be read again. What stands in the files stays,
    comments too.

    Raises
    ------
    InputError
        What is in the folder is no lesson, or would be none with this page: a word is missing, or has HTML.
    WriteError
        It cannot be written.
    """
    check_name(folder)
    if os.path.lexists(folder):
        contents = dict(read_folder(folder).contents)
        lesson: Lesson | None = read_lesson(folder)  # what is wrong with it now is not this page's fault
    else:
        checked_lesson_name(folder.name)
        contents, lesson = _beginning(title or page.title, page.question or page.title), None
    _add(contents, lesson, page)
    _check(LessonFiles(shown_place(folder), folder.name, contents))
    write_folder(folder, contents)
    return read_lesson(folder)


def _beginning(title: str, question: str) -> dict[str, bytes]:
    """Return the files of a lesson without a page; its summary stands in lists, where formulas are words."""
    summary = " ".join(plain_words(question).splitlines()) or question
    structure: Table = {"schema": 1, "language": "en", "minutes": MINUTES}
    words: Table = {"title": _plain(title), "summary": _plain(summary), "able": [_plain(question)]}
    notes = "\n\n".join(f"## {head}\n\nStill to be written." for head in HEADS.values())
    return {
        STRUCTURE: tomli_w.dumps(structure).encode(),
        TEXT: tomli_w.dumps(words).encode(),
        NOTES: f"{notes}\n".encode(),
    }


def _add(contents: dict[str, bytes], lesson: Lesson | None, page: NewPage) -> None:
    """Add a page to the files of a lesson: its structure, its words in every language, its experiment."""
    experiments = _experiments(contents)
    page_id = _free_id(page.title, [] if lesson is None else [each.id for each in lesson.pages])
    same = (name for name, experiment in experiments.items() if experiment == page.experiment)
    experiment = next(same, None)
    if experiment is None:
        experiment = _free_id(page_id, experiments)
        contents[f"{EXPERIMENTS}/{experiment}.toml"] = dumps(page.experiment).encode()
    structure: Table = {"id": page_id, "experiment": experiment}
    settings = {"step": page.step, "view": page.view, "explore": page.explore}
    structure |= {key: value for key, value in settings.items() if value}
    structure |= {
        key: sorted(names) for key, names in (("locks", page.locks), ("hides", page.hides)) if names
    }
    words = {"title": page.title, "question": page.question, "text": page.text}
    table: Table = {key: _plain(value) for key, value in words.items() if value.strip()}
    _append(contents, STRUCTURE, f"[[pages]]\n{tomli_w.dumps(structure)}")
    languages = [] if lesson is None else [*lesson.texts][1:]
    for name in (TEXT, *(in_language(TEXT, language) for language in languages)):
        _append(contents, name, tomli_w.dumps({"pages": {page_id: table}}, multiline_strings=True))


def _experiments(contents: Mapping[str, bytes]) -> dict[str, Experiment]:
    """Return the experiments of a lesson by their ids."""
    found = {}
    for name, content in contents.items():
        if name.startswith(f"{EXPERIMENTS}/"):
            found[Path(name).stem] = loads(content.decode("utf-8-sig"))
    return found


def _append(contents: dict[str, bytes], name: str, table: str) -> None:
    """Add a table at the end of a TOML file."""
    contents[name] = contents[name].rstrip() + b"\n\n" + table.encode()


def _free_id(title: str, taken: Container[str]) -> str:
    """Return an id that a title suggests, and nothing has yet."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    stem = plain if re.match("[a-z]", plain) else f"page_{plain}".strip("_")
    stem = stem[: LONGEST_NAME - 5].rstrip("_")
    return next(each for each in chain([stem], (f"{stem}_{n}" for n in count(2))) if each not in taken)


def _plain(words: str) -> str:
    """Return words in which a brace that somebody has typed is a brace; formulas stay as they are."""
    return with_doubled_braces(words.strip())


def _check(files: LessonFiles) -> None:
    """Raise :class:`InputError` if some files are no lesson."""
    check = NameCheck()
    for name, content in files.contents.items():
        check.is_wanted(name)
        check.add(name, len(content))
    _lesson, problems = lesson_of(files)
    if problems:
        raise problems[0]
