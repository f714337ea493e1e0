"""The parts of numba that it does not promise to keep, and what takes their place where they are missing.

Nothing else in the program knows them. Each is for speed alone: without it the numbers are the same, and each
call of machine code takes some thirty microseconds longer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

TRIED_VERSIONS: Final = ("0.61", "0.64", "0.68")
"""Versions of numba with which the tests of these parts were run."""


@lru_cache(maxsize=256)
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


@lru_cache(maxsize=256)
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


def _with_address(compiled: Any, address: int) -> Any:
    from numba.core.types.function_type import WrapperAddressProtocol

    class Address(WrapperAddressProtocol):
        code = compiled  # lives as long as its address is in use

        def __wrapper_address__(self) -> int:
            return address

        def signature(self) -> Any:
            return compiled.signature

    return Address()
