"""Mathematics as authors of texts type it, in LaTeX, made into MathML that is safe to draw and to show.

What comes out has no more than elements that set mathematics: no address, no style, no class. What LaTeX does
not know, and what would take too long to set, is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from momentum_lab.core.errors import InputError, one_line, quoted
from momentum_lab.formulas.mathml import NAMESPACE
from momentum_lab.formulas.mathml_text import mathml_text
from momentum_lab.formulas.mathml_work import MOST_WORK, work_of_element

MOST_CHARACTERS: Final = 600
MOST_NESTED: Final = 8
"""Braces, fractions and brackets inside one another: each may double what it costs to set them."""
_SAFE: Final = {
    *("mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded"),
    *("mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
    *("mtable", "mtr", "mtd"),
}
_CHILDREN: Final = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_ATTRIBUTES: Final = {
    *("mathvariant", "stretchy", "fence", "form", "accent", "linethickness", "width", "displaystyle"),
    *("scriptlevel", "columnalign", "rowspacing", "columnspacing", "minsize", "maxsize", "lspace", "rspace"),
}
_FLAT: Final = {"↑", "↓", "⟨", "⟩"}
"""What stretches in MathML and does not in LaTeX."""
_HATS: Final = {"^": "\u02c6", "~": "\u02dc", "\u00af": "\u00af", "\u2015": "\u00af"}
"""What stands above letters, as fonts of mathematics have it."""
_LIMITS: Final = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_WITH_LIMITS: Final = frozenset({"∑", "∏", "lim", "max", "min", "sup", "inf", "argmin", "argmax"})
"""What has its limits above and below where it stands on a line of its own."""
_LOOSE: Final = frozenset("{}&#$")
_FORBIDDEN: Final = frozenset({"href", "style", "class", "id"})
_SIGNS: Final = frozenset("+−±∓")
_CLOSING: Final = frozenset(")]}|‖!⟩⌉⌋∞%")
"""Operators after which a minus takes something away."""
_DEFINES: Final = re.compile(r"\\(re)?newcommand|\\def|\\let\b")
"""What would make much of little."""
_UNDRAWN: Final = re.compile(r"\\rule(?![A-Za-z])|\\\\\s*\[")
"""Bars, and rows at another distance, which come out as something else."""
_BEGUN: Final = re.compile(r"\\begin\s*\{([^{}]*)\}")
_KNOWN: Final = frozenset(
    {
        *(
            "matrix",
            "pmatrix",
            "bmatrix",
            "Bmatrix",
            "vmatrix",
            "Vmatrix",
            "smallmatrix",
            "array",
            "substack",
        ),
        *("cases", "split", "align", "align*", "aligned"),
    }
)
"""Environments; others come out as if nothing stood around them."""
_LENGTH: Final = re.compile(r"(-?\d+(?:\.\d*)?|-?\.\d+)(em|ex|pt|mu|px|pc|cm|mm|in)")
_UNITS: Final = {
    "em": 1.0,
    "ex": 0.5,
    "pt": 0.1,
    "px": 0.075,
    "mu": 1 / 18,
    "pc": 1.2,
    "cm": 2.8,
    "mm": 0.28,
    "in": 7.2,
}
"""How many of the type's heights the units of lengths are."""
MOST_SPACE: Final = 10.0
"""How wide a space may be, in heights of the type."""
_ENVIRONMENTS: Final = re.compile(r"\\(begin|end)\s*\{aligned\}")
_UPRIGHT: Final = re.compile(r"\\mathrm\{")
_WORD: Final = re.compile(r"\\operatorname\s*\{([A-Za-z ]{1,30})\}")


@lru_cache(maxsize=512)
def latex_mathml(latex: str, is_display: bool = False) -> str:
    """Return mathematics in LaTeX as MathML, which may be high if it stands on a line of its own.

    Raises
    ------
    InputError
        It is no LaTeX that is known here, or it is too long or too deeply nested.
    """
    if len(latex) > MOST_CHARACTERS:
        raise InputError(
            "found {count} characters, allowed are {most} in one formula",
            count=len(latex),
            most=MOST_CHARACTERS,
        )
    root = _converted(latex, is_display)
    _clean(root, latex)
    _mend(root, is_display)
    _flatten(root)
    _sign(root)
    if work_of_element(root) > MOST_WORK:
        raise InputError("the formula {formula} is too deeply nested to be set", formula=_told(latex))
    root.attrib = {"xmlns": NAMESPACE, "display": "block" if is_display else "inline"}
    return ElementTree.tostring(root, encoding="unicode")


def latex_text(latex: str) -> str:
    """Return mathematics in LaTeX as a line of text; what cannot be set, as it was typed."""
    try:
        return mathml_text(latex_mathml(latex))
    except InputError:
        return latex


