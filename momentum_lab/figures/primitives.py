"""What figures are drawn of: lines, markers, arrows, texts and areas, in the coordinates of what they show.

Points are arrays (…, coordinate). On a :class:`~momentum_lab.landscapes.Ground` the coordinates are those of
a place; one more is a loss, for what does not lie on the ground but above or below it. NaN there is on the
ground again. Widths and sizes are logical pixels, in which type is 12 high; colours are ``#rrggbb``,
opacities 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.scene_trail import Stretch

MINIMUM: Final = "minimum"
"""The sign of a minimum: a star, which lies on the ground."""
START: Final = "start"
"""The sign of a start: a ring with a cross, which lies on the ground and can be dragged."""
PREDICTED: Final = "predicted"
"""The sign of a place that somebody has foretold: a slanting cross, which lies on the ground."""
SIGNS: Final = frozenset({MINIMUM, START, PREDICTED})
"""Shapes of markers that lie on the ground; the others, those of balls, are balls in three dimensions."""
BALL_SIZE: Final = 13.0
"""Diameter of a ball's marker."""
MINIMUM_SIZE: Final = 15.0
MINIMUM_OUTLINE: Final = 1.3
START_SIZE: Final = 18.0
SECOND_HEAD: Final = 0.7
"""How far behind the head of an arrow that leads on its second one is, in its length."""


@dataclass(frozen=True, slots=True)
class Casing:
    """What sets a thing off from what is behind it: ``width`` to either side, in a colour."""

    color: str
    width: float
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Polyline:
    """A line through points (n, coordinate), or along a stretch of a trail.

    Attributes
    ----------
    dash
        Lengths of dash and gap in turn, in units of ``dash_unit``; () for a solid line.
    dash_unit
        In logical pixels; 0 for the width of the line.
    has_round_ends
        Whether a solid line ends round, and not square.
    """

    points: Floats | Stretch
    color: str
    width: float
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    dash_unit: float = 0.0
    casing: Casing | None = None
    has_round_ends: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Marker:
    """A shape at a point (coordinate,).

    Attributes
    ----------
    shape
        One of :data:`~momentum_lab.experiment.appearance.MARKERS`, or of :data:`SIGNS`.
    color
        That it is filled with; empty for a hollow one.
    size
        Its diameter.
    outline, outline_width
        The line around it.
    ball
        The number of the ball that it shows; None for anything else.
    """

    at: Floats
    shape: str
    color: str
    outline: str
    size: float = BALL_SIZE
    outline_width: float = 1.2
    opacity: float = 1.0
    casing: Casing | None = None
    ball: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """A marker, made small, at each of some points (n, coordinate)."""

    points: Floats
    shape: str
    color: str
    outline: str
    size: float
    outline_width: float


@dataclass(frozen=True, slots=True, eq=False)
class Arrow:
    """A straight arrow from ``tail`` to ``tip``, both (coordinate,).

    Attributes
    ----------
    head
        The length of its head, which is shorter on an arrow that is not twice as long.
    offset
        By how much it is drawn beside where it lies in a flat figure, to the right and down: what lies on one
        line is told apart so.
    least
        The length that it is drawn in at least: a shorter one begins farther back.
    is_cut
        It leads on beyond its tip, and has a double head.
    """

    tail: Floats
    tip: Floats
    color: str
    width: float
    head: float = 9.0
    opacity: float = 1.0
    casing: Casing | None = None
    offset: tuple[float, float] = (0.0, 0.0)
    least: float = 0.0
    is_cut: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text beside a point (coordinate,), which stays text where a format has text.

    Attributes
    ----------
    size
        Height of its type; 0 for that of everything else.
    offset
        From the point to the text's middle, to the right and down.
    """

    at: Floats
    text: str
    color: str
    size: float = 0.0
    offset: tuple[float, float] = (0.0, 0.0)
    casing: Casing | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Caption:
    """A line of text in a corner of a figure, whatever part of the ground that shows.

    It is the lower right one, unless another has fewer of the points ``clear_of`` (n, coordinate) beneath it.
    """

    text: str
    color: str
    clear_of: Floats
    casing: Casing | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """The inside of a line through points (n, coordinate) that closes itself.

    ``is_below``: what lies below the line, down to the edge of the figure, instead.
    """

    points: Floats
    color: str
    opacity: float = 1.0
    is_below: bool = False


Primitive: TypeAlias = Polyline | Marker | Dots | Arrow | Text | Caption | Area
