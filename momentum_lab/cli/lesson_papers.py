"""Worksheets of lessons and results of classes, as the command ``lesson`` writes them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.cli.telling import tell
from momentum_lab.containers.formats import REPORTS, format_of
from momentum_lab.core.errors import InputError, located, one_line, unknown
from momentum_lab.core.messages import Message, counted, message, message_in, words
from momentum_lab.export.class_results import check_class_path, write_class_results
from momentum_lab.export.listing import text_table
from momentum_lab.lessons.class_results import ClassResults, class_results, lesson_of_most
from momentum_lab.lessons.library import find_lesson
from momentum_lab.lessons.student_files import SUFFIXES, read_results
from momentum_lab.lessons.words import lesson_text
from momentum_lab.wording.class_results import class_heads, class_rows, race_rows, race_titles

_RACE: Final = (message_in("of a race", "place"), message("student"), message("number"))


def add_worksheet(parser: argparse.ArgumentParser) -> None:
    """Let a parser take what a worksheet is made of."""
    parser.add_argument("lesson", metavar="NAME|DIR|ZIP", help=words("which lesson"))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=words("a file: {reports}", reports=", ".join(REPORTS))
    )
    parser.add_argument(
        "--key", action="store_true", help=words("with the answers and the notes for the teacher")
    )
    parser.add_argument("--language", default="", metavar="CODE", help=words("of its words, such as de"))


def write_worksheet(options: argparse.Namespace) -> int:
    """Write the worksheet of a lesson."""
    format_of(options.out, REPORTS)
    lesson = find_lesson(options.lesson)
    with located("--language"):
        if options.language and options.language not in lesson.texts:
            raise InputError(unknown("the lesson has no words in {name}", options.language, lesson.texts))
    from momentum_lab.gui.reports import worksheets  # Qt is for those who draw

    with TerminalProgress(words("drawing")) as progress, progress.interruptible():
        worksheets.write_worksheet(lesson, options.out, options.language, options.key, progress)
    return 0


def add_results(parser: argparse.ArgumentParser) -> None:
    """Let a parser take the files of a class."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE|DIR",
        help=words("what was handed in: {suffixes}", suffixes=", ".join(SUFFIXES)),
    )
    parser.add_argument(
        "--lesson", metavar="NAME|DIR|ZIP", help=words("which lesson; else that of most files")
    )
    parser.add_argument("-o", "--out", type=Path, metavar="OUT.csv", help=words("a table with all answers"))


def show_results(options: argparse.Namespace) -> int:
    """Print what a class has done, or write it as a table."""
    if options.out is not None:
        check_class_path(options.out)
    with TerminalProgress(words("reading")) as progress, progress.interruptible():
        files, left_out = read_results(options.files, progress)
    tell_left_out(left_out)
    if not files:
        raise InputError("none of the files has the results of a lesson in it")
    lesson = find_lesson(options.lesson or lesson_of_most(files))
    with TerminalProgress(words("judging")) as progress, progress.interruptible():
        results = class_results(lesson, files, progress)
    tell_left_out(results.left_out)
    if options.out is not None:
        write_class_results(results, options.out)
    else:
        print_results(results)
    return 0


def tell_left_out(sentences: list[Message] | tuple[Message, ...]) -> None:
    """Say on stderr what is left out, and why."""
    for each in sentences:
        tell(one_line(str(each)))


def print_results(results: ClassResults) -> None:
    """Print the table of a class, and the places of its races."""
    count = counted("{count} student", "{count} students", len(results.students))
    print(message("{title}: {count}", title=lesson_text(results.lesson).title, count=count))
    print(text_table(class_heads(results), class_rows(results)))
    for key, title in race_titles(results).items():
        print(f"\n{title}:")
        print(text_table(_RACE, race_rows(results, key)))
