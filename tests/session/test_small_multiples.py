from __future__ import annotations

import pytest

from momentum_lab.core.errors import InputError
from momentum_lab.figures.grid import BALLS
from momentum_lab.session.side_by_side import SideBySide

RATES = "balls.0.learning_rate=0.1,0.2,0.4"


def test_that_what_is_shown_side_by_side_is_checked_and_toggled_as_it_was_last() -> None:
    choice, heard = SideBySide(), []
    choice.changed.subscribe(lambda: heard.append((choice.grid, choice.view)))
    with pytest.raises(InputError):
        choice.show("learning_rate")
    with pytest.raises(InputError):
        choice.set_view("map")
    choice.toggle()
    choice.show(RATES)
    choice.toggle()
    choice.toggle()
    choice.set_view("loss")
    choice.set_view("loss")
    assert heard == [
        (BALLS, "contour"),
        (RATES, "contour"),
        ("", "contour"),
        (RATES, "contour"),
        (RATES, "loss"),
    ]
