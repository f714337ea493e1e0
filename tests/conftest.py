from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest
from PyQt6.QtCore import QCoreApplication, Qt

# A person's own optimizers and landscapes are no part of the tests, unless somebody names their folder.
os.environ.setdefault("MOMENTUM_LAB_FOLDER", os.devnull)

# Before there is an application: without it, a second OpenGL view of pyqtgraph's draws nothing.
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--check",
        action="store_true",
        help="what is compared with (the extra 'check') has to be there: without it, tests fail",
    )


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
