"""What a picture shall be like, checked before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.tables import integer, number
from momentum_lab.gui.theme import LIGHT, THEMES

ViewName = Literal["all", "contour", "surface", "loss"]
VIEW_NAMES: Final[tuple[ViewName, ...]] = ("all", "contour", "surface", "loss")
MOST_PIXELS: Final = 100_000_000
DEFAULT_SIZES: Final[dict[ViewName, tuple[int, int]]] = {
    "all": (1200, 900),
    "contour": (800, 640),
    "surface": (900, 700),
    "loss": (800, 480),
}


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What to draw, and how large.

    Attributes
    ----------
    step
        The step up to which trails are drawn; None is the last.
    size
        Width and height in logical pixels, in which lines and type are measured; None suits the view.
    scale
        Pixels of the picture for each logical pixel; drawings for print want 2 or 3.
    """

    view: ViewName = "all"
    step: int | None = None
    size: tuple[int, int] | None = None
    scale: float = 1.0
    theme: str = LIGHT.name

    def __post_init__(self) -> None:
        if self.view not in VIEW_NAMES:
            raise InputError(unknown("view", self.view, VIEW_NAMES))
        if self.theme not in THEMES:
            raise InputError(unknown("theme", self.theme, THEMES))
        if self.step is not None:
            with located("step"):
                integer(0, 10**9)(self.step)
        with located("scale"):
            number(0.1, 20.0)(self.scale)
        with located("size"):
            for length in self.logical_size:
                integer(64, 20_000)(length)
            width, height = self.logical_size
            if width * height * self.scale**2 > MOST_PIXELS:
                raise InputError(
                    f"found {width * self.scale:.0f} x {height * self.scale:.0f} pixels, "
                    f"allowed are {MOST_PIXELS:,} in all"
                )

    @property
    def logical_size(self) -> tuple[int, int]:
        """Width and height in logical pixels."""
        return self.size or DEFAULT_SIZES[self.view]

    @property
    def pixel_size(self) -> tuple[int, int]:
        """Width and height in pixels of the picture."""
        width, height = self.logical_size
        return round(width * self.scale), round(height * self.scale)
