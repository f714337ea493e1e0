from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.core.text_columns import left, right, width_of, wrapped


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


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("down along the gradient", 11, ["down along", "the", "gradient"]),
        ("  one   two  ", 20, ["one two"]),
        ("", 10, []),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("沿梯度向下滚动", 6, ["沿梯度", "向下滚", "动"]),
        ("沿梯度，向下", 6, ["沿梯", "度，向", "下"]),
        ("沿着（梯度）走", 6, ["沿着", "（梯", "度）走"]),
        ("每步 learning_rate 步", 14, ["每步", "learning_rate", "步"]),
        ("动量为 0.9。", 8, ["动量为", "0.9。"]),
    ],
)
def test_that_lines_are_broken_where_they_may_be(text, width, lines):
    assert wrapped(text, width) == lines


@given(st.text("ab 沿梯，。（）", max_size=40), st.integers(4, 30))
def test_that_no_line_is_too_wide_and_no_letter_is_lost(text, width):
    lines = wrapped(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
