"""What errors say can be said in other languages: their texts are whole, with named places."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

import momentum_lab

PACKAGE = Path(momentum_lab.__file__).parent
ERRORS = {"MomentumLab", "Write", "LeftOut", "Cluster", "Cancelled", "Input", "Rule", "UnknownName"}
MAKERS: Final = {"message", "message_in", "counted", "filled", *(f"{name}Error" for name in ERRORS)}
WORD: Final = re.compile("[A-Za-z]{2,}")
"""In a text that joins data; a single letter may be the x of 640 x 480."""

Assigned = Mapping[str, Sequence[ast.expr]]


def named(node: ast.Call) -> str:
    """What is called, without what it belongs to."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Every call of the package that makes one of its errors, with the place where it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and named(node) in MAKERS - {"filled"} and node.args:
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def has_words(value: ast.expr, assigned: Assigned, seen: frozenset[str] = frozenset()) -> bool:
    """Whether English stands in a value itself; what other functions return is not looked into."""
    parts: Sequence[ast.expr] = ()
    match value:
        case ast.Constant(value=str(text)):
            return bool(WORD.search(text))
        case ast.JoinedStr():
            parts = value.values
        case ast.FormattedValue() | ast.GeneratorExp() | ast.ListComp():
            parts = [value.value if isinstance(value, ast.FormattedValue) else value.elt]
        case ast.BinOp():
            parts = [value.left, value.right]
        case ast.IfExp():
            parts = [value.body, value.orelse]
        case ast.BoolOp():
            parts = value.values
        case ast.Call(func=ast.Attribute(value=left, attr="join" | "format" | "lower" | "capitalize")):
            parts = [left, *value.args]
        case ast.Call(func=ast.Name(id="str" | "one_line")):
            parts = value.args
        case ast.Name(id=name) if name not in seen:
            return any(has_words(given, assigned, seen | {name}) for given in assigned.get(name, ()))
    return any(has_words(part, assigned, seen) for part in parts)


def assigned_in(function: ast.AST) -> Assigned:
    """What is assigned to the names of a function, whole or as one of several."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, []).extend([node.value] if node.value else [])
        for target in node.targets if isinstance(node, ast.Assign) else ():
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    found.setdefault(name.id, []).append(value)
    return found


def glued_places(source: str) -> Iterator[tuple[int, str]]:
    """Lines and names of the places of errors and messages in which English stands that is no message."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in (tree, *functions):
        assigned = {} if scope is tree else assigned_in(scope)
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and named(node) in MAKERS:
                for keyword in node.keywords:
                    if has_words(keyword.value, assigned):
                        yield node.lineno, keyword.arg or "**"


def test_that_no_error_is_glued_together():
    glued = [place for place, node in raised() if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)]
    assert glued == []


def test_that_nothing_is_glued_together_in_the_places_of_an_error():
    glued = {
        (str(path.relative_to(PACKAGE)), *place)
        for path in sorted(PACKAGE.rglob("*.py"))
        for place in glued_places(path.read_text(encoding="utf-8"))
    }
    assert glued == set()


@pytest.mark.parametrize(
    ("value", "is_glued"),
    [
        ("f'the word {a}'", True),
        ("'the word ' + a", True),
        ("'one number' if a else f'{a} numbers'", True),
        ("' or '.join(a)", True),
        ("', '.join(f'the {b}' for b in a)", True),
        ("one_line(f'it is {a}')", True),
        ("said", True),
        ("f'{a:g} x {b:,}'", False),
        ("', '.join(f'{b:g} … {c}' for b, c in a)", False),
        ("message('the word {a}', a=a)", False),
        ("quoted(a)", False),
        ("a + 1", False),
        ("table['key']", False),
    ],
)
def test_that_what_is_glued_is_told_from_data(value: str, is_glued: bool):
    for call in ("InputError('found {found}', ", "message('found {found}', ", "SAID.filled("):
        source = f"def f(a, b):\n    said = f'the {{a}}'\n    return {call}found={value})"
        assert bool(list(glued_places(source))) == is_glued


def test_that_every_place_of_an_error_is_filled():
    missing = []
    for place, node in raised():
        text = node.args[0]
        given = {keyword.arg for keyword in node.keywords}
        if named(node) == "counted":
            given.discard("count")  # one of something need not say so
            given |= {"count"} if "{count" in ast.unparse(text) else set()
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str) and given):
            continue
        wanted = {name.split("[")[0] for _, name, _, _ in string.Formatter().parse(text.value) if name}
        if text.value.startswith("unknown "):
            wanted -= {"name"} - given  # is filled where the nearest name is looked for
        if None not in given and not wanted <= given:
            missing.append((place, wanted - given))
        elif wanted < given - {"column"}:
            missing.append((place, given - wanted))
    assert missing == []
