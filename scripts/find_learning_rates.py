"""Find the learning rates that a landscape's file leaves out, and write them into it.

    python scripts/find_learning_rates.py [--again] resources/landscapes/NAME.toml …

Rates that are there already stay; with --again those without a comment in their line are searched anew. A
comment says why somebody chose the rate. Those of an optimizer that gets down with no rate are left out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from momentum_lab.analysis.learning_rates import good_rates_of_entry
from momentum_lab.core.files import read_text, write_text
from momentum_lab.landscapes.declaration import read_entry
from momentum_lab.optimizers import OPTIMIZERS

HEADING = "[learning_rates]"
RATE = re.compile(r"^(?P<name>\w+) *=[^#]*(?P<comment>#.*)?$")
LARGEST_FILE = 1_000_000


def main(arguments: list[str] | None = None) -> None:
    """Complete every file."""
    parser = argparse.ArgumentParser(description="Find good learning rates for landscapes.")
    parser.add_argument("--again", action="store_true", help="replace those that have no comment, too")
    parser.add_argument("paths", nargs="+", type=Path, help="files of landscapes")
    options = parser.parse_args(arguments)
    for path in options.paths:
        entry, content = read_entry(path), read_text(path, LARGEST_FILE)
        stay = chosen(content) if options.again else set(entry.learning_rates)
        found = good_rates_of_entry(entry, [name for name in OPTIMIZERS if name not in stay])
        print(path.stem, *(f"{name} {rate:g}" for name, rate in found.items()))
        write_text(path, completed(content, found, stay))


def chosen(content: str) -> set[str]:
    """Return the optimizers whose rates have a comment that says why somebody chose them."""
    matches = map(RATE.match, _parts(content)[1])
    return {match["name"] for match in matches if match and match["comment"]}


def completed(content: str, found: Mapping[str, float], stay: set[str]) -> str:
    """Return a file's content with the rates that were found, and without those that are neither there."""
    before, lines, after = _parts(content)
    rates = dict(found)
    table = []
    for line in lines:
        match = RATE.match(line)
        name = match["name"] if match else ""
        if not name or name in stay:
            table.append(line)
        elif name in rates:
            table.append(f"{name} = {rates.pop(name)}")
    table += [f"{name} = {rate}" for name, rate in rates.items()]
    if not table:
        return content
    ending = f"\n\n{after}" if after else "\n"
    return f"{before.rstrip()}\n\n{HEADING}\n" + "\n".join(table) + ending


def _parts(content: str) -> tuple[str, list[str], str]:
    """Return what is before the table of the rates, its lines, and what is after."""
    before, _, rest = content.partition(f"\n{HEADING}\n")
    other = re.search(r"^\[", rest, re.MULTILINE)
    end = other.start() if other else len(rest)
    return before, rest[:end].strip("\n").splitlines(), rest[end:]


if __name__ == "__main__":
    main()
