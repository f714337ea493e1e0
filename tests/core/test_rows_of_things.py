"""Things in a row, however many there are."""

from __future__ import annotations

import pytest

from momentum_lab.core.lists import enumerated, listed, sentences_in_a_row


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7, 8, 1000])
def test_that_rows_have_any_length(count):
    things = [f"thing {number}" for number in range(count)]
    assert str(enumerated(things)) == ", ".join(things)
    assert str(sentences_in_a_row(things)) == "; ".join(things)
    assert str(listed(things)) == " and ".join(filter(None, (", ".join(things[:-1]), *things[-1:])))
