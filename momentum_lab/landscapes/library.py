"""The landscapes there are: one file in ``resources/landscapes`` adds one.

So does a file in a person's own folder, and an entry point of the group ``momentum_lab.landscapes``, which
gives the path of a file, or of a folder with files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.lazy_mapping import LazyMapping
from momentum_lab.core.messages import message
from momentum_lab.core.plugin_trial import TriedSources
from momentum_lab.core.plugins import code_of_entry, entries, own_files
from momentum_lab.core.registry import ItemSource, NameRefusals, Registry
from momentum_lab.core.resources import resource_files, resources_folder
from momentum_lab.landscapes.declaration import read_entry
from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.landscapes.texts import FOLDER, SUFFIX

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "momentum_lab.landscapes"


def sources() -> Iterator[ItemSource[LandscapeEntry]]:
    """Yield where landscapes may be added from."""
    for path in own_files(FOLDER, SUFFIX):
        yield ItemSource(str(path), partial(_from_file, path), path.stem)
    for place, point in entries(GROUP):
        yield ItemSource(place, partial(_from_entry, place, point), point.name, code_of_entry(point))


def exercise(landscape: LandscapeEntry) -> None:
    """Do nothing: what there is was read as strictly as any file."""


def _built_in(name: str) -> LandscapeEntry:
    return read_entry(resources_folder() / FOLDER / f"{name}{SUFFIX}")


def _from_file(path: Path) -> Iterator[tuple[str, LandscapeEntry]]:
    yield path.stem, read_entry(path)


def _from_entry(place: str, point: EntryPoint) -> Iterator[tuple[str, LandscapeEntry]]:
    given = point.load()
    if not isinstance(given, str | os.PathLike):
        raise InputError(
            "found {found}, allowed is the path of a file or a folder", place, found=quoted(given)
        )
    path = Path(given)
    for file in sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]:
        yield from _from_file(file)


LANDSCAPES: Final[Registry[LandscapeEntry]] = Registry(
    NameRefusals(
        message("unknown landscape {name}"),
        message("found {found} as the name of a landscape; {allowed}"),
        message("there is another landscape that is named {name!r}"),
        message("the landscape {name!r} is left out: {problem}"),
    ),
    LazyMapping((path.stem for path in resource_files(FOLDER, SUFFIX)), _built_in),
    TriedSources(__name__, sources),
)
