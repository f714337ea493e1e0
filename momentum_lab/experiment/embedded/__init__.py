"""Experiments within other files: in every picture, film and table of numbers that is exported.

What is embedded is the text of :func:`embedded_text`, an experiment file in itself, and it is read as
strictly as one. Where it stands in a file is known by :mod:`momentum_lab.containers`.
"""

from __future__ import annotations

from pathlib import Path

from momentum_lab.containers.attachments import Attachment
from momentum_lab.containers.formats import FORMATS
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import decoded
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import reading
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.embedded import companion
from momentum_lab.experiment.embedded.text import embedded_text, embedded_title
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import load, loads
from momentum_lab.experiment.table import from_table

__all__ = [
    "EmbeddedExperiment",
    "embedded_text",
    "embedded_title",
    "files_in",
    "has_files",
    "is_container",
    "named_experiment",
    "read",
    "read_all",
]


@dataclass(frozen=True, slots=True)
class EmbeddedExperiment:
    """One of several experiments in a document.

    Attributes
    ----------
    name
        What the document calls it, such as "figure-1".
    """

    name: str
    experiment: Experiment


def is_container(path: Path) -> bool:
    """Whether a file is, by its name, one that carries an experiment along with something else."""
    return path.suffix.lower() in FORMATS


def read(path: Path) -> Experiment:
    """Return the experiment of a file: its own file, or a picture, a film or numbers that were exported.

    Raises
    ------
    InputError
        The file cannot be read, is not what its name says, is damaged before the experiment is found, has
        none, or has one that is wrong. The error begins with the path.
    """
    if not is_container(path):
        return load(path)
    form = FORMATS[path.suffix.lower()]
    find = companion.found if form.is_apart else form.reader()
    with reading(path) as stream, located(str(path)):
        found = find(Source(stream, path))
        if found is None:
            raise InputError("has no experiment in it; what Momentum Lab exports has one")
        with located("the experiment in it"):
            return loads(found) if isinstance(found, str) else from_table(found)


def has_files(path: Path) -> bool:
    """Whether a file may hold several experiments, by its name: a report."""
    form = FORMATS.get(path.suffix.lower())
    return form is not None and form.has_files


def files_in(path: Path) -> tuple[Attachment, ...]:
    """Return the files within a document, such as a report; nothing of kinds of files that have none.

    Raises
    ------
    InputError
        The file cannot be read, is not what its name says, or has too much in it.
    """
    if not has_files(path):
        return ()
    with reading(path) as stream, located(str(path)):
        return FORMATS[path.suffix.lower()].files_reader()(Source(stream, path))


def read_all(path: Path) -> tuple[EmbeddedExperiment, ...]:
    """Return all experiments of a file: those of a report's figures, or the only one, without a name.

    Raises
    ------
    InputError
        As of :func:`read`.
    """
    files = [each for each in files_in(path) if each.is_experiment]
    if not files:
        return (EmbeddedExperiment("", read(path)),)
    found = []
    for each in files:
        with located(str(path)), located(each.name):
            found.append(EmbeddedExperiment(Path(each.name).stem, loads(decoded(each.content))))
    return tuple(found)


def named_experiment(path: Path, name: str) -> Experiment:
    """Return the experiment of a name among those of a report.

    Raises
    ------
    InputError
        As of :func:`read_all`; or there is none of that name.
    """
    for each in read_all(path):
        if each.name == name:
            return each.experiment
    raise InputError("has no experiment {name!r} in it", str(path), name=name)
