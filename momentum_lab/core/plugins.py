"""What others add: files in a person's own folder, and packages with entry points.

A module among them is a program, and is run as one: it gets into the folder, or is installed, by the person
who trusts it. Nothing that is opened or received (experiments, landscapes, pictures) ever gets here.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from momentum_lab.core.errors import InputError
from momentum_lab.core.resources import own_folder

_NAMESPACE = "momentum_lab_own"


def own_files(kind: str, suffix: str) -> Iterator[Path]:
    """Yield the files of a person's own folder for ``kind`` that end in ``suffix``, by name."""
    folder = own_folder(kind)
    try:
        names = sorted(path for path in folder.iterdir() if path.suffix == suffix)
    except OSError:  # there is none, or it cannot be read
        return
    yield from (path for path in names if not path.name.startswith((".", "_")))


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
    """Yield the entry points of a group, each with the words that name it in an error."""
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        package = point.dist.name if point.dist is not None else "a package"
        yield f"{package}: entry point {point.name!r}", point