def _converted(latex: str, is_display: bool) -> ElementTree.Element:
    """Return what the converter makes of it, which takes nearly everything."""
    from latex2mathml.converter import convert  # imported with the first formula

    _check_braces(latex)
    if _DEFINES.search(latex) or _UNDRAWN.search(latex):
        raise _refused(latex)
    for name in _BEGUN.findall(latex):
        if name not in _KNOWN:
            raise InputError("{name} of {formula} is not known", name=quoted(name), formula=_told(latex))
    typed = _ENVIRONMENTS.sub(r"\\\1{align*}", latex)
    typed = _WORD.sub(r"\\mathrm {\1}", _UPRIGHT.sub(r"\\mathrm {", typed))
    try:
        root = ElementTree.fromstring(convert(typed, display="block" if is_display else "inline"))
    except Exception as error:  # each kind of mistake has a class of its own, or none
        raise InputError("found {formula}, allowed is LaTeX", formula=_told(latex)) from error
    for element in root.iter():
        element.tag = element.tag.partition("}")[2]
    return root


def _check_braces(latex: str) -> None:
    depth = deepest = 0
    for mark in re.findall(r"\\.|[{}]", latex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        deepest = max(depth, deepest)
        if depth < 0:
            break
    if deepest > MOST_NESTED:
        raise InputError("the formula {formula} is too deeply nested to be set", formula=_told(latex))
    if depth != 0:
        raise InputError("the braces of the formula {formula} do not match", formula=_told(latex))


def _clean(element: ElementTree.Element, latex: str) -> None:
    """Refuse what is no mathematics, and drop what only decorates it."""
    for child in element:
        text = child.text or ""
        if child.tag not in _SAFE or len(child) != _CHILDREN.get(child.tag, len(child)):
            raise _refused(latex)
        if not _FORBIDDEN.isdisjoint(child.attrib):
            raise _refused(latex)
        if child.tag == "mi" and text in _LOOSE and f"\\{text}" not in latex:
            raise InputError("found a loose {mark} in {formula}", mark=quoted(text), formula=_told(latex))
        if child.tag != "mtext" and text.startswith("\\") and len(text) > 1:
            raise InputError("{command} of {formula} is not known", command=text, formula=_told(latex))
        child.attrib = {name: value for name, value in child.attrib.items() if name in _ATTRIBUTES}
        _check_space(child, latex)
        _clean(child, latex)


def _check_space(element: ElementTree.Element, latex: str) -> None:
    """Refuse a space that is wider than a formula should be, or has no width that is known."""
    width = element.get("width", "") if element.tag == "mspace" else ""
    if not width or width.isalpha():
        return
    match = _LENGTH.fullmatch(width)
    if match is None or abs(float(match[1]) * _UNITS[match[2]]) > MOST_SPACE:
        raise InputError(
            "found a space of {width} in {formula}, allowed are {most:.0f}em",
            width=quoted(width),
            formula=_told(latex),
            most=MOST_SPACE,
        )


def _refused(latex: str) -> InputError:
    return InputError("found {formula}, allowed is plain mathematics in LaTeX", formula=_told(latex))


def _mend(element: ElementTree.Element, is_display: bool) -> None:
    """Write marks above letters, arrows and limits as fonts of mathematics and browsers expect them."""
    if element.tag == "mstyle" and not element.attrib:
        element.tag = "mrow"
    if element.text in _FLAT:
        element.set("stretchy", "false")
    if element.tag == "mover" and element[1].tag == "mo":
        element[1].text = _HATS.get(element[1].text or "", element[1].text)
    if is_display and element.tag in _LIMITS and element[0].text in _WITH_LIMITS:
        element.tag = _LIMITS[element.tag]
    if element.get("columnspacing") == "0em 2em":
        element.set("columnspacing", "0em 0.3em")
    for child in element:
        _mend(child, is_display)


def _flatten(element: ElementTree.Element) -> None:
    """Take rows away that hold one thing, or stand in a row: each costs what is in it once more."""
    for child in element:
        _flatten(child)
    flat: list[ElementTree.Element] = []
    for child in element:
        is_plain = child.tag == "mrow" and not child.attrib
        is_in_row = element.tag in ("mrow", "math", "mtd", "msqrt") and not _has_fences(child)
        if is_plain and (len(child) == 1 or (is_in_row and len(child))):
            flat.extend(child)
        else:
            flat.append(child)
    element[:] = flat


def _sign(element: ElementTree.Element) -> None:
    """Let a minus stand close to its number where nothing is before it that it could be taken from."""
    before: ElementTree.Element | None = None
    for child in element:
        _sign(child)
        is_free = before is None or (before.tag == "mo" and before.text not in _CLOSING)
        if child.tag == "mo" and child.text in _SIGNS and is_free:
            child.set("form", "prefix")
        before = child if child.tag != "mspace" else before


def _has_fences(element: ElementTree.Element) -> bool:
    return any(child.get("fence") == "true" for child in element)


def _told(latex: str) -> str:
    """Return a formula as it is named in a sentence."""
    return one_line(f"${latex}$", 60)
