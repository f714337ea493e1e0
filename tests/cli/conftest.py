"""How the commands are run in these tests."""

from __future__ import annotations

import pytest

from momentum_lab.cli.main import main


@pytest.fixture
def lab(capsys):
    """Run a command; return its exit status, its output, and what it says on the other channel."""

    def command(*arguments):
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return command
