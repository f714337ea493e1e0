"""What can be said of the app itself when it is started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from momentum_lab.core.start_marks import OPENGL_FLAG
from momentum_lab.core.values import dataclass

PROJECTOR_FLAG: Final = "--projector"


@dataclass(frozen=True, slots=True)
class AppFlags:
    """How the app starts.

    Attributes
    ----------
    tries_opengl
        It draws by OpenGL also after a start that has died of it.
    is_projected
        It begins in projector mode.
    """

    tries_opengl: bool = False
    is_projected: bool = False


PLAIN_START: Final = AppFlags()


def app_flags(arguments: Sequence[str]) -> tuple[AppFlags, list[str]]:
    """Return what arguments say of the app, and the others."""
    flags = AppFlags(OPENGL_FLAG in arguments, PROJECTOR_FLAG in arguments)
    return flags, [each for each in arguments if each not in (OPENGL_FLAG, PROJECTOR_FLAG)]
