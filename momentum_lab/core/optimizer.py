"""What an optimizer is: a few declarations and the arithmetic of one coordinate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Declared, Hyperparameter, declared


@dataclass(frozen=True, slots=True)
class Optimizer(Declared):
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
    shared_state
        The state's fields that depend on the steps taken and the hyperparameters alone, so that they are the
        same for all coordinates.
    needs_hessian
        Whether the rule needs the whole vector and the Hessian. Then there is one state for the ball, and
        it is ``update(gradient, hessian, position, state, hyper) -> (step, state)``: gradient, position and
        step are tuples with a float for each coordinate, the Hessian is the upper triangle by rows.
    from_rate
        ``from_rate(rate)``: the hyperparameters with which a rule without a learning rate goes as far as
        one with this rate would.
    stability_limit
        ``stability_limit(hyper)``: the product of learning rate and curvature from which on a quadratic
        diverges; None where no such constant is known.
    """

    name: str
    title: str
    hyper: type[Any]
    init: Callable[[Any], Any]
    update: Callable[..., tuple[Any, Any]]
    equation: str
    teaches: str
    reference: str
    velocity: str | None = None
    shared_state: tuple[str, ...] = ()
    needs_hessian: bool = False
    from_rate: Callable[[float], Mapping[str, float]] | None = None
    stability_limit: Callable[[Any], float] | None = None
    hyperparameters: Mapping[str, Hyperparameter] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hyperparameters", FrozenMapping(declared(self.hyper)))

    @property
    def has_rate(self) -> bool:
        """Whether a learning rate means something to it."""
        return self.from_rate is not None or "learning_rate" in self.hyperparameters

    def at_rate(self, rate: float) -> Mapping[str, float]:
        """Return the hyperparameters that stand for a learning rate: itself, as a rule."""
        return {"learning_rate": rate} if self.from_rate is None else self.from_rate(rate)
