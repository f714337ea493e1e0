"""Machine code from the program's own scalar arithmetic, by numba, kept on disk.

What is translated is either a function of the program or source that the program has generated from checked
trees; text that somebody typed never comes here. numba is imported when the first thing is translated, which
is for a thread in the background.
"""

from __future__ import annotations

import hashlib
import marshal
import platform
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from platformdirs import user_cache_path

from momentum_lab.core.code_store import CodeStore
from momentum_lab.core.numba_internals import compiled_code, kept_code
from momentum_lab.core.provenance import __version__

_NAMESPACE: Final = "momentum_lab_generated"
NO_REFERENCES: Final = 2
"""The newest form of marshalled code in which equal code has equal bytes, whoever refers to its parts."""
_OPTIONS: Final = {"error_model": "numpy", "nogil": True}
_COMPILING: Final = threading.Lock()
"""numba compiles one thing at a time, anyway; and two threads may want the same."""


class NotKeptError(Exception):
    """Machine code is not where it is kept, and nothing else was asked for."""


@lru_cache(maxsize=1024)
def translated(function: FunctionType) -> Any:
    """Return a function of the program for use inside of others, with those that it calls."""
    import numba

    known = function.__globals__
    names = {name: known[name] for name in called(function.__code__) if name in known}
    names |= {name: translated(each) for name, each in names.items() if isinstance(each, FunctionType)}
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    copy.__module__ = function.__module__
    return numba.njit(**_OPTIONS)(copy)


def generated(
    source: str, function: str, names: Mapping[str, object], signature: Any, only_kept: bool = False
) -> Callable[..., Any]:
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
    only_kept
        Raise :class:`NotKeptError` where it is not on the disk.
    """
    name = f"{function}_{_digest(source, names)}"
    module = ModuleType(f"{_NAMESPACE}.{name}")
    with _COMPILING:
        kept = kept_code(name, signature, module.__name__, _store())
        if kept is not None:
            return kept
        if only_kept:
            raise NotKeptError(name)
        import numba

        translations = {n: translated(o) if isinstance(o, FunctionType) else o for n, o in names.items()}
        module.__dict__.update(translations)
        exec(compile(source, f"<{function}>", "exec"), module.__dict__)
        ready = numba.njit(**_OPTIONS)(module.__dict__[function])
        return compiled_code(ready, name, signature, module, _store())


def is_kept() -> bool:
    """Return whether what one process has compiled is there for others, and for the next start."""
    return _store().keeps


def _store() -> CodeStore:
    return CodeStore(user_cache_path("momentum-lab", appauthor=False) / "machine-code")


def called(code: CodeType) -> Iterator[str]:
    """Yield the global names that a function's code, and what is defined in it, refers to."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from called(constant)


def _digest(source: str, names: Mapping[str, object]) -> str:
    """Return a name for the source together with all that it calls, and what compiles it."""
    import llvmlite
    import numba

    parts = [source, __version__, numba.__version__, llvmlite.__version__, platform.python_version()]
    digest = hashlib.sha256("\0".join(parts).encode())
    for name in sorted(names):
        function = names[name]
        function = getattr(function, "__wrapped__", function)  # what writes the code for numba
        if isinstance(function, FunctionType):
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
        elif isinstance(inner, type):
            yield repr(getattr(inner, "_fields", "")).encode()
        else:
            yield repr(inner).encode() if isinstance(inner, int | float | str | tuple) else b""
