"""Pictures and films of a run, drawn by the same views as the window."""

from momentum_lab.gui.pictures.film_options import FilmOptions
from momentum_lab.gui.pictures.options import PictureOptions
from momentum_lab.gui.pictures.writing import PICTURE_FORMATS, check_picture, export_picture

__all__ = ["PICTURE_FORMATS", "FilmOptions", "PictureOptions", "check_picture", "export_picture"]
