"""Named things that are found by walking a package: one file adds one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from momentum_lab.core.errors import InputError, unknown

Item = TypeVar("Item")


class Registry(Mapping[str, Item], Generic[Item]):
    """An immutable mapping from names to things of one kind; an unknown name is an input error."""

    def __init__(self, kind: str, items: Mapping[str, Item]) -> None:
        self.kind = kind
        self._items = dict(items)

    def __getitem__(self, name: str) -> Item:
        try:
            return self._items[name]
        except (KeyError, TypeError):
            raise InputError(unknown(self.kind, name, self._items)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def constants_of_modules(package: str, constant: str) -> Iterator[object]:
    """Yield ``constant`` of every module of ``package`` that has one, in the order of module names."""
    paths = importlib.import_module(package).__path__
    for info in sorted(pkgutil.iter_modules(paths), key=lambda info: info.name):
        module = importlib.import_module(f"{package}.{info.name}")
        if hasattr(module, constant):
            yield getattr(module, constant)
