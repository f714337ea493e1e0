"""A field for quantities, of which several can be chosen."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QSizePolicy, QToolButton

from momentum_lab.analysis.quantities import KINDS_OF_QUANTITIES, QUANTITIES
from momentum_lab.core.lists import enumerated
from momentum_lab.figures.curves import LOSS, curves_known
from momentum_lab.gui.widgets.actions import LINE, ActionSpec
from momentum_lab.gui.widgets.choice_menu import ChoiceMenu


class CurvesField(QToolButton):
    """A button that says which quantities are chosen, and opens a list of all."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[str, ...] = (LOSS,)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenu(ChoiceMenu(self, self._entries))
        self._show()

    @property
    def keys(self) -> tuple[str, ...]:
        """What is chosen, by keys."""
        return self._keys

    @keys.setter
    def keys(self, keys: tuple[str, ...]) -> None:
        if keys != self._keys:
            self._keys = keys
            self._show()
            self.changed.emit()

    def _entries(self) -> list[ActionSpec]:
        found: list[ActionSpec] = []
        for kind in KINDS_OF_QUANTITIES:
            for quantity in kind:
                is_chosen = partial(self._is_chosen, quantity.key)
                run = partial(self._toggle, quantity.key)
                title, tip = str(quantity.title), str(quantity.unit)
                found.append(ActionSpec(quantity.key, title, run=run, is_checked=is_chosen, tip=tip))
            found.append(LINE)
        return found[:-1]

    def _is_chosen(self, key: str) -> bool:
        return key in self._keys

    def _toggle(self, key: str) -> None:
        others = [each for each in self._keys if each != key]
        self.keys = curves_known(others if self._is_chosen(key) else [*others, key])

    def _show(self) -> None:
        self.setText(str(enumerated(QUANTITIES[key].title for key in self._keys)))
