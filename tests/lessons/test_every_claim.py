"""No number of the program's lessons is claimed without a measure or a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from momentum_lab.lessons import find_lesson, lesson_names

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", lesson_names())
def test_that_each_number_has_a_measure_or_a_test_of_its_own(name):
    tests = (HERE / f"test_claims_{name}.py").read_text(encoding="utf-8")
    untold = [fact.id for fact in find_lesson(name).facts if fact.measure is None]
    assert [fact for fact in untold if f'"{fact}"' not in tests] == []
