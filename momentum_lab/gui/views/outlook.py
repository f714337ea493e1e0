"""Where a view looks: what a picture takes over from the window's view of its kind."""

from __future__ import annotations

from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where an eye is.

    Attributes
    ----------
    azimuth, elevation
        In degrees.
    zoom
        1 shows the whole.
    center
        The point of the scene that is looked at.
    """

    azimuth: float
    elevation: float
    zoom: float
    center: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class VisibleRange:
    """The part of a plane that somebody moved to by hand.

    Attributes
    ----------
    axes
        What is drawn along the two sides, such as ("x", "loss"): the plane of another view is another one.
    left, bottom, width, height
        In the units of the axes.
    others
        What is seen of further panels that have the first axis in common: what is drawn along their other
        side, its lowest and its highest value.
    """

    axes: tuple[str, str]
    left: float
    bottom: float
    width: float
    height: float
    others: tuple[tuple[str, float, float], ...] = ()


Outlook = Viewpoint | VisibleRange
