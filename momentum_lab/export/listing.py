"""What there is to choose from, as plain values for programs and as text for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.hyperparameters import Choice, Flag, Hyperparameter
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import Message, words, words_in
from momentum_lab.core.tables import Table
from momentum_lab.core.text_columns import left, width_of, wrapped
from momentum_lab.experiment.presets import presets
from momentum_lab.formulas.rules import rule_with
from momentum_lab.formulas.written import written_line
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from momentum_lab.wording.numbers import CellText, plain_cell


def optimizers() -> list[Table]:
    """Return every optimizer: its equations with defaults, hyperparameters, names in PyTorch and optax."""
    return [
        {
            "name": optimizer.name,
            "title": optimizer.title,
            "equation": [written_line(line) for line in rule_with(optimizer, optimizer.checked({}))],
            "hyperparameters": [_declaration(n, d) for n, d in optimizer.hyperparameters.items()],
            "teaches": optimizer.teaches,
            "reference": optimizer.reference,
            "torch": optimizer.torch.name if optimizer.torch else None,
            "optax": optimizer.optax.name if optimizer.optax else None,
        }
        for optimizer in OPTIMIZERS.values()
    ]


def schedules() -> list[Table]:
    """Return every learning-rate schedule with its equation and hyperparameters."""
    return [
        {
            "name": schedule.name,
            "title": schedule.title,
            "equation": [schedule.equation],
            "hyperparameters": [_declaration(n, d) for n, d in schedule.hyperparameters.items()],
            "teaches": schedule.teaches,
            "reference": schedule.reference,
        }
        for schedule in SCHEDULES.values()
    ]


def problems() -> tuple[MomentumLabError, ...]:
    """Return why own files and other packages could not add what they were to add."""
    from momentum_lab.lessons.library import LESSONS  # what reads lessons is for those who want them

    return (*OPTIMIZERS.problems, *LANDSCAPES.problems, *LESSONS.problems)


def _declaration(name: str, declaration: Hyperparameter) -> Table:
    table: Table = {"name": name, "default": declaration.default, "help": declaration.help}
    if isinstance(declaration, Choice):
        table["options"] = list(declaration.options)
    elif isinstance(declaration, Flag):
        table["options"] = [False, True]
    else:
        table |= {"low": declaration.low, "high": declaration.high, "symbol": declaration.symbol}
    return table


def landscapes() -> list[Table]:
    """Return every landscape of the library with its formula, parameters and minima."""
    result: list[Table] = []
    for entry in LANDSCAPES.values():
        landscape = entry.landscape()
        result.append(
            {
                "name": entry.name,
                "title": entry.title,
                "formula": entry.formula,
                "dimension": entry.dimension,
                "tags": list(entry.tags),
                "parameters": [
                    {"name": p.name, "default": p.default, "low": p.low, "high": p.high, "help": p.help}
                    for p in entry.parameters.values()
                ],
                "domain": [list(interval) for interval in landscape.domain],
                "start": list(landscape.start),
                "minima": [
                    {"position": list(m.position), "loss": m.loss, "kind": m.kind} for m in landscape.minima
                ],
                "learning_rates": dict(landscape.learning_rates),
                "teaches": entry.teaches,
                "reference": entry.reference,
            }
        )
    return result


def preset_experiments() -> list[Table]:
    """Return every preset with its title and what to watch."""
    return [
        {"name": name, "title": experiment.shown_title, "description": experiment.shown_description}
        for name, experiment in presets()
    ]


def lessons() -> list[Table]:
    """Return every lesson with its title, what it is about, and what one will be able to do after it."""
    from momentum_lab.lessons.library import LESSONS
    from momentum_lab.lessons.words import lesson_text

    result: list[Table] = []
    for name in LESSONS:
        try:
            lesson = LESSONS[name]
        except InputError:  # it is among the problems
            continue
        text = lesson_text(lesson)
        result.append(
            {
                "name": name,
                "title": text.title,
                "description": text.summary,
                "able": list(text.able),
                "minutes": lesson.minutes,
                "pages": len(lesson.pages),
                "languages": list(lesson.texts),
            }
        )
    return result


_INDENT: Final = "    "
LISTINGS: Final[Mapping[str, Callable[[], list[Table]]]] = {
    "optimizers": optimizers,
    "schedules": schedules,
    "landscapes": landscapes,
    "presets": preset_experiments,
    "lessons": lessons,
}


def listing_json(items: Sequence[Table]) -> str:
    """Return a listing for programs, in English."""
    return json.dumps(items, indent=2, default=attrgetter("english"))


def listing_text(items: Iterable[Table], width: int) -> str:
    """Return a listing as text: a name and title a paragraph, and what belongs to it below.

    Sentences are in lines of at most ``width`` columns; equations stay in one, as one may want to copy them.
    """
    paragraphs = ("\n".join(_paragraph(item, width)) for item in items)
    return "\n".join(paragraphs) or words("there are none yet")


def _paragraph(item: Table, width: int) -> Iterator[str]:
    yield from _lines(_headed(item), width, "", _INDENT)
    equation = item.get("equation", item.get("formula"))
    yield from (_INDENT + f"{e}" for e in (equation if isinstance(equation, list) else [equation]) if e)
    for key in ("hyperparameters", "parameters"):
        values = item.get(key, [])
        for value in values if isinstance(values, list) else []:
            yield from _lines(_setting(value), width, _INDENT, 2 * _INDENT)
    if said := item.get("teaches", item.get("description")):
        yield from _lines(_shown(said), width, _INDENT, _INDENT)


def _lines(text: str, width: int, first: str, others: str) -> list[str]:
    """Return a text in lines, with what they begin with."""
    head, *rest = wrapped(text, width - len(first)) or [""]
    if rest and others != first:
        rest = wrapped(" ".join(text.split())[len(head) :], width - len(others))
    return [first + head, *(others + line for line in rest)]


def _headed(item: Table) -> str:
    return words_in("of a list", "{name}: {title}", name=item["name"], title=_shown(item["title"]))


def _setting(setting: Table) -> str:
    if "options" in setting:
        options = setting["options"]
        allowed = str(enumerated(map(_word, options if isinstance(options, list) else [])))
    else:
        allowed = words("{low} to {high}", low=_word(setting["low"]), high=_word(setting["high"]))
    return words_in(
        "of a list",
        "{name} = {value} ({allowed}): {help}",
        name=setting["name"],
        value=_word(setting["default"]),
        allowed=allowed,
        help=_shown(setting["help"]),
    )


def _shown(text: object) -> str:
    """Return what is declared, or said in a file of the resources, in the language of the moment."""
    return str(text) if isinstance(text, Message) else words(str(text))


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def text_table(header: Sequence[Message | str], rows: Sequence[Sequence[CellText]]) -> str:
    """Return rows under a header, in columns as wide as their longest text."""
    table = [[*map(plain_cell, row)] for row in (header, *rows)]
    widths = [max(width_of(row[i]) for row in table) for i in range(len(header))]
    lines = ["  ".join(left(text, w) for text, w in zip(row, widths, strict=True)).rstrip() for row in table]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)
