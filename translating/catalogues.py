"""Catalogues as files: the template of all that is said, and each language's, brought up to date with it."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from momentum_lab.core.languages import IN_LANGUAGE
from momentum_lab.core.provenance import __version__
from translating.declared_texts import declared_texts, resource_texts
from translating.places import is_only_places, places_of
from translating.python_texts import python_texts
from translating.texts import Texts, Unread

ROOT: Final = Path(__file__).resolve().parent.parent
TRANSLATIONS: Final = ROOT / "resources" / "translations"
TEMPLATE: Final = TRANSLATIONS / "momentum_lab.pot"
NEAR: Final = 0.7
"""How alike a new text is to one that is gone for its translation to be taken over, to be looked at."""
BRACES: Final = "python-brace-format"
FUZZY: Final = "fuzzy"
"""Marks of a text: that it has places, and that its translation is not sure."""
_LEFT_OUT: Final = tuple(
    f'"{name}:'
    for name in (
        *("POT-Creation-Date", "PO-Revision-Date", "Generated-By"),  # change although nothing else does
        *("Report-Msgid-Bugs-To", "Last-Translator", "Language-Team"),  # say nothing that git does not
    )
)
"""Lines of a head that are not written."""
_HEAD: Final = "# Momentum Lab in another language; how this file is made and checked: docs/translating.md"


def all_texts(root: Path = ROOT) -> tuple[Texts, list[Unread]]:
    """Return all that the program says, and the calls of which that cannot be read off."""
    said, unread = python_texts(root, "momentum_lab")
    found = [*said, *declared_texts(root), *resource_texts(root)]
    return Texts(each for each in found if not is_only_places(each.text)), unread


def template(texts: Texts) -> Catalog:
    """Return a catalogue of all texts without a translation."""
    made = _empty(None)
    for said in texts.all():
        made.add(
            (said.text, said.plural) if said.plural else said.text,
            locations=[(place, None) for place in texts.places(said.key)],  # type: ignore[misc]
            flags=(BRACES,) if places_of(said.text) or places_of(said.plural) else (),
            auto_comments=texts.comments(said.key),
            context=said.context or None,
        )
    return made


def catalogue_file(code: str) -> Path:
    """Return where the catalogue of a language lies."""
    return TRANSLATIONS / code / IN_LANGUAGE


def catalogue_files() -> dict[str, Path]:
    """Return the catalogues there are, by the codes of their languages."""
    return {path.relative_to(TRANSLATIONS).parts[0]: path for path in TRANSLATIONS.glob(f"*/{IN_LANGUAGE}")}


def read(path: Path, code: str) -> Catalog:
    """Return a language's catalogue, empty if it is not there yet."""
    if not path.exists():
        return _empty(code)
    with path.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def merged(texts: Texts, former: Catalog, code: str) -> Catalog:
    """Return a language's catalogue with all texts there are, and the translations that there were.

    Those of texts that are gone are kept at its end, commented out; a new text that is much like one of them
    gets its translation, marked as fuzzy.
    """
    result = _empty(code)
    result.header_comment = former.header_comment or _HEAD
    known = {_key(message): message for message in (*former, *former.obsolete.values()) if message.id}
    wanted = [message for message in template(texts) if message.id]
    keys = {_key(message) for message in wanted}
    gone = {key: message for key, message in known.items() if key not in keys and any(_forms(message))}
    for message in wanted:
        _take_over(message, known.get(_key(message)), gone.values(), result.num_plurals)
        result[message.id] = message
    for key, message in gone.items():
        message.locations, message.auto_comments, message.flags = [], [], message.flags & {FUZZY}
        result.obsolete[key] = message
    return result


def _take_over(message: Message, before: Message | None, gone: Iterable[Message], forms: int) -> None:
    """Give a new message the translation of one that was there before, or of one that was much like it."""
    source, is_fuzzy = before, before is not None and before.fuzzy
    if before is None or not _same_kind(before, message):
        source = _nearest(message, gone)
        is_fuzzy = source is not None
        if source is not None:
            message.previous_id = [source.id] if isinstance(source.id, str) else list(source.id)
    else:
        message.user_comments = before.user_comments
    if source is not None:
        message.string = _fitting(source, forms)
    elif not isinstance(message.id, str):
        message.string = ("",) * forms
    message.flags = (message.flags & {BRACES}) | ({FUZZY} if is_fuzzy else set())


def written(catalogue: Catalog) -> str:
    """Return the text of a catalogue's file: each text on one line, places without numbers of lines."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, include_lineno=False, include_previous=True, sort_by_file=False)
    lines = file.getvalue().decode("utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith(_LEFT_OUT))


def _empty(code: str | None) -> Catalog:
    try:
        locale = None if code is None else Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        locale = None
    return Catalog(
        locale=locale,
        domain="momentum_lab",
        project="Momentum Lab",
        version=__version__,
        header_comment=_HEAD,
        copyright_holder="",
        fuzzy=False,
    )


def _key(message: Message) -> tuple[str, str]:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", text


def _forms(message: Message) -> tuple[str, ...]:
    """Return what is said in a language: one text, or several forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _same_kind(before: Message, now: Message) -> bool:
    """Whether a translation still is one of the same text, counted or not."""
    return (before.id if isinstance(before.id, str) else tuple(before.id)) == (
        now.id if isinstance(now.id, str) else tuple(now.id)
    )


def _fitting(message: Message, forms: int) -> str | tuple[str, ...]:
    """Return what is said in a language, in as many forms as it has."""
    if isinstance(message.string, str):
        return message.string
    return (*_forms(message), *[""] * forms)[:forms]


def _nearest(message: Message, gone: Iterable[Message]) -> Message | None:
    """Return what is gone that is most like a new text, if anything is much like it."""
    text, best, found = _key(message)[1], NEAR, None
    for former in gone:
        if isinstance(former.id, str) != isinstance(message.id, str):
            continue
        alike = difflib.SequenceMatcher(None, text, _key(former)[1])
        if alike.real_quick_ratio() > best and alike.quick_ratio() > best and alike.ratio() > best:
            best, found = alike.ratio(), former
    return found
