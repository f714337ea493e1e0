"""Bring the catalogues of all languages up to date with the sources, and say how far they are.

Exit status 1 if a catalogue has faults, or what is said cannot be read off the sources; with ``--check``,
which writes nothing, also if anything is left to do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from momentum_lab.core.languages import CODE, own_name
from momentum_lab.core.messages import ENGLISH
from momentum_lab.export.listing import text_table
from translating.catalogues import (
    ROOT,
    TEMPLATE,
    all_texts,
    catalogue_file,
    catalogue_files,
    merged,
    read,
    template,
    written,
)
from translating.faults import Report, report

SHOWN: Final = 20
"""Faults of a language that are listed, unless all are asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser("python -m translating", description=__doc__)
    begin = "begin a catalogue of another language, such as pt_BR"
    parser.add_argument("--new", metavar="CODE", type=_new_code, help=begin)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--all", action="store_true", help="list all faults, and what is not translated")
    options = parser.parse_args(arguments)
    texts, unread = all_texts()
    print(f"{len(texts):,} texts")
    for each in unread:
        print(f"  cannot be read off: {each.place}: {each.call}")
    codes = sorted({*catalogue_files(), *([options.new] if options.new else [])})
    is_behind = False
    if not options.check:
        TEMPLATE.write_text(written(template(texts)), encoding="utf-8")
    for code in codes:
        path = catalogue_file(code)
        text = written(merged(texts, read(path, code), code))
        is_behind = is_behind or not path.exists() or path.read_text(encoding="utf-8") != text
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    reports = {code: report(catalogue_file(code), code) for code in codes}
    _tell(reports, options.all)
    if options.check and is_behind:
        print("The catalogues do not have the texts of the sources: make translations")
    has_faults = any(each.faults for each in reports.values())
    is_left = options.check and (is_behind or not all(each.is_whole for each in reports.values()))
    return int(has_faults or is_left or bool(unread))


def _new_code(code: str) -> str:
    if code == ENGLISH or not CODE.fullmatch(code):
        raise argparse.ArgumentTypeError(f"{code!r} is no code of another language, such as de or pt_BR")
    return code


def _tell(reports: dict[str, Report], tells_all: bool) -> None:
    rows = [
        (code, own_name(code), *map(str, (each.translated, each.fuzzy, each.untranslated, len(each.faults))))
        for code, each in reports.items()
    ]
    print(text_table(("code", "language", "translated", "fuzzy", "untranslated", "faulty"), rows))
    for code, each in reports.items():
        path = catalogue_file(code).relative_to(ROOT)
        for fault in each.faults if tells_all else each.faults[:SHOWN]:
            print(f"{path}: {fault}")
        if len(each.faults) > SHOWN and not tells_all:
            print(f"{path}: {len(each.faults) - SHOWN} more faults (--all lists them)")


if __name__ == "__main__":
    sys.exit(main())
