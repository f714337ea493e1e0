"""How the commands are run in these tests."""

from __future__ import annotations

import math

import pytest

from momentum_lab.cli.main import main


@pytest.fixture
def lab(capsys, monkeypatch):
    """Run a command; return its exit status, its output, and what it says on the other channel.

    That it takes long is not said, however busy the machine is.
    """
    monkeypatch.setattr("momentum_lab.cli.progress.PATIENCE", math.inf)

    def command(*arguments):
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return command
