"""An expression and its derivatives as a graph in which equal subexpressions are one node.

Derivatives are taken by a forward sweep over the nodes, each of which adds a handful of nodes at most: the
graph of a Hessian is a constant times larger than that of the loss, where a tree would grow exponentially.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from momentum_lab.formulas.expression import parse
from momentum_lab.formulas.functions import ALL_FUNCTIONS, ARGUMENTS, COMPARISONS, WHERE
from momentum_lab.formulas.grammar import Grammar
from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Operator,
    Symbol,
    is_product,
    operate,
    product_steps,
)


class Instruction(NamedTuple):
    """One node: an operation on earlier nodes, a constant or a symbol.

    ``operation`` is ``constant``, ``symbol``, ``negate``, an operator or the name of a function.
    """

    operation: str
    operands: tuple[int, ...] = ()
    value: float = 0.0
    name: str = ""


OPERATORS: Final[Mapping[str, Operator]] = {"+": "+", "-": "-", "*": "*", "/": "/", "**": "**"}


RAISING: Final = frozenset({"/", "**", "exp", "log", "sinh", "cosh"})
"""Where Python raises, others give an infinity; what raises elsewhere is nan, which always shows."""
_HIDING: Final = frozenset(
    {"**", "atan", "atan2", "tanh", "exp", "sign", "min", "max", WHERE, *COMPARISONS.values()}
)


def _hides(operation: str, operand: int) -> bool:
    """Return whether the operation of an infinite operand may be finite."""
    return operation in _HIDING or (operation == "/" and operand == 1)


class Graph:
    """Instructions in an order in which each comes after its operands; a node is its index in the list.

    Constants are folded, and what changes no bit is simplified, such as a product with 1; the sign of a zero
    counts, as it does to ``atan2``. Derivatives consist of zeros for the most part: in them, sums and
    products with 0 are simplified as well, and 0*u is 0 whatever u is.
    """

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []
        self._nodes: dict[tuple[Instruction, float], int] = {}

    def constant(self, value: float) -> int:
        """Return the node of a number."""
        return self._node(Instruction("constant", value=value))

    def symbol(self, name: str) -> int:
        """Return the node of a variable or a parameter."""
        return self._node(Instruction("symbol", name=name))

    def negate(self, node: int) -> int:
        """Return the node of ``-node``."""
        instruction = self.instructions[node]
        if instruction.operation == "constant":
            return self.constant(-instruction.value)
        if instruction.operation == "negate":
            return instruction.operands[0]
        return self._node(Instruction("negate", (node,)))

    def operate(self, operator: Operator, left: int, right: int) -> int:
        """Return the node of ``left operator right``."""
        u, v = self._value(left), self._value(right)
        if u is not None and v is not None:
            try:
                value = operate(operator, u, v)
            except (ArithmeticError, ValueError):
                value = math.nan
            if math.isfinite(value):  # else it is left to the compiled program to raise
                return self.constant(value)
        match operator:
            case "*" if u == 1.0:
                return right
            case "*" | "/" | "**" if v == 1.0:
                return left
            case "*" if u == -1.0:
                return self.negate(right)
        return self._node(Instruction(operator, (left, right)))

    def call(self, function: str, arguments: Sequence[int]) -> int:
        """Return the node of a function's value."""
        values = [value for node in arguments if (value := self._value(node)) is not None]
        if len(values) == len(arguments):
            try:
                value = ALL_FUNCTIONS[function].evaluate(*values)
            except (ArithmeticError, ValueError):
                value = math.nan
            if math.isfinite(value):
                return self.constant(value)
        return self._node(Instruction(function, tuple(arguments)))

    def embed(self, expression: Expression, bindings: Mapping[str, int] | None = None) -> int:
        """Return the node of an expression, in which the names of ``bindings`` mean those nodes."""
        bound = bindings or {}
        match expression:
            case Constant(value):
                return self.constant(value)
            case Symbol(name):
                return bound[name] if name in bound else self.symbol(name)
            case Negation(operand):
                return self.negate(self.embed(operand, bound))
            case Operation(operator, left, right):
                return self.operate(operator, self.embed(left, bound), self.embed(right, bound))
            case Call(function, arguments):
                return self.call(function, [self.embed(argument, bound) for argument in arguments])

    def reachable(self, outputs: Iterable[int]) -> list[int]:
        """Return the nodes that the outputs need, each after its operands."""
        found: set[int] = set()
        waiting = list(outputs)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(self.instructions[node].operands)
        return sorted(found)

    def derivatives(self, outputs: Sequence[int], variable: str) -> list[int]:
        """Return the node of each output's derivative by ``variable``."""
        derivative: dict[int, int] = {}
        for node in self.reachable(outputs):
            derivative[node] = self._derivative(node, variable, derivative)
        return [derivative[node] for node in outputs]

    def hidden_infinities(self, outputs: Sequence[int]) -> list[int]:
        """Return the nodes at which Python may raise, but whose infinity need not show in any output."""
        showing = set(outputs)
        for node in reversed(self.reachable(outputs)):
            operation, operands, _, _ = self.instructions[node]
            if node in showing:
                showing.update(o for i, o in enumerate(operands) if not _hides(operation, i))
        risky = (n for n in self.reachable(outputs) if self.instructions[n].operation in RAISING)
        return [node for node in risky if node not in showing]

    def _derivative(self, node: int, variable: str, known: Mapping[int, int]) -> int:
        operation, operands, _, name = self.instructions[node]
        if operation == "constant":
            return self.constant(0.0)
        if operation == "symbol":
            return self.constant(1.0 if name == variable else 0.0)
        if operation == "negate":
            return self._join("-", self.constant(0.0), known[operands[0]])
        if operation not in OPERATORS:
            return self._chain(operation, operands, known)
        u, v = operands
        du, dv = known[u], known[v]
        match OPERATORS[operation]:
            case "+" | "-" as operator:
                return self._join(operator, du, dv)
            case "*":
                return self._join("+", self._join("*", du, v), self._join("*", u, dv))
            case "/":  # (du - (u/v) dv)/v, which shares the quotient
                return self._join("/", self._join("-", du, self._join("*", node, dv)), v)
            case "**":
                if self._value(v) == 0.5:  # a root has the derivative that is stated for sqrt at 0
                    return self._chain("sqrt", (u,), known)
                return self._power_rule(node, u, v, du, dv)

    def _power_rule(self, node: int, u: int, v: int, du: int, dv: int) -> int:
        """The rule is v u**(v - 1) du + u**v log(u) dv: a constant v has dv = 0, and no logarithm is left."""
        less = self.operate("-", v, self.constant(1.0))
        by_base = self._join("*", self._join("*", v, self.operate("**", u, less)), du)
        by_exponent = self._join("*", self._join("*", node, self.call("log", [u])), dv)
        return self._join("+", by_base, by_exponent)

    def _chain(self, function: str, arguments: tuple[int, ...], known: Mapping[int, int]) -> int:
        bindings = dict(zip(ARGUMENTS, arguments, strict=False))
        total = self.constant(0.0)
        for outer, argument in zip(_derivatives_of(function), arguments, strict=True):
            total = self._join("+", total, self._join("*", self.embed(outer, bindings), known[argument]))
        return total

    def _join(self, operator: Operator, left: int, right: int) -> int:
        """Return the node of ``left operator right`` in a derivative, where a zero is nothing at all."""
        u, v = self._value(left), self._value(right)
        match operator:
            case "+" if u == 0.0:
                return right
            case "+" | "-" if v == 0.0:
                return left
            case "-" if u == 0.0:
                return self.negate(right)
            case "*" if 0.0 in (u, v):
                return self.constant(0.0)
            case "/" if u == 0.0 and v != 0.0:
                return self.constant(0.0)
        return self.operate(operator, left, right)

    def _value(self, node: int) -> float | None:
        instruction = self.instructions[node]
        return instruction.value if instruction.operation == "constant" else None

    def _node(self, instruction: Instruction) -> int:
        sign = math.copysign(1.0, instruction.value)  # 0.0 and -0.0 are equal
        node = self._nodes.setdefault((instruction, sign), len(self.instructions))
        if node == len(self.instructions):
            self.instructions.append(instruction)
        return node


