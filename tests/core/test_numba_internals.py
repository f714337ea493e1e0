"""The parts of numba that it does not promise to keep are there, and it goes without them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numba import njit, types

from momentum_lab.core.addresses import by_address, numbers_type
from momentum_lab.core.numba_internals import (
    TRIED_VERSIONS,
    NoAddressError,
    address_of,
    as_argument,
    compiled_code,
    entry_point,
    kept_code,
)

NUMBER = types.float64
FUNCTION = types.FunctionType(NUMBER(NUMBER))
HINT = f"numba {version('numba')} is without it; these were tried: {', '.join(TRIED_VERSIONS)}"


def compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A function, and one that takes it and puts what it gives into an array."""

    @njit([NUMBER(NUMBER)])
    def half(x):
        return x / 2.0

    @njit([NUMBER(FUNCTION, NUMBER[::1])])
    def fill(function, numbers):
        for i in range(len(numbers)):
            numbers[i] = function(numbers[i])
        return numbers[0]

    return half, fill


def assert_halves(fill: Callable[..., Any], half: Any) -> None:
    numbers = np.array([3.0, -5.0])
    assert fill(half, numbers) == 1.5
    assert numbers.tolist() == [1.5, -2.5]


def test_that_the_entry_point_is_there_and_does_the_same() -> None:
    half, fill = compiled()
    assert entry_point(fill) is not fill, HINT
    assert entry_point(half)(9.0) == 4.5
    assert_halves(entry_point(fill), half)


def test_that_the_address_is_there_and_calls_the_same() -> None:
    half, fill = compiled()
    assert as_argument(half) is not half, HINT
    assert_halves(fill, as_argument(half))
    assert_halves(entry_point(fill), as_argument(half))


def test_that_the_address_is_that_of_the_machine_code() -> None:
    @njit([types.void(numbers_type())])
    def halve(numbers):
        numbers[0] = numbers[0] / 2.0

    @njit([types.void(numbers_type())])
    def complain(numbers):
        raise ValueError

    by = by_address()
    called, pointed, shifted = by["called"], by["pointed"], by["shifted"]

    @njit([types.boolean(types.int64, types.int64)])
    def call(function, numbers):
        return called(function, (shifted(pointed(numbers), 1),))

    numbers = np.array([3.0, -5.0])
    assert call(address_of(halve).number, numbers.ctypes.data)
    assert not call(address_of(complain).number, numbers.ctypes.data)
    assert numbers.tolist() == [3.0, -2.5]


def test_that_arrays_without_their_owners_are_the_same() -> None:
    unowned = by_address()["unowned"]

    @njit([types.void(NUMBER[:, ::1], types.int64)])
    def fill(table, column):
        bare = unowned(table)
        for row in range(bare.shape[0]):
            bare[row][unowned(column)] = row

    table = np.full((3, 2), 7.0)
    fill(table, 1)
    assert table.tolist() == [[7.0, 0.0], [7.0, 1.0], [7.0, 2.0]]


class Without:
    """A compiled function in a numba that has no such part, at this or that depth."""

    def __init__(self, ready: Callable[..., Any], hidden: str) -> None:
        self._ready = ready
        if hidden != "overloads":
            (result,) = ready.overloads.values()
            parts = {n: getattr(result, n) for n in ("entry_point", "library", "fndesc") if n != hidden}
            if hidden == "llvm_cfunc_wrapper_name":
                parts["fndesc"] = SimpleNamespace()
            if hidden == "get_pointer_to_function":
                parts["library"] = SimpleNamespace()
            self.overloads = {"signature": SimpleNamespace(signature=result.signature, **parts)}

    def __call__(self, *arguments: Any) -> Any:
        return self._ready(*arguments)


@pytest.mark.parametrize("hidden", ["overloads", "entry_point"])
def test_that_without_an_entry_point_the_function_itself_is_called(hidden: str) -> None:
    half, fill = compiled()
    without = Without(fill, hidden)
    assert entry_point(without) is without
    assert_halves(entry_point(without), as_argument(half))
    assert_halves(entry_point(without), half)


@pytest.mark.parametrize(
    "hidden", ["overloads", "library", "fndesc", "get_pointer_to_function", "llvm_cfunc_wrapper_name"]
)
def test_that_without_an_address_the_function_itself_is_the_argument(hidden: str) -> None:
    half, fill = compiled()
    assert as_argument(Without(half, hidden))._ready is half
    assert_halves(fill, half)
    assert_halves(entry_point(fill), half)


@pytest.mark.parametrize("hidden", ["overloads", "library", "fndesc", "get_pointer_to_function"])
def test_that_without_an_address_that_is_said(hidden: str) -> None:
    half, _ = compiled()
    with pytest.raises(NoAddressError):
        address_of(Without(half, hidden))


def test_that_without_the_protocol_of_addresses_the_function_itself_is_the_argument(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr("numba.core.types.function_type.WrapperAddressProtocol")
    half, fill = compiled()
    assert as_argument(half) is half
    assert_halves(entry_point(fill), half)


class Shelf(dict[str, bytes]):
    """A store that lasts as long as the test."""

    def read(self, name: str) -> bytes | None:
        return self.get(name)

    def write(self, name: str, result: bytes) -> None:
        self[name] = result


def test_that_what_is_taken_from_a_store_runs_without_the_code_between() -> None:
    shelf = Shelf()
    bitcode = []
    for _ in range(2):  # compiled, then taken
        module, signature = ModuleType("halves"), NUMBER(NUMBER)
        half = kept_code("half", signature, module.__name__, shelf)
        assert (half is None) == (not shelf), HINT
        if half is None:
            half = compiled_code(njit(lambda x: x / 2.0), "half", signature, module, shelf)
        (result,) = half.overloads.values()
        bitcode.append(result.library._shared_module)
        assert entry_point(half)(9.0) == 4.5
        _, fill = compiled()
        assert_halves(fill, as_argument(half))
    assert len(shelf) == 1
    assert bitcode == [None, None], HINT
    assert result.type_annotation == "", HINT


def test_that_the_oldest_version_that_is_allowed_was_tried() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    (needed,) = (line for line in project["project"]["dependencies"] if line.startswith("numba"))
    assert needed.startswith(f"numba>={TRIED_VERSIONS[0]},")
