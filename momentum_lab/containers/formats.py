"""The table of formats: every kind of file that is exported, and that opens as its experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from momentum_lab.containers.source import Source
from momentum_lab.core.errors import InputError, MomentumLabError, quoted
from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.values import dataclass

if TYPE_CHECKING:  # who knows the formats by name needs nothing that writes them
    from momentum_lab.containers.attachments import Attachment
    from momentum_lab.containers.film import FilmWriter

Reader = Callable[[Source], str | dict[str, object] | None]
"""Finds an experiment, as text or table; None if there is none."""
FilesReader = Callable[[Source], tuple["Attachment", ...]]
"""Finds the files within a document."""
FASTEST: Final = 60
"""Frames a second of any film."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A row of the table.

    Attributes
    ----------
    suffix
        The ending of a file's name, with its point, in small letters.
    title
        What a person calls it.
    module
        Of this package, loaded when a file is opened: its ``found`` is a :data:`Reader`. Empty where a file
        has no place for an experiment, which then lies beside it.
    is_drawing
        Whether lines and texts of a picture are stored as such: it is as sharp at any size.
    has_files
        Whether it may hold several experiments, as files within it: its module's ``attached`` finds them.
    """

    suffix: str
    title: Message
    module: str = ""
    is_drawing: bool = False
    has_files: bool = False

    @property
    def filter(self) -> str:
        """What a dialog that asks for a file shows."""
        return f"{self.title} (*{self.suffix})"

    @property
    def is_apart(self) -> bool:
        """Whether the experiment lies in a file of its own, beside this one."""
        return not self.module

    def reader(self) -> Reader:
        """Return what finds the experiment in a file; not of one that lies apart."""
        reader: Reader = import_module(f"{__package__}.{self.module}").found
        return reader

    def files_reader(self) -> FilesReader:
        """Return what finds the files within a document; only where it ``has_files``."""
        reader: FilesReader = import_module(f"{__package__}.{self.module}").attached
        return reader


@dataclass(frozen=True, slots=True)
class FilmFormat(FileFormat):
    """A format of films, whose ``module`` also has a ``WRITER``, a :class:`FilmWriter`.

    Attributes
    ----------
    plural
        What a person calls several of them.
    fastest
        Frames a second that it can show.
    is_even
        Whether width and height are stored as even numbers: a row and a column are added where they are odd.
    has_loops
        Whether the file says that the film begins again; else the player decides.
    needs
        Module and name of the package, of the extra ``film``, that writes it; None for nothing.
    """

    plural: Message = NOTHING
    fastest: int = FASTEST
    is_even: bool = False
    has_loops: bool = True
    needs: tuple[str, str] | None = None

    def check_installed(self) -> None:
        """Raise :class:`MomentumLabError` where something is missing that writes such a film."""
        if self.needs is not None and find_spec(self.needs[0]) is None:
            package = self.needs[1]
            raise MomentumLabError(
                "{title}: needs {package}, which is not installed: pip install 'momentum-lab[film]'",
                title=self.title,
                package=package,
            )

    def writer(self) -> type[FilmWriter]:
        """Return what stores a film."""
        writer: type[FilmWriter] = import_module(f"{__package__}.{self.module}").WRITER
        return writer


Format = TypeVar("Format", bound=FileFormat)


def _by_suffix(*rows: Format) -> Mapping[str, Format]:
    return MappingProxyType({row.suffix: row for row in rows})


STILLS: Final = _by_suffix(
    FileFormat(".png", message("PNG picture"), "png"),
    FileFormat(".svg", message("SVG drawing"), "svg", is_drawing=True),
    FileFormat(".pdf", message("PDF drawing"), "pdf", is_drawing=True, has_files=True),
)
FILMS: Final = _by_suffix(
    FilmFormat(  # readers slow down what is faster
        ".gif", message("GIF animation"), "gif", plural=message("GIF animations"), fastest=50
    ),
    FilmFormat(".webp", message("WebP animation"), "webp", plural=message("WebP animations")),
    FilmFormat(".apng", message("APNG animation"), "apng", plural=message("APNG animations")),
    FilmFormat(
        ".mp4",
        message("MP4 film"),
        "mp4",
        plural=message("MP4 films"),
        is_even=True,
        has_loops=False,
        needs=("av", "PyAV"),
    ),
)
NUMBERS: Final = _by_suffix(
    FileFormat(".csv", message("CSV numbers")),
    FileFormat(".json", message("JSON numbers"), "json_file"),
    FileFormat(".npz", message("NPZ numbers"), "npz"),
)
TABLES: Final = _by_suffix(
    FileFormat(".md", message("Markdown table"), "markdown"),
    FileFormat(".tex", message("LaTeX table"), "latex"),
    FileFormat(".csv", message("CSV table")),
    FileFormat(".json", message("JSON table"), "json_file"),
)
REPORTS: Final = _by_suffix(
    FileFormat(".html", message("HTML report"), "html", has_files=True),
    FileFormat(".pdf", message("PDF report"), "pdf", has_files=True),
)
PICTURES: Final[Mapping[str, FileFormat]] = MappingProxyType({**STILLS, **FILMS})
FORMATS: Final[Mapping[str, FileFormat]] = MappingProxyType({**REPORTS, **PICTURES, **TABLES, **NUMBERS})
"""All of them, by the ending of a file's name; one row for CSV and for JSON, whatever is in it."""


def format_of(path: Path, allowed: Mapping[str, Format]) -> Format:
    """Return the format that a file has by its name.

    Raises
    ------
    InputError
        The ending is none of those that are allowed.
    """
    found = allowed.get(path.suffix.lower())
    if found is None:
        raise InputError(
            "found the ending {found}, allowed are {names}",
            str(path),
            found=quoted(path.suffix),
            names=", ".join(allowed),
        )
    return found
