"""The command ``lesson``: a table of what it does with lessons; any other word opens one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from momentum_lab.cli.lesson_opening import add_opening, open_lesson
from momentum_lab.cli.lesson_papers import add_results, add_worksheet, show_results, write_worksheet
from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.cli.wide_help import WideHelpWithLines
from momentum_lab.core.messages import Message, counted, message, words
from momentum_lab.core.tables import Table
from momentum_lab.core.values import dataclass
from momentum_lab.lessons.beginning import write_beginning
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.lesson_problems import LessonProblem, examined
from momentum_lab.lessons.library import LESSONS, find_lesson, lesson_source

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)
BROKEN: Final = 2
"""What the command returns if something is wrong with a lesson: bad input."""


@dataclass(frozen=True, slots=True)
class LessonCommand:
    """A word that may follow ``lesson``.

    Attributes
    ----------
    help
        What it does, in a line.
    add
        Lets a parser take what follows the word.
    run
        Does it, and returns the exit status.
    """

    help: Message
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_lesson(commands: argparse._SubParsersAction[Parser], arguments: Sequence[str]) -> None:
    """Add the command to those of the program; the word after it tells what it takes."""
    word = arguments[1] if len(arguments) > 1 else ""
    told = "\n".join(f"  lesson {name:<10} {each.help}" for name, each in LESSON_COMMANDS.items())
    parser = commands.add_parser(
        "lesson",
        help=words("open a lesson, check one, or write a new one"),
        description=words(
            "Opens a lesson: one of those that `momentum-lab list lessons` shows, a folder or a zip."
        ),
        epilog=f"{words('besides:')}\n{told}",
        formatter_class=WideHelpWithLines,
    )
    command = LESSON_COMMANDS.get(word)
    if command is not None:
        parser.add_argument("word", choices=[word], help=str(command.help))
        parser.description, parser.epilog = str(command.help), None
    (command or OPENING).add(parser)
    parser.set_defaults(run_lesson=(command or OPENING).run, print_usage=parser.print_help)


def lesson(options: argparse.Namespace) -> int:
    """Do what the word after ``lesson`` says; without one, tell what there is."""
    run: Callable[[argparse.Namespace], int] = options.run_lesson
    return run(options)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lessons", nargs="+", metavar="DIR|ZIP|NAME", help=words("what is looked at"))
    parser.add_argument("--json", action="store_true", help=words("for programs"))


def _check(options: argparse.Namespace) -> int:
    """Print all that is wrong with some lessons, a line each; or what they have, if nothing is."""
    found = {name: _examined(name) for name in options.lessons}
    if options.json:
        table = {name: [_plain(each) for each in wrong] for name, (_, wrong) in found.items()}
        print(json.dumps(table, indent=2, ensure_ascii=False))
    else:
        for lesson, wrong in found.values():
            print("\n".join(map(str, wrong)) if wrong or lesson is None else _told(lesson))
    return BROKEN if any(wrong for _, wrong in found.values()) else 0


def _examined(argument: str) -> tuple[Lesson | None, list[LessonProblem]]:
    source = lesson_source(argument) or LESSONS.source(argument)
    with TerminalProgress(words("looking at the lesson")) as progress, progress.interruptible():
        return examined(source, progress)


def _plain(problem: LessonProblem) -> Table:
    return {"place": list(problem.place), "problem": str(problem.said)}


def _told(found: Lesson) -> str:
    """Return what a sound lesson has, in a line."""
    tasks = sum(step.task is not None for page in found.pages for step in page.steps)
    true = sum(fact.measure is not None for fact in found.facts)
    untold = len(found.facts) - true
    parts = [
        counted("{count} page", "{count} pages", len(found.pages)),
        counted("{count} task", "{count} tasks", tasks),
        counted("{count} number is true", "{count} numbers are true", true),
    ]
    if untold:
        parts.append(counted("{count} is taken as it is", "{count} are taken as they are", untold))
    parts.append(message("words in {languages}", languages=", ".join(found.texts)))
    return str(message("{lesson}: {facts}", lesson=found.name, facts="; ".join(map(str, parts))))


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help=words("a new folder, whose name is the lesson's")
    )


def _new(options: argparse.Namespace) -> int:
    write_beginning(options.folder)
    print(
        words(
            "{folder}: a small lesson to begin with; docs/lessons.md tells what may be in it",
            folder=options.folder,
        )
    )
    print(words("look at it: momentum-lab lesson {folder}", folder=options.folder))
    print(words("what is wrong with it: momentum-lab lesson check {folder}", folder=options.folder))
    return 0


def _add_opening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lesson", nargs="?", metavar="NAME|DIR|ZIP", help=words("which one; without it, this help")
    )
    add_opening(parser)


def _open(options: argparse.Namespace) -> int:
    if options.lesson is None:
        options.print_usage()
        return 0
    return open_lesson(find_lesson(options.lesson), options)


OPENING: Final = LessonCommand(message("open a lesson"), _add_opening, _open)
"""What any word does that is none of the others."""
LESSON_COMMANDS: Final[Mapping[str, LessonCommand]] = MappingProxyType(
    {
        "new": LessonCommand(message("write a small lesson to begin with"), _add_new, _new),
        "check": LessonCommand(message("tell all that is wrong with lessons, and where"), _add_check, _check),
        "worksheet": LessonCommand(
            message("write a sheet to print, or its answer key"), add_worksheet, write_worksheet
        ),
        "results": LessonCommand(
            message("put together what a class has handed in"), add_results, show_results
        ),
    }
)
"""No lesson may be called by these words: ``RESERVED`` of ``lessons.layout`` has them, too."""
