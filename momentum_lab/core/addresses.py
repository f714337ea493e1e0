"""Numbers and functions by their addresses, for machine code that takes any of a kind.

A function that is an argument of another is looked up at every call, and every array is seven numbers. What
is known by its address is one, and a table of them is an array.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any


def numbers_type() -> Any:
    """Return numba's type of doubles that begin at an address."""
    from numba import types

    return types.CPointer(types.float64)


@lru_cache(maxsize=1)
def by_address() -> dict[str, object]:
    """Return what a source has to refer to that does with addresses.

    pointed(address)
        The doubles there.
    shifted(numbers, count)
        The doubles behind so many of them.
    called(address, arguments)
        Call a function that returns nothing; whether it raised nothing.
    unowned(array)
        The array without its owner, whom the caller keeps: nobody counts then who has it. Or a number.
    numba
        Its ``carray(numbers, count)`` has so many of them as an array.
    """
    import numba
    from numba.extending import intrinsic

    parts = {each.__name__: intrinsic(each) for each in (pointed, shifted, called, unowned)}
    return {**parts, "numba": numba}


def pointed(_context: Any, address: Any) -> tuple[Any, Callable[..., Any]]:
    """Have the number that an address is taken for the address."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.inttoptr(given[0], context.get_value_type(signature.return_type))

    return numbers_type()(address), code


def shifted(_context: Any, numbers: Any, count: Any) -> tuple[Any, Callable[..., Any]]:
    """Have a count added to an address, in doubles."""

    def code(_: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.gep(given[0], [given[1]], inbounds=True)

    return numbers(numbers, count), code


def called(_context: Any, address: Any, arguments: Any) -> tuple[Any, Callable[..., Any]]:
    """Have a function called as numba calls those that it knows by their names."""
    from numba import types
    from numba.core import cgutils

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kinds, calls = tuple(signature.args[1]), context.call_conv
        function = builder.inttoptr(given[0], calls.get_function_type(types.void, kinds).as_pointer())
        values = cgutils.unpack_tuple(builder, given[1])
        status, _ = calls.call_function(builder, function, types.void, kinds, values)
        return status.is_ok

    return types.boolean(address, arguments), code


def unowned(_context: Any, array: Any) -> tuple[Any, Callable[..., Any]]:
    """Have an array's owner left out of it."""
    from numba import types

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        if not isinstance(array, types.Array):
            return given[0]
        bare = context.make_array(signature.return_type)(context, builder, given[0])
        bare.meminfo, bare.parent = bare.meminfo.type(None), bare.parent.type(None)
        return bare._getvalue()  # noqa: SLF001 - there is no other way to the structure itself

    return array(array), code
