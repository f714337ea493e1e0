"""How an optimizer declares its hyperparameters: once, as annotations of a NamedTuple.

The panel's widgets, the command line, the experiment file and the tables all read the same declaration.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import (
    Annotated,
    Final,
    Generic,
    Literal,
    Protocol,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from momentum_lab.core.checks import checked_flag, checked_number
from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.messages import Message, message, words
from momentum_lab.core.titled import Titled
from momentum_lab.core.values import dataclass

Scale: TypeAlias = Literal["linear", "log", "towards_one"]
HyperValue: TypeAlias = float | bool | str
LEARNING_RATE: Final = "learning_rate"
"""What the learning rate is named, which a schedule changes from step to step."""


class NumberTuple(Protocol):
    """A NamedTuple of numbers: hyperparameters as the arithmetic takes them, or a state."""

    @property
    def _fields(self) -> tuple[str, ...]: ...

    def _asdict(self) -> dict[str, float]: ...

    def __iter__(self) -> Iterator[float]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> float: ...


HyperT = TypeVar("HyperT", bound=NumberTuple)


@dataclass(frozen=True, slots=True)
class Number:
    """A real hyperparameter.

    Attributes
    ----------
    default
        The value when nothing is said.
    low, high
        The smallest and the largest value that is allowed, both included.
    help
        What it does, in a few words.
    scale
        How a slider runs: evenly, by powers of ten, or finer and finer towards one.
    slider
        The range of the slider; the exact box beside it takes all of ``low`` to ``high``.
    is_rare
        Left at its default by most, so that a panel may fold it away.
    symbol
        The letter that stands for it in the equation.
    """

    default: float
    low: float
    high: float
    help: str
    scale: Scale = "linear"
    slider: tuple[float, float] | None = None
    is_rare: bool = False
    symbol: str = ""

    @property
    def slider_range(self) -> tuple[float, float]:
        """The range of the slider: ``slider``, or all that is allowed."""
        return self.slider or (self.low, self.high)

    def checked(self, value: object) -> float:
        """Return ``value`` as a float within the bounds, or raise :class:`InputError`."""
        return checked_number(value, self.low, self.high)

    def code(self, value: HyperValue) -> float:
        """Return the number that the update rule computes with."""
        return float(value)

    def decode(self, number: float) -> float:
        """Return the value of which ``number`` is the code: itself."""
        return float(number)


@dataclass(frozen=True, slots=True)
class Choice:
    """A hyperparameter that names one of a few variants; the update rule sees its index in ``options``."""

    options: tuple[str, ...]
    help: str
    is_rare: bool = False

    @property
    def default(self) -> str:
        """The first option."""
        return self.options[0]

    def checked(self, value: object) -> str:
        """Return ``value`` if it is one of the options, or raise :class:`InputError`."""
        if not isinstance(value, str):
            raise InputError(
                "found {found}, allowed is one of {names}", found=quoted(value), names=", ".join(self.options)
            )
        if value not in self.options:
            raise InputError(unknown("unknown choice {name}", value, self.options))
        return value

    def code(self, value: HyperValue) -> int:
        """Return the index of the option, which is what the update rule compares with."""
        return self.options.index(str(value))

    def decode(self, number: float) -> str:
        """Return the option of which ``number`` is the index."""
        return self.options[int(number)]


@dataclass(frozen=True, slots=True)
class Flag:
    """A hyperparameter that is on or off; the update rule sees 1 or 0."""

    default: bool
    help: str
    is_rare: bool = True

    def checked(self, value: object) -> bool:
        """Return ``value`` if it is a truth value, or raise :class:`InputError`."""
        return checked_flag(value)

    def code(self, value: HyperValue) -> int:
        """Return 1 or 0."""
        return int(bool(value))

    def decode(self, number: float) -> bool:
        """Return whether ``number`` stands for on."""
        return bool(number)


Hyperparameter: TypeAlias = Number | Choice | Flag


def title_message(name: str) -> Message:
    """Return what a hyperparameter, or one of its choices, is called."""
    return message(name.replace("_", " "))


def title_of(name: str) -> str:
    """Return what a hyperparameter, or one of its choices, is called where it is shown."""
    return str(title_message(name))


def help_message(declaration: Hyperparameter) -> Message:
    """Return what a hyperparameter does, as it is declared: its words are in the catalogue."""
    return message(declaration.help)


def explained_title(name: str, declaration: Hyperparameter) -> str:
    """Return what a setting is called, and what it does."""
    if not declaration.help:
        return title_of(name)
    return words("{setting}: {help}", setting=title_message(name), help=help_message(declaration))


def declared(hyper: type[NumberTuple]) -> dict[str, Hyperparameter]:
    """Return the declarations of a NamedTuple's fields, in their order.

    Raises
    ------
    TypeError
        A field carries no declaration, or a default outside its own bounds.
    """
    result: dict[str, Hyperparameter] = {}
    for name, hint in get_type_hints(hyper, include_extras=True).items():
        marks = [m for m in get_args(hint)[1:] if isinstance(m, Number | Choice | Flag)]
        if get_origin(hint) is not Annotated or len(marks) != 1:
            raise TypeError(f"{hyper.__qualname__}.{name} declares no hyperparameter")
        marks[0].checked(marks[0].default)
        result[name] = marks[0]
    return result


class Declared(Titled, Generic[HyperT]):
    """Base of what declares hyperparameters.

    It has a ``name``, a ``title``, what it ``teaches``, and ``hyper``, the NamedTuple that holds them.
    """

    __slots__ = ()

    name: str
    hyper: type[HyperT]
    hyperparameters: Mapping[str, Hyperparameter]

    def checked(self, values: Mapping[str, object]) -> FrozenMapping[HyperValue]:
        """Return all hyperparameters: ``values``, checked, and the defaults of those that are missing.

        Raises
        ------
        InputError
            A name is not one of the hyperparameters, or a value is out of bounds.
        """
        for name in values:
            if name not in self.hyperparameters:
                what = message("unknown hyperparameter of {owner} {name}", owner=self.name)
                problem = unknown(what, name, self.hyperparameters)
                raise InputError(problem)
        result: dict[str, HyperValue] = {}
        for name, declaration in self.hyperparameters.items():
            with located(name):
                result[name] = declaration.checked(values.get(name, declaration.default))
        return FrozenMapping(result)

    def pack(self, values: Mapping[str, HyperValue]) -> HyperT:
        """Return checked hyperparameters as the NamedTuple of numbers that the arithmetic takes."""
        make: Callable[..., HyperT] = self.hyper
        return make(**{n: d.code(values[n]) for n, d in self.hyperparameters.items()})

    def unpack(self, hyper: HyperT) -> FrozenMapping[HyperValue]:
        """Return packed hyperparameters as the values that a person sets."""
        pairs = zip(self.hyperparameters.items(), hyper, strict=True)
        return FrozenMapping({name: declaration.decode(number) for (name, declaration), number in pairs})

    def symbol(self, name: str) -> str:
        """Return the symbol of a hyperparameter, or its name where it has none."""
        declaration = self.hyperparameters[name]
        symbol = declaration.symbol if isinstance(declaration, Number) else ""
        return symbol or title_of(name)


LARGEST_RATE = 1e6
SMALLEST_RATE = 1e-12
BELOW_ONE = math.nextafter(1.0, 0.0)

LearningRate: TypeAlias = Annotated[
    float,
    Number(
        0.01,
        SMALLEST_RATE,
        LARGEST_RATE,
        "length of a step along the gradient",
        "log",
        (1e-5, 10.0),
        symbol="η",
    ),
]
WeightDecay: TypeAlias = Annotated[
    float,
    Number(
        0.0,
        0.0,
        1e3,
        "pull towards the origin, added to the gradient",
        "linear",
        (0.0, 0.5),
        is_rare=True,
        symbol="λ",
    ),
]
Beta1: TypeAlias = Annotated[
    float,
    Number(0.9, 0.0, BELOW_ONE, "memory of the mean gradient", "towards_one", (0.0, 0.999), symbol="β₁"),
]
Beta2: TypeAlias = Annotated[
    float,
    Number(
        0.999,
        0.0,
        BELOW_ONE,
        "memory of the mean squared gradient",
        "towards_one",
        (0.0, 0.999),
        symbol="β₂",
    ),
]
Epsilon: TypeAlias = Annotated[
    float,
    Number(1e-8, 0.0, 1.0, "keeps the division finite", "log", (1e-12, 1.0), is_rare=True, symbol="ε"),
]
