"""Ctrl+C, and signals that end the program, go through the code of others: it is not blamed for them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.learning_rates import suited_values
from momentum_lab.core.ending import Ended, on_ending, raise_ended
from momentum_lab.core.foreign_code import described, kept_process
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

SOUND = (Path(__file__).parent / "own" / "optimizers" / "third_way.py").read_text(encoding="utf-8")
WHERE = {"load": "OPTIMIZER = Optimizer(", "roll": "    trace = state.trace / 3.0"}
DURING = """
{indent}import signal
{indent}if getattr(signal.getsignal({number}), "__name__", "") == "raise_ended":  # not while it is tried
{indent}    signal.raise_signal({number})
"""


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int], None]]:
    """Put a rule into a folder of one's own during whose loading, or rolling, a signal comes."""

    def write(where: str, number: int) -> None:
        indent = "" if where == "load" else "    "
        during = DURING.format(indent=indent, number=int(number))
        code = SOUND.replace(WHERE[where], during + WHERE[where])
        (tmp_path / "optimizers" / "third_way.py").write_text(code, encoding="utf-8")

    (tmp_path / "optimizers").mkdir()
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        patch.setenv(OWN_FOLDER, str(tmp_path))
        yield write
    OPTIMIZERS.reload()


def roll() -> None:
    experiment = on_formula("x**2", (1.0,), ball("third_way"), steps=20)
    with rule_errors(experiment):
        simulate(experiment)


def look_for_a_rate() -> None:
    suited_values(on_formula("x**2 + y**2", (1.0, 1.0), ball("third_way")).landscape, "third_way", (1.0, 1.0))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("where", "work"), [("load", OPTIMIZERS.reload), ("roll", roll), ("roll", look_for_a_rate)]
)
def test_that_a_signal_is_nothing_that_code_of_others_does(
    put: Callable[[str, int], None], where: str, work: Callable[[], None], number: int
) -> None:
    put(where, number)
    if where == "roll":
        OPTIMIZERS.reload()
        assert OPTIMIZERS.problems == ()
    with on_ending(raise_ended), pytest.raises(Ended) as caught:
        work()
    assert caught.value.number == number


class HangingError(Exception):
    def __str__(self) -> str:
        signal.raise_signal(signal.SIGTERM)
        return "never said"


def test_that_it_ends_also_what_an_error_says_of_itself() -> None:
    with on_ending(raise_ended), pytest.raises(Ended):
        described(HangingError())


def test_that_no_other_signal_is_heard_once_the_program_ends() -> None:
    with on_ending(raise_ended):
        with pytest.raises(Ended), kept_process():
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
