"""An experiment as a script for PyTorch, whose own optimizers take the same paths."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from momentum_lab.core.counterpart import LeftOutError
from momentum_lab.core.errors import one_line
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.modifiers import UNCLIPPED
from momentum_lab.export.python_script import in_docstring
from momentum_lab.export.torch_expression import loss_code
from momentum_lab.export.torch_optimizers import torch_changes, torch_kicks, torch_rule
from momentum_lab.schedules import SCHEDULES

_HEAD: Final = '''\
"""{title}: the paths that torch.optim takes, in double precision; written by Momentum Lab {version}."""

{imports}

torch.set_default_dtype(torch.float64)

START = {start}
STEPS = {steps}

'''
_PATH: Final = '''\
def path(make{parameters}, start=START):
    """Return the position at every step, from the start on."""
    position = torch.tensor(start, requires_grad=True)
    rule = make([position])
    {before}positions = [position.tolist()]
    for step in range(STEPS):
        rule.zero_grad()
        loss(position).backward()
        {within}rule.step()
        positions.append(position.tolist())
    return positions


'''
_NOISE: Final = '''\
def noise(stream):
    """Return the noise of every gradient, as Momentum Lab draws it: PyTorch's generators draw another."""
    bits = numpy.random.Philox(key=numpy.array([{seed}, stream], dtype=numpy.uint64))
    return torch.from_numpy({scale!r} * numpy.random.Generator(bits).standard_normal((STEPS + 1, len(START))))


'''
_KICK: Final = '''\
def kick(state, name, by):
    """Add to a velocity, which is not there before the first step."""
    before = state.get(name)
    state[name] = torch.tensor(by) if before is None else before + torch.tensor(by)


'''
_SCHEDULED: Final = '''\
def scheduled(rule, warmup, **hyper):
    """Return the factor of the rate as a function of the step: a linear rise, then the schedule."""
    hyper = SimpleNamespace(**hyper)
    return lambda step: (step + 1) / (warmup + 1) if step < warmup else rule(float(step - warmup), hyper)


'''
_TAIL: Final = """\
for label, positions in paths:
    print(f"{label}: at {positions[-1]}, loss {loss(torch.tensor(positions[-1])).item()!r}")
"""


def torch_script(experiment: Experiment) -> str:
    """Return the text of a script that computes and prints where every ball ends.

    Balls whose path PyTorch cannot take are named in comments, with the reason.
    """
    calls, left_out = [], []
    balls = []
    for index, (label, ball) in enumerate(zip(experiment.labels, experiment.balls, strict=True)):
        try:
            calls.append(f"    ({label!r}, {_call(experiment, index)}),\n")
            balls.append(ball)
        except LeftOutError as reason:
            left_out.append(f"# Left out: {one_line(label)} ({reason}).\n")
    is_clipped = any(ball.clipping != UNCLIPPED for ball in balls)
    is_changed = any(change.values for ball in balls for change in ball.changes)
    is_kicked = any(change.kick is not None for ball in balls for change in ball.changes)
    schedules = _schedules(balls)
    is_noisy = experiment.noise > 0.0
    head = _HEAD.format(
        title=in_docstring(experiment),
        version=__version__,
        imports=_imports(schedules, is_noisy),
        start=experiment.start,
        steps=experiment.steps,
    )
    return "".join(
        (
            head,
            loss_code(experiment.landscape.build().bound),
            _NOISE.format(seed=experiment.seed, scale=experiment.noise) if is_noisy else "",
            schedules,
            _KICK if is_kicked else "",
            _PATH.format(**_features(is_noisy, is_clipped, bool(schedules), is_changed, is_kicked)),
            *left_out,
            "paths = [\n",
            *calls,
            "]\n",
            _TAIL,
        )
    )


def _imports(schedules: str, is_noisy: bool) -> str:
    standard = ["import math"] if "math." in schedules else []
    standard += ["from types import SimpleNamespace"] if schedules else []
    others = ["import numpy"] if is_noisy else []
    return "\n".join([*standard, "", *others, "import torch"] if standard else [*others, "import torch"])


def _features(
    is_noisy: bool, is_clipped: bool, is_scheduled: bool, is_changed: bool, is_kicked: bool
) -> dict[str, str]:
    """Return what the loop does besides, as far as any ball needs it."""
    parameters, before, within = "", "", ""
    indent = "\n        "
    if is_noisy:
        parameters += ", noise"
        within += f"position.grad += noise[step]{indent}"
    if is_clipped:
        parameters += ", clip=None"
        within += f"if clip is not None:{indent}    clip([position]){indent}"
    if is_scheduled:
        parameters += ", factor=None"
        before = 'rate = rule.param_groups[0]["lr"]\n    '
    if is_changed:
        parameters += ", changes={}"
        within += f"rule.param_groups[0].update(changes.get(step, {{}})){indent}"
        if is_scheduled:
            within += f'rate = changes.get(step, {{}}).get("lr", rate){indent}'
    if is_kicked:
        parameters += ", kicks={}"
        within += f"if step in kicks:{indent}    kick(rule.state[position], *kicks[step]){indent}"
    if is_scheduled:
        change = 'rule.param_groups[0]["lr"] = rate * factor(step)'
        within += f"if factor is not None:{indent}    {change}{indent}"
    return {"parameters": parameters, "before": before, "within": within}


def _schedules(balls: Iterable[Ball]) -> str:
    """Return the very functions that the schedules are here, under their own names; empty for none."""
    names = sorted({ball.schedule.name for ball in balls if not ball.schedule.is_constant})
    if not names:
        return ""
    code = ""
    for name in names:
        source = inspect.getsource(SCHEDULES[name].factor)
        code += re.sub(r"def factor\(.*?\) -> float:", f"def {name}(step, hyper):", source, count=1) + "\n\n"
    return code + _SCHEDULED


def _call(experiment: Experiment, index: int) -> str:
    """Return the call that gives a ball's path."""
    ball = experiment.balls[index]
    ball = replace(ball, changes=tuple(c for c in ball.changes if c.step < experiment.steps))
    name, values = torch_rule(ball)
    arguments = ", ".join(("p", *(f"{key}={value!r}" for key, value in values.items())))
    parts = [f"lambda p: torch.optim.{name}({arguments})"]
    if experiment.noise > 0.0:
        parts.append(f"noise({0 if experiment.common_noise else index + 1})")
    if ball.clipping != UNCLIPPED:
        by, limit = ball.clipping.by, ball.clipping.limit
        parts.append(f"clip=lambda p: torch.nn.utils.clip_grad_{by}_(p, {limit!r})")
    if not ball.schedule.is_constant:
        schedule = ball.schedule
        hyper = SCHEDULES[schedule.name].pack(schedule.hyperparameters)._asdict()
        values_of = "".join(f", {key}={value!r}" for key, value in hyper.items())
        parts.append(f"factor=scheduled({schedule.name}, {schedule.warmup}{values_of})")
    if changes := torch_changes(ball):
        parts.append(f"changes={changes!r}")
    if kicks := torch_kicks(ball):
        parts.append(f"kicks={kicks!r}")
    if ball.start is not None:
        parts.append(f"start={ball.start}")
    return f"path({', '.join(parts)})"
