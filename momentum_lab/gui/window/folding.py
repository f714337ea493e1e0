"""Which of the views have room: the others are folded away until there is more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Foldable:
    """Something that stands in a row, with the width and the height below which it is of no use."""

    name: str
    row: int
    width: int
    height: int


def unfolded(
    items: Sequence[Foldable], room: tuple[int, int], recent: Sequence[str], between: int
) -> frozenset[str]:
    """Return the names of those that are shown.

    Parameters
    ----------
    items
        All that are wanted.
    room
        Width and height for all rows.
    recent
        Names of what was used last, the last one first: it is the first to be given room. What was never used
        comes after it in the order of the items.
    between
        The space between two of a row, and between two rows.

    Notes
    -----
    There is always one, and what was used last is never folded.
    """
    places = {name: place for place, name in reversed(list(enumerate(recent)))}
    shown: list[Foldable] = []
    for item in sorted(items, key=lambda each: places.get(each.name, len(places))):
        if not shown or _fits([*shown, item], room, between):
            shown.append(item)
    return frozenset(item.name for item in shown)


def _fits(items: Iterable[Foldable], room: tuple[int, int], between: int) -> bool:
    rows: dict[int, list[Foldable]] = {}
    for item in items:
        rows.setdefault(item.row, []).append(item)
    width = max(sum(item.width for item in row) + between * (len(row) - 1) for row in rows.values())
    height = sum(max(item.height for item in row) for row in rows.values()) + between * (len(rows) - 1)
    return width <= room[0] and height <= room[1]
