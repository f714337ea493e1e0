"""What a formula may not hold, and in which words it is refused."""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from typing import Final, NoReturn

from momentum_lab.core.errors import InputError, quoted

MAX_CHARACTERS: Final = 500
MAX_DEPTH: Final = 60
ALLOWED: Final = "allowed are numbers, names, brackets, + - * / ** (2*x, not 2x) and functions as in sin(x)"

REFUSED_OPERATORS: Final[dict[type[ast.AST], tuple[str, str]]] = {
    ast.BitXor: ("'^'", "use ** for powers"),
    ast.FloorDiv: ("'//'", "use / for quotients"),
    ast.Mod: ("'%'", ALLOWED),
    ast.MatMult: ("'@'", "use * for products"),
    ast.LShift: ("'<<'", ALLOWED),
    ast.RShift: ("'>>'", ALLOWED),
    ast.BitAnd: ("'&'", ALLOWED),
    ast.BitOr: ("'|'", "use abs(x) for absolute values"),
    ast.Not: ("a boolean operator", ALLOWED),
    ast.Invert: ("'~'", ALLOWED),
}
REFUSED: Final[dict[type[ast.expr], str]] = {
    ast.Attribute: "attribute access",
    ast.Subscript: "a subscript",
    ast.Lambda: "a lambda",
    ast.Compare: "a comparison",
    ast.IfExp: "a conditional",
    ast.BoolOp: "a boolean operator",
    ast.NamedExpr: "an assignment",
    ast.Starred: "a starred argument",
    ast.JoinedStr: "an f-string",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Tuple: "a comma",
    ast.List: "a list",
    ast.Set: "a set",
    ast.Dict: "a dictionary",
}
SHOWN_AFTER_FIRST_PART: Final = (
    ast.Attribute,
    ast.Subscript,
    ast.Compare,
    ast.BoolOp,
    ast.Tuple,
    ast.NamedExpr,
)
REFUSED_CONSTANTS: Final = {
    bool: "a boolean",
    str: "a string",
    bytes: "a string",
    complex: "a complex number",
}
# A number that runs into a name; not 1e5, nor 1j, of which the tree knows more.
_GLUED: Final = re.compile(
    r"(?<![\w.])((?>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))(?![jJ]\b)([A-Za-z_]\w*)"
)
_SPELLINGS: Final = {"²": "**2", "³": "**3", "×": "*", "·": "*", "−": "-", "÷": "/", "π": "pi", "√": "sqrt"}


def refuse(found: str, column: int, allowed: str = ALLOWED) -> NoReturn:
    """Raise the :class:`InputError` that says what stands in a column, counted from 1, and what may."""
    raise InputError(f"found {found} at column {column}; {allowed}", column=column)


def check_text(text: str) -> None:
    """Refuse what shows in the text alone, in plainer words than Python's parser has for it."""
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"is {len(text):,} characters long; allowed are {MAX_CHARACTERS}")
    if not text.strip():
        raise InputError(f"is empty; {ALLOWED}")
    _check_characters(text)
    _check_brackets(text)
    if glued := _GLUED.search(text):
        if re.fullmatch("0[xXoObB]_?[0-9a-fA-F]+", glued[0]):
            refuse(quoted(glued[0]), glued.start() + 1, "allowed are numbers as in 16 or 1.6e1")
        product = f"write * for a product: {glued[1]}*{glued[2]}"
        refuse(quoted(glued[0]), glued.start() + 1, ALLOWED if keyword.iskeyword(glued[2]) else product)


def check_words(text: str, column: int) -> None:
    """Refuse the first of Python's own words up to a column where its parser was at a loss."""
    for match in re.finditer(r"(?<![\w.])[A-Za-z]+\b", text):
        if match.start() < column and keyword.iskeyword(match[0]):
            refuse(f"the word {quoted(match[0])}", match.start() + 1)


def _check_characters(text: str) -> None:
    for column, character in enumerate(text, 1):
        if not character.isascii():
            described = f"{quoted(character)} ({unicodedata.name(character, 'unnamed').lower()})"
            spelling = _SPELLINGS.get(character)
            refuse(described, column, f"use {spelling}" if spelling else "allowed are ASCII characters")
        if character in "#\\" or not (character.isprintable() or character in "\t\r\n"):
            refuse(quoted(character), column)


def _check_brackets(text: str) -> None:
    """Refuse what does not pair, in plainer words than Python's, and depths that its parser cannot take."""
    opened: list[int] = []
    for column, character in enumerate(text, 1):
        if character == "(":
            opened.append(column)
        elif character == ")":
            if not opened:
                refuse("')' that closes nothing", column)
            opened.pop()
        if len(opened) > MAX_DEPTH:
            refuse("a bracket", column, f"allowed are {MAX_DEPTH} levels of brackets")
    if opened:
        refuse("'(' that is never closed", opened[-1])
