"""A rule of somebody else's that does not come back holds up neither the session nor its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from laboratory import ball, eventually, on_formula

from momentum_lab.core.foreign_code import PATIENCE
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment import rule_watch
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.rule_errors import RuleError, rule_errors
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session
from momentum_lab.simulation import simulate
from momentum_lab.simulation.batch import Batch, run_batch

OWN = Path(__file__).parents[1] / "plugins" / "own" / "optimizers" / "third_way.py"
MARK = '    """Return the step of one coordinate."""\n'
HANGS = {
    "loops": "    while abs(position) < 0.5:\n        pass\n",
    "calls": "    while abs(position) < 0.5:\n        init(hyper)\n",
    "waits": "    if abs(position) < 0.5:\n        import time\n        time.sleep(3.0)\n",
    "obstinate": (
        "    while abs(position) < 0.5:\n"
        "        try:\n            init(hyper)\n        except Exception:\n            pass\n"
    ),
}
RAISES = {
    "SystemExit": "raise SystemExit(3)",
    "Odd": "raise type('Odd', (BaseException,), {})('so')",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "GeneratorExit": "raise GeneratorExit",
    "Mute, whose text": "raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})",
}


@pytest.fixture
def own_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Experiment]]:
    """Put a rule into a folder of one's own, which does something when the ball is near the minimum."""

    def put(does: str) -> Experiment:
        code = OWN.read_text(encoding="utf-8")
        assert MARK in code
        path = tmp_path / "optimizers" / OWN.name
        path.write_text(code.replace(MARK, MARK + does), encoding="utf-8")
        OPTIMIZERS.reload()
        return replace(OTHER, balls=(ball("third_way", learning_rate=0.1),))

    (tmp_path / "optimizers").mkdir()
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(tmp_path))
        yield put
    OPTIMIZERS.reload()


OTHER = on_formula("x**2", (1.0,), ball("momentum"), steps=300)


@pytest.mark.parametrize("hang", HANGS)
def test_that_a_session_names_the_rule_and_goes_on_with_another_ball(
    own_rule: Callable[[str], Experiment], hang: str
) -> None:
    experiment = own_rule(HANGS[hang])
    session = Session(experiment)
    failures: list[str] = []
    session.clock.failed.subscribe(lambda error: failures.append(str(error)))
    assert eventually(lambda: _is_stuck(session))
    session.clock.tick(1000.0)
    session.clock.tick(1000.0 + 0.9 * PATIENCE)
    assert failures == []
    session.clock.tick(1000.0 + 1.1 * PATIENCE)
    assert failures == ["the optimizer third_way has not answered for 10 s; change its ball, or remove it"]
    assert session.clock.is_settled
    session.clock.submit(OTHER)
    assert eventually(lambda: _rolled(session, 2000.0))
    assert session.clock.run is not None
    assert session.clock.run.position.tobytes() == simulate(OTHER).position.tobytes()
    assert len(failures) == 1
    assert session.close()


def test_that_the_ball_may_be_changed_before_it_is_named(own_rule: Callable[[str], Experiment]) -> None:
    experiment = own_rule(HANGS["loops"])
    session = Session(experiment)
    failures: list[str] = []
    session.clock.failed.subscribe(lambda error: failures.append(str(error)))
    assert eventually(lambda: _is_stuck(session))
    session.clock.tick(1000.0)
    session.clock.submit(OTHER)
    session.clock.tick(1000.0 + 1.1 * PATIENCE)
    assert eventually(lambda: _rolled(session, 2000.0))
    assert failures == []
    assert session.close()


def test_that_a_session_is_closed_while_a_rule_hangs(own_rule: Callable[[str], Experiment]) -> None:
    experiment = own_rule(HANGS["loops"])
    session = Session(experiment)
    assert eventually(lambda: _is_stuck(session))
    assert session.close()
    assert eventually(lambda: all(thread.name != "simulation" for thread in threading.enumerate()))


