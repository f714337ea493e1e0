"""How balls are told apart: the same colour, marker and dash in every view and picture."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.messages import message

# Okabe & Ito (2008), "Color Universal Design", in an order that keeps neighbours far apart; its black is
# replaced by grey, which can be seen on a light and on a dark page.
_NAMES: Final = {
    "#d55e00": message("vermillion"),
    "#0072b2": message("blue"),
    "#009e73": message("bluish green"),
    "#cc79a7": message("reddish purple"),
    "#e69f00": message("orange"),
    "#56b4e9": message("sky blue"),
    "#f0e442": message("yellow"),
    "#999999": message("grey"),
}
COLORS: Final = tuple(_NAMES)

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


def color_name(color: str) -> str:
    """Return what a colour ``#rrggbb`` is called; one that has no name is called what it is."""
    name = _NAMES.get(color.lower())
    return color if name is None else str(name)
