"""Processes of the program run what belongs to it, and nothing that lies in the current folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import momentum_lab
from momentum_lab.core.helper_process import start_helper
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.optimizers import OPTIMIZERS

ROOT = Path(momentum_lab.__file__).parents[1]
SOUND = ROOT / "tests" / "plugins" / "own" / "optimizers" / "third_way.py"
TELLING = """
import momentum_lab

def answer(question):
    return momentum_lab.__file__
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with modules that take the place of others; the file that says that one was run."""
    found = tmp_path / "found"
    folder = tmp_path / "downloads"
    (folder / "momentum_lab").mkdir(parents=True)
    for name in ("json.py", "queue.py", "platformdirs.py", "momentum_lab/__init__.py"):
        (folder / name).write_text(f"open({str(found)!r}, 'w').close()\nraise SystemExit\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return found


@pytest.mark.parametrize("is_unpacked", [False, True])
def test_that_a_helper_runs_nothing_of_the_current_folder(
    tmp_path: Path, hostile: Path, monkeypatch: pytest.MonkeyPatch, is_unpacked: bool
) -> None:
    (tmp_path / "telling.py").write_text(TELLING, encoding="utf-8")
    paths = [str(tmp_path)] if is_unpacked else [str(tmp_path), str(ROOT)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setattr(sys, "path", [str(ROOT) if is_unpacked else "", *sys.path])
    with start_helper("telling") as helper:
        answers, _ = helper.communicate("where\n", timeout=110.0)
    assert answers.splitlines() == [momentum_lab.__file__]
    assert not hostile.exists()


def test_that_a_trial_runs_nothing_of_the_current_folder(
    tmp_path: Path, hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own" / "optimizers"
    folder.mkdir(parents=True)
    leaves = "import os; os._exit(7)\n" + SOUND.read_text(encoding="utf-8")
    (folder / "third_way.py").write_text(leaves, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv(OWN_FOLDER, str(tmp_path / "own"))
        OPTIMIZERS.reload()
        (problem,) = map(str, OPTIMIZERS.problems)  # so it was tried
    OPTIMIZERS.reload()
    assert problem.endswith("third_way.py: ends the program")
    assert not hostile.exists()
