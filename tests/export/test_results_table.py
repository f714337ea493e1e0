"""The table of results: what people read, what programs read, and nothing that breaks a paper."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from laboratory import ball, on_formula, on_library
from strategies import experiments

from momentum_lab.analysis.results import ball_results
from momentum_lab.analysis.summary import summarize
from momentum_lab.cli.main import main
from momentum_lab.containers import latex, markdown
from momentum_lab.containers.formats import TABLES
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import find, preset
from momentum_lab.experiment.embedded import embedded_text, read
from momentum_lab.export.results import (
    csv_table,
    html_table,
    latex_table,
    markdown_table,
    write_table,
)
from momentum_lab.simulation import simulate
from momentum_lab.wording.results import RESULT_COLUMNS, result_rows, sorted_results

LABEL = r"a_b & 50% $x$ #1 {y} \z ~ ^ <i> | × −"
WILD = simulate(
    on_formula(
        "x**4 + y**2", (3.0, 1.0), ball("adam", label=LABEL), ball("gradient_descent", learning_rate=1.0)
    )
)
CALM = simulate(on_library("elliptic_bowl", ball("adam"), ball("momentum"), steps=300))


def test_that_markdown_has_a_row_for_each_ball():
    lines = markdown_table(CALM).splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")][:2] == ["ball", "final loss"]
    assert re.fullmatch(r"\| -+ \| -+: \| -+: \| -+: \| -+ \| -+: \| -+: \| -+: \| -+ \|", lines[1])
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]] == [
        list(row) for row in result_rows(ball_results(CALM))
    ]
    assert len({len(line) for line in lines}) == 1


def test_that_signs_of_markdown_are_only_signs():
    line = markdown_table(WILD).splitlines()[2]
    cells = re.split(r"(?<!\\)\|", line)[1:-1]
    assert len(cells) == len(RESULT_COLUMNS)
    assert re.sub(r"\\(.)", r"\1", cells[0]).strip() == LABEL


def test_that_latex_is_escaped_and_uses_booktabs():
    text = latex_table(WILD)
    assert [line for line in text.splitlines() if line.startswith("\\")][:2] == [
        r"\begin{tabular}{lrrrlrrrl}",
        r"\toprule",
    ]
    row = next(line for line in text.splitlines() if line.startswith("a"))
    assert row.startswith(
        r"a\_b \& 50\% \$x\$ \#1 \{y\} \textbackslash{}z \textasciitilde{} \textasciicircum{} "
        r"\textless{}i\textgreater{} \textbar{} $\times$ $-$ & "
    )
    assert row.endswith(r" \\")
    assert len(re.findall(r"(?<!\\)&", row)) == len(RESULT_COLUMNS) - 1
    assert r" \times 10^{-" in latex_table(CALM)
    assert not re.search(r"\de-\d", latex_table(CALM))


def test_that_html_is_escaped():
    text = html_table(WILD)
    assert text.count("<tr>") == 3
    assert "&lt;i&gt;" in text
    assert "<i>" not in text


def test_that_csv_holds_all_digits():
    table = list(csv.DictReader(StringIO(csv_table(CALM))))
    for row, summary in zip(table, summarize(CALM), strict=True):
        assert (float(row["loss"]), float(row["distance"])) == (summary.loss, summary.distance)
        assert (row["label"], row["status"]) == (summary.label, summary.status.name.lower())
        assert row["steps_to_tolerance"] == str(summary.steps_to_tolerance or "")
    for row, result in zip(table, ball_results(CALM), strict=True):
        assert float(row["path_length"]) == result.path_length
        assert float(row["least_loss"]) == result.least_loss


def test_that_files_have_every_column_under_its_english_key(tmp_path):
    write_table(WILD, tmp_path / "results.json")
    rows = json.loads((tmp_path / "results.json").read_text("utf-8"))["results"]
    head = csv_table(WILD).splitlines()[0].split(",")
    assert [list(row) for row in rows] == [head] * 2
    assert {column.key for column in RESULT_COLUMNS} < {*head}
    assert rows[0]["label"] == LABEL
    assert (rows[1]["status"], rows[1]["steps_to_tolerance"], rows[1]["minimum"]) == ("diverged", None, None)


@pytest.mark.parametrize("column", RESULT_COLUMNS, ids=lambda column: column.key)
def test_that_rows_are_sorted_as_what_they_tell_and_what_tells_nothing_is_last(column):
    run = simulate(
        on_library("two_basins", *(ball("momentum", learning_rate=r) for r in (0.03, 0.02, 3.0)), steps=900)
    )
    results = ball_results(run)
    up, down = (sorted_results(results, column, way) for way in (False, True))
    assert {r.summary.ball for r in up} == {r.summary.ball for r in down} == {0, 1, 2}
    unknown = [r for r in results if column.order(r) is None]
    count = len(results) - len(unknown)
    assert up[count:] == down[count:] == unknown
    orders = [column.order(r) for r in up[:count]]
    assert orders == sorted(orders) == [column.order(r) for r in reversed(down[:count])]
    if column.key == "steps_to_tolerance":
        assert [r.summary.status.key for r in unknown] == ["diverged"]
        assert all(a < b for (a,), (b,) in pairwise(orders))


@pytest.mark.parametrize("suffix", TABLES)
def test_that_every_table_brings_its_experiment_back(tmp_path, suffix):
    write_table(WILD, tmp_path / f"results{suffix}")
    assert read(tmp_path / f"results{suffix}") == WILD.experiment


@given(experiments())
@settings(max_examples=30, deadline=None)
def test_that_comments_hold_every_experiment(tmp_path_factory, experiment):
    folder = tmp_path_factory.getbasetemp()
    for suffix, comment in ((".md", markdown.comment), (".tex", latex.comment)):
        (folder / f"a{suffix}").write_text("words\n\n" + comment(embedded_text(experiment)), encoding="utf-8")
        assert read(folder / f"a{suffix}") == experiment


@pytest.mark.parametrize("suffix", [".md", ".tex"])
@pytest.mark.parametrize(
    "words",
    [b"<!-- # Momentum Lab --> and % # Momentum Lab", b"", b"\xff", b"%\n" * 500_000],
    ids=["words", "nothing", "no text", "many lines"],
)
def test_that_a_text_without_an_experiment_says_so(tmp_path, suffix, words):
    path = tmp_path / f"notes{suffix}"
    path.write_bytes(words)
    with pytest.raises(InputError, match=r"has no experiment in it; what Momentum Lab exports has one$"):
        read(path)


@pytest.mark.parametrize("comment", [markdown.comment, latex.comment])
def test_that_an_experiment_in_another_encoding_is_refused(tmp_path, comment):
    path = tmp_path / ("a.md" if comment is markdown.comment else "a.tex")
    path.write_bytes(
        comment(embedded_text(replace(WILD.experiment, title="Löß"))).encode("latin-1", "ignore")
    )
    with pytest.raises(InputError, match=r"title: found .* bytes in it that are not UTF-8 text"):
        read(path)


def test_that_the_command_writes_tables(tmp_path, capsys):
    table, numbers = tmp_path / "table.tex", tmp_path / "run.csv"
    assert main(["run", "double_well", "--table", str(table), "-o", str(numbers)]) == 0
    assert capsys.readouterr() == ("", "")
    assert find(str(table)) == find(str(numbers)) == preset("double_well")
    assert main(["run", "double_well", "--table", str(tmp_path / "table.doc")]) == 2
    expected = (
        f"momentum-lab: {tmp_path}/table.doc: found the ending '.doc', allowed are .md, .tex, .csv, .json\n"
    )
    assert capsys.readouterr().err == expected
    assert main(["run", "double_well", "--table", str(numbers), "-o", str(numbers)]) == 2
    assert capsys.readouterr().err == "momentum-lab: --table: is the file of the numbers already\n"
