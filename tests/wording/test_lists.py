"""Things in a row are joined as each language joins them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from momentum_lab.core.languages import set_language
from momentum_lab.core.lists import enumerated, listed, paragraph, sentences_in_a_row
from momentum_lab.core.messages import ENGLISH, LANGUAGE


@pytest.fixture(autouse=True)
def in_english_again() -> Iterator[None]:
    yield
    LANGUAGE.speak(ENGLISH)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (ENGLISH, ("a, b, c", "a; b; c", "a b c", "a, b and c")),
        ("ru", ("a, b, c", "a; b; c", "a b c", "a, b и c")),
        ("zh_CN", ("a、b、c", "a；b；c", "abc", "a、b和c")),
        ("zh_TW", ("a、b、c", "a；b；c", "abc", "a、b和c")),
    ],
)
def test_that_each_language_joins_in_its_way(code: str, told: tuple[str, ...]) -> None:
    set_language(code)
    assert tuple(str(join("abc")) for join in (enumerated, sentences_in_a_row, paragraph, listed)) == told


@pytest.mark.parametrize("join", [enumerated, sentences_in_a_row, paragraph, listed])
def test_that_nothing_and_one_thing_stay_what_they_are(join) -> None:
    assert str(join([])) == ""
    assert str(join(["a"])) == "a"
