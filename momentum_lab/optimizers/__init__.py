"""The optimizers: every module of this package that defines ``OPTIMIZER`` adds one.

So does a module in a person's own folder, and an entry point of the group ``momentum_lab.optimizers``.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.messages import message
from momentum_lab.core.optimizer import AnyOptimizer, Optimizer
from momentum_lab.core.plugins import constant_of_file, entries, own_files
from momentum_lab.core.registry import ItemSource, NameRefusals, Registry, constants_of_modules
from momentum_lab.core.tables import text

GROUP: Final = "momentum_lab.optimizers"
_CONSTANT: Final = "OPTIMIZER"
MOST_WORDS: Final = 1000


def _built_in() -> dict[str, AnyOptimizer]:
    found = (o for o in constants_of_modules(__name__, _CONSTANT) if isinstance(o, Optimizer))
    return {optimizer.name: optimizer for optimizer in found}


def _sources() -> Iterator[ItemSource[AnyOptimizer]]:
    for path in own_files("optimizers", ".py"):
        load = partial(constant_of_file, path, _CONSTANT)
        yield ItemSource(str(path), partial(_loaded, str(path), load), path.stem)
    for place, point in entries(GROUP):
        yield ItemSource(place, partial(_loaded, place, point.load), point.name)


def _loaded(place: str, load: Callable[[], object]) -> Iterator[tuple[str, AnyOptimizer]]:
    with located(place):
        found = load()
        if not isinstance(found, Optimizer):
            raise InputError(
                "found {found}, allowed is an Optimizer of momentum_lab.core.optimizer", found=quoted(found)
            )
        for words in (found.title, found.teaches, found.reference, *found.equation.split("\n")):
            text(MOST_WORDS)(words)  # they are printed on terminals
    yield found.name, found


OPTIMIZERS: Final[Registry[AnyOptimizer]] = Registry(
    NameRefusals(
        message("unknown optimizer {name}"),
        message("found {found} as the name of an optimizer; {allowed}"),
        message("there is another optimizer that is named {name!r}"),
        message("the optimizer {name!r} is left out: {problem}"),
    ),
    _built_in(),
    _sources,
)

__all__ = ["GROUP", "OPTIMIZERS"]
