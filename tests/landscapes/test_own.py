"""A person's own landscapes: written and read back alike, under names that every system allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.registry import LONGEST_NAME
from momentum_lab.landscapes import LANDSCAPES, LandscapeEntry, Parameter, user_library
from momentum_lab.landscapes.declaration import TAGS, read_entry
from momentum_lab.landscapes.entry import StatedMinimum
from momentum_lab.landscapes.user_library import (
    check_own_name,
    delete_own,
    free_name,
    is_own,
    name_from,
    own_path,
    write_entry,
)

numbers = st.floats(-1e6, 1e6, allow_nan=False)
texts = (
    st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
names = st.from_regex(r"own_[a-z0-9_]{1,20}", fullmatch=True)


@st.composite
def parameters(draw: st.DrawFn) -> FrozenMapping[Parameter]:
    result = {}
    for name in draw(st.lists(st.sampled_from(["a", "b", "beta_1", "height"]), unique=True)):
        low = draw(st.floats(-1e6, 1e6))
        high = low + draw(st.floats(1.0, 1e6))
        default = draw(st.floats(low, high))
        result[name] = Parameter(name, default, low, high, draw(texts))
    return FrozenMapping(result)


@st.composite
def entries(draw: st.DrawFn) -> LandscapeEntry:
    declared = draw(parameters())
    axes = ["x", "y"][: draw(st.integers(1, 2))]
    places = st.tuples(*(st.one_of(numbers, st.sampled_from(["0.5", *declared])) for _ in axes))
    minima = st.builds(StatedMinimum, places, numbers, st.sampled_from(["global", "local"]))
    lows = [draw(st.floats(-1e6, 1e6)) for _ in axes]
    domain = tuple((low, low + draw(st.floats(1.0, 1e6))) for low in lows)
    return LandscapeEntry(
        name=draw(names),
        title=draw(texts),
        formula=" + ".join([f"{axis}**2" for axis in axes] + [f"{name}*x" for name in declared]),
        dimension=len(axes),
        domain=domain,
        start=tuple(draw(st.floats(low, high)) for low, high in domain),
        teaches=draw(texts),
        reference=draw(texts),
        tags=tuple(draw(st.lists(st.sampled_from(TAGS), unique=True))),
        parameters=declared,
        minima=tuple(draw(st.lists(minima, max_size=3))),
        saddles=tuple(draw(st.lists(places, max_size=2))),
        minima_at_defaults=draw(st.booleans()),
        learning_rates=FrozenMapping(
            draw(st.dictionaries(st.sampled_from(["adam", "momentum"]), st.floats(1e-9, 10.0)))
        ),
    )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(entry=entries())
def test_what_is_written_reads_back_alike(
    tmp_path_factory: pytest.TempPathFactory, entry: LandscapeEntry
) -> None:
    assert read_entry(write_entry(tmp_path_factory.mktemp("own"), entry)) == entry


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_a_copy_of_each_landscape_of_the_library_reads_back_alike(tmp_path: Path, name: str) -> None:
    copy = renamed(LANDSCAPES[name], f"copy_of_{name}")
    assert read_entry(write_entry(tmp_path, copy)) == copy


def renamed(entry: LandscapeEntry, name: str) -> LandscapeEntry:
    return replace(entry, name=name)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(title=st.text(max_size=200))
def test_every_title_gives_a_name_that_can_be_used(title: str) -> None:
    name = name_from(title)
    if name not in LANDSCAPES:
        check_own_name(name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("My Valley", "my_valley"),
        ("Größe × 2 (é)", "groe_2_e"),
        ("3 hills", "own_3_hills"),
        ("../../etc/passwd", "etc_passwd"),
        ("CON", "own_con"),
        ("com1", "own_com1"),
        ("山", "own"),
        ("x" * 99, "x" * 60),
    ],
)
def test_names_are_plain_ascii(title: str, name: str) -> None:
    assert name_from(title) == name


@pytest.mark.parametrize("name", ["", "../x", "A", "con", "a b", "é", "1a", "x" * 61, "rosenbrock"])
def test_names_that_cannot_be_used_are_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        write_entry(tmp_path, renamed(LANDSCAPES["saddle"], name))
    assert list(tmp_path.iterdir()) == []


MANY = {f"p{i}": Parameter(f"p{i}", 1.0, 0.0, 2.0, "one of many") for i in range(13)}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": "two\u2028lines"}, "title"),
        ({"title": "a bell\x07"}, "title"),
        ({"teaches": "half of a pair \ud800"}, "teaches"),
        ({"title": " spaced "}, ""),
        ({"formula": "+".join(["x**2 + y**2", *MANY]), "parameters": FrozenMapping(MANY)}, "parameters"),
        ({"start": (1e11, 0.5)}, "start"),
        ({"start": (0.0, 1e3)}, "start"),
        ({"learning_rates": FrozenMapping(momentum=1e9)}, "learning_rates"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(
    tmp_path: Path, changes: dict[str, object], place: str
) -> None:
    sound = renamed(LANDSCAPES["saddle"], "mine")
    path = write_entry(tmp_path, sound)
    before = path.read_bytes()
    with pytest.raises(InputError) as caught:
        write_entry(tmp_path, replace(sound, **changes))  # type: ignore[arg-type]
    assert caught.value.place[:1] == ((place,) if place else ())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_too_large_to_be_read_is_not_written(tmp_path: Path) -> None:
    formula = "0" + " " * 495 + "+ 0"
    minima = (StatedMinimum((0.0, formula), formula, "local"),) * 64
    entry = replace(LANDSCAPES["saddle"], name="mine", minima=minima, saddles=((0.0, formula),) * 64)
    with pytest.raises(InputError, match="its file would be larger than the 65,536 bytes"):
        write_entry(tmp_path, entry)
    assert list(tmp_path.iterdir()) == []


def test_an_own_landscape_comes_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path / "not there yet"))
    entry = renamed(LANDSCAPES["saddle"], "my_saddle")
    path = write_entry(own_path("my_saddle").parent, entry)
    LANDSCAPES.reload()
    try:
        assert path == own_path("my_saddle")
        assert LANDSCAPES["my_saddle"] == entry
        assert is_own("my_saddle")
        assert not is_own("saddle")
        write_entry(path.parent, entry)  # one's own may be replaced
        delete_own("my_saddle")
        delete_own("my_saddle")
        LANDSCAPES.reload()
        assert "my_saddle" not in LANDSCAPES
    finally:
        monkeypatch.undo()
        LANDSCAPES.reload()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be made"):
        write_entry(tmp_path / "file" / "landscapes", renamed(LANDSCAPES["saddle"], "my_saddle"))


def test_that_a_name_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"mine", "mine_2", "a" * LONGEST_NAME}
    monkeypatch.setattr(user_library, "LANDSCAPES", names)
    assert free_name("other") == "other"
    assert free_name("mine") == "mine_3"
    assert free_name("a" * LONGEST_NAME) == "a" * (LONGEST_NAME - 2) + "_2"
