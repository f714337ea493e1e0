"""CSV: a plain table, with the experiment in a file of its own beside it.

That file is named as the table, ending in ``.toml``. Its first line names the table and has a checksum of the
rest: it is replaced only as long as it is what was written here. Whatever else stands in its place is
somebody's own experiment, and is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Final

from momentum_lab.containers.formats import FORMATS, format_of
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import LARGEST_PART, decoded
from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.files import flush, read_text, replacing
from momentum_lab.core.messages import words
from momentum_lab.core.provenance import PROGRAM, RELEASE
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import SUFFIX, dumps, loads

PREAMBLE: Final = "the experiment:"
"""The line of a table's own preamble after which each line is one of the experiment."""
_LONGEST_FIRST_LINE: Final = 1000
"""Characters, of which a name takes at most 300; a longer first line is not ours, and is not looked at."""


def companion(path: Path) -> Path:
    """Return where the experiment of a table is."""
    return path.with_suffix(SUFFIX)


@contextmanager
def replacing_with_experiment(path: Path, experiment: Experiment, notes: str = "") -> Iterator[Path]:
    """Give a temporary file that takes the place of a table, as :func:`~momentum_lab.core.files.replacing`.

    Its experiment is written beside it, after some lines of comment, unless :func:`left_alone` says why not.
    Both take their places when both are complete, the table last.
    """
    with ExitStack() as files:
        table = files.enter_context(replacing(path))
        if not _in_the_way(path):
            beside = files.enter_context(replacing(companion(path)))
            beside.write_text(_marked(path, notes + dumps(experiment)), encoding="utf-8", newline="")
        yield table
        flush(table)  # what a full disk would prevent fails before either is in its place


def left_alone(path: Path, experiment: Experiment) -> str:
    """Return a sentence about a file beside a table that was not written with it; empty if it was.

    Also empty of a file that has its experiment within itself. A table cannot be opened by such a file even
    if it has the table's experiment today: nothing holds it to that.
    """
    if not format_of(path, FORMATS).is_apart or not _in_the_way(path):
        return ""
    try:
        if loads(read_text(companion(path), LARGEST_PART)) == experiment:
            return words(
                "{file} is left as it is: it has the experiment of {table}, but was not written with it, "
                "so open {name} itself",
                file=companion(path),
                table=path.name,
                name=companion(path).name,
            )
    except InputError:
        pass
    return words(
        "{file} is left as it is: it was not written with {table}", file=companion(path), table=path.name
    )


def found(source: Source) -> str:
    """Return the experiment in a table's preamble, or that of the file beside it."""
    if source.stream.read(1) == b"#":
        return _preamble(source)
    beside = companion(source.path)
    content = _content(beside)
    if content is None:
        raise InputError(
            "has no experiment in it; it would be in {name} beside it, which is missing", name=beside.name
        )
    if not _is_marked(content, source.path):
        raise InputError(
            "has no experiment in it, and {name} beside it was not written with it, or has "
            "been changed since; open that if it is the one that is meant",
            name=beside.name,
        )
    return content


def _preamble(source: Source) -> str:
    source.go_to(0)
    lines = takewhile(lambda line: line.startswith(b"#"), source.stream.read(LARGEST_PART).split(b"\n"))
    comments = [decoded(line).removeprefix("#").removeprefix(" ") for line in lines]
    if PREAMBLE not in comments:
        raise InputError("has no experiment in the lines that it begins with")
    return "\n".join(comments[comments.index(PREAMBLE) + 1 :])


def _in_the_way(path: Path) -> bool:
    """Whether something stands beside a table that was not written with it."""
    content = _content(companion(path))
    return content is not None and not _is_marked(content, path)


def _content(path: Path) -> str | None:
    """Return a file's text, which is empty if it cannot be read; None if there is no file."""
    if not (path.exists() or path.is_symlink()):
        return None
    try:
        return read_text(path, LARGEST_PART)
    except InputError:
        return ""


def _marked(path: Path, text: str) -> str:
    return f"{_beginning(path)}{RELEASE}{_end(text)}\n{text}"


def _is_marked(content: str, path: Path) -> bool:
    first, _, rest = content.partition("\n")
    known = len(first) <= _LONGEST_FIRST_LINE and first.startswith(f"{_beginning(path)}{PROGRAM} ")
    return known and first.endswith(_end(rest))


def _beginning(path: Path) -> str:
    return f"# the experiment of {quoted(path.name, 300)}, written with it by "


def _end(text: str) -> str:
    return f" [{hashlib.sha256(text.encode()).hexdigest()[:16]}]"
