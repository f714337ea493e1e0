"""What a lesson can lock, hide and open: the keys that lie above this package, and those of the rules."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.tables import text
from momentum_lab.optimizers import OPTIMIZERS

ALL: Final = "all"
LOCKS: Final = (
    "optimizer",
    "balls",
    "labels",
    "landscape",
    "start",
    "steps",
    "noise",
    "seed",
    "schedule",
    "clipping",
    "changes",
    ALL,
)
"""What can be locked, besides each hyperparameter."""
HIDES: Final = ("panel", "notes", "transport", "inspector", "numbers", "results", "history", "explore")
"""Parts of the window that a lesson can leave out, by their keys."""
VIEWS: Final = ("surface", "contour", "curve", "loss")
"""Views that a page can give all the space."""
EXPLORE: Final = ("theory", "plane", "filter", "stability", "basins", "compare", "ensemble")
"""Tabs of Explore that a page can open."""


def lockable() -> tuple[str, ...]:
    """Return what can be locked: hyperparameters of any optimizer, and :data:`LOCKS`."""
    rules = OPTIMIZERS.values()
    return tuple(dict.fromkeys([*LOCKS, *(name for rule in rules for name in rule.hyperparameters)]))


def lock(value: object) -> str:
    """Check the name of something that can be locked."""
    return _among(value, lockable(), "there is nothing to lock that is called {name}")


def hide(value: object) -> str:
    """Check the name of something that can be hidden."""
    return _among(value, (*lockable(), *HIDES), "there is nothing to hide that is called {name}")


def view(value: object) -> str:
    """Check the name of a view."""
    return _among(value, VIEWS, "unknown view {name}")


def tab(value: object) -> str:
    """Check the name of a tab of Explore."""
    return _among(value, EXPLORE, "unknown tab of Explore {name}")


def _among(value: object, known: tuple[str, ...], said: str) -> str:
    name = text(60)(value)
    if name not in known:
        raise InputError(unknown(said, name, known))
    return name
