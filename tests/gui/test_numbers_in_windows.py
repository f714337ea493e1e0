"""Numbers in the window have one spelling, with a real minus sign; what one types is plain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import OpenWindow
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QAbstractButton, QLabel, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

import momentum_lab as lab
from momentum_lab.analysis.summary import summarize
from momentum_lab.experiment import Experiment
from momentum_lab.gui.panels.status_line import pointed_text
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.simulation import simulate
from momentum_lab.wording.verdicts import sentence

PLAIN = re.compile(r"\de[-+]?0|\de[-+]\d|(?<![\w\d)\]}])-[\d.]")
"""A number as Python writes it: with zeros or a hyphen in its exponent, or with a hyphen before it."""
PACKAGE = Path(lab.__file__).parent
ALLOWED = {
    ("gui/menus/drawing.py", "zoom"),
    ("gui/exporting/sections.py", "zoom"),
    ("gui/views/maps/frequency_plot.py", "share / 10"),
    ("gui/views/loss_scale.py", "value"),  # where a minus sign is put in afterwards
    ("gui/panels/transport.py", "speed"),
}
"""Places where a number is no text for people, or cannot be small or negative."""


def falling() -> Experiment:
    """Losses and places that are small, and negative ones, with a ball named by a small rate."""
    landscape = lab.landscape(formula="1e-3*(x**2 - y**2) - 2e-6", domain=[(-2, 2), (-2, 2)])
    balls = [lab.ball("momentum", learning_rate=rate, weight_decay=1e-7) for rate in (1e-5, 2e-5)]
    return lab.describe(landscape, *balls, start=(-1.5, -1e-6), steps=60, noise=1e-5)


def texts_of(window: MainWindow) -> Iterator[tuple[str, str]]:
    """All that is to be read in a window, but what one types into."""
    for widget in [window, *window.findChildren(QWidget)]:
        where = type(widget).__name__
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, widget.text()
        if isinstance(widget, QTableWidget):
            for row in range(widget.rowCount()):
                for column in range(widget.columnCount()):
                    item = widget.item(row, column)
                    yield where, item.text() if item else ""
        yield f"tip of {where}", widget.toolTip()
    for action in window.findChildren(QAction):
        yield "action", action.text()
        yield "tip of an action", action.toolTip()


def without_markup(text: str) -> str:
    return re.sub(r"<[^>]*>|&[a-z]+;", " ", text)


def test_that_no_number_in_a_window_is_written_as_programs_do(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(falling(), size=(1300, 860))
    session = window.session
    for name in ("numbers", "results", "inspector", "explore"):
        window.docks[name].show()
    session.go_to(session.experiment.steps)
    qtbot.waitUntil(lambda: any("e−" in text for where, text in texts_of(window) if "Table" in where))
    formula = session.experiment.landscape.formula
    assert formula is not None
    read = ((where, without_markup(text).replace(formula, "")) for where, text in texts_of(window))
    found = [(where, text) for where, text in read if PLAIN.search(text)]
    assert found == []


@pytest.mark.parametrize("loss", [-0.5581, 1e-6, -1e-6, 1.5e-300, 1e11, -0.0])
def test_that_sentences_and_the_status_line_spell_numbers_as_tables_do(loss: float) -> None:
    landscape = lab.landscape(formula=f"{loss} + 0*x*y", domain=[(-2, 2), (-2, 2)])
    run = simulate(lab.describe(landscape, "momentum", start=(-1e-6, -1.5), steps=3))
    (ball,) = summarize(run)
    for said in (str(sentence(ball)), pointed_text(run, (-1e-6, -1.5), None)):
        assert not PLAIN.search(said), said
        assert ("−" in said) or loss >= 0


def test_that_files_have_plain_numbers_in_names() -> None:
    experiment = falling()
    assert experiment.labels == ("Momentum, rate 1e-05", "Momentum, rate 2e-05")
    assert experiment.names == ("Momentum, rate 1e−5", "Momentum, rate 2e−5")


def formatted_numbers() -> Iterator[tuple[str, str]]:
    """Where windows and sentences write numbers by a format of Python: the file, and what is written.

    What is read back at once is only rounded so.
    """
    for folder in ("gui", "wording"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
            calls = [n for n in nodes if isinstance(n, ast.Call) and ast.unparse(n.func) == "float"]
            rounded = {id(part) for call in calls for text in call.args for part in ast.walk(text)}
            written = (n for n in nodes if isinstance(n, ast.FormattedValue) and id(n) not in rounded)
            for node in written:
                if node.format_spec and re.search(r"[ge]['\"]$", ast.unparse(node.format_spec)):
                    yield path.relative_to(PACKAGE).as_posix(), ast.unparse(node.value)


def test_that_windows_and_sentences_write_numbers_by_one_helper() -> None:
    assert {*formatted_numbers()} == ALLOWED
