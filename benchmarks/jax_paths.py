"""The same paths by JAX and optax, compiled beforehand; nothing where they are not installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.mixture import RULES, START, STEPS
from momentum_lab.optimizers import OPTIMIZERS

try:
    import jax
    import optax
except ImportError:
    jax = None


def live() -> Callable[[], object] | None:
    """Return a function that computes all paths of the mixture."""
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    rules = [_rule(name, rate) for name, rate in RULES]

    def all_paths(start: Any) -> list[Any]:
        return [_path(rule, start, STEPS, keep=True) for rule in rules]

    return _ready(all_paths, np.array(START))


def batch(optimizer: str, starts: np.ndarray, steps: int, rate: float) -> Callable[[], object] | None:
    """Return a function that computes where many balls end."""
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    rule = _rule(optimizer, rate)
    return _ready(jax.vmap(lambda start: _path(rule, start, steps, keep=False)), starts)


def _ready(function: Callable[..., Any], argument: np.ndarray) -> Callable[[], object]:
    compiled, given = jax.jit(function), jax.numpy.asarray(argument)
    jax.block_until_ready(compiled(given))
    return lambda: jax.block_until_ready(compiled(given))


def _loss(position: Any) -> Any:
    return (1 - position[0]) ** 2 + 100 * (position[1] - position[0] ** 2) ** 2


def _path(rule: Any, start: Any, steps: int, keep: bool) -> Any:
    def step(carried: Any, _: None) -> Any:
        position, state = carried
        loss, gradient = jax.value_and_grad(_loss)(position)
        update, state = rule.update(gradient, state, position)
        position = optax.apply_updates(position, update)
        return (position, state), (position, loss, gradient) if keep else None

    (position, _), kept = jax.lax.scan(step, (start, rule.init(start)), None, length=steps)
    return kept if keep else position


def _rule(name: str, rate: float) -> Any:
    """Return optax's function for one of our optimizers, with the arguments that stand for its defaults."""
    optimizer = OPTIMIZERS[name]
    assert optimizer.optax is not None
    alike = {"epsilon": 0.0} if name == "adagrad" else {}  # which optax adds in another place
    arguments = optimizer.optax.arguments_for(optimizer.checked({"learning_rate": rate, **alike}))
    return getattr(optax, optimizer.optax.name)(**arguments)
