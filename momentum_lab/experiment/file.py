"""The experiment file: TOML, read strictly, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import tomli_w

from momentum_lab.containers.text import LARGEST_TEXT
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.files import read_text, write_text
from momentum_lab.core.provenance import HEADING
from momentum_lab.core.tables import parse_toml
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.table import from_table, to_table

SUFFIX: Final = ".toml"


def loads(content: str) -> Experiment:
    """Return the experiment that a TOML text describes; nothing in it is executed.

    Raises
    ------
    InputError
        The text is not TOML, or not an experiment; the error says the key, what was found and allowed.
    """
    if len(content) > LARGEST_TEXT:
        raise InputError(f"is larger than the {LARGEST_TEXT:,} characters that are allowed")
    return from_table(parse_toml(content))


def dumps(experiment: Experiment) -> str:
    """Return the experiment as the text of its file."""
    return tomli_w.dumps(to_table(experiment))


def load(path: str | Path) -> Experiment:
    """Return the experiment in a file; errors begin with its path."""
    content = read_text(Path(path), LARGEST_TEXT)
    with located(str(path)):
        return loads(content)


def save(experiment: Experiment, path: str | Path) -> None:
    """Write the experiment so that ``load(path)`` gives an equal one; the old file or the new, never half.

    A comment says which version of the program has written it.

    Raises
    ------
    WriteError
        The file cannot be written; what stood there before still stands there.
    """
    write_text(Path(path), HEADING + dumps(experiment))
