"""What optimizers and schedules declare, and what files of the resources say, in plain English."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from momentum_lab.core.hyperparameters import Choice, Declared, NumberTuple, title_message
from momentum_lab.core.tables import parse_toml
from momentum_lab.experiment import appearance
from momentum_lab.experiment.texts import CONTEXT
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from translating.texts import Said

SHORTEST: Final = 3
"""Names with fewer letters are symbols, and the same in all languages."""


def declared_texts(root: Path) -> Iterator[Said]:
    """Yield what the files of optimizers and schedules declare, and what the markers of balls are called."""
    for optimizer in OPTIMIZERS.built_in.values():
        place = _place(root, optimizer.update)
        what = f"the optimizer {optimizer.name}"
        yield Said(optimizer.title, place, comment=f"Title of {what}.")
        yield Said(optimizer.teaches, place, comment=f"What to watch for in {what}.")
        yield from _hyperparameters(optimizer, place, what)
        state = optimizer.init(optimizer.pack(optimizer.checked({})))
        for field in state._fields:
            yield from _title(field, place, f"What {what} remembers from step to step.")
    for schedule in SCHEDULES.built_in.values():
        place, what = _place(root, schedule.factor), f"the schedule {schedule.name} of the learning rate"
        yield Said(schedule.title, place, comment=f"Title of {what}.")
        phrase = schedule.in_phrase
        yield Said(phrase.text, place, context=phrase.context, comment=f"{schedule.title}, as in a sentence.")
        yield Said(schedule.teaches, place, comment=f"What to watch for in {what}.")
        yield from _hyperparameters(schedule, place, what)
    for marker in appearance.MARKERS:
        yield from _title(marker, _place(root, appearance.told_apart), "The shape of a ball's marker.")


def resource_texts(root: Path) -> Iterator[Said]:
    """Yield what is said in the files of the resources that have no files of their own in each language."""
    resources = root / "resources"
    for path in sorted((resources / "landscapes").glob("*.toml")):
        table, place = parse_toml(path.read_text(encoding="utf-8")), path.relative_to(root).as_posix()
        title = _text(table["title"]).strip()
        yield Said(title, place, comment="Title of a landscape.")
        yield Said(_text(table["teaches"]).strip(), place, comment=f"What the landscape {title} teaches.")
        for name, parameter in _table(table.get("parameters", {})).items():
            about = f"What the parameter {name} of the landscape {title} is."
            yield Said(_text(_table(parameter)["help"]).strip(), place, comment=about)
    for path in sorted((resources / "presets").glob("*.toml")):
        yield from _experiment(path, root, "a preset experiment")
    for path in sorted((resources / "lessons").glob("*/experiments/*.toml")):
        yield from _experiment(path, root, f"an experiment of the lesson {path.parent.parent.name}")
    path = resources / "glossary" / "words.toml"
    place = path.relative_to(root).as_posix()
    for word in map(_table, _list(parse_toml(path.read_text(encoding="utf-8"))["word"])):
        term = _text(word["term"])
        yield Said(term, place, comment="A term that the list of words explains.")
        for other in _list(word.get("also", [])):
            yield Said(_text(other), place, comment=f"Another name of '{term}' in the list of words.")
        yield Said(_text(word["says"]), place, comment=f"What '{term}' means.")


def _experiment(path: Path, root: Path, what: str) -> Iterator[Said]:
    """Yield what an experiment and its balls are called, and what can be seen in it."""
    table, place = parse_toml(path.read_text(encoding="utf-8")), path.relative_to(root).as_posix()
    yield Said(_text(table["title"]), place, context=CONTEXT, comment=f"Title of {what}.")
    if "description" in table:
        yield Said(
            _text(table["description"]), place, context=CONTEXT, comment=f"What can be seen in {what}."
        )
    for ball in map(_table, _list(table["balls"])):
        if "label" in ball:
            yield Said(
                _text(ball["label"]), place, context=CONTEXT, comment=f"What a ball of {what} is called."
            )


def _place(root: Path, function: object) -> str:
    return Path(inspect.getfile(inspect.unwrap(function))).relative_to(root).as_posix()  # type: ignore[arg-type]


def _hyperparameters(declared: Declared[NumberTuple], place: str, what: str) -> Iterator[Said]:
    for name, declaration in declared.hyperparameters.items():
        yield from _title(name, place, f"Hyperparameter of {what}.")
        yield Said(declaration.help, place, comment=f"What the hyperparameter {name} of {what} does.")
        if isinstance(declaration, Choice):
            for option in declaration.options:
                yield from _title(option, place, f"A choice of the hyperparameter {name} of {what}.")


def _title(name: str, place: str, comment: str) -> Iterator[Said]:
    said = title_message(name)
    if len(name) >= SHORTEST:
        yield Said(said.text, place, context=said.context, comment=comment)


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value


def _table(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
