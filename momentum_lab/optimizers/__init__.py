"""The optimizers: every module of this package that defines ``OPTIMIZER`` adds one."""

from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.registry import Registry, constants_of_modules


def _found() -> dict[str, Optimizer]:
    found = (o for o in constants_of_modules(__name__, "OPTIMIZER") if isinstance(o, Optimizer))
    return {optimizer.name: optimizer for optimizer in found}


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer", _found())

__all__ = ["OPTIMIZERS"]
