"""Dialogs that stay open beside their window, also when that is made anew for another language."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PyQt6.QtWidgets import QDialog, QWidget

from momentum_lab.session import Session


@runtime_checkable
class Staying(Protocol):
    """A dialog beside a window that goes on while it is open."""

    def open_again(self, window: QWidget, session: Session) -> QDialog:
        """Open a dialog of the same kind about the same beside another window, and return it."""
        ...
