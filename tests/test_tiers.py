"""The tests that ``make quick`` leaves out are named by folders and files that are there."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def tiers(pytestconfig: pytest.Config) -> ModuleType:
    found = pytestconfig.pluginmanager.get_plugin(str(HERE / "conftest.py"))
    assert isinstance(found, ModuleType)
    return found


def test_that_every_slow_place_is_there(tiers: ModuleType) -> None:
    assert [place for place in tiers.SLOW if not (HERE / place).exists()] == []


def test_that_every_quick_file_is_there_and_would_be_slow_otherwise(tiers: ModuleType) -> None:
    assert [file for file in tiers.QUICK if not (HERE / file).is_file()] == []
    assert [
        file for file in tiers.QUICK if not any(file.startswith(f"{place}/") for place in tiers.SLOW)
    ] == []
