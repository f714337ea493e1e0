"""The experiment: what to run. Its file, its presets, and the model that the app edits."""

from momentum_lab.experiment.change import Change
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.file import dumps, load, loads, save
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import find, preset, preset_names, presets

__all__ = [
    "Ball",
    "Change",
    "Experiment",
    "ExperimentModel",
    "LandscapeChoice",
    "dumps",
    "find",
    "load",
    "loads",
    "preset",
    "preset_names",
    "presets",
    "save",
]
