"""What the types of the program are called, from its source: one name for each, and each name for one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import momentum_lab

PACKAGE = Path(momentum_lab.__file__).parent
DECLARED = {"Hyper", "State"}
"""What each optimizer and each schedule has one of, in its own file."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def aliases(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a module gives to types, and the types."""
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not isinstance(value, ast.Call):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=ast.expr() as value):
                if ast.unparse(kind) == "TypeAlias":
                    yield name, value


def test_that_kinds_of_arrays_are_named_in_one_module() -> None:
    named = {place for place, module in modules() for _, value in aliases(module) if is_array(value)}
    assert named == {"core/arrays.py"}


def is_array(value: ast.expr) -> bool:
    return isinstance(value, ast.Subscript) and ast.unparse(value.value) in {"NDArray", "np.ndarray"}


def test_that_each_kind_of_array_has_one_name() -> None:
    module = dict(modules())["core/arrays.py"]
    kinds = [ast.unparse(value) for _, value in aliases(module)]
    assert len(kinds) == len(set(kinds)) > 0


def test_that_no_two_classes_have_one_name_nor_a_class_and_an_alias() -> None:
    classes, others = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for place, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and node.name not in DECLARED:
                classes[node.name].append(place)
        for name, _ in aliases(module):
            others[name].append(place)
    assert len(classes) > 200
    assert {name: places for name, places in classes.items() if len(places) > 1 or name in others} == {}
