"""Those who answer when a formula is to be written, and a landscape to be named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.gui.landscapes.naming import NameDialog


def write_with(monkeypatch: pytest.MonkeyPatch, act: Callable[[FormulaEditor], None]) -> None:
    """Have the form opened, used so, and closed."""

    def run(editor: FormulaEditor) -> int:
        act(editor)
        return editor.result()

    monkeypatch.setattr(FormulaEditor, "exec", run)


def name_with(monkeypatch: pytest.MonkeyPatch, name: str, sure: bool = True) -> list[str]:
    """Have a name given, or left; return the names that are proposed."""
    proposed: list[str] = []

    def fill(dialog: NameDialog) -> int:
        proposed.append(dialog.field.text())
        dialog.field.setText(name)
        return int(sure and dialog.save.isEnabled())

    monkeypatch.setattr(NameDialog, "exec", fill)
    return proposed
