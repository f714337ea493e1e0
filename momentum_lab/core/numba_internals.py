"""The parts of numba that it does not promise to keep, and what takes their place where they are missing.

Nothing else in the program knows them. Each is for speed alone: without it the numbers are the same, and each
call of machine code takes some thirty microseconds longer, or it is compiled anew in each process.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any, Final, Protocol

TRIED_VERSIONS: Final = ("0.61", "0.64", "0.68")
"""Versions of numba with which the tests of these parts were run."""
MOST_KEPT: Final = 128
"""How many pieces of machine code of a kind are kept: more than are in use in a long sitting.

numba gives back little of what it has loaded, so what is let go and loaded again is there twice: of a loop,
which takes 80 to 200 kB, some half stays each time; of a formula, which takes 20, nearly all.
"""

_FORM: Final = "machine code alone"
"""What is kept; where it was something else, it is not read."""


class CodeKeeper(Protocol):
    """Where machine code is kept by a name: bytes that were written, or nothing."""

    def read(self, name: str) -> bytes | None:
        """Return what was written under a name, whole and unchanged, or None."""
        ...

    def write(self, name: str, result: bytes) -> None:
        """Keep it if that can be done."""
        ...


class NoAddressError(Exception):
    """numba does not tell where a function's machine code is."""


@dataclass(frozen=True, slots=True, eq=False)
class Address:
    """Where a function's machine code is, and what keeps it there."""

    number: int
    code: object


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class MachineCode:
    """A compiled function without what it would take to compile it, of which nothing is needed any more.

    Attributes
    ----------
    overloads
        What numba has compiled, by its signature: one.
    """

    overloads: Mapping[Any, Any]

    def __call__(self, *arguments: Any) -> Any:
        """Call it; the arguments have to be of the very types of its signature."""
        (compiled,) = self.overloads.values()
        return compiled.entry_point(*arguments)


def kept_code(name: str, signature: Any, module: str, store: CodeKeeper) -> MachineCode | None:
    """Return the machine code that :func:`compiled_code` has left in a store; None where there is none.

    ``module`` is the name of the one that the function was compiled in; nothing of it is looked at.
    """
    with _harmless():
        from numba.core.compiler_lock import global_compiler_lock
        from numba.core.registry import cpu_target

        context = cpu_target.target_context
        with global_compiler_lock, _present(ModuleType(module)):
            context.refresh()
            compiled = _taken(_full_name(name, signature, context), context, store)
            return None if compiled is None else MachineCode({signature: compiled})
    return None


def compiled_code(
    dispatcher: Any, name: str, signature: Any, module: ModuleType, store: CodeKeeper
) -> Callable[..., Any]:
    """Compile a function of a module, leave the machine code in a store, and return it.

    ``name`` is different for different code. Where numba has no such part, nothing is kept.
    """
    try:
        dispatcher._cache = _keeper()(name, store)  # noqa: SLF001 - that is what this module is for
    except (AttributeError, ImportError):
        logging.getLogger("momentum_lab").info("machine code cannot be kept", exc_info=True)
    with _present(module):
        dispatcher.compile(signature)
    dispatcher.disable_compile()
    overloads = getattr(dispatcher, "overloads", None)
    return dispatcher if overloads is None else MachineCode(dict(overloads))


@contextmanager
def _present(module: ModuleType) -> Iterator[None]:
    """Have a module where numba looks for those of its functions."""
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        del sys.modules[module.__name__]


def _taken(full_name: str, context: Any, store: CodeKeeper) -> Any:
    """Return what numba has compiled, from a store, or None."""
    from numba.core.compiler import CompileResult

    kept = store.read(full_name)
    if kept is None:
        return None
    rebuild = CompileResult._rebuild  # noqa: SLF001 - as numba's own cache does
    return _without_bitcode(rebuild(context, *pickle.loads(kept)))


@lru_cache(maxsize=1)
def _keeper() -> Any:
    """Return the kind of what a dispatcher leaves its machine code with."""
    from numba.core import serialize
    from numba.core.caching import NullCache

    class Kept(NullCache):  # type: ignore[misc]
        def __init__(self, name: str, store: CodeKeeper) -> None:
            self._name = name
            self._store = store

        def save_overload(self, sig: Any, data: Any) -> None:
            with _harmless():
                if not data.library.has_dynamic_globals:  # addresses of this process
                    full_name = _full_name(self._name, sig, data.target_context)
                    self._store.write(full_name, serialize.dumps(_lean(data)))
                    _without_bitcode(data)

    return Kept


def _lean(result: Any) -> tuple[Any, ...]:
    """Return what is kept of what was compiled: nothing by which it would be compiled into something else.

    That is the code between, as large as the machine code; read, it is a megabyte for a loop, and some of it
    stays in memory for ever. And the source, with a type for each of its numbers.
    """
    from llvmlite import binding

    reduced = result._replace(type_annotation="")._reduce()  # noqa: SLF001 - as numba's own cache does
    (library, kind, (machine_code, _)), *others = reduced
    about = result.fndesc
    names = about.llvm_func_name, about.llvm_cpython_wrapper_name, about.llvm_cfunc_wrapper_name
    # The code between also says to numba what there is: so a function of each name that does nothing.
    nothing = "\n".join(f'define void @"{name}"() {{ ret void }}' for name in names)
    return ((library, kind, (machine_code, binding.parse_assembly(nothing).as_bitcode())), *others)


def _without_bitcode(result: Any) -> Any:
    """Return what was compiled without the code between, which is never asked for.

    Nothing is ever compiled into something else: it is called from Python, or by its address.
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
    parts = (_FORM, str(signature), *map(str, target_context.codegen().magic_tuple()))
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

    return _at_address(WrapperAddressProtocol)(compiled, address)


@lru_cache(maxsize=1)
def _at_address(protocol: Any) -> Any:
    class AtAddress(protocol):  # type: ignore[misc]
        def __init__(self, compiled: Any, address: int) -> None:
            self._compiled = compiled  # lives as long as its address is in use
            self._address = address

        def __wrapper_address__(self) -> int:
            return self._address

        def signature(self) -> Any:
            return self._compiled.signature

    return AtAddress
