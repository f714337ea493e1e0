"""The library: what ``import momentum_lab`` offers to scripts and notebooks.

Each name here is also one of ``momentum_lab`` itself, where it is loaded when it is first used. What is not
here may change its place from one version to the next.

>>> import momentum_lab as lab
>>> run = lab.simulate(lab.open("ravine"))
>>> [(row.label, row.status.name) for row in lab.summarize(run)][:2]
[('Gradient descent', 'MOVING'), ('Momentum', 'MOVING')]
"""

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.eigenvalues import Plane
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.equations import StepEquation
from momentum_lab.analysis.frequencies import Frequencies
from momentum_lab.analysis.memory import Memory
from momentum_lab.analysis.results import BallResult, ball_results
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.analysis.summary import summarize
from momentum_lab.analysis.sweep import SweepResult
from momentum_lab.api.experiments import ball, change, describe, landscape, open, problem
from momentum_lab.api.exports import export_data, export_picture, export_table, table
from momentum_lab.api.runs import (
    basins,
    compare,
    eigenvalues,
    ensemble,
    frequencies,
    simulate,
    stability,
    sweep,
)
from momentum_lab.api.speaking import languages, set_language
from momentum_lab.api.steps import anatomy, memory, step_equations
from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.file import dumps, loads, save
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.experiment.presets import preset_names
from momentum_lab.export.python_script import python_script
from momentum_lab.export.torch_script import torch_script
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.landscapes import LANDSCAPES, Ground, Objective
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from momentum_lab.simulation import Run, Status
from momentum_lab.simulation.anatomy import Anatomy
from momentum_lab.simulation.storage import Storage
from momentum_lab.simulation.traces import Trace

__all__ = [
    "LANDSCAPES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Anatomy",
    "Ball",
    "BallChange",
    "BallResult",
    "BasinMap",
    "Clipping",
    "Comparison",
    "Ensemble",
    "Experiment",
    "FilmOptions",
    "Frequencies",
    "Ground",
    "InputError",
    "LandscapeChoice",
    "Memory",
    "MomentumLabError",
    "Objective",
    "PictureOptions",
    "Plane",
    "RateSchedule",
    "Run",
    "StabilityMap",
    "Status",
    "StepEquation",
    "Storage",
    "SweepResult",
    "Trace",
    "anatomy",
    "ball",
    "ball_results",
    "basins",
    "change",
    "compare",
    "describe",
    "dumps",
    "eigenvalues",
    "ensemble",
    "export_data",
    "export_picture",
    "export_table",
    "frequencies",
    "landscape",
    "languages",
    "loads",
    "memory",
    "open",
    "preset_names",
    "problem",
    "python_script",
    "save",
    "set_language",
    "simulate",
    "stability",
    "step_equations",
    "summarize",
    "sweep",
    "table",
    "torch_script",
]
