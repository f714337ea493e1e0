"""How balls are told apart: the same colour, marker and dash in every view and picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, TypeAlias

from momentum_lab.core.messages import message

BallLook: TypeAlias = tuple[str, str]
"""A colour and a marker; empty where it is still to be chosen."""

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
_PAIRS: Final[tuple[BallLook, ...]] = tuple(product(COLORS, MARKERS))


def color_name(color: str) -> str:
    """Return what a colour ``#rrggbb`` is called; one that has no name is called what it is."""
    name = _NAMES.get(color.lower())
    return color if name is None else str(name)


def told_apart(given: Sequence[BallLook]) -> list[BallLook]:
    """Return the looks of balls: what is given, and what is chosen where nothing is, no pair twice.

    The first balls differ in colour and marker; those that come when all colours are taken have one of them
    with another marker, and so with another dash. Two that are given alike stay so; and where a colour or a
    marker is given to more balls than it has pairs, some of them look alike.
    """
    looks = list(given)
    if all(color and marker for color, marker in looks):
        return looks
    taken = {look for look in looks if all(look)}
    for index, pair in _matched(looks, taken).items():
        looks[index] = pair
        taken.add(pair)
    for index, (color, marker) in enumerate(looks):
        if not color or not marker:
            ways = _ways(index, looks)
            looks[index] = next((pair for pair in ways if pair not in taken), ways[0])
            taken.add(looks[index])
    return looks


def _matched(looks: Sequence[BallLook], taken: set[BallLook]) -> dict[int, BallLook]:
    """Return a pair of its own for each ball of which half is given, as far as there are any.

    Who comes later may have an earlier one move to its next pair, so that nobody goes without for want of
    order.
    """
    owners: dict[BallLook, int] = {}
    ways = {index: _ways(index, looks) for index, look in enumerate(looks) if any(look) and not all(look)}

    def settle(index: int, asked: set[BallLook]) -> bool:
        for pair in ways[index]:
            if pair in taken or pair in asked:
                continue
            asked.add(pair)
            if pair not in owners or settle(owners[pair], asked):
                owners[pair] = index
                return True
        return False

    for index in ways:
        settle(index, set())
    return {index: pair for pair, index in owners.items()}


def _ways(index: int, looks: Sequence[BallLook]) -> list[BallLook]:
    """Return the pairs that ball number ``index`` may have: first what few others have, and then its turn."""
    own = looks[index]
    colors = Counter(color for color, _ in looks)
    markers = Counter(marker for _, marker in looks)
    turn, number = divmod(index, len(COLORS))
    its = COLORS[number], MARKERS[(number + turn) % len(MARKERS)]
    return sorted(
        _fitting(own),
        key=lambda pair: (colors[pair[0]], pair[0] != its[0], markers[pair[1]], pair[1] != its[1]),
    )


def _fitting(own: BallLook) -> Iterator[BallLook]:
    """Yield the pairs that have what is given."""
    color, marker = own
    if color and color not in COLORS:
        return ((color, each) for each in MARKERS)
    return (pair for pair in _PAIRS if color in ("", pair[0]) and marker in ("", pair[1]))
