"""A formula with values for its parameters: what a landscape computes with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from types import FunctionType

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.formulas import Expression, Order, compile_array, compile_arrays, compile_scalar


@dataclass(frozen=True)
class BoundFormula:
    """An expression, and the values of its parameters.

    Compiled functions are shared by all values of the parameters. The value of a compiled function is that
    of :func:`~momentum_lab.formulas.program.compile_scalar`, called with the variables alone. Who
    translates it for another compiler takes that function and passes the values: of a constant base,
    compilers make other powers.

    Attributes
    ----------
    expression, variables, parameters
        The arguments of :func:`~momentum_lab.formulas.program.compile_scalar`.
    values
        The values of ``parameters``, in their order.
    """

    expression: Expression
    variables: tuple[str, ...]
    parameters: tuple[str, ...]
    values: tuple[float, ...]

    @cached_property
    def loss(self) -> Callable[..., tuple[float, ...]]:
        """The compiled function of order 0."""
        return self._bound(0)

    @cached_property
    def loss_and_gradient(self) -> Callable[..., tuple[float, ...]]:
        """The compiled function of order 1."""
        return self._bound(1)

    @cached_property
    def loss_gradient_and_hessian(self) -> Callable[..., tuple[float, ...]]:
        """The compiled function of order 2, the Hessian as its upper triangle."""
        return self._bound(2)

    def loss_over(self, *variables: Floats) -> Floats:
        """Return the loss at arrays of points that broadcast; nan or inf where it is not defined."""
        loss = self._loss_over(*variables, *self.values)
        shape = np.broadcast_shapes(*(np.shape(variable) for variable in variables))
        return np.array(np.broadcast_to(loss, shape))

    def loss_and_gradient_over(self, positions: Floats) -> tuple[Floats, Floats]:
        """Return losses (n,) and gradients (n, dimension) at positions (n, dimension); nan or inf alike."""
        order_1 = compile_arrays(self.expression, self.variables, self.parameters, 1)
        found = order_1(*positions.T, *self.values)
        loss, *slopes = (np.broadcast_to(each, len(positions)) for each in found)
        return np.array(loss), np.stack(slopes, axis=-1)

    @cached_property
    def _loss_over(self) -> Callable[..., Floats]:
        return compile_array(self.expression, self.variables, self.parameters)

    def __reduce__(self) -> tuple[type[BoundFormula], tuple[object, ...]]:
        """Leave the compiled functions out of a pickle: they are compiled anew where it is opened."""
        return BoundFormula, (self.expression, self.variables, self.parameters, self.values)

    def _bound(self, order: Order) -> Callable[..., tuple[float, ...]]:
        function = compile_scalar(self.expression, self.variables, self.parameters, order)
        assert isinstance(function, FunctionType)
        # The values become defaults of the last arguments: a call costs no more than that of the compiled
        # function itself, and new values share its code.
        return FunctionType(function.__code__, function.__globals__, "loss", self.values)
