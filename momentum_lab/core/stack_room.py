"""Room on the stack for machine code: a few numbers that the compiler may keep in registers.

An array that came from outside could be read by somebody else at any time, as far as the compiler knows; and
numba's own arrays are on the heap.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from momentum_lab.core.numba_internals import widen

_LINE: Final = 64
"""Bytes in a line of the cache, and in the widest register."""


@lru_cache(maxsize=1)
def stack_room() -> Any:
    """Return ``room(count)`` for use inside of machine code: a place for so many doubles, known beforehand.

    What is there at the beginning is anything at all. The function that it is used in takes the widest
    registers that the processor has, and stays a function of its own.
    """
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    def room(typing_context: Any, count: Any) -> Any:
        if not isinstance(count, types.IntegerLiteral):
            return None
        size = count.literal_value

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            widen(builder.function)
            with builder.goto_entry_block():
                place = builder.alloca(ir.ArrayType(ir.DoubleType(), size))
                place.align = _LINE
            return builder.bitcast(place, ir.DoubleType().as_pointer())

        return types.CPointer(types.float64)(count), code

    return intrinsic(prefer_literal=True)(room)
