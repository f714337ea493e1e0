"""What is embedded: the text of an experiment file that no container has to change."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.core.provenance import HEADING, PROGRAM
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.landscape_choice import GivenChoice

_AWKWARD: Final = re.compile("[<>&\ufffe\uffff]")
"""What has a meaning in XML, or is no character of it."""
_NOT_WRITTEN: Final = "# The objective was given by a program, and is not written down.\n"


def embedded_text(experiment: Experiment) -> str:
    """Return the experiment as its file, after a line that names the program and its version.

    It has no character that XML would have to escape: TOML has escapes of its own, and such characters occur
    only in its texts. An objective that a program has given is code, of which only that is said.
    """
    if isinstance(experiment.landscape, GivenChoice):
        return HEADING + _NOT_WRITTEN
    escaped = _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", dumps(experiment))
    return HEADING + escaped


def embedded_title(experiment: Experiment) -> str:
    """Return what a file calls itself where that is shown, in the language of the moment."""
    return experiment.title_words or PROGRAM
