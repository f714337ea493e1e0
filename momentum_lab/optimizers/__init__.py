"""The optimizers: every module of this package adds one, its ``OPTIMIZER``, which has the module's name.

So does a module in a person's own folder, and an entry point of the group ``momentum_lab.optimizers``.
"""

import importlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from momentum_lab.core.equations import Equations
from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.hyperparameters import Choice, Flag, Number
from momentum_lab.core.lazy_mapping import LazyMapping
from momentum_lab.core.messages import message
from momentum_lab.core.optimizer import AnyOptimizer, Optimizer
from momentum_lab.core.plugin_trial import TriedSources
from momentum_lab.core.plugins import code_of_entry, code_of_file, constant_of_file, entries, own_modules
from momentum_lab.core.registry import ItemSource, NameRefusals, Registry, modules_of
from momentum_lab.core.tables import text
from momentum_lab.formulas.rules import rule

GROUP: Final = "momentum_lab.optimizers"
_CONSTANT: Final = "OPTIMIZER"
MOST_WORDS: Final = 1000


def _built_in(name: str) -> AnyOptimizer:
    found: AnyOptimizer = getattr(importlib.import_module(f"{__name__}.{name}"), _CONSTANT)
    return found


def sources() -> Iterator[ItemSource[AnyOptimizer]]:
    """Yield where optimizers may be added from."""
    for path in own_modules("optimizers"):
        load = partial(constant_of_file, path, _CONSTANT)
        yield ItemSource(str(path), partial(_loaded, str(path), load), path.stem, code_of_file(path))
    for place, point in entries(GROUP):
        yield ItemSource(place, partial(_loaded, place, point.load), point.name, code_of_entry(point))


def exercise(optimizer: AnyOptimizer) -> None:
    """Take two steps with a rule, as a run does; whatever it raises passes through."""
    if optimizer.from_rate is not None:
        optimizer.from_rate(0.1)
    hyper = optimizer.pack(optimizer.checked({}))
    state, slopes = optimizer.init(hyper), (0.5, -2.0)
    told = [each for each in (optimizer.correction, optimizer.look_ahead) if each is not None]
    if optimizer.needs_hessian:
        for _ in slopes:
            _, state = optimizer.vector_update(slopes, (1.0, 0.0, 2.0), (1.0, 1.0), state, hyper)
    else:
        for slope in slopes:
            before, (_, state) = state, optimizer.coordinate_update(slope, 1.0, state, hyper)
            if optimizer.effective_rate is not None:
                optimizer.effective_rate(slope, before, state, hyper)
    for each in told:
        each(state, hyper)


def _loaded(place: str, load: Callable[[], object]) -> Iterator[tuple[str, AnyOptimizer]]:
    with located(place):
        found = load()
        if type(found) is not Optimizer:  # what is derived from it could say one thing now and another later
            raise InputError(
                "found {found}, allowed is an Optimizer of momentum_lab.core.optimizer", found=quoted(found)
            )
        _check_texts(found)
    yield found.name, found


def _check_texts(found: AnyOptimizer) -> None:
    """Raise :class:`InputError` unless all that is printed of an optimizer is plain text."""
    said = [found.name, found.title, found.teaches, found.reference]
    if type(found.equations) is not Equations:
        raise InputError("found {found}, allowed are Equations", found=quoted(found.equations))
    for words in (*said, found.equations.text):
        if type(words) is not str:
            raise InputError("found {found}, allowed is a text", found=quoted(words))
    for declaration in found.hyperparameters.values():
        if type(declaration) not in (Number, Choice, Flag):
            raise InputError("found {found}, allowed is a Number, Choice or Flag", found=quoted(declaration))
        said.append(declaration.help)
        said += [declaration.symbol] if isinstance(declaration, Number) else []
    for words in said:
        text(MOST_WORDS)(words)
    with located("equations"):
        rule(found)


OPTIMIZERS: Final[Registry[AnyOptimizer]] = Registry(
    NameRefusals(
        message("unknown optimizer {name}"),
        message("found {found} as the name of an optimizer; {allowed}"),
        message("there is another optimizer that is named {name!r}"),
        message("the optimizer {name!r} is left out: {problem}"),
    ),
    LazyMapping(modules_of(__name__), _built_in),
    TriedSources(__name__, sources),
)

__all__ = ["GROUP", "OPTIMIZERS"]
