"""What errors say can be said in other languages: their texts are whole, with named places."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import momentum_lab

PACKAGE = Path(momentum_lab.__file__).parent


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Every call of the package that makes one of its errors, with the place where it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                name = node.func.id
                if name in ("message", "InputError") or (name.endswith("Error") and name[:-5] in ERRORS):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


ERRORS = {"MomentumLab", "Write", "LeftOut", "Cluster", "Cancelled", "Rule", "UnknownName"}


def test_that_no_error_is_glued_together():
    glued = [place for place, node in raised() if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)]
    assert glued == []


def test_that_every_place_of_an_error_is_filled():
    missing = []
    for place, node in raised():
        text = node.args[0]
        given = {keyword.arg for keyword in node.keywords}
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str) and given):
            continue
        wanted = {name.split("[")[0] for _, name, _, _ in string.Formatter().parse(text.value) if name}
        if text.value.startswith("unknown "):
            wanted -= {"name"}  # is filled where the nearest name is looked for
        if None not in given and not wanted <= given:
            missing.append((place, wanted - given))
        elif wanted < given - {"column"}:
            missing.append((place, given - wanted))
    assert missing == []
