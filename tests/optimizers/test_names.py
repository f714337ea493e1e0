"""What is special about an optimizer is said in its own file: nobody else calls it by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from laboratory import ball

import momentum_lab
from momentum_lab.core.hyperparameters import LEARNING_RATE, Number
from momentum_lab.core.weight_decay import WEIGHT_DECAY
from momentum_lab.experiment.new_balls import next_optimizer, offered_optimizers
from momentum_lab.optimizers import OPTIMIZERS

PACKAGE = Path(momentum_lab.__file__).parent
TITLES = {("wording/explorations.py", "momentum")}
"""The head of a column, which means the hyperparameter of whatever optimizer."""


def literals(*folders: str) -> Iterator[tuple[str, str]]:
    """The texts in the modules of the package, or of some of its folders, with their file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if place.parts[0] == "optimizers" or (folders and place.parts[0] not in folders):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield place.as_posix(), node.value


def test_that_no_optimizer_is_called_by_its_name_outside_its_file():
    found = {(place, text) for place, text in literals() if text in OPTIMIZERS}
    assert found == TITLES


def test_that_no_analysis_knows_what_a_hyperparameter_is_named():
    conventional = {LEARNING_RATE, WEIGHT_DECAY}
    names = {name for o in OPTIMIZERS.values() for name in o.hyperparameters} - conventional
    found = {(place, text) for place, text in literals("analysis", "simulation", "export") if text in names}
    assert found == set()


def test_that_balls_that_are_added_go_through_what_is_offered_and_begin_again():
    offered = offered_optimizers()
    balls = []
    for name in offered:
        assert next_optimizer(balls) == name
        balls.append(ball(name))
    assert next_optimizer(balls) == offered[0]
    assert next_optimizer(balls[1:]) == offered[0]


@pytest.mark.parametrize("optimizer", OPTIMIZERS.built_in.values(), ids=lambda o: o.name)
def test_that_symbols_are_those_of_the_equation_and_told_apart(optimizer):
    declared = {n: d for n, d in optimizer.hyperparameters.items() if isinstance(d, Number) and d.symbol}
    symbols = [d.symbol for d in declared.values()]
    assert len(set(symbols)) == len(symbols)
    for name, declaration in declared.items():
        assert optimizer.symbol(name) == declaration.symbol
        assert name in optimizer.equations.text or name == WEIGHT_DECAY


def test_that_what_has_no_symbol_is_called_by_its_name():
    assert OPTIMIZERS["adagrad"].symbol("learning_rate_decay") == "learning rate decay"
    assert OPTIMIZERS["adam"].symbol("bias_correction") == "bias correction"
