"""The table of results, one row a ball: for a text, a paper, a spreadsheet."""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from momentum_lab.analysis.results import BallResult, ball_results
from momentum_lab.containers import latex, markdown
from momentum_lab.containers.formats import TABLES, format_of
from momentum_lab.core.files import replacing
from momentum_lab.core.provenance import __version__
from momentum_lab.core.text_columns import left, right, width_of
from momentum_lab.experiment.embedded import embedded_text
from momentum_lab.experiment.embedded.companion import replacing_with_experiment
from momentum_lab.experiment.table import to_table
from momentum_lab.simulation.run import Run
from momentum_lab.wording.results import RESULT_COLUMNS, result_heads, result_rows
from momentum_lab.wording.verdicts import reason_phrase

_NUMBERS: Final = frozenset(i for i, column in enumerate(RESULT_COLUMNS) if column.is_number)
"""The columns that are numbers, which stand to the right."""
_LATEX: Final = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "×": r"$\times$",
    "−": "$-$",
    "∇": r"$\nabla$",
    "…": r"\ldots{}",
}
_POWER: Final = re.compile(r"(-?[\d.]+)e([+-]\d+)")


def write_table(run: Run, path: Path) -> None:
    """Write how all balls end in the format that the name of ``path`` ends in; the whole file or none.

    The experiment is a comment in it, or in a file of its own beside a CSV.

    Raises
    ------
    InputError
        The ending is not one of :data:`~momentum_lab.containers.formats.TABLES`.
    WriteError
        The file cannot be written.
    """
    form = format_of(path, TABLES)
    whole = replacing_with_experiment(path, run.experiment) if form.is_apart else replacing(path)
    with whole as temporary:
        temporary.write_text(_WRITERS[form.suffix](run), encoding="utf-8", newline="")


def markdown_table(run: Run) -> str:
    """Return the table as Markdown, in columns that can be read as they are."""
    table = [[_markdown(cell) for cell in row] for row in (result_heads(), *result_rows(ball_results(run)))]
    widths = [max(3, *map(width_of, column)) for column in zip(*table, strict=True)]
    lines = [_padded(row, widths) for row in table]
    rule = ["-" * (w - 1) + ":" if i in _NUMBERS else "-" * w for i, w in enumerate(widths)]
    return "\n".join([lines[0], _padded(rule, widths), *lines[1:]]) + "\n"


def html_table(run: Run) -> str:
    """Return the table as HTML, which text editors and spreadsheets take from a clipboard."""
    parts = [("th", result_heads()), *(("td", row) for row in result_rows(ball_results(run)))]
    lines = ["".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) for tag, row in parts]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def latex_table(run: Run) -> str:
    """Return the table as a ``tabular`` with the rules of the package booktabs."""
    table = [map(str.capitalize, result_heads()), *result_rows(ball_results(run))]
    head, *body = [" & ".join(map(_latex, row)) + r" \\" for row in table]
    columns = "".join("r" if i in _NUMBERS else "l" for i in range(len(RESULT_COLUMNS)))
    lines = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", head, r"\midrule", *body]
    return "\n".join([r"% \usepackage{booktabs}", *lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def csv_table(run: Run) -> str:
    """Return the table as CSV, with numbers that read back to the same doubles."""
    stream = io.StringIO()
    rows = [_record(result) for result in ball_results(run)]
    writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)  # None becomes nothing
    return stream.getvalue()


def json_table(run: Run) -> str:
    """Return the table as JSON, with the experiment; a number that is not finite is null."""
    rows = [_record(result) for result in ball_results(run)]
    finite = [{key: _finite(value) for key, value in row.items()} for row in rows]
    whole = {"version": __version__, "experiment": to_table(run.experiment), "results": finite}
    return json.dumps(whole, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _record(result: BallResult) -> dict[str, float | str | None]:
    """Return what files have of a ball: the columns of the table, and what its texts say besides."""
    summary = result.summary
    return {
        "ball": summary.ball,
        "optimizer": summary.optimizer,
        "step": summary.step,
        **{column.key: column.value(result) for column in RESULT_COLUMNS},
        "since": summary.since,
        "reason": str(reason_phrase(summary.reason)),
    }


def _finite(value: float | str | None) -> float | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _markdown(cell: str) -> str:
    """Return a text of which nothing is taken for a sign of Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", cell)


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = enumerate(zip(cells, widths, strict=True))
    return f"| {' | '.join(right(c, w) if i in _NUMBERS else left(c, w) for i, (c, w) in pairs)} |"


def _latex(cell: str) -> str:
    if power := _POWER.fullmatch(cell):
        return rf"${power[1]} \times 10^{{{int(power[2])}}}$"
    if re.fullmatch(r"-[\d.]+", cell):
        return f"${cell}$"
    return "".join(_LATEX.get(character, character) for character in cell)


def _with_markdown_comment(run: Run) -> str:
    return f"{markdown_table(run)}\n{markdown.comment(embedded_text(run.experiment))}"


def _with_latex_comment(run: Run) -> str:
    return latex_table(run) + latex.comment(embedded_text(run.experiment))


_WRITERS: Final[Mapping[str, Callable[[Run], str]]] = {
    ".md": _with_markdown_comment,
    ".tex": _with_latex_comment,
    ".csv": csv_table,
    ".json": json_table,
}
