"""What an optimizer is: a few declarations and the arithmetic of one coordinate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.frozen import FrozenMapping
from momentum_lab.core.hyperparameters import Hyperparameter, HyperValue, declared


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An update rule, written once as the scalar arithmetic that its paper prints.

    The engine maps ``update`` over coordinates, balls and batches. States and hyperparameters are
    NamedTuples of plain numbers, so the same definition can be interpreted or compiled.

    Attributes
    ----------
    name, title
        The identifier in files and commands, and the name on the screen.
    hyper
        NamedTuple class whose fields are ``Annotated`` with their declarations.
    init
        ``init(hyper) -> state`` of one coordinate before the first step.
    update
        ``update(gradient, position, state, hyper) -> (step, state)``; the new position is
        ``position + step``. Only floats, ``math`` and comparisons; it may raise ``ArithmeticError`` or
        ``ValueError``, which means that the ball has diverged.
    equation
        The rule as a person reads it, one line an assignment.
    teaches
        What to watch for, one sentence.
    reference
        Who published it, and whose definition is followed.
    velocity
        The state's field that plays the part of a velocity, if it has one.
    stability_limit
        ``stability_limit(hyper)``: the product of learning rate and curvature from which on a quadratic
        diverges; None where no such constant is known.
    """

    name: str
    title: str
    hyper: type[Any]
    init: Callable[[Any], Any]
    update: Callable[[float, float, Any, Any], tuple[float, Any]]
    equation: str
    teaches: str
    reference: str
    velocity: str | None = None
    stability_limit: Callable[[Any], float] | None = None
    hyperparameters: Mapping[str, Hyperparameter] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hyperparameters", FrozenMapping(declared(self.hyper)))

    def checked(self, values: Mapping[str, object]) -> FrozenMapping[HyperValue]:
        """Return all hyperparameters: ``values``, checked, and the defaults of those that are missing.

        Raises
        ------
        InputError
            A name is not one of this optimizer's, or a value is out of bounds.
        """
        for name in values:
            if name not in self.hyperparameters:
                problem = unknown(f"hyperparameter of {self.name}", name, self.hyperparameters)
                raise InputError(problem)
        result: dict[str, HyperValue] = {}
        for name, declaration in self.hyperparameters.items():
            with located(name):
                result[name] = declaration.checked(values.get(name, declaration.default))
        return FrozenMapping(result)

    def pack(self, values: Mapping[str, HyperValue]) -> Any:
        """Return checked hyperparameters as the NamedTuple of numbers that ``update`` takes."""
        return self.hyper(**{n: d.code(values[n]) for n, d in self.hyperparameters.items()})
