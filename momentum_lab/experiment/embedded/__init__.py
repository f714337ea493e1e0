"""Experiments within other files: in every picture, film and table of numbers that is exported.

What is embedded is the text of :func:`embedded_text`, an experiment file in itself, and it is read as
strictly as one. Where it stands in a file is known by :mod:`momentum_lab.containers`.
"""

from __future__ import annotations

from pathlib import Path

from momentum_lab.containers.formats import FORMATS
from momentum_lab.containers.source import Source
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import reading
from momentum_lab.experiment.embedded import companion
from momentum_lab.experiment.embedded.text import embedded_text, embedded_title
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import load, loads
from momentum_lab.experiment.table import from_table

__all__ = ["embedded_text", "embedded_title", "is_container", "read"]


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
