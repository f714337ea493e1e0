"""Tool tips: Qt takes what looks like HTML for it, and names and formulas of files may look so."""

from __future__ import annotations

import html


def plain_tip(text: str) -> str:
    """Return what shows a text as it is, in a tool tip or wherever else Qt looks for HTML."""
    if "<" not in text and "&" not in text:
        return text
    return f"<span>{html.escape(text, quote=False).replace(chr(10), '<br>')}</span>"
