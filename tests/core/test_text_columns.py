from __future__ import annotations

import pytest

from momentum_lab.core.text_columns import left, right, width_of


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("ball", 4),
        ("动量", 4),
        ("Ｗide", 5),
        ("e\u0301", 1),
        ("\u200bx", 1),
        ("η₂", 2),
        ("한글", 4),
        ("ｱ", 1),
    ],
)
def test_that_a_text_is_as_wide_as_a_terminal_sets_it(text, width):
    assert width_of(text) == width
    assert left(text, 8) == text + " " * (8 - width)
    assert right(text, 8) == " " * (8 - width) + text
