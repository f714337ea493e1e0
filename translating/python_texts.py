"""Reading what is said off Python sources: the texts that messages, words and errors are made of."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from translating.source_values import Scopes, name_of
from translating.texts import Said, Unread

COMMENT: Final = "Translators:"
"""How a comment begins that is meant for translators; it stands above the text, or beside it."""
BASE: Final = "MomentumLabError"
"""The class whose heirs are made of messages."""
MAKING: Final = ("core/messages.py", "core/errors.py")
"""Where the functions themselves are, which hand on what they are given."""
DECLARED: Final = ("title", "teaches", "help")
"""Attributes whose texts are looked up where they are shown; they are found where they are declared."""
LOOKED_UP: Final = (
    "core/hyperparameters.py",
    "core/titled.py",
    "core/schedule.py",
    "export/listing.py",
    "core/message_table.py",
    "wording/glossary.py",
    "experiment/texts.py",
    "landscapes/texts.py",
)
"""Where other texts are looked up that are found elsewhere."""

_MAY_BE_MESSAGES: Final = (ast.Attribute, ast.Call, ast.Name, ast.BoolOp, ast.IfExp)


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes something to be said: which of its arguments are what.

    ``takes_messages`` says that it may be given a message in the place of a text.
    """

    text: int = 0
    plural: int | None = None
    context: int | None = None
    takes_messages: bool = False


MAKERS: Final[Mapping[str, Maker]] = {
    "message": Maker(),
    "words": Maker(),
    "message_in": Maker(1, context=0),
    "words_in": Maker(1, context=0),
    "counted": Maker(0, 1),
    "counted_words": Maker(0, 1),
    "unknown": Maker(takes_messages=True),
    "Number": Maker(3, takes_messages=True),
    "Choice": Maker(1, takes_messages=True),
    "Flag": Maker(1, takes_messages=True),
    "NumberEditor": Maker(takes_messages=True),
    "ChoiceEditor": Maker(takes_messages=True),
    "FlagEditor": Maker(takes_messages=True),
}


def python_texts(root: Path, package: str) -> tuple[list[Said], list[Unread]]:
    """Return what the modules of a package say, and the calls of which that cannot be read off."""
    files = sorted((root / package).rglob("*.py"))
    sources = {path: path.read_text(encoding="utf-8") for path in files}
    trees = {path: ast.parse(source) for path, source in sources.items()}
    makers = {**MAKERS, **dict.fromkeys(error_classes(trees.values()), Maker(takes_messages=True))}
    said: list[Said] = []
    unread: list[Unread] = []
    for path, tree in trees.items():
        place = path.relative_to(root).as_posix()
        comments = _comments(sources[path])
        for call, found in said_in(tree, makers):
            if found is not None:
                comment = _comment_of(call, comments)
                said += [Said(text, place, plural, context, comment) for text, plural, context in found]
            elif not place.endswith((*MAKING, *LOOKED_UP)):
                unread.append(Unread(f"{place}:{call.lineno}", ast.unparse(call)))
    return said, unread


def said_in(
    tree: ast.Module, makers: Mapping[str, Maker] = MAKERS
) -> Iterator[tuple[ast.Call, list[tuple[str, str, str]] | None]]:
    """Yield calls that make something to be said, with texts, plurals and contexts; None if unreadable."""
    scopes = Scopes(tree)
    for call in scopes.calls:
        name = name_of(call.func)
        given = call.args
        if name in ("map", "partial") and given and name_of(given[0]) in makers:
            texts = scopes.several(given[1]) if name == "map" else scopes.texts(given[1])
            yield call, None if texts is None else [(text, "", "") for text in texts]
        elif name in makers and len(given) > makers[name].text and not _is_starred(given):
            yield call, _texts(call, makers[name], scopes)


def error_classes(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the classes that are errors of the program."""
    bases: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {name_of(base) for base in node.bases}
    found = {BASE}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found


def _is_starred(given: list[ast.expr]) -> bool:
    return any(isinstance(each, ast.Starred) for each in given[:1])


def _texts(call: ast.Call, maker: Maker, scopes: Scopes) -> list[tuple[str, str, str]] | None:
    argument = call.args[maker.text]
    if isinstance(argument, ast.Attribute) and argument.attr in DECLARED:
        return []
    texts = scopes.texts(argument)
    if texts is None:
        is_message = maker.takes_messages and isinstance(argument, _MAY_BE_MESSAGES)
        return [] if is_message else None
    contexts = [""] if maker.context is None else scopes.texts(call.args[maker.context])
    if maker.plural is None:
        return None if contexts is None else [(text, "", contexts[0]) for text in texts]
    plurals = scopes.texts(call.args[maker.plural])
    if plurals is None or len(plurals) != len(texts):
        return None
    return [(text, plural, "") for text, plural in zip(texts, plurals, strict=True)]


def _comments(source: str) -> dict[int, str]:
    """Return what comments tell translators, by the lines of what they are above or beside."""
    found: dict[int, str] = {}
    current: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            said = token.string.lstrip("# ")
            is_beside = bool(token.line[: token.start[1]].strip())
            if said.startswith(COMMENT):
                current = [said.removeprefix(COMMENT).strip()]
            elif current and not is_beside:
                current.append(said)
            if is_beside and said.startswith(COMMENT):
                found[token.start[0]] = current[0]
                current = []
        elif current and token.type not in (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            found[token.start[0]] = " ".join(current)
            current = []
    return found


def _comment_of(call: ast.Call, comments: Mapping[int, str]) -> str:
    """Return the comment for a call: above or beside one of its lines, or above its statement."""
    lines = range(call.lineno, (call.end_lineno or call.lineno) + 1)
    return next((comments[line] for line in lines if line in comments), "")
