"""The optimizer that CONTRIBUTING.md shows is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.theory import theory
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.export.torch_script import torch_script
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXPERIMENT = on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), ball("momentum", weight_decay=0.1), steps=200)


@pytest.fixture(autouse=True)
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The first example of the text, as a file in a folder of one's own."""
    (tmp_path / "optimizers").mkdir()
    code = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)[0]
    (tmp_path / "optimizers" / "heavy_ball.py").write_text(code, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setenv(OWN_FOLDER, str(tmp_path))
        OPTIMIZERS.reload()
        yield
    OPTIMIZERS.reload()


def test_that_it_is_found_and_takes_the_path_of_momentum() -> None:
    assert OPTIMIZERS.problems == ()
    assert "heavy_ball" in OPTIMIZERS
    ours = simulate(replace(EXPERIMENT, balls=(ball("heavy_ball", weight_decay=0.1),)))
    assert np.array_equal(ours.position, simulate(EXPERIMENT).position)


def test_that_its_theory_and_its_script_are_those_of_momentum() -> None:
    heavy = replace(EXPERIMENT, balls=(ball("heavy_ball", label="it", weight_decay=0.1),))
    momentum = replace(EXPERIMENT, balls=(ball("momentum", label="it", weight_decay=0.1),))
    ours, theirs = (theory(simulate(each), 0, 0) for each in (heavy, momentum))
    assert ours.predicted_factor == pytest.approx(theirs.predicted_factor, rel=1e-12)
    assert ours.stable == {"learning_rate": pytest.approx(theirs.stable["learning_rate"], rel=1e-12)}
    assert torch_script(heavy) == torch_script(momentum)
