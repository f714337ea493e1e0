"""What is locked in a lesson, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from momentum_lab.core.hyperparameters import title_message
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import Message, message
from momentum_lab.lessons.controls import ALL

TITLES: Final[Mapping[str, Message]] = {
    "balls": message("which balls there are"),
    "optimizer": message("the optimizer"),
    "labels": message("the names of the balls"),
    "landscape": message("the landscape"),
    "start": message("the start"),
    "steps": message("the number of steps"),
    "noise": message("the noise"),
    "seed": message("the seed"),
    "schedule": message("the schedule"),
    "clipping": message("the clipping"),
    "changes": message("changes in the middle of the run"),
    ALL: message("everything"),
}
"""What the controls are called that are no hyperparameters, as it stands in a sentence."""


def title_of_control(name: str) -> Message:
    """Return what a control is called, as it stands in a sentence."""
    return TITLES.get(name) or message("the {hyperparameter}", hyperparameter=title_message(name))


def refusal(names: Sequence[str]) -> Message:
    """Return a sentence about what would be changed, and is locked."""
    what = enumerated(title_of_control(name) for name in names)
    return message("Locked in this lesson: {what}.", what=what)
