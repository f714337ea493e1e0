"""A landscape that is being written: what one begins with, and what stays of what was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.landscapes import LANDSCAPES, Parameter
from momentum_lab.landscapes.user_library import delete_own, own_path, write_entry
from momentum_lab.session.draft import Draft, draft_of_choice

BOX = ((-4.0, 4.0), (-3.0, 3.0))
STEEPNESS = Parameter("a", 2.0, 0.5, 40.0, "how steep")


def written(formula: str = "a*x**2 + y**2") -> Draft:
    return Draft(formula, FrozenMapping({"a": STEEPNESS}), BOX, (1.0, 1.0), "Trough", "Steep.", ("convex",))


@pytest.mark.parametrize(("value", "low", "high"), [(3.0, 0.5, 40.0), (60.0, 0.5, 60.0), (-1.0, -1.0, 40.0)])
def test_that_bounds_that_were_written_hold_the_value_in_use(value: float, low: float, high: float) -> None:
    choice = replace(written().choice(), parameters=FrozenMapping({"a": value}))
    found = draft_of_choice(choice, start=(1.0, 1.0), used=written())
    assert found.parameters["a"] == Parameter("a", value, low, high, "how steep")
    assert replace(found, parameters=written().parameters) == written()


def test_that_words_are_those_of_the_same_formula_alone() -> None:
    other = LandscapeChoice(formula="a*x**4 + y**2", parameters=FrozenMapping({"a": 2.0}), domain=BOX)
    found = draft_of_choice(other, start=(1.0, 1.0), used=written())
    assert (found.title, found.teaches, found.tags, found.start) == ("", "", (), None)
    assert found.parameters["a"].help == "a"
    of_library = draft_of_choice(LandscapeChoice(name="elliptic_bowl"), used=written())
    assert of_library.base == LANDSCAPES["elliptic_bowl"]
    assert of_library.title == ""


def test_that_a_start_is_told_where_one_was_written_or_it_lies_outside() -> None:
    choice = written().choice()
    silent = replace(written(), start=None)
    assert draft_of_choice(choice, start=(0.5, 0.0), used=written()).start == (0.5, 0.0)
    assert draft_of_choice(choice, start=(0.5, 0.0), used=silent).start is None
    assert draft_of_choice(choice, start=(50.0, 0.0), used=silent).start == (50.0, 0.0)


def test_that_it_is_known_whether_the_formula_is_that_of_the_copy() -> None:
    copied = draft_of_choice(LandscapeChoice(name="elliptic_bowl"))
    assert not copied.is_other
    assert not replace(copied, formula=copied.formula.replace(" ", "  ")).is_other
    assert replace(copied, formula="x**2 + y**2").is_other
    assert not Draft("x**2").is_other


@pytest.mark.usefixtures("_own_landscapes")
def test_that_an_own_landscape_has_its_words_also_when_its_file_is_gone() -> None:
    write_entry(own_path("mine").parent, replace(written(), title="", teaches="").entry("mine"))
    LANDSCAPES.reload()
    draft = draft_of_choice(LandscapeChoice(name="mine"))
    assert draft.is_own
    assert (draft.title, draft.teaches, draft.tags) == ("Mine", "", ("convex",))  # no words but one's own
    assert draft.entry("mine") == LANDSCAPES["mine"]
    delete_own("mine")
    LANDSCAPES.reload()
    again = draft_of_choice(draft.choice(), used=draft)
    assert again.is_own
    assert (again.title, again.tags) == ("Mine", ("convex",))
