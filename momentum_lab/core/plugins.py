"""What others add: files in a person's own folder, and packages with entry points.

A module among them is a program, and is run as one: it gets into the folder, or is installed, by the person
who trusts it. Nothing that is opened or received (experiments, landscapes, pictures) ever gets here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from momentum_lab.core.errors import InputError
from momentum_lab.core.foreign_code import is_kept_out
from momentum_lab.core.provenance import __version__
from momentum_lab.core.resources import own_folder

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_NAMESPACE = "momentum_lab_own"
_MOST_FILES = 2000


def own_files(kind: str, suffix: str) -> Iterator[Path]:
    """Yield the files of a person's own folder for ``kind`` that end in ``suffix``, by name."""
    folder = own_folder(kind)
    try:
        names = sorted(path for path in folder.iterdir() if path.suffix == suffix)
    except OSError:  # there is none, or it cannot be read
        return
    yield from (path for path in names if not path.name.startswith((".", "_")))


def own_modules(kind: str) -> Iterator[Path]:
    """Yield the modules of a person's own folder for ``kind``, unless the code of others is kept out."""
    if not is_kept_out():
        yield from own_files(kind, ".py")


def constant_of_file(path: Path, constant: str) -> object:
    """Run the module in a file and return its ``constant``.

    Raises
    ------
    InputError
        The module has no such constant. Whatever else the module raises passes through.
    """
    if not path.is_file():  # a pipe would keep everybody waiting
        raise InputError("is not a regular file")
    package = f"{_NAMESPACE}.{path.parent.name}"
    for parent in (_NAMESPACE, package):  # as if it had been imported: what is pickled is looked for there
        sys.modules.setdefault(parent, ModuleType(parent)).__dict__.setdefault("__path__", [])
    name = f"{package}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError("is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where the annotations of its classes are looked up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    if not hasattr(module, constant):
        raise InputError("the module defines no {constant}", constant=constant)
    return getattr(module, constant)


def entries(group: str) -> Iterator[tuple[str, EntryPoint]]:
    """Yield the entry points of a group, each with the words that name it in an error.

    There are none while the code of others is kept out.
    """
    if is_kept_out():
        return
    from importlib.metadata import entry_points  # no start waits for it

    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        package = point.dist.name if point.dist is not None else "a package"
        yield f"{package}: entry point {point.name!r}", point


def code_of_file(path: Path) -> str:
    """Return a digest of a module in a file: of other code it is another."""
    with suppress(OSError):
        if path.is_file():
            return _digest(str(path), path.read_bytes().hex())
    return _digest(str(path))


def code_of_entry(point: EntryPoint) -> str:
    """Return a digest of the package that an entry point is of, by when its files were changed."""
    parts = [point.group, point.name, point.value, point.dist.version if point.dist is not None else ""]
    with suppress(ImportError, ValueError, OSError):
        spec = importlib.util.find_spec(point.module.partition(".")[0])  # imports nothing
        places = [] if spec is None else [*(spec.submodule_search_locations or ()), spec.origin or ""]
        files = (file for place in places for file in _modules_in(Path(place)))
        for file, _ in zip(files, range(_MOST_FILES), strict=False):
            stat = file.stat()
            parts += [str(file), str(stat.st_size), str(stat.st_mtime_ns)]
    return _digest(*parts)


def _modules_in(place: Path) -> Iterator[Path]:
    yield from sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.is_file() else []


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join((__version__, sys.version, *parts)).encode()).hexdigest()
