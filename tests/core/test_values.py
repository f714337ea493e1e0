"""Dataclasses that are quickly made do what those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import weakref
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from itertools import product
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.core.values import dataclass

Maker = Callable[..., Any]
MAKERS = {"standard": dataclasses.dataclass, "ours": dataclass}
BOTH = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
KINDS = [
    dict(zip(("frozen", "slots", "eq"), chosen, strict=True)) for chosen in product((True, False), repeat=3)
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is."""

    x: float
    y: float = 2.0
    seen: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NamedPlace(Place):
    """It has a name, too."""

    name: str = field(kw_only=True)
    initial: str = field(init=False)
    count: ClassVar[int] = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "initial", self.name[:1])


def family(make: Maker, **how: bool) -> tuple[type[Any], type[Any]]:
    """Return two classes, one of which inherits from the other, of all that our classes have."""

    @make(**how)
    class Base:
        first: int
        second: float = 0.5
        hidden: str = field(default="h", repr=False)
        apart: int = field(default=1, compare=False)

    @make(**how)
    class Heir(Base):
        """It has more."""

        listed: list[int] = field(default_factory=list)
        named: str = field(default="n", kw_only=True)
        set_later: int = field(init=False, hash=False, default=7)
        made: dict[str, int] = field(init=False, compare=False, default_factory=dict)
        shared: ClassVar[str] = "s"

        def __post_init__(self) -> None:
            object.__setattr__(self, "set_later", self.first + 1)

        def __str__(self) -> str:
            return f"heir {self.first}"

    return Base, Heir


def told(value: object) -> str:
    return repr(value).replace(type(value).__qualname__, type(value).__name__)


def outcome(do: Callable[[], object]) -> object:
    """Return what comes of something, be it an error."""
    try:
        return do()
    except AttributeError as error:  # as the one is that frozen classes raise
        return type(error), str(error)


@pytest.mark.parametrize("how", KINDS, ids=str)
def test_that_instances_are_alike(how: dict[str, bool]) -> None:
    shown = []
    for make in MAKERS.values():
        base, heir = family(make, **how)
        values = [base(1), base(1, 2.0, apart=9), base(first=1, second=2.0), heir(1), heir(1, listed=[3])]
        shown.append(
            [
                [told(value) for value in values],
                [str(values[3])],
                [[one == other for one in values] for other in values],
                [{each.name: getattr(value, each.name) for each in fields(value)} for value in values],
                [type(value).__hash__ is None for value in values],
                [base.__match_args__, heir.__match_args__, heir.shared, heir.__doc__],
                [hasattr(value, "__dict__") for value in values],
                told(replace(values[4], first=5, named="other")),
                [outcome(lambda value=value: setattr(value, "first", 8)) for value in values],
                [outcome(lambda value=value: delattr(value, "second")) for value in values],
                [str(inspect.signature(of)).replace("'", "") for of in (base, heir)],
            ]
        )
    assert shown[0] == shown[1]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    "arguments",
    [{}, {"first": 1, "more": 2}, {"first": 1, "set_later": 2}, {"first": 1, "made": {}}],
    ids=str,
)
def test_that_wrong_arguments_are_refused(make: Maker, arguments: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        family(make, frozen=True, slots=True)[1](**arguments)


values = st.none() | st.integers() | st.floats() | st.text(max_size=3) | st.tuples(st.floats(), st.booleans())


@given(one=st.lists(values, min_size=3, max_size=3), other=st.lists(values, min_size=3, max_size=3))
def test_that_values_of_any_kind_compare_alike(one: list[object], other: list[object]) -> None:
    for count in range(4):
        found = []
        for make in MAKERS.values():
            names = [f"field_{number}" for number in range(count)]
            cls = make(frozen=True, slots=True)(
                type("Some", (), {"__annotations__": dict.fromkeys(names, "object"), "__module__": __name__})
            )
            left, right = cls(*one[:count]), cls(*other[:count])
            found.append((left == right, left == left, left != right, hash(left), hash(right), told(left)))
        assert found[0] == found[1]


@BOTH
def test_that_what_a_class_has_itself_stays(make: Maker) -> None:
    @make(frozen=True, slots=True)
    class Odd:
        number: int

        def __init__(self, text: str) -> None:
            object.__setattr__(self, "number", int(text))

        def __repr__(self) -> str:
            return "odd"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Odd)

        def __hash__(self) -> int:
            return 17

    assert (repr(Odd("3")), Odd("3") == Odd("5"), Odd("3").number) == ("odd", True, 3)
    assert hash(Odd("3")) == 17


@BOTH
def test_that_what_contains_itself_is_told(make: Maker) -> None:
    @make(slots=True)
    class Ring:
        rest: object

    ring = Ring(None)
    ring.rest = [ring]
    assert told(ring).endswith("Ring(rest=[...])")


@BOTH
def test_that_one_can_be_referred_to_weakly(make: Maker) -> None:
    @make(slots=True, eq=False, weakref_slot=True)
    class Kept:
        number: int

    kept = Kept(1)
    assert weakref.ref(kept)() is kept
    assert Kept(1) != Kept(1)


def test_that_values_are_pickled_and_copied() -> None:
    place = NamedPlace(1.0, name="here")
    for other in (pickle.loads(pickle.dumps(place)), copy.copy(place), copy.deepcopy(place)):
        assert other == place
        assert other.initial == "h"
        assert other.seen == {}


def test_that_none_can_be_changed() -> None:
    place = NamedPlace(1.0, name="here")
    for name in ("x", "initial", "elsewhere"):
        with pytest.raises(FrozenInstanceError):
            setattr(place, name, 5)
        with pytest.raises(FrozenInstanceError):
            delattr(place, name)


def test_that_init_is_written_once_and_by_the_class_that_has_it() -> None:
    @dataclass(frozen=True, slots=True)
    class Base:
        number: int

    class Heir(Base):
        pass

    assert Heir(2).number == 2
    assert inspect.isfunction(vars(Base)["__init__"])
    assert "__init__" not in vars(Heir)
    assert Base.__init__ is Heir.__init__
    assert Base.__init__.__annotations__ == {"number": "int", "return": None}
