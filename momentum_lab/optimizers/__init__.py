"""The optimizers: every module of this package that defines ``OPTIMIZER`` adds one.

So does a module in a person's own folder, and an entry point of the group ``momentum_lab.optimizers``.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.optimizer import AnyOptimizer, Optimizer
from momentum_lab.core.plugins import constant_of_file, entries, own_files
from momentum_lab.core.registry import Registry, Source, constants_of_modules
from momentum_lab.core.tables import text

GROUP: Final = "momentum_lab.optimizers"
_CONSTANT: Final = "OPTIMIZER"
MOST_WORDS: Final = 1000


def _built_in() -> dict[str, AnyOptimizer]:
    found = (o for o in constants_of_modules(__name__, _CONSTANT) if isinstance(o, Optimizer))
    return {optimizer.name: optimizer for optimizer in found}


def _sources() -> Iterator[Source[AnyOptimizer]]:
    for path in own_files("optimizers", ".py"):
        load = partial(constant_of_file, path, _CONSTANT)
        yield Source(str(path), partial(_loaded, str(path), load), path.stem)
    for place, point in entries(GROUP):
        yield Source(place, partial(_loaded, place, point.load), point.name)


def _loaded(place: str, load: Callable[[], object]) -> Iterator[tuple[str, AnyOptimizer]]:
    with located(place):
        found = load()
        if not isinstance(found, Optimizer):
            raise InputError(f"found {quoted(found)}, allowed is an Optimizer of momentum_lab.core.optimizer")
        for words in (found.title, found.teaches, found.reference, *found.equation.split("\n")):
            text(MOST_WORDS)(words)  # they are printed on terminals
    yield found.name, found


OPTIMIZERS: Final[Registry[AnyOptimizer]] = Registry("optimizer", _built_in(), _sources)

__all__ = ["GROUP", "OPTIMIZERS"]
