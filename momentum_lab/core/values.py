"""Dataclasses that are made in a tenth of the time.

For a frozen class :func:`dataclasses.dataclass` writes six methods and compiles each of them. That takes half
a millisecond, and with two hundred classes a ninth of the time until the window is seen. Here what compares,
tells or refuses is shared, and ``__init__`` is compiled when a class is first used. What the classes do is
the same; fields, slots, arguments of patterns and :func:`dataclasses.replace` are the standard library's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from operator import attrgetter
from reprlib import recursive_repr
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # by which checkers of types know one

    from _typeshed import DataclassInstance as Value
else:

    def dataclass(
        *, frozen: bool = False, slots: bool = False, eq: bool = True, weakref_slot: bool = False
    ) -> Callable[[type], type]:
        """Return what makes a dataclass of a class; all that is said means what it means to the original."""

        def made(cls: type) -> type:
            if cls.__doc__ is None:
                cls.__doc__ = cls.__name__  # or it would be written from the signature, at once
            own = {
                name for name, given in vars(cls).items() if given is not None
            }  # __eq__ takes __hash__ away
            like = dataclasses.dataclass(
                init=False, repr=False, eq=False, slots=slots, weakref_slot=weakref_slot
            )
            whole = like(cls)
            methods = {"__init__": _Unwritten(whole, frozen), "__repr__": _repr}
            methods |= (_comparing(whole, frozen) if eq else {}) | (_frozen(slots) if frozen else {})
            for name, method in methods.items():
                if name not in own:
                    setattr(whole, name, method)
            return whole

        return made


class _Made:
    """Stands in a signature for what is made anew for each."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE: Final = _Made()


class _Unwritten:
    """Stands in a class for its ``__init__`` until somebody asks for it."""

    def __init__(self, cls: type[Value], is_frozen: bool) -> None:
        self._class, self._is_frozen = cls, is_frozen

    def __get__(self, instance: Value | None, _owner: type | None = None) -> FunctionType | MethodType:
        """Write it, and put it in its place."""
        written = _written(self._class, self._is_frozen)
        setattr(self._class, "__init__", written)  # noqa: B010  (of a class, which mypy would not have)
        return written if instance is None else MethodType(written, instance)


def _written(cls: type[Value], is_frozen: bool) -> FunctionType:
    known: dict[str, object] = {"__put__": object.__setattr__, "__made__": _MADE}
    positional: list[str] = ["self"]
    by_name: list[str] = []
    lines: list[str] = []
    for field in fields(cls):
        name, default, value = field.name, "", field.name
        if field.default is not MISSING:
            default = f"__default_{name}__"
            known[default] = field.default
            value = name if field.init else default
        elif field.default_factory is not MISSING:
            make, default = f"__make_{name}__", "__made__"
            known[make] = field.default_factory
            value = f"{make}() if {name} is __made__ else {name}" if field.init else f"{make}()"
        if field.init:
            (by_name if field.kw_only else positional).append(f"{name}={default}" if default else name)
        if field.init or default:
            lines.append(f"__put__(self, {name!r}, {value})" if is_frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    parameters = ", ".join([*positional, *(["*", *by_name] if by_name else [])])
    exec(f"def __init__({parameters}):\n " + "\n ".join(lines or ["pass"]), known)
    written = known["__init__"]
    assert isinstance(written, FunctionType)
    written.__qualname__, written.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    written.__annotations__ = {each.name: each.type for each in fields(cls) if each.init} | {"return": None}
    return written


@recursive_repr()
def _repr(self: Value) -> str:
    told = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({told})"


def _comparing(cls: type[Value], is_frozen: bool) -> dict[str, object]:
    """Return the methods of a class that is equal by its fields; what can change has no hash."""
    compared = tuple(each.name for each in fields(cls) if each.compare)
    hashed = tuple(each.name for each in fields(cls) if (each.compare if each.hash is None else each.hash))
    values = _values(compared)

    def equals(self: Value, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    hashed_values = values if hashed == compared else _values(hashed)

    def hash_of(self: Value) -> int:
        return hash(hashed_values(self))

    return {"__eq__": equals, "__hash__": hash_of if is_frozen else None}


def _values(names: tuple[str, ...]) -> Callable[[object], object]:
    """Return what gives the tuple of an object's values."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda of: tuple(getattr(of, name) for name in names)


def _frozen(has_slots: bool) -> dict[str, object]:
    """Return the methods of a class that does not change; with slots it can be pickled all the same."""
    refusing: dict[str, object] = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    return refusing | ({"__getstate__": _state, "__setstate__": _set_state} if has_slots else {})


def _refuse_to_set(_self: Value, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Value, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Value) -> list[object]:
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Value, state: list[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
