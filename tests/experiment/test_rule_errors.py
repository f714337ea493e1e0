"""Whose mistake an error is, where a rule of a person's own rolls: the rule's, or the program's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment.rule_errors import RuleError, rule_errors
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.ball import RollingBall

OWN = Path(__file__).parents[1] / "plugins" / "own" / "optimizers" / "third_way.py"


@pytest.fixture
def own_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Put a rule into a folder of one's own, with something in it replaced."""

    def put(before: str = "", after: str = "") -> None:
        code = OWN.read_text(encoding="utf-8")
        assert before in code
        (tmp_path / "optimizers" / OWN.name).write_text(code.replace(before, after, 1), encoding="utf-8")
        OPTIMIZERS.reload()

    (tmp_path / "optimizers").mkdir()
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(tmp_path))
        yield put
    OPTIMIZERS.reload()


def roll() -> None:
    experiment = on_formula("x**2", (1.0,), ball("third_way"), ball("momentum"), steps=20)
    with rule_errors(experiment):
        simulate(experiment)


def test_that_a_rule_without_a_mistake_rolls(own_rule: Callable[..., None]) -> None:
    own_rule()
    roll()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("state.trace / 3.0", "trase / 3.0"),
        ("state.trace / 3.0", "state.trace / '3'"),
        ("def update(gradient: float, ", "def update("),
        ("def init(", "def init(more: object, "),
    ],
)
def test_that_mistakes_in_a_rule_or_of_its_call_are_told_of_the_rule(
    own_rule: Callable[..., None], before: str, after: str
) -> None:
    own_rule(before, after)
    with pytest.raises(RuleError, match="the optimizer third_way cannot be computed with"):
        roll()


@pytest.mark.parametrize("kind", [RuntimeError, TypeError, KeyError])
def test_that_a_mistake_of_the_program_is_raised_as_it_is(
    own_rule: Callable[..., None], monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def broken(*given: object) -> None:
        raise kind("the program is wrong")

    own_rule()
    monkeypatch.setattr(RollingBall, "_arrive", broken)
    with pytest.raises(kind, match="the program is wrong") as caught:
        roll()
    assert not isinstance(caught.value, RuleError)
