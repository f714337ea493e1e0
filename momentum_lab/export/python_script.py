"""A run as a short Python script that computes it with this package, by its public names."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.errors import one_line
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps

_SCRIPT: Final = '''\
"""{title}: {steps:,} steps, computed by Momentum Lab {version}."""

import momentum_lab as lab

EXPERIMENT = r"""
{experiment}"""

run = lab.simulate(lab.loads(EXPERIMENT))
print(lab.table(run))
# run.position, run.loss, run.gradient: arrays of every ball at the steps in run.kept
# run.steps(ball, first, end): the same of any steps of a ball
'''


def python_script(experiment: Experiment) -> str:
    """Return the text of a script that prints the table of results."""
    return _SCRIPT.format(
        title=in_docstring(experiment),
        steps=experiment.steps,
        version=__version__,
        experiment=visible(dumps(experiment)),
    )


def in_docstring(experiment: Experiment) -> str:
    """Return the title as it may stand at the beginning of a script's docstring."""
    title = one_line(experiment.title).replace("\\", "/").replace('"', "'")
    return title or "An experiment"


def visible(toml: str) -> str:
    """Return TOML that shows what it is: characters that are invisible, or turn a line round, as escapes.

    They occur only in its texts. Three quotation marks in a row occur nowhere: those in texts are escaped.
    """
    return "".join(c if c.isprintable() or c == "\n" else _escape(c) for c in toml)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
