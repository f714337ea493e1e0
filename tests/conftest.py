from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent

# A person's own optimizers and landscapes are no part of the tests, unless somebody names their folder.
os.environ.setdefault("MOMENTUM_LAB_FOLDER", os.devnull)

# Whatever language this machine is set to, tests know what is said in English.
os.environ["MOMENTUM_LAB_LANGUAGE"] = "en"

# Whoever has started the tests may ignore them, as `nohup` does, and shells for what they put behind them.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--check",
        action="store_true",
        help="what is compared with (the extra 'check') has to be there: without it, tests fail",
    )


@pytest.fixture
def _own_landscapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of one's own, with nothing in it."""
    from momentum_lab.landscapes import LANDSCAPES

    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path / "own"))
    LANDSCAPES.reload()
    yield
    monkeypatch.undo()
    LANDSCAPES.reload()


SLOW = (
    *("analysis", "cli", "plugins"),
    *("containers", "experiment/embedded", "export", "figures", "gui"),
    *("core/test_machine_code.py", "core/test_numba_internals.py", "core/test_part_files.py"),
    *("formulas/test_random_formulas.py", "session/test_kept_work.py"),
    *("session/test_lesson_records.py", "lessons/test_writing_pages.py"),
    *("core/test_code_store.py", "core/test_held_file.py", "core/test_module_process.py"),
    *("experiment/test_rule_errors.py", "session/test_hanging_rules.py"),
    *("landscapes/test_library_minima.py", "landscapes/test_minima.py", "landscapes/test_own.py"),
    *("optimizers/test_compiled.py", "optimizers/test_optax.py", "optimizers/test_weight_decay.py"),
    *("simulation/test_anatomy.py", "simulation/test_batch.py"),
    *("simulation/test_compiled_runs.py", "simulation/test_compiler_process.py"),
    *("simulation/test_long_runs.py", "simulation/test_translation.py"),
)
"""Folders and files whose tests open the window, compile, start programs, or search for long …"""
QUICK = (
    *("analysis/test_quantities.py", "analysis/test_summary.py", "analysis/test_true_verdicts.py"),
    *("gui/test_loss_axis.py", "gui/test_number_box.py", "gui/test_numbers.py", "gui/test_wheel.py"),
)
"""… but for these."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that ``make quick`` leaves out."""
    for item in items:
        name = item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""
        if any(_is_in(name, place) for place in SLOW) and name not in QUICK:
            item.add_marker(pytest.mark.slow)


def _is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}/")


def _compared_with(name: str, config: pytest.Config) -> ModuleType:
    """Return another library; without it, tests that compare with it are left out, or fail."""
    return importlib.import_module(name) if config.getoption("--check") else pytest.importorskip(name)


@pytest.fixture(scope="session")
def torch(pytestconfig: pytest.Config) -> ModuleType:
    """PyTorch, where it is installed."""
    return _compared_with("torch", pytestconfig)


@pytest.fixture(scope="session")
def optax(pytestconfig: pytest.Config) -> ModuleType:
    """The optax library, where it is installed, with JAX in double precision."""
    jax = _compared_with("jax", pytestconfig)
    jax.config.update("jax_enable_x64", True)
    return _compared_with("optax", pytestconfig)
