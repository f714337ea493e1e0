"""What texts an expression may be: where names are assigned, and what functions are called with."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MESSAGES: Final = {"message", "message_in", "counted", "unknown", "filled"}
"""What is called for a message: it is no text any more, and what it says is found where it is made."""


def name_of(node: ast.expr) -> str:
    """Return the name of what is called or meant, without what it belongs to; empty for anything else."""
    if isinstance(node, ast.Subscript):
        return name_of(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


class Scopes:
    """A module, and what its expressions may be as far as texts go."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
        self.calls: Final = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    def texts(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> list[str] | None:
        """Return the texts that a value may be; none for a message, None if that cannot be known."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.Constant(value=None):
                return []
            case ast.IfExp():
                return self._united([node.body, node.orelse], seen)
            case ast.BoolOp():
                return self._united(node.values, seen)
            case ast.Subscript():
                return self.several(node.value, seen)
            case ast.Call() if name_of(node.func) in MESSAGES:
                return []
            case ast.Name(id=name) if name not in seen:
                return self._named(node, seen | {name})
        return None

    def several(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> list[str] | None:
        """Return the texts that are the values of a mapping, or in a sequence; None if it cannot be known."""
        match node:
            case ast.Tuple() | ast.List() | ast.Set():
                return self._united(node.elts, seen)
            case ast.Dict():
                return self._united(node.values, seen)
            case ast.Name(id=name) if name not in seen:
                found = [self.several(each, seen | {name}) for each in self._assigned(node, name)]
                return _joined(found)
        return None

    def _united(self, nodes: Iterable[ast.expr], seen: frozenset[str]) -> list[str] | None:
        return _joined([self.texts(node, seen) for node in nodes])

    def _named(self, node: ast.Name, seen: frozenset[str]) -> list[str] | None:
        found = [self.texts(each, seen) for each in self._assigned(node, node.id)]
        found += [self.several(each, seen) for each in self._looped(node, node.id)]
        for function in self._functions(node):
            given = self._given(function, node.id)
            if given is not None:
                found += [self.texts(each, seen) for each in given]
                break
        return _joined(found)

    def _functions(self, node: ast.AST) -> Iterator[Function]:
        """Yield the functions around a node, the nearest first."""
        while node in self._parents:
            node = self._parents[node]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield node

    def _assigned(self, node: ast.AST, name: str) -> list[ast.expr]:
        """Return what is assigned to a name in the nearest function that does so, or in the module."""
        for scope in (*self._functions(node), self._tree):
            found = [value for each in ast.walk(scope) for value in _assigned(each, name)]
            if found:
                return found
            if not isinstance(scope, ast.Module) and name in _parameters(scope):
                return []
        return []

    def _looped(self, node: ast.AST, name: str) -> Iterator[ast.expr]:
        """Yield what a loop takes the values of a name from."""
        for scope in self._functions(node):
            for each in ast.walk(scope):
                if not isinstance(each, ast.For | ast.comprehension):
                    continue
                if name_of(each.target) == name:
                    yield each.iter
                elif isinstance(each.target, ast.Tuple) and isinstance(each.iter, ast.Tuple | ast.List):
                    yield _column(each.iter.elts, [name_of(part) for part in each.target.elts], name)

    def _given(self, function: Function, name: str) -> list[ast.expr] | None:
        """Return what a function is called with for one of its parameters; None if it is none of them."""
        names = _parameters(function)
        if name not in names or isinstance(function, ast.Lambda):
            return None
        place = names.index(name) - (1 if names[:1] in (["self"], ["cls"]) else 0)
        called = function.name
        if called == "__init__":
            holder = self._parents[function]
            called = holder.name if isinstance(holder, ast.ClassDef) else called
        found: list[ast.expr] = []
        for call in self.calls:
            if name_of(call.func) == called:
                named = [each.value for each in call.keywords if each.arg == name]
                found += named or call.args[place : place + 1]
        defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
        return [*found, defaults[name]] if name in defaults else found


def _parameters(function: Function) -> list[str]:
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _assigned(node: ast.AST, name: str) -> Iterator[ast.expr]:
    if isinstance(node, ast.AnnAssign | ast.NamedExpr) and name_of(node.target) == name and node.value:
        yield node.value
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if isinstance(target, ast.Name) and target.id == name:
            yield node.value  # type: ignore[attr-defined]
        elif isinstance(target, ast.Tuple):
            yield from _unpacked(target, node, name)


def _unpacked(target: ast.Tuple, node: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what a name is given among several."""
    value = node.value if isinstance(node, ast.Assign) else None
    choices = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    for index, each in enumerate(target.elts):
        if name_of(each) == name:
            yield from (c.elts[index] if isinstance(c, ast.Tuple) else each for c in choices)


def _column(rows: Iterable[ast.expr], names: list[str], name: str) -> ast.Tuple:
    """Return what a name is given, in each round of a loop over rows."""
    place = names.index(name) if name in names else len(names)
    return ast.Tuple(
        [row.elts[place] for row in rows if isinstance(row, ast.Tuple) and place < len(row.elts)]
    )


def _joined(found: list[list[str] | None]) -> list[str] | None:
    """Return all texts, each once; None if nothing was found, or something cannot be known."""
    if not found or None in found:
        return None
    return list(dict.fromkeys(text for texts in found if texts is not None for text in texts))
