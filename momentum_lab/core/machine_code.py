"""Machine code from the program's own scalar arithmetic, by numba, kept on disk.

What is translated is either a function of the program or source that the program has generated from checked
trees; text that somebody typed never comes here. numba is imported when the first thing is translated, which
is for a thread in the background.
"""

from __future__ import annotations

import hashlib
import logging
import marshal
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from pickle import PickleError
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from platformdirs import user_cache_path

from momentum_lab.core.files import WriteError, write_text
from momentum_lab.core.provenance import __version__

_NAMESPACE: Final = "momentum_lab_generated"
NO_REFERENCES: Final = 2
"""The newest form of marshalled code in which equal code has equal bytes, whoever refers to its parts."""
_OPTIONS: Final = {"error_model": "numpy", "nogil": True}
_CACHE_ERRORS: Final = (
    OSError,  # the disk is full
    RuntimeError,  # numba finds no folder where it may write
    *(PickleError, EOFError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError),
)
"""What comes of a cache that cannot be written, or read: what is damaged unpickles to anything."""


@lru_cache(maxsize=1024)
def translated(function: FunctionType) -> Any:
    """Return a function of the program for use inside of others, with those that it calls."""
    import numba

    names = dict(function.__globals__)
    for name in called(function.__code__):
        if isinstance(names.get(name), FunctionType):
            names[name] = translated(names[name])
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    copy.__module__ = function.__module__
    return numba.njit(**_OPTIONS)(copy)


def generated(source: str, function: str, names: Mapping[str, object], signature: Any) -> Callable[..., Any]:
    """Return ``function`` of a generated source as machine code, from the disk if it has been there before.

    Parameters
    ----------
    source
        Python text that the program has made.
    function
        The name of the function in it.
    names
        What the source refers to: plain functions of the program, which are translated along, modules and
        types.
    signature
        numba's, so that nothing is compiled when the function is called.
    """
    import numba

    digest = _digest(source, names)
    module = ModuleType(f"{_NAMESPACE}.{function}_{digest}")
    module.__dict__.update({n: translated(o) if isinstance(o, FunctionType) else o for n, o in names.items()})
    sys.modules[module.__name__] = module  # where numba looks when it loads from the disk
    place = _kept(source, f"{function}_{digest}.py")
    exec(compile(source, str(place or f"<{function}>"), "exec"), module.__dict__)
    plain, ready = module.__dict__[function], None
    if place is not None:
        try:
            ready = numba.njit(signature, cache=True, **_OPTIONS)(plain)
        except _CACHE_ERRORS:  # what is wrong with the function itself comes again
            logging.getLogger("momentum_lab").info("compiled without the disk", exc_info=True)
    if ready is None:
        ready = numba.njit(signature, **_OPTIONS)(plain)
    compiled: Callable[..., Any] = ready
    return compiled


def called(code: CodeType) -> Iterator[str]:
    """Yield the global names that a function's code, and what is defined in it, refers to."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from called(constant)


def _kept(source: str, name: str) -> Path | None:
    """Write a source where numba keeps its machine code beside it; None where nothing can be written.

    The file itself is never run: numba only asks for its date.
    """
    place = user_cache_path("momentum-lab", appauthor=False) / "machine-code" / name
    try:
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_text(place, source)
    except (OSError, WriteError):
        return None
    return place


def _digest(source: str, names: Mapping[str, object]) -> str:
    """Return a name for the source together with all that it calls, and what compiles it."""
    import llvmlite
    import numba

    parts = [source, __version__, numba.__version__, llvmlite.__version__, platform.python_version()]
    digest = hashlib.sha256("\0".join(parts).encode())
    for name in sorted(names):
        if isinstance(function := names[name], FunctionType):
            for code in _codes(function, set()):
                digest.update(code)
    return digest.hexdigest()[:24]


def _codes(function: FunctionType, seen: set[CodeType]) -> Iterator[bytes]:
    if function.__code__ in seen:
        return
    seen.add(function.__code__)
    yield marshal.dumps(function.__code__, NO_REFERENCES)
    yield function.__module__.encode()  # numba imports it when it loads what was kept
    for name in called(function.__code__):
        inner = function.__globals__.get(name)
        if isinstance(inner, FunctionType):
            yield from _codes(inner, seen)
        else:
            yield repr(inner).encode() if isinstance(inner, int | float | str | tuple) else b""
