"""The parts of numba that it does not promise to keep, and what takes their place where they are missing.

Nothing else in the program knows them. Each is for speed alone: without it the numbers are the same, and each
call of machine code takes some thirty microseconds longer, or it is compiled anew in each process.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

TRIED_VERSIONS: Final = ("0.61", "0.64", "0.68")
"""Versions of numba with which the tests of these parts were run."""
MOST_KEPT: Final = 128
"""How many pieces of machine code of a kind are kept: more than are in use in a long sitting.

numba gives back little of what it has loaded, so what is let go and loaded again is there twice: of a loop,
which takes 80 to 200 kB, some half stays each time; of a formula, which takes 20, nearly all.
"""


class CodeKeeper(Protocol):
    """Where machine code is kept by a name: bytes that were written, or nothing."""

    def read(self, name: str) -> bytes | None:
        """Return what was written under a name, whole and unchanged, or None."""
        ...

    def write(self, name: str, result: bytes) -> None:
        """Keep it if that can be done."""
        ...


class NotKeptError(Exception):
    """Machine code is not where it is kept, and nothing else was asked for."""


class NoAddressError(Exception):
    """numba does not tell where a function's machine code is."""


@dataclass(frozen=True, slots=True, eq=False)
class Address:
    """Where a function's machine code is, and what keeps it there."""

    number: int
    code: object


def keep(dispatcher: Any, name: str, store: CodeKeeper, only_kept: bool = False) -> None:
    """Let a function that is going to be compiled take its machine code from a store, or leave it there.

    ``name`` is different for different code. Where numba has no such part, nothing is kept. With
    ``only_kept``, :class:`NotKeptError` is raised, here or as it is compiled, if it is not in the store.
    """
    try:
        dispatcher._cache = _cache(name, store, only_kept)  # noqa: SLF001 - that is what this module is for
    except (AttributeError, ImportError):
        logging.getLogger("momentum_lab").info("machine code cannot be kept", exc_info=True)
        if only_kept:
            raise NotKeptError(name) from None


def _cache(name: str, store: CodeKeeper, only_kept: bool) -> Any:
    from numba.core import serialize
    from numba.core.caching import NullCache
    from numba.core.compiler import CompileResult

    rebuild = CompileResult._rebuild  # noqa: SLF001 - as numba's own cache does

    class Kept(NullCache):  # type: ignore[misc]
        def load_overload(self, sig: Any, target_context: Any) -> Any:
            with _harmless():
                target_context.refresh()
                kept = store.read(_full_name(name, sig, target_context))
                if kept is not None:
                    return _without_bitcode(rebuild(target_context, *pickle.loads(kept)))
            if only_kept:
                raise NotKeptError(name)
            return None

        def save_overload(self, sig: Any, data: Any) -> None:
            with _harmless():
                if not data.library.has_dynamic_globals:  # addresses of this process
                    full_name = _full_name(name, sig, data.target_context)
                    lean = data._replace(type_annotation="")  # the source with a type for each of its numbers
                    store.write(full_name, serialize.dumps(lean._reduce()))  # noqa: SLF001
                    _without_bitcode(data)

    return Kept()


def _without_bitcode(result: Any) -> Any:
    """Return what was compiled without what it takes to compile it into something else.

    That is a megabyte for a loop. Nothing that is kept is ever compiled into something else: it is called
    from Python, or by its address.
    """
    library = result.library
    if (bitcode := getattr(library, "_shared_module", None)) is not None:
        library._shared_module = None  # noqa: SLF001 - that is what this module is for
        bitcode.close()
    return result


@contextmanager
def _harmless() -> Iterator[None]:
    """Go on after an error in the block: it is compiled anew, and what is really wrong is met there."""
    try:
        yield
    except Exception:  # what is damaged unpickles to anything
        logging.getLogger("momentum_lab").info("machine code is not kept", exc_info=True)


def _full_name(name: str, signature: Any, target_context: Any) -> str:
    """Return a name also for what the code is compiled for: types, and the processor with all it can do."""
    parts = (str(signature), *map(str, target_context.codegen().magic_tuple()))
    return f"{name}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


@lru_cache(maxsize=MOST_KEPT)
def entry_point(ready: Any) -> Callable[..., Any]:
    """Return a compiled function without numba's look at the arguments, which takes longer than short runs.

    They have to be of the very types that its one signature says, arrays contiguous. Where numba has no such
    part it is the function itself.
    """
    try:
        (compiled,) = ready.overloads.values()
        entry: Callable[..., Any] = compiled.entry_point
    except (AttributeError, ValueError):
        return ready  # type: ignore[no-any-return]
    return entry


@lru_cache(maxsize=MOST_KEPT)
def as_argument(ready: Any) -> Any:
    """Return a compiled function as an argument for others, its address looked up once.

    Where numba has no such part it is the function itself, whose address is looked up at every call.
    """
    try:
        (compiled,) = ready.overloads.values()
        address: int = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_cfunc_wrapper_name)
        return _with_address(compiled, address)
    except (AttributeError, ImportError, ValueError):
        return ready


@lru_cache(maxsize=MOST_KEPT)
def address_of(ready: Any) -> Address:
    """Return where a compiled function is, for :func:`~momentum_lab.core.addresses.called`.

    Raises
    ------
    NoAddressError
        numba has no such part.
    """
    try:
        (compiled,) = ready.overloads.values()
        return Address(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name), ready)
    except (AttributeError, ValueError) as error:
        raise NoAddressError from error


def widen(function: Any) -> None:
    """Have a function of LLVM's take the widest registers that the processor has.

    By itself the compiler takes half of them on many processors, for the sake of programs that use few. Where
    llvmlite keeps attributes in another way, it is left at that.
    """
    attributes = function.attributes
    attributes.add("noinline")  # its caller is compiled for narrow ones
    if isinstance(attributes, set):
        set.add(attributes, '"prefer-vector-width"="512"')  # llvmlite's own knows no such names


def _with_address(compiled: Any, address: int) -> Any:
    from numba.core.types.function_type import WrapperAddressProtocol

    class AtAddress(WrapperAddressProtocol):
        code = compiled  # lives as long as its address is in use

        def __wrapper_address__(self) -> int:
            return address

        def signature(self) -> Any:
            return compiled.signature

    return AtAddress()
