"""A mapping that makes each of its things when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class LazyMapping(Mapping[str, Thing], Generic[Thing]):
    """Things by their names, which are known; ``make`` gives the thing of a name, always the same one."""

    def __init__(self, names: Iterable[str], make: Callable[[str], Thing]) -> None:
        self._names, self._make = dict.fromkeys(names), make
        self._made: dict[str, Thing] = {}

    def __getitem__(self, name: str) -> Thing:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made.setdefault(name, self._make(name))  # of two threads, the first
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
