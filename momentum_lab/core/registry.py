"""Named things: those of the program, then a person's own, then those of other packages."""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Generic, TypeVar

from momentum_lab.core.checks import allowed_names
from momentum_lab.core.errors import InputError, MomentumLabError, quoted, unknown
from momentum_lab.core.foreign_code import described, is_interrupt, kept_process, listed
from momentum_lab.core.messages import Message
from momentum_lab.core.values import dataclass

Item = TypeVar("Item")
LONGEST_NAME: Final = 60
NAME: Final = re.compile(f"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}")
"""What things are named."""


@dataclass(frozen=True, slots=True)
class ItemSource(Generic[Item]):
    """Where things may be added from.

    Attributes
    ----------
    place
        A file, or a package and its entry point, as an error names it.
    load
        Returns pairs of a name and a thing; whatever it raises is a problem of this source alone.
    name
        What the thing is most likely called, so that who asks for it hears why it is not there.
    code
        Tells the code that ``load`` runs from any other; empty where it runs none of others.
    """

    place: str
    load: Callable[[], Iterable[tuple[str, Item]]]
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class NameRefusals:
    """What is said of names in a registry: whole sentences, since a noun alone has a gender and an article.

    Attributes
    ----------
    unknown
        That there is none of a ``name``.
    unusable
        That what was ``found`` cannot be a name, and what is ``allowed``.
    taken
        That there is another of a ``name``.
    left_out
        That the one of a ``name`` is there, but cannot be used: because of a ``problem``.
    """

    unknown: Message
    unusable: Message
    taken: Message
    left_out: Message


class UnknownNameError(InputError, KeyError):
    """No thing has this name; also the error of a mapping, whose ``get`` then gives the default."""


class Registry(Mapping[str, Item], Generic[Item]):
    """A mapping from names to things of one kind; an unknown name is an input error.

    What is built in never fails. A further source that does is left out, and ``problems`` says why. Others
    than those built in are looked for when one of them, or all, are first asked for.

    Parameters
    ----------
    said
        What errors say of names.
    built_in
        The things that come with the program.
    sources
        Where others are looked for, at first and whenever :meth:`reload` is called. They cannot replace a
        name that is there already.
    """

    def __init__(
        self,
        said: NameRefusals,
        built_in: Mapping[str, Item],
        sources: Callable[[], Iterable[ItemSource[Item]]] = tuple,
    ) -> None:
        self._said = said
        self.built_in: Mapping[str, Item] = built_in
        self._sources = sources
        self._others: Mapping[str, Item] | None = None
        self._former: dict[str, Item] = {}
        self._left_out: tuple[tuple[str, MomentumLabError], ...] = ()
        self._looking = threading.RLock()

    @property
    def problems(self) -> tuple[MomentumLabError, ...]:
        """Why sources were left out."""
        self._added()
        return tuple(problem for _, problem in self._left_out)

    def reload(self) -> None:
        """Look again at what may be added.

        What is no longer there is not listed any more, but who knows its name still gets it: it may be in
        use.
        """
        with self._looking:
            self._look()

    def _look(self) -> Mapping[str, Item]:
        others, left_out = dict[str, Item](), list[tuple[str, MomentumLabError]]()
        for source in self._sources():
            try:
                for name, item in _loaded(source):
                    self._check_name(name, others, source.place)
                    others[name] = item
            except MomentumLabError as error:
                left_out.append((source.name, error))
            except BaseException as error:
                if is_interrupt(error):
                    raise
                left_out.append((source.name, InputError(described(error), source.place)))
        self._former |= self._others or {}
        self._others, self._left_out = others, tuple(left_out)
        return others

    def _added(self) -> Mapping[str, Item]:
        """Return what is not built in."""
        if self._others is not None:
            return self._others
        with self._looking:
            return self._look() if self._others is None else self._others

    def _check_name(self, name: str, others: Iterable[str], place: str) -> None:
        if not NAME.fullmatch(name):
            allowed = allowed_names(LONGEST_NAME)
            raise InputError(self._said.unusable.filled(found=quoted(name), allowed=allowed), place)
        if name in self.built_in or name in others:
            raise InputError(self._said.taken.filled(name=name), place)

    def __getitem__(self, name: str) -> Item:
        if not isinstance(name, str):
            raise UnknownNameError(unknown(self._said.unknown, name, self))
        if name in self.built_in:
            return self.built_in[name]
        for items in (self._added(), self._former):
            if name in items:
                return items[name]
        for source, problem in self._left_out:
            if source == name:
                raise UnknownNameError(self._said.left_out.filled(name=name, problem=str(problem)))
        raise UnknownNameError(unknown(self._said.unknown, name, self))

    def __contains__(self, name: object) -> bool:
        return name in self.built_in or name in self._added()

    def __iter__(self) -> Iterator[str]:
        return iter([*self.built_in, *self._added()])

    def __len__(self) -> int:
        return len(self.built_in) + len(self._added())


def _loaded(source: ItemSource[Item]) -> list[tuple[str, Item]]:
    """Return what a source adds; what its code does to the process besides is undone, and refused."""
    if not source.code:
        return list(source.load())
    with kept_process() as changed:
        found = list(source.load())
    if changed:
        raise InputError("changes {what}", source.place, what=listed(changed))
    return found


def modules_of(package: str) -> list[str]:
    """Return the names of the modules of a package, in their order; none of them is imported.

    Those that begin with an underscore help the others.
    """
    names = (info.name for info in pkgutil.iter_modules(importlib.import_module(package).__path__))
    return sorted(name for name in names if not name.startswith("_"))


def constants_of_modules(package: str, constant: str) -> Iterator[object]:
    """Yield ``constant`` of every module of ``package`` that has one, in the order of module names."""
    for name in modules_of(package):
        module = importlib.import_module(f"{package}.{name}")
        if hasattr(module, constant):
            yield getattr(module, constant)
