from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.optimizers import OPTIMIZERS

AddRule = Callable[[str, str], None]

OWN_RULE = """
from typing import NamedTuple

from momentum_lab.core.hyperparameters import LearningRate
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    learning_rate: LearningRate


class State(NamedTuple):
    trace: float


def init(hyper):
    return State(0.0)


def update(gradient, position, state, hyper):
    trace = {trace}
    return -hyper.learning_rate * trace, State(trace)


OPTIMIZER = Optimizer("{name}", "Own", Hyper, init, update, "v = g", "Nothing.", "Nobody.", velocity="trace")
"""


@pytest.fixture
def add_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddRule]:
    """Put an optimizer of one's own into one's own folder: its name, and what its velocity becomes."""
    folder = tmp_path / "own" / "optimizers"
    folder.mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(folder.parent))

        def add(name: str, trace: str) -> None:
            (folder / f"{name}.py").write_text(OWN_RULE.format(name=name, trace=trace), encoding="utf-8")
            OPTIMIZERS.reload()
            assert not OPTIMIZERS.problems

        yield add
    OPTIMIZERS.reload()
