"""What a formula may not hold, and in which words it is refused."""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from typing import Final, NoReturn

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.messages import Message, message
from momentum_lab.formulas.grammar import Grammar
from momentum_lab.formulas.wide import WIDE

_BOOLEAN_OPERATOR: Final = message("a boolean operator")
_COMPREHENSION: Final = message("a comprehension")
_STRING: Final = message("a string")
_OPERATORS: Final[dict[type[ast.AST], str | Message]] = {
    ast.BitXor: "'^'",
    ast.FloorDiv: "'//'",
    ast.Mod: "'%'",
    ast.MatMult: "'@'",
    ast.LShift: "'<<'",
    ast.RShift: "'>>'",
    ast.BitAnd: "'&'",
    ast.BitOr: "'|'",
    ast.Not: _BOOLEAN_OPERATOR,
    ast.Invert: "'~'",
}
"""What is found."""
_INSTEAD: Final[dict[type[ast.AST], Message]] = {
    ast.BitXor: message("use ** for powers"),
    ast.FloorDiv: message("use / for quotients"),
    ast.MatMult: message("use * for products"),
}
"""What to use for an operator, where there is something."""
SOMETHING_ELSE: Final = message("something else than a formula")
REFUSED: Final[dict[type[ast.expr], Message]] = {
    ast.Attribute: message("attribute access"),
    ast.Subscript: message("a subscript"),
    ast.Lambda: message("a lambda"),
    ast.Compare: message("a comparison"),
    ast.IfExp: message("a conditional"),
    ast.BoolOp: _BOOLEAN_OPERATOR,
    ast.NamedExpr: message("an assignment"),
    ast.Starred: message("a starred argument"),
    ast.JoinedStr: message("an f-string"),
    ast.ListComp: _COMPREHENSION,
    ast.SetComp: _COMPREHENSION,
    ast.DictComp: _COMPREHENSION,
    ast.GeneratorExp: _COMPREHENSION,
    ast.Tuple: message("a comma"),
    ast.List: message("a list"),
    ast.Set: message("a set"),
    ast.Dict: message("a dictionary"),
}
SHOWN_AFTER_FIRST_PART: Final = (
    ast.Attribute,
    ast.Subscript,
    ast.Compare,
    ast.BoolOp,
    ast.Tuple,
    ast.NamedExpr,
)
REFUSED_CONSTANTS: Final[dict[type[object], Message]] = {
    bool: message("a boolean"),
    str: _STRING,
    bytes: _STRING,
    complex: message("a complex number"),
}
# A number that runs into a name; not 1e5, nor 1j, of which the tree knows more.
_GLUED: Final = re.compile(
    r"(?<![\w.])((?>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))(?![jJ]\b)([A-Za-z_]\w*)"
)
_SPELLINGS: Final = WIDE | {"²": "**2", "³": "**3", "×": "*", "·": "*", "−": "-", "÷": "/"}
_NAMES: Final = {"π": "pi", "√": "sqrt"}


def refuse(found: str | Message, column: int, allowed: Message) -> NoReturn:
    """Raise the :class:`InputError` that says what stands in a column, counted from 1, and what may.

    What is ``found`` is a text where it is a piece of the formula itself.
    """
    raise InputError(
        "found {found} at column {column}; {allowed}", column=column, found=found, allowed=allowed
    )


def refused_operator(operator: ast.AST, grammar: Grammar) -> tuple[str | Message, Message]:
    """Return what an operator that no formula has is called, and what to write for it."""
    found, instead = _OPERATORS[type(operator)], _INSTEAD.get(type(operator), grammar.allowed)
    if isinstance(operator, ast.BitOr) and "abs" in grammar.functions:
        instead = message("use abs({example}) for absolute values", example=grammar.example)
    return found, instead


def check_text(text: str, grammar: Grammar) -> None:
    """Refuse what shows in the text alone, in plainer words than Python's parser has for it."""
    limit, allowed = grammar.limits.characters, grammar.allowed
    if len(text) > limit:
        raise InputError("is {count:,} characters long; allowed are {limit:,}", count=len(text), limit=limit)
    if not text.strip():
        raise InputError("is empty; {allowed}", allowed=allowed)
    _check_characters(text, grammar)
    _check_brackets(text, grammar)
    if "^" in text:  # Python's own ^ binds so loosely that the last one would be found first
        refuse(_OPERATORS[ast.BitXor], text.index("^") + 1, _INSTEAD[ast.BitXor])
    if glued := _GLUED.search(text):
        if re.fullmatch("0[xXoObB]_?[0-9a-fA-F]+", glued[0]):
            refuse(quoted(glued[0]), glued.start() + 1, message("allowed are numbers as in 16 or 1.6e1"))
        product = message("write * for a product: {left}*{right}", left=glued[1], right=glued[2])
        refuse(quoted(glued[0]), glued.start() + 1, allowed if keyword.iskeyword(glued[2]) else product)


def check_words(text: str, column: int, allowed: Message) -> None:
    """Refuse the first of Python's own words up to a column where its parser was at a loss."""
    for match in re.finditer(r"(?<![\w.])[A-Za-z]+\b", text):
        if match.start() < column and keyword.iskeyword(match[0]):
            refuse(message("the reserved word {word}", word=quoted(match[0])), match.start() + 1, allowed)


def _check_characters(text: str, grammar: Grammar) -> None:
    names = {*grammar.functions, *grammar.constants}
    spellings = {**_SPELLINGS, **{sign: name for sign, name in _NAMES.items() if name in names}}
    for column, character in enumerate(text, 1):
        if not character.isascii():
            refuse(_described(character), column, _respelt(spellings.get(character)))
        if character in "#\\" or not (character.isprintable() or character in "\t\r\n"):
            refuse(quoted(character), column, grammar.allowed)


def _described(character: str) -> Message:
    """Return a character with the name that Unicode has for it, in English for ever."""
    name = unicodedata.name(character, "").lower()
    if not name:
        return message("{character} (unnamed)", character=quoted(character))
    return message("{character} ({name})", character=quoted(character), name=name)


def _respelt(spelling: str | None) -> Message:
    """Return what to write for a character that is not ASCII."""
    if spelling is None:
        return message("allowed are ASCII characters")
    return message("use {spelling}", spelling=spelling)


def _check_brackets(text: str, grammar: Grammar) -> None:
    """Refuse what does not pair, in plainer words than Python's, and depths that its parser cannot take."""
    depth, allowed = grammar.limits.depth, grammar.allowed
    opened: list[int] = []
    for column, character in enumerate(text, 1):
        if character == "(":
            opened.append(column)
        elif character == ")":
            if not opened:
                refuse(message("')' that closes nothing"), column, allowed)
            opened.pop()
        if len(opened) > depth:
            levels = message("allowed are {depth} levels of brackets", depth=depth)
            refuse(message("a bracket"), column, levels)
    if opened:
        refuse(message("'(' that is never closed"), opened[-1], allowed)