def with_products(graph: Graph, outputs: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return the graph of the outputs in which integer powers are products, and where they are in it."""
    result = Graph()
    image: dict[int, int] = {}
    for node in graph.reachable(outputs):
        operation, operands, value, name = graph.instructions[node]
        new = [image[operand] for operand in operands]
        if operation == "constant":
            image[node] = result.constant(value)
        elif operation == "symbol":
            image[node] = result.symbol(name)
        elif operation == "negate":
            image[node] = result.negate(new[0])
        elif operation not in OPERATORS:
            image[node] = result.call(operation, new)
        elif operation == "**" and (exponent := graph.instructions[operands[1]]).operation == "constant":
            image[node] = _constant_power(result, new[0], new[1], exponent.value)
        else:
            image[node] = result.operate(OPERATORS[operation], *new)
    return result, [image[node] for node in outputs]


def _constant_power(graph: Graph, base: int, exponent: int, value: float) -> int:
    """Return the node of a power with the constant exponent ``value``, as ``nodes.operate`` computes it."""
    if abs(value) == 0.5:  # compilers make roots of these, in other bits than those of a power
        power = graph.call("sqrt", [base])
    elif value == 0.0:
        return graph.constant(1.0)
    elif is_product(value):
        powers = {1: base}
        for i, j in product_steps(abs(int(value))):
            powers[i + j] = graph.operate("*", powers[i], powers[j])
        power = powers[abs(int(value))]
    else:
        return graph.operate("**", base, exponent)
    return power if value > 0 else graph.operate("/", graph.constant(1.0), power)


@lru_cache(maxsize=64)
def _derivatives_of(function: str) -> tuple[Expression, ...]:
    row = ALL_FUNCTIONS[function]
    grammar = Grammar(ARGUMENTS[: row.arity], decides=function == WHERE)
    return tuple(parse(text, grammar) for text in row.derivatives)
