"""What students hand in: a record, or a report that has one in it; anybody may have made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from momentum_lab.containers.text import decoded
from momentum_lab.core.errors import InputError, MomentumLabError, located
from momentum_lab.core.files import reason
from momentum_lab.core.messages import Message, message
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.embedded import files_in
from momentum_lab.lessons.class_results import StudentFile
from momentum_lab.lessons.record import LessonRecord
from momentum_lab.lessons.record_file import load_record, record_of

RESULT: Final = "result.json"
"""What a report calls the record in it."""
SUFFIXES: Final = (".json", ".html", ".pdf")
MOST_FILES: Final = 2_000


def read_result(path: Path) -> LessonRecord:
    """Return the record in a file that was handed in; errors begin with its path.

    Raises
    ------
    InputError
        The file is of another kind, cannot be read, is too large, or has no record in it, or a wrong one.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            "found the ending {found!r}, allowed are {allowed}",
            str(path),
            found=path.suffix,
            allowed=", ".join(SUFFIXES),
        )
    if suffix == ".json":
        return load_record(path)
    found = [each for each in files_in(path) if each.name == RESULT]
    with located(str(path)):
        if len(found) != 1:
            raise InputError("has {count} results of a lesson in it, allowed is one", count=len(found))
        return record_of(decoded(found[0].content))


def read_results(
    paths: Iterable[Path], progress: Progress = unwatched
) -> tuple[list[StudentFile], list[Message]]:
    """Return the records in files, and in the files of folders; and why others are left out, a sentence each.

    Raises
    ------
    InputError
        There are more files than :data:`MOST_FILES`, or a folder cannot be read.
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    files, left_out = [], []
    wanted = _distinct(paths)
    for number, path in enumerate(wanted, start=1):
        try:
            files.append(StudentFile(path.name, read_result(path)))
        except MomentumLabError as error:
            left_out.append(message("left out: {problem}", problem=str(error)))
        go_on(progress, number / len(wanted))
    return files, left_out


def _distinct(paths: Iterable[Path]) -> list[Path]:
    wanted: dict[Path, None] = {}
    for path in paths:
        for each in _within(path):
            wanted[each] = None
            if len(wanted) > MOST_FILES:
                raise InputError("found more than {most:,} files, which is not allowed", most=MOST_FILES)
    return list(wanted)


def _within(path: Path) -> Iterator[Path]:
    """Yield a file, or those of a folder that can be results; what lies deeper in it is not looked at."""
    if not path.is_dir():
        yield path
        return
    try:
        inside = sorted(path.iterdir())
    except OSError as error:
        raise InputError("cannot be read ({reason})", str(path), reason=reason(error)) from error
    yield from (each for each in inside if each.suffix.lower() in SUFFIXES and each.is_file())
