"""The button above the curves that chooses the quantities that are shown over the steps."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QToolButton

from momentum_lab.core.messages import message
from momentum_lab.gui.menus.drawing import curve_entries
from momentum_lab.gui.widgets.choice_menu import ChoiceMenu
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session


def curves_button(session: Session) -> QToolButton:
    """Return it."""
    button = QToolButton()
    button.setObjectName("curves")
    button.setText(str(message("Choose curves")))
    button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
    tip = message("Choose what is shown over the steps: loss, distance, gradient, energy …")
    button.setToolTip(plain_tip(str(tip)))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(ChoiceMenu(button, partial(curve_entries, session)))
    return button
