"""The same paths by JAX and optax, compiled beforehand; nothing where they are not installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
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
    rules = [_rule(name, values) for name, values in RULES]

    def all_paths(start: Any) -> list[Any]:
        return [_path(rule, start, STEPS, keep=True) for rule in rules]

    return _ready(all_paths, np.array(START))


def batch(optimizer: str, starts: np.ndarray, steps: int, rate: float) -> Callable[[], object] | None:
    """Return a function that computes where many balls end."""
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    rule = _rule(optimizer, {"learning_rate": rate})
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


def _rule(name: str, values: Mapping[str, float]) -> Any:
    """Return optax's function for one of our optimizers, with the arguments that stand for its values."""
    optimizer = OPTIMIZERS[name]
    assert optimizer.optax is not None
    arguments = optimizer.optax.arguments_for(optimizer.checked(values))
    return getattr(optax, optimizer.optax.name)(**arguments)


def compile_step(optimizer: str, weights: int) -> float | None:
    """Return the processor's milliseconds that a step of a rule takes to compile for so many weights."""
    if jax is None:
        return None
    jax.clear_caches()
    began = time.process_time()
    step, carried, gradient = _step(optimizer, weights)
    jax.jit(step).lower(carried, gradient).compile()
    return 1000.0 * (time.process_time() - began)


def steps(optimizer: str, weights: int, count: int) -> Callable[[], object] | None:
    """Return a function that takes steps with one gradient, each by a call."""
    if jax is None:
        return None
    step, carried, gradient = _step(optimizer, weights)
    ready = jax.jit(step)
    jax.block_until_ready(ready(carried, gradient))

    def take() -> object:
        now = carried
        for _ in range(count):
            now = ready(now, gradient)
        return jax.block_until_ready(now)

    return take


def scanned_steps(optimizer: str, weights: int, count: int) -> Callable[[], object] | None:
    """Return a function that takes the same steps within one call."""
    if jax is None:
        return None
    step, carried, gradient = _step(optimizer, weights)

    def all_steps(begun: Any, slope: Any) -> Any:
        return jax.lax.scan(lambda now, _: (step(now, slope), None), begun, None, length=count)[0]

    ready = jax.jit(all_steps)
    jax.block_until_ready(ready(carried, gradient))
    return lambda: jax.block_until_ready(ready(carried, gradient))


def _step(optimizer: str, weights: int) -> tuple[Callable[..., Any], Any, Any]:
    """Return a step of a rule as a function, where it begins, and a gradient."""
    jax.config.update("jax_enable_x64", True)
    rule = _rule(optimizer, {})
    position = jax.numpy.ones(weights)

    def step(carried: Any, gradient: Any) -> Any:
        place, state = carried
        update, state = rule.update(gradient, state, place)
        return optax.apply_updates(place, update), state

    return step, (position, rule.init(position)), jax.numpy.linspace(-1.0, 1.0, weights)
