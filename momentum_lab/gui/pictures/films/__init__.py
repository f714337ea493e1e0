"""Films of a run. One file adds a format: a writer, and a row in this table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.gui.pictures.films.apng import ApngWriter
from momentum_lab.gui.pictures.films.gif import GifWriter
from momentum_lab.gui.pictures.films.mp4 import Mp4Writer, check_installed
from momentum_lab.gui.pictures.films.webp import WebPWriter
from momentum_lab.gui.pictures.films.writer import FilmFormat

__all__ = ["FILM_FORMATS"]

FILM_FORMATS: Final[Mapping[str, FilmFormat]] = MappingProxyType(
    {
        ".gif": FilmFormat("GIF animation", GifWriter, fastest=50),  # readers slow down what is faster
        ".webp": FilmFormat("WebP animation", WebPWriter),
        ".apng": FilmFormat("APNG animation", ApngWriter),
        ".mp4": FilmFormat("MP4 film", Mp4Writer, check_installed, is_even=True),
    }
)
