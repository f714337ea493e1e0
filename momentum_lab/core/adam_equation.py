"""The equation of Adam with its flags, which AdamW has as well."""

from __future__ import annotations

from collections.abc import Mapping

from momentum_lab.core.hyperparameters import HyperValue


def adam_equation(values: Mapping[str, HyperValue]) -> str:
    """Return the equation with the averages corrected or not, and with the largest of them or the newest."""
    lines = ["m ← β₁ m + (1 − β₁) g", "v ← β₂ v + (1 − β₂) g²"]
    square = "v"
    if values["amsgrad"]:
        lines.append("u ← max(u, v)")
        square = "u"
    if not values["bias_correction"]:
        return "\n".join([*lines, f"x ← x − η m / (√{square} + ε)"])
    hat = f"{square}\u0302"
    lines.append(f"m̂ ← m / (1 − β₁ᵗ),  {hat} ← {square} / (1 − β₂ᵗ)")
    return "\n".join([*lines, f"x ← x − η m̂ / (√{hat} + ε)"])
