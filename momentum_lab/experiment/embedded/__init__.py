"""Experiments carried within other files: in every picture, film and table of numbers that is exported.

Each module knows one kind of file: how an experiment is put into it, and how it is found again without
decoding a picture. What is carried is the text of :func:`embedded_text`, an experiment file in itself, and it
is read as strictly as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import reading
from momentum_lab.experiment.embedded import comments, gif, json_file, mp4, npz, pdf, png, svg, webp
from momentum_lab.experiment.embedded import companion as beside
from momentum_lab.experiment.embedded.source import Source
from momentum_lab.experiment.embedded.text import embedded_text, embedded_title
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import load, loads
from momentum_lab.experiment.table import from_table

__all__ = ["CONTAINERS", "embedded_text", "embedded_title", "is_container", "read"]

CONTAINERS: Final[Mapping[str, Callable[[Source], str | dict[str, object] | None]]] = {
    ".png": png.found,
    ".apng": png.found,
    ".svg": svg.found,
    ".pdf": pdf.found,
    ".gif": gif.found,
    ".webp": webp.found,
    ".mp4": mp4.found,
    ".csv": beside.found,
    ".json": json_file.found,
    ".npz": npz.found,
    ".md": comments.found_in_markdown,
    ".tex": comments.found_in_latex,
}
"""By the ending of a file's name: what finds its experiment, as text or table, or None if there is none."""


def is_container(path: Path) -> bool:
    """Whether a file is, by its name, one that carries an experiment along with something else."""
    return path.suffix.lower() in CONTAINERS


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
    with reading(path) as stream, located(str(path)):
        found = CONTAINERS[path.suffix.lower()](Source(stream, path))
        if found is None:
            raise InputError("has no experiment in it; what Momentum Lab exports has one")
        with located("the experiment in it"):
            return loads(found) if isinstance(found, str) else from_table(found)
