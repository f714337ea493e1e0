"""What is exported and copied from: a session, as a window shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PyQt6.QtWidgets import QWidget

from momentum_lab.core.values import dataclass
from momentum_lab.gui.views.view import View
from momentum_lab.session import Session


@dataclass(frozen=True, slots=True)
class ExportSource:
    """A session, the window over which dialogs open, and the views of which pictures show the same part."""

    window: QWidget
    session: Session
    views: Callable[[], Iterable[View]]