@pytest.mark.parametrize("hang", HANGS)
def test_that_a_command_ends_with_the_name_of_the_rule(
    own_rule: Callable[[str], Experiment], monkeypatch: pytest.MonkeyPatch, hang: str
) -> None:
    experiment = own_rule(HANGS[hang])
    monkeypatch.setattr(rule_watch, "PATIENCE", 0.2)
    monkeypatch.setattr(rule_watch, "LOOK", 0.05)
    words = "the optimizer third_way has not answered for"
    with pytest.raises(RuleError, match=words), rule_errors(experiment):
        simulate(experiment)


@pytest.mark.parametrize("hang", ["calls", "obstinate"])
def test_that_an_analysis_on_all_cores_ends_with_the_name_of_the_rule(
    own_rule: Callable[[str], Experiment], monkeypatch: pytest.MonkeyPatch, hang: str
) -> None:
    untranslatable = "    object().__sizeof__()\n"
    experiment = own_rule(untranslatable + HANGS[hang])
    monkeypatch.setattr(rule_watch, "PATIENCE", 0.2)
    monkeypatch.setattr(rule_watch, "LOOK", 0.05)
    words = "the optimizer third_way has not answered for"
    with pytest.raises(RuleError, match=words), rule_errors(experiment):
        run_batch(Batch(experiment, 0, starts=np.array([[1.0], [0.9]])))
    assert eventually(lambda: all(not thread.name.startswith("batch") for thread in threading.enumerate()))


@pytest.mark.parametrize("said", RAISES)
def test_that_whatever_a_rule_raises_is_told_of_it(own_rule: Callable[[str], Experiment], said: str) -> None:
    experiment = own_rule(f"    if abs(position) < 0.5:\n        {RAISES[said]}\n")
    words = rf"third_way cannot be computed with \({said}"
    with pytest.raises(RuleError, match=words), rule_errors(experiment):
        simulate(experiment)
    session = Session(experiment)
    failures: list[str] = []
    session.clock.failed.subscribe(lambda error: failures.append(str(error)))
    assert eventually(lambda: _rolled(session, 1.0) or bool(failures))
    (failure,) = failures
    assert f"third_way cannot be computed with ({said}" in failure
    assert session.close()


@pytest.mark.parametrize(
    ("does", "what"),
    [
        ("import os; os.chdir('/')", "the working directory"),
        ("import sys; sys.setrecursionlimit(2345)", "the recursion limit"),
        ("import sys; sys.stdout = None", "sys.stdout"),
    ],
)
def test_that_what_a_rule_changes_on_the_way_is_undone_and_told(
    own_rule: Callable[[str], Experiment], does: str, what: str
) -> None:
    experiment = own_rule(f"    if abs(position) < 0.5:\n        {does}\n")
    with pytest.raises(RuleError, match=f"the optimizer third_way changes {what}"), rule_errors(experiment):
        simulate(experiment)
    with rule_errors(OTHER):
        simulate(OTHER)


@pytest.mark.parametrize("does", ["raise SystemExit", "raise ValueError('x')", "import os; os.chdir('/')"])
def test_that_a_rule_that_fails_while_its_rate_is_searched_can_be_chosen(
    own_rule: Callable[[str], Experiment], does: str
) -> None:
    own_rule(f"    if abs(position) < 0.5:\n        {does}\n")
    session = Session(OTHER)
    session.editor.change_optimizer(0, "third_way")
    assert session.experiment.balls[0].optimizer == "third_way"
    assert session.close()


def _is_stuck(session: Session) -> bool:
    """Whether the rule has been entered for good: the thread is in the same call at two looks."""
    looks = [session.clock._rules._call_in(session.clock._runner.thread) for _ in range(3000)]
    return looks[0] is not None and all(each is looks[0] for each in looks)


def _rolled(session: Session, now: float) -> bool:
    session.clock.tick(now)
    return session.clock.is_settled
