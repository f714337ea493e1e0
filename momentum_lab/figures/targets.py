"""What pictures are made for, such as a column of paper: each has its size, and type that can be read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from momentum_lab.core.errors import located
from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.core.tables import number
from momentum_lab.core.values import dataclass
from momentum_lab.figures.views import proportions

Unit = Literal["px", "mm"]
TYPE: Final = 12.0
"""Height of the views' type in logical pixels; lines and markers are as large as suits it."""
POINT_MM: Final = 25.4 / 72
SCREEN_DPI: Final = 96
PRINT_DPI: Final = 300
"""Pixels to an inch of paper, unless another number is wanted."""
PRINT_TYPE: Final = 8.0
"""Points, where millimetres are given and nothing else is said."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Size and type of a picture, as a person says them.

    Attributes
    ----------
    width, height
        In millimetres or pixels, as ``unit`` says.
    type_size
        In points with millimetres, else in pixels.
    dpi
        Pixels to an inch of paper.
    """

    width: float
    height: float
    unit: Unit
    type_size: float
    dpi: int = PRINT_DPI

    def __post_init__(self) -> None:
        for name, low, high in (("width", 5, 20_000), ("height", 5, 20_000), ("type size", 3, 400)):
            with located(name):
                number(low, high)(getattr(self, name.replace(" ", "_")))
        with located("dpi"):
            number(36, 2400)(self.dpi)

    @property
    def point(self) -> float:
        """Points to a logical pixel."""
        return self.type_size / TYPE * (1.0 if self.unit == "mm" else 72 / SCREEN_DPI)

    @property
    def scale(self) -> float:
        """Pixels to a logical pixel."""
        return self.type_size / TYPE * (self.dpi / 72 if self.unit == "mm" else 1.0)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in logical pixels."""
        unit = self.point * POINT_MM if self.unit == "mm" else self.scale
        return self.width / unit, self.height / unit


@dataclass(frozen=True, slots=True)
class Target:
    """Something that pictures are made for.

    ``height`` is the share of the width of a landscape's picture; other views are flatter or taller.
    """

    title: Message
    unit: Unit
    width: float
    height: float
    type_size: float
    is_fixed: bool = False

    def measures(self, view: str, dpi: int = PRINT_DPI) -> Measures:
        """Return what suits a view."""
        usual = proportions(view)
        share = usual.narrow if self.width < _NARROW else usual.wide
        share = self.height if self.is_fixed else share
        return Measures(self.width, round(self.width * share), self.unit, self.type_size, dpi)


_NARROW: Final = 120.0
"""Narrower than this is a column, in millimetres."""

TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "column": Target(message("Paper, one column"), "mm", 85.0, 0.0, PRINT_TYPE),
        "page": Target(message("Paper, full width"), "mm", 175.0, 0.0, PRINT_TYPE),
        "slide": Target(message_in("of a talk", "Slide"), "px", 1920.0, 0.5625, 24.0, is_fixed=True),
        "poster": Target(message("Poster"), "mm", 594.0, 420 / 594, 24.0, is_fixed=True),
    }
)
