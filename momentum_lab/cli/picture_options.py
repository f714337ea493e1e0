"""What a command line says about pictures, and the options that it means; nothing is drawn here."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from momentum_lab.cli.common import add_ball
from momentum_lab.containers.formats import FILMS
from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.messages import message, words
from momentum_lab.figures.arrow_choice import AUTO_ZOOM, OFF, WHOSE, zoom_of
from momentum_lab.figures.command import flag_of
from momentum_lab.figures.film_options import EASINGS, FilmOptions
from momentum_lab.figures.heights import HEIGHTS, SUITED
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import PRINT_DPI, PRINT_TYPE, TARGETS, Measures, Unit
from momentum_lab.figures.themes import LIGHT, THEMES
from momentum_lab.figures.views import ALL

MAP_VIEW: Final = "contour"
"""Whose size suits what was explored."""
_SIZE: Final = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)x(\d{1,9}(?:\.\d{1,3})?)(mm)?")


def add_content(parser: argparse.ArgumentParser) -> None:
    """Let a command say what of a run is drawn."""
    parser.add_argument(
        "--view",
        default=ALL,
        metavar="NAME",
        help=words("all, contour, surface, curves …; of a set, a list (all)"),
    )
    parser.add_argument("--step", type=int, metavar="N", help=words("the step to draw up to (the last)"))
    parser.add_argument("--dots", type=int, default=0, metavar="N", help=words("a dot every N steps"))
    parser.add_argument(
        "--curves", default="", metavar="LIST", help=words("of the views curves and all: loss,overshoot …")
    )
    parser.add_argument(
        "--evaluations", action="store_true", help=words("gradient evaluations in place of steps")
    )
    parser.add_argument(
        "--arrows",
        choices=tuple(WHOSE),
        default=OFF,
        help=words("parts of the step that comes next ({off})", off=OFF),
    )
    parser.add_argument(
        "--arrow-scale",
        default=AUTO_ZOOM,
        metavar="N",
        help=words("enlarge them so much ({auto_zoom})", auto_zoom=AUTO_ZOOM),
    )
    add_ball(parser)
    parser.add_argument(
        "--height",
        choices=tuple(HEIGHTS),
        default=SUITED,
        help=words("how losses become heights and colours ({suited})", suited=SUITED),
    )
    parser.add_argument("--log-steps", action="store_true", help=words("steps on a logarithmic axis"))
    parser.add_argument(
        "--grid", default="", metavar="WHAT", help=words("balls, or KEY=VALUE,VALUE…: one of each")
    )
    add_look(parser)
    parser.add_argument("--table", action="store_true", help=words("a table of the balls below"))
    parser.add_argument("--no-legend", action="store_true", help=words("not which line is which ball"))


def add_look(parser: argparse.ArgumentParser) -> None:
    """Let a command say how large a picture is, and in which colours."""
    parser.add_argument(
        "--target", metavar="NAME", help=words("made for: {targets}", targets=", ".join(TARGETS))
    )
    parser.add_argument("--size", type=_size, metavar="WxH[mm]", help=words("logical pixels, or millimetres"))
    parser.add_argument("--scale", type=float, metavar="S", help=words("pixels for each logical one (1)"))
    parser.add_argument("--type", type=float, metavar="SIZE", help=words("height of type: points, or pixels"))
    parser.add_argument(
        "--dpi",
        type=int,
        metavar="N",
        help=words("pixels to an inch of paper ({print_dpi})", print_dpi=PRINT_DPI),
    )
    parser.add_argument(
        "--theme", choices=tuple(THEMES), default=LIGHT.name, help=words("colours ({name})", name=LIGHT.name)
    )
    parser.add_argument("--transparent", action="store_true", help=words("nothing behind the picture"))
    parser.add_argument("--grey", action="store_true", help=words("can be told apart without colours"))
    parser.add_argument("--no-title", action="store_true", help=words("nothing above the picture"))


def add_film(parser: argparse.ArgumentParser) -> None:
    """Let a command say how a film runs."""
    usual = FilmOptions()
    films = parser.add_argument_group(words("films"))
    films.add_argument("--fps", type=int, metavar="N", help=words("frames a second ({fps})", fps=usual.fps))
    films.add_argument("--seconds", type=float, metavar="S", help=words("its length (what suits the steps)"))
    films.add_argument("--easing", metavar="NAME", help=f"{', '.join(EASINGS)} ({usual.easing})")
    films.add_argument(
        "--orbit", type=float, metavar="DEGREES", help=words("how far to go around a surface (0)")
    )
    films.add_argument(
        "--hold", type=float, metavar="S", help=words("how long the end is shown ({hold})", hold=usual.hold)
    )
    films.add_argument(
        "--once", dest="loops", action="store_false", default=None, help=words("without a loop")
    )


def run_options(options: argparse.Namespace, view: str) -> PictureOptions:
    """Return what was asked for of one of the views, checked."""
    return replace(
        _look(options, view),
        step=options.step,
        dots=options.dots,
        has_log_steps=options.log_steps,
        has_legend=not options.no_legend,
        has_table=options.table,
        grid=options.grid,
        curves=options.curves,
        counts_evaluations=options.evaluations,
        arrows=options.arrows,
        arrow_zoom=_arrow_zoom(options.arrow_scale),
        ball=options.ball,
        height=options.height,
    )


def _arrow_zoom(text: str) -> float | None:
    with located("--arrow-scale"):
        return zoom_of(text)


def map_options(options: argparse.Namespace) -> PictureOptions:
    """Return what was asked for of something that was explored, checked."""
    return _look(options, MAP_VIEW)


def film_options(options: argparse.Namespace, *files: Path) -> FilmOptions:
    """Return what was asked for; none of the files being a film, nothing may be."""
    names = [field.name for field in fields(FilmOptions)]
    given = {name: value for name in names if (value := getattr(options, name)) is not None}
    if given and not any(file.suffix.lower() in FILMS for file in files):
        raise InputError(
            "is for films ({films}), not for {file}",
            flag_of(next(iter(given))),
            films=", ".join(FILMS),
            file=quoted(files[0].name),
        )
    return FilmOptions(**given)


def _look(options: argparse.Namespace, view: str) -> PictureOptions:
    return replace(
        _sized(options, view),
        theme=options.theme,
        is_transparent=options.transparent,
        is_grey=options.grey,
        has_title=not options.no_title,
    )


def _sized(options: argparse.Namespace, view: str) -> PictureOptions:
    """Return options of which the view and its size are those that were asked for."""
    is_paper = options.size is not None and options.size[2] == "mm"
    if options.target is None and options.type is None and not is_paper:
        if options.dpi is not None:
            raise InputError("--dpi is for sizes in millimetres")
        scale = 1.0 if options.scale is None else options.scale
        return PictureOptions(view=view, size=options.size[:2] if options.size else None, scale=scale)
    if options.scale is not None:
        raise InputError("--scale is for sizes in logical pixels; here --dpi says how fine a picture is")
    if options.target is None and not options.size:
        raise InputError("--type wants --target or --size")
    measures = _measures(options, view)
    grows = not options.size and not TARGETS[options.target].is_fixed
    return PictureOptions(
        view=view,
        size=measures.size,
        scale=measures.scale,
        point=measures.point,
        is_growing=grows,
        unit=measures.unit,
    )


def _measures(options: argparse.Namespace, view: str) -> Measures:
    """Return size and type as they were given, and the target's where they were not."""
    dpi = PRINT_DPI if options.dpi is None else options.dpi
    if options.target is None:
        width, height, unit = options.size
        return Measures(width, height, unit, PRINT_TYPE if options.type is None else options.type, dpi)
    if options.target not in TARGETS:
        raise InputError(unknown("unknown target {name}", options.target, TARGETS))
    usual = TARGETS[options.target].measures(view, dpi)
    width, height, unit = options.size or (usual.width, usual.height, usual.unit)
    if unit != usual.unit:
        raise InputError(
            "--size: allowed are {unit} for the target {target}", unit=usual.unit, target=options.target
        )
    return Measures(width, height, unit, usual.type_size if options.type is None else options.type, dpi)


def _size(text: str) -> tuple[float, float, Unit]:
    """Return width, height, and their unit."""
    found = _SIZE.fullmatch(text.lower())
    if found is None:
        raise argparse.ArgumentTypeError(
            str(
                message(
                    "found {found}, allowed is WIDTHxHEIGHT such as 960x720 or 85x70mm", found=quoted(text)
                )
            )
        )
    return float(found[1]), float(found[2]), "mm" if found[3] else "px"
