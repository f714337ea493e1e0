"""Signs as wide as Chinese characters, as a keyboard for Chinese writes them."""

from __future__ import annotations

from typing import Final

WIDE: Final = {**{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)}, "。": "."}
"""Digits, letters, points, commas and brackets, and what they are else."""
_NARROWED: Final = str.maketrans(WIDE | {"\u3000": " "})


def narrowed(text: str) -> str:
    """Return a text with narrow signs in the place of wide ones."""
    return text.translate(_NARROWED)
