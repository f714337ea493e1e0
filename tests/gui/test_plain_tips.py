"""What comes from files is shown as it is: Qt takes what looks like HTML for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from driving import bowl
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QTextDocument
from PyQt6.QtWidgets import QLabel, QLineEdit, QWidget

from momentum_lab.gui.views.legend_item import LegendItem
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.remark import Remark
from momentum_lab.gui.widgets.tips import plain_tip

HOSTILE = "<img src=/dev/null>&amp;<b>bold</b>"


def seen(tip: str) -> str:
    """Return what Qt shows of a tip; what has signs of HTML in it counts as HTML, as it may for Qt."""
    if "<" not in tip and "&" not in tip:
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", [HOSTILE, f"first\n{HOSTILE}", "x < 3 > y", "a &lt; b", "plain\ntwo", ""])
def test_that_a_tip_shows_its_text_as_it_is(qapp, text: str) -> None:
    assert seen(plain_tip(text)) == text


def test_that_labels_and_remarks_show_names_as_they_are(qtbot) -> None:
    label = ElidedLabel(HOSTILE, least=0)
    qtbot.addWidget(label)
    label.resize(5, 20)
    label.set_text(HOSTILE + "!")
    assert seen(label.toolTip()) == HOSTILE + "!"
    field = QLineEdit()
    qtbot.addWidget(field)
    remark = Remark(field)
    remark.refuse(HOSTILE)
    assert remark.textFormat() == Qt.TextFormat.PlainText


def test_that_a_window_shows_names_and_titles_of_files_as_they_are(open_window, settled) -> None:
    first, *others = bowl().balls
    balls = (replace(first, label=HOSTILE), *others)
    window = open_window(replace(bowl(), balls=balls, title=HOSTILE, description=HOSTILE))
    settled(window)
    window.session.said.emit(HOSTILE)
    tips = [widget.toolTip() for widget in window.findChildren(QWidget) if "img" in widget.toolTip()]
    assert tips
    assert all(HOSTILE in seen(tip) for tip in tips)
    for label in window.findChildren(QLabel):
        if "<img" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_that_names_in_a_cut_legend_are_shown_as_they_are(open_window, settled, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    settled(window)
    monkeypatch.setattr(LegendItem, "text", property(lambda self: f"one\n{HOSTILE}"))
    view = window.views["contour"]
    at = view.legend.box.center()
    assert view.legend.box.contains(at)
    assert HOSTILE in seen(view._canvas.tip(QPointF(at)))


def test_that_a_remark_hears_of_a_field_that_is_gone(qtbot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    remark = Remark(field)
    remark.refuse("no")
    event = QEvent(QEvent.Type.Hide)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remark, "_field", gone := QLineEdit())
        sip.delete(gone)
        assert not remark.eventFilter(field, event)
    sip.delete(remark)
    assert not Remark.eventFilter(remark, field, event)
