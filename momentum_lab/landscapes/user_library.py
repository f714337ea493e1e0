"""A person's own landscapes: one file each, in a folder that is theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import tomli_w

from momentum_lab.core.checks import allowed_names
from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.files import WriteError, write_text
from momentum_lab.core.provenance import HEADING
from momentum_lab.core.registry import LONGEST_NAME, NAME
from momentum_lab.core.resources import own_folder
from momentum_lab.core.system_errors import reason
from momentum_lab.landscapes.checks import AXES
from momentum_lab.landscapes.declaration import LARGEST_FILE, entry_of_text
from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.landscapes.library import LANDSCAPES

# Windows keeps these for devices, whatever their suffix.
_DEVICES: Final = re.compile("con|prn|aux|nul|(com|lpt)[0-9]")


def name_from(title: str) -> str:
    """Return the name that a title suggests: lower-case ASCII letters, digits and _, a letter first."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "_", plain).strip("_")
    if not name or not name[0].isalpha() or _DEVICES.fullmatch(name):
        name = f"own_{name}"
    return name[:LONGEST_NAME].strip("_")


def free_name(name: str) -> str:
    """Return a name, or, where a landscape has it, the first of name_2, name_3 and so on that none has."""
    found, number = name, 1
    while found in LANDSCAPES:
        number += 1
        end = f"_{number}"
        found = f"{name[: LONGEST_NAME - len(end)]}{end}"
    return found


def check_own_name(name: str) -> None:
    """Raise :class:`InputError` unless a person's own landscape may have this name."""
    if not NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise InputError(
            "found {found} as the name of a landscape; {allowed}",
            found=quoted(name),
            allowed=allowed_names(LONGEST_NAME),
        )
    if name in LANDSCAPES.built_in or (name in LANDSCAPES and not is_own(name)):
        raise InputError("there is another landscape that is named {name!r}", name=name)


def own_path(name: str) -> Path:
    """Return where a person's own landscape of this name lies, whether or not it is there."""
    return own_folder("landscapes") / f"{name}.toml"


def is_own(name: str) -> bool:
    """Return whether a landscape is a person's own, to be edited and deleted."""
    return name not in LANDSCAPES.built_in and own_path(name).is_file()


def write_entry(folder: Path, entry: LandscapeEntry) -> Path:
    """Write the file of a landscape, whole or not at all; return its path.

    The folder is made if it is not there. Reading the file gives an equal entry: what could not be read back
    is not written.

    Raises
    ------
    InputError
        The name cannot be used, or is that of another landscape that is no file of the folder; or something
        in the entry is nothing that a file may hold.
    WriteError
        The folder cannot be made, or the file cannot be written.
    """
    check_own_name(entry.name)
    content = HEADING + tomli_w.dumps(_table(entry))
    _check_content(content, entry)
    path = folder / f"{entry.name}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(
            "{folder}: cannot be made ({reason})", folder=folder, reason=reason(error)
        ) from error
    write_text(path, content)
    return path


def _check_content(content: str, entry: LandscapeEntry) -> None:
    """Raise :class:`InputError` unless the text of a file reads back as the entry that it is made of."""
    if entry_of_text(entry.name, content) != entry:
        raise InputError("the landscape would not be the same when its file is read")
    if len(content.encode()) > LARGEST_FILE:
        raise InputError(
            "its file would be larger than the {largest_file:,} bytes that are allowed",
            largest_file=LARGEST_FILE,
        )


def delete_own(name: str) -> None:
    """Delete the file of a person's own landscape; one that is gone already is none to complain of."""
    path = own_path(name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError("{path}: cannot be deleted ({reason})", path=path, reason=reason(error)) from error


def _table(entry: LandscapeEntry) -> dict[str, object]:
    """Return the keys of the file; what is empty is left out."""
    table: dict[str, object] = {"title": entry.title, "formula": entry.formula}
    table |= {axis: list(interval) for axis, interval in zip(AXES, entry.domain, strict=False)}
    table |= {"start": list(entry.start), "tags": list(entry.tags)}
    table |= {"teaches": entry.teaches, "reference": entry.reference}
    table["saddles"] = _places(entry.saddles)
    table["minima_at_defaults"] = entry.minima_at_defaults
    table["parameters"] = {
        name: {"default": p.default, "low": p.low, "high": p.high, "help": p.help}
        for name, p in entry.parameters.items()
    }
    table["minima"] = [{"at": list(m.at), "value": m.value, "kind": m.kind} for m in entry.minima]
    table["learning_rates"] = dict(entry.learning_rates)
    return {key: value for key, value in table.items() if value not in ([], {}, False)}


def _places(places: Sequence[Sequence[float | str]]) -> list[list[float | str]]:
    return [list(place) for place in places]
