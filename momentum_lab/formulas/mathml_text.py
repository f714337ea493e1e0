"""MathML as a line of text, for those who hear it and for files without mathematics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree import ElementTree

_ABOVE: Final = {
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00af": "\u0304",
    "\u02d9": "\u0307",
    "\u00a8": "\u0308",
    "→": "\u20d7",
}
"""What stands above a letter, as a character that is put onto the one before."""
_SPACED: Final = frozenset("=<>≤≥≠≈≪≫→←∈±∼∝≡⇒")
_SCRIPTED: Final = frozenset({"msub", "msup", "msubsup", "munder", "munderover"})


def mathml_text(mathml: str) -> str:
    """Return MathML as a line of text, as it is typed or read aloud: ``x_(t+1) = x_t−η∇f(x_t)``."""
    return " ".join(_line(ElementTree.fromstring(mathml)).split())


def _line(element: ElementTree.Element) -> str:
    """Return an element and what is in it as text."""
    tag, text = _tag(element), element.text or ""
    parts = [_line(child) for child in element]
    if tag in _WRITTEN:
        return _WRITTEN[tag](parts)
    if tag == "mo" and text in _SPACED:
        return f" {text} "
    return text if tag == "mtext" else text.strip() + _row(element, parts)


def _power(parts: list[str]) -> str:
    base, power = parts
    return f"{base}{power}" if power in "′″" else f"{base}^{_grouped(power)}"


def _below_and_above(parts: list[str]) -> str:
    base, below, above = parts
    return f"{base}_{_grouped(below)}^{_grouped(above)}"


def _below(parts: list[str]) -> str:
    return f"{parts[0]}_{_grouped(parts[1])}"


def _row(element: ElementTree.Element, parts: list[str]) -> str:
    """Return things that stand side by side; what has an index does not run into the next letter."""
    text, was_scripted = "", False
    for child, part in zip(element, parts, strict=True):
        text += f" {part}" if was_scripted and _tag(child) not in ("mo", "mspace", "mtext") else part
        was_scripted = _tag(child) in _SCRIPTED
    return text


def _grouped(text: str) -> str:
    """Return a text that stays together where it stands."""
    inner = text.strip()
    return inner if len(inner) <= 1 or inner.replace(".", "").isalnum() else f"({inner})"


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


_WRITTEN: Final[Mapping[str, Callable[[list[str]], str]]] = {
    "mfrac": lambda parts: "/".join(map(_grouped, parts)),
    "msqrt": lambda parts: f"√{_grouped(''.join(parts))}",
    "mroot": lambda parts: f"{_grouped(parts[0])}^(1/{parts[1]})",
    "msup": _power,
    "msub": _below,
    "munder": _below,
    "msubsup": _below_and_above,
    "munderover": _below_and_above,
    "mover": lambda parts: f"{parts[0]}{_ABOVE.get(parts[1].strip(), parts[1])}",
    "mtable": lambda parts: f"[{'; '.join(parts)}]",
    "mtr": lambda parts: ", ".join(parts),
    "mspace": lambda _parts: " ",
}
"""Elements whose parts do not just stand side by side."""
