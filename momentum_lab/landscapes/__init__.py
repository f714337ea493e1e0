"""Loss landscapes: from a formula to loss, gradient, Hessian and minima."""

from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.landscapes.given_landscape import GivenLandscape
from momentum_lab.landscapes.ground import FormulaGround, Ground, minima_to_mark
from momentum_lab.landscapes.landscape import Landscape, Parameter
from momentum_lab.landscapes.library import LANDSCAPES
from momentum_lab.landscapes.minima import Minimum
from momentum_lab.landscapes.objective import Objective
from momentum_lab.landscapes.problem import Problem
from momentum_lab.landscapes.typed_landscape import landscape_from_formula

__all__ = [
    "LANDSCAPES",
    "FormulaGround",
    "GivenLandscape",
    "Ground",
    "Landscape",
    "LandscapeEntry",
    "Minimum",
    "Objective",
    "Parameter",
    "Problem",
    "landscape_from_formula",
    "minima_to_mark",
]
