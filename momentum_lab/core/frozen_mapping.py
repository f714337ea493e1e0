"""A mapping that cannot change, so that the values that hold it can be compared and hashed."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Generic, TypeVar

Value = TypeVar("Value")


class FrozenMapping(Mapping[str, Value], Generic[Value]):
    """An immutable, hashable mapping from names to values that keeps its order."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[str, Value] | None = None, /, **more: Value) -> None:
        self._items: dict[str, Value] = {**(items or {}), **more}
        self._hash: int | None = None

    def __getitem__(self, name: str) -> Value:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def keys(self) -> KeysView[str]:
        """Return the names, as a dict does: what a mapping has for it takes ten times as long."""
        return self._items.keys()

    def values(self) -> ValuesView[Value]:
        """Return the values."""
        return self._items.values()

    def items(self) -> ItemsView[str, Value]:
        """Return names and values."""
        return self._items.items()

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._items.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"

    def updated(self, **changes: Value) -> FrozenMapping[Value]:
        """Return a copy with ``changes`` put in."""
        return FrozenMapping(self._items, **changes)
