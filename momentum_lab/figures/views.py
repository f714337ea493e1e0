"""The table of views: what they are called, what they show, and how large their pictures are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.messages import Message, message, message_in


@dataclass(frozen=True, slots=True)
class Proportions:
    """How large a picture is that is not told otherwise.

    Attributes
    ----------
    size
        Width and height in logical pixels.
    wide, narrow
        Height in widths on a wide page, and in a narrow column.
    """

    size: tuple[int, int] = (800, 480)
    wide: float = 0.45
    narrow: float = 0.65


@dataclass(frozen=True, slots=True)
class ViewKind:
    """A view of a run, as the window and pictures know it.

    Attributes
    ----------
    title, hint
        What stands above it, and what can be done in it.
    phrase
        What it is called within a sentence.
    dimensions
        Of the landscapes that it can show.
    row
        0 for the upper row of the window and of pictures of all views, 1 for the lower.
    least
        Width and height, in logical pixels, below which it cannot be read.
    cell
        Height in widths that suits one of many small pictures.
    least_cell
        ``least`` of one of many small pictures, where that is another: there, no scale explains the colours.
    stand_in
        Name of the view that pictures show of landscapes of other dimensions; empty for none.
    misfit
        What is said where there is none; None for what is said of any view.
    has_camera
        It is seen from somewhere, and a film can go around it.
    shares_axis
        Losses are along an axis of it, and small multiples have that axis in common.
    has_ground
        It shows where the balls are on their landscape.
    has_start
        The start is moved in it.
    """

    name: str
    title: Message
    hint: Message
    phrase: Message
    dimensions: tuple[int, ...]
    row: int
    least: tuple[float, float]
    cell: float = 0.7
    proportions: Proportions = Proportions()
    least_cell: tuple[float, float] | None = None
    stand_in: str = ""
    misfit: Message | None = None
    has_camera: bool = False
    shares_axis: bool = False
    has_ground: bool = True
    has_start: bool = False


VIEWS: Final = (
    ViewKind(
        "surface",
        message("Surface"),
        message("drag to turn, wheel to zoom"),
        message("surface"),
        dimensions=(2,),
        row=0,
        least=(200.0, 170.0),
        cell=0.8,
        proportions=Proportions((900, 700), 0.72, 0.8),
        misfit=message("a landscape of one dimension has no surface; its curve is the contour view"),
        has_camera=True,
    ),
    ViewKind(
        "contour",
        message("Contour map"),
        message("click or drag to move the start"),
        message("contour map"),
        dimensions=(2,),
        row=0,
        least=(190.0, 140.0),
        cell=0.82,
        proportions=Proportions((800, 640), 0.72, 0.85),
        least_cell=(150.0, 125.0),
        stand_in="curve",
        has_start=True,
    ),
    ViewKind(
        "curve",
        message_in("a view", "Curve"),
        message("click or drag to move the start"),
        message_in("a view", "curve"),
        dimensions=(1,),
        row=0,
        least=(150.0, 125.0),
        misfit=message("the curve is of landscapes of one dimension"),
        has_start=True,
    ),
    ViewKind(
        "loss",
        message("Loss"),
        message("click or drag to go to a step, wheel to zoom"),
        message("loss"),
        dimensions=(1, 2),
        row=1,
        least=(150.0, 110.0),
        shares_axis=True,
        has_ground=False,
    ),
)
ALL: Final = "all"
"""In place of a view's name: the views that suit a run, in one picture."""
CURVES: Final = "curves"
"""In place of a view's name: the loss view with other quantities, in panels."""
CURVED: Final = "loss"
"""The view that shows them."""
VIEW_TITLES: Final[Mapping[str, Message]] = MappingProxyType(
    {ALL: message("All views"), **{kind.name: kind.title for kind in VIEWS}, CURVES: message("Curves")}
)
"""What pictures can be of, and their titles."""
_TOGETHER: Final = Proportions((1200, 900), 0.75, 2.1)


def view_kind(name: str) -> ViewKind:
    """Return the view of a name, or the one that shows it; or raise :class:`InputError`."""
    shown = CURVED if name == CURVES else name
    for kind in VIEWS:
        if kind.name == shown:
            return kind
    raise InputError(unknown("unknown view {name}", name, VIEW_TITLES))


def kind_shown(view: str, dimension: int) -> ViewKind:
    """Return what pictures show when a view of a landscape of so many dimensions is wanted.

    Raises
    ------
    InputError
        There is no such view, or it can show nothing of such a landscape.
    """
    kind = view_kind(view)
    if dimension in kind.dimensions:
        return kind
    if kind.stand_in:
        return kind_shown(kind.stand_in, dimension)
    raise InputError(
        kind.misfit
        or message(
            "found a landscape of dimension {dimension}, allowed for this view is {allowed}",
            dimension=dimension,
            allowed=", ".join(map(str, kind.dimensions)),
        ),
        "view",
    )


def kind_suited(view: str, dimension: int) -> ViewKind:
    """Return what a window shows while a view is wanted: where it can show nothing, the one of the start."""
    kind = view_kind(view)
    if dimension in kind.dimensions:
        return kind
    return next(other for other in VIEWS if other.has_start and dimension in other.dimensions)


def kinds_shown(view: str, dimension: int) -> tuple[ViewKind, ...]:
    """Return that, or for :data:`ALL` all views that suit such a landscape, from the upper row on."""
    if view != ALL:
        return (kind_shown(view, dimension),)
    return tuple(sorted((k for k in VIEWS if dimension in k.dimensions), key=lambda kind: kind.row))


def proportions(view: str) -> Proportions:
    """Return how large a picture of a view, or of all, is."""
    return _TOGETHER if view == ALL else view_kind(view).proportions
