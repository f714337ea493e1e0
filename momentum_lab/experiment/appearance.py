"""How balls are told apart: the same colour, marker and dash in every view and picture."""

from __future__ import annotations

from typing import Final

# Okabe & Ito (2008), "Color Universal Design", in an order that keeps neighbours far apart; its black is
# replaced by grey, which can be seen on a light and on a dark page.
COLORS: Final = (
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#f0e442",
    "#999999",
)

# A marker and the dash that goes with it; lengths of dash and gap in widths of the line, () for solid.
DASHES: Final[dict[str, tuple[float, ...]]] = {
    "circle": (),
    "square": (6.0, 2.5),
    "triangle": (1.5, 2.0),
    "diamond": (6.0, 2.0, 1.5, 2.0),
    "star": (10.0, 3.0),
    "pentagon": (3.0, 2.0),
    "hexagon": (6.0, 2.0, 1.5, 2.0, 1.5, 2.0),
    "cross": (10.0, 2.0, 3.0, 2.0),
}
MARKERS: Final = tuple(DASHES)
