"""Pictures of what the analysis commands find: ``stability … -o map.pdf``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.cli.common import TerminalProgress
from momentum_lab.cli.export import STILLS, add_look, measures_of

if TYPE_CHECKING:
    from momentum_lab.gui.pictures import PictureOptions

COLOURS: Final = {"steps": "steps to a minimum", "loss": "final loss", "status": "what becomes of it"}


class _MapPictures:
    """Draws stability maps, basins, comparisons and ensembles."""

    suffixes: Sequence[str] = STILLS

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Let a command say how to draw."""
        add_look(parser)
        if parser.prog.endswith("stability"):
            parser.add_argument("--colours", choices=tuple(COLOURS), default="steps", help="what is coloured")

    def check(self, options: argparse.Namespace) -> None:
        """Raise :class:`InputError` unless what was said can be drawn."""
        _options_of(options)

    def write(self, found: object, options: argparse.Namespace) -> None:
        """Draw what was found into the file that was asked for."""
        from momentum_lab.gui.explore.shown import BasinsShown, StabilityShown
        from momentum_lab.gui.pictures.writing import export_map

        shown: StabilityShown | BasinsShown | Comparison | Ensemble
        if isinstance(found, StabilityMap):
            ball = found.experiment.balls[found.ball]
            shown = StabilityShown(found, ball, COLOURS[options.colours])
        elif isinstance(found, Comparison | Ensemble):
            shown = found
        else:
            assert isinstance(found, Sequence)
            shown = BasinsShown(tuple(each for each in found if isinstance(each, BasinMap)))
        progress = TerminalProgress("drawing")
        with progress.interruptible():
            export_map(shown, options.out, _options_of(options), progress)


def _options_of(options: argparse.Namespace) -> PictureOptions:
    from momentum_lab.gui.pictures import PictureOptions

    size, scale, point, is_growing, unit = measures_of(options, "contour")
    return PictureOptions(
        view="contour",
        size=size,
        scale=scale,
        point=point,
        theme=options.theme,
        is_transparent=options.transparent,
        is_grey=options.grey,
        has_title=not options.no_title,
        is_growing=is_growing,
        unit=unit,
    )


draw_map: Final = _MapPictures()
