"""Loss landscapes: from a formula to loss, gradient, Hessian and minima."""

from momentum_lab.landscapes.entry import LandscapeEntry
from momentum_lab.landscapes.landscape import Landscape, Minimum, Parameter, landscape_from_formula
from momentum_lab.landscapes.library import LANDSCAPES

__all__ = ["LANDSCAPES", "Landscape", "LandscapeEntry", "Minimum", "Parameter", "landscape_from_formula"]
