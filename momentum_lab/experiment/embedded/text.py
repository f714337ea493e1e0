"""What is embedded: the text of an experiment file that no container has to change."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.core.provenance import HEADING, PROGRAM
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps

_AWKWARD: Final = re.compile("[<>&\ufffe\uffff]")
"""What has a meaning in XML, or is no character of it."""


def embedded_text(experiment: Experiment) -> str:
    """Return the experiment as its file, after a line that names the program and its version.

    It has no character that XML would have to escape: TOML has escapes of its own, and such characters occur
    only in its texts.
    """
    escaped = _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", dumps(experiment))
    return HEADING + escaped


def embedded_title(experiment: Experiment) -> str:
    """Return what a file calls itself."""
    return experiment.title or PROGRAM
