"""The table below a picture, in all languages: its numbers are whole, and words end before they are cut."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFontMetricsF, QImage, QPainter
from PyQt6.QtWidgets import QApplication
from spoken_language import spoken

import momentum_lab as lab
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.languages import languages
from momentum_lab.core.progress import unwatched
from momentum_lab.experiment import Experiment
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.targets import TARGETS
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures.table import ELLIPSIS, MOST_LINES, NBSP, TablePane, ball_table, broken
from momentum_lab.gui.views.loss_scale import three_digits
from momentum_lab.simulation import Status, simulate

NUMBER = re.compile(r"[−-]?\d[\d.,]*(?:e[−-]?\d+)?(?<![.,])")


class Recorder(QPainter):
    """Draws, and keeps what it writes."""

    def __init__(self, device: QImage) -> None:
        super().__init__(device)
        self.texts = list[str]()

    def drawText(self, *given: object) -> None:
        self.texts.append(str(given[-1]))


def drawn_texts(table: TablePane, width: float) -> list[str]:
    image = QImage(int(width), 400, QImage.Format.Format_RGB32)
    recorder = Recorder(image)
    table.draw(recorder, QRectF(0, 0, width, table.height(width)), 0, 1.0, unwatched)
    recorder.end()
    return recorder.texts


def many_settings() -> Experiment:
    """Balls with as many numbers as there can be, and long ones."""
    adam = lab.ball("adam", learning_rate=0.0123456, beta1=0.876543, beta2=0.99987, weight_decay=0.012345)
    nag = lab.ball("nesterov", learning_rate=1.23456e-05, momentum=0.987654)
    return replace(preset("ravine"), balls=(adam, nag))


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize(
    ("experiment", "is_roomy"), [(preset("ravine"), True), (many_settings(), False)], ids=["ravine", "many"]
)
def test_that_a_narrow_table_has_whole_rates_and_losses_in_all_languages(
    qapp: QApplication, code: str, experiment: Experiment, is_roomy: bool
) -> None:
    run, width = simulate(experiment), TARGETS["column"].measures("loss").size[0]
    with spoken(code):
        texts = drawn_texts(ball_table(run, run.computed, LIGHT, width), width)
        losses = [three_digits(ball.loss) for ball in summarize(run) if ball.status is not Status.DIVERGED]
    assert not (is_roomy and any(ELLIPSIS in text for text in texts)), texts
    numbers = [number for text in texts for number in NUMBER.findall(text)]
    assert {*losses} <= {*numbers}
    rates = {float(f"{ball.hyperparameters['learning_rate']:g}") for ball in experiment.balls}
    assert rates <= {float(number.replace("−", "-").replace(",", "")) for number in numbers}


@pytest.mark.parametrize("width", [20.0, 31.0, 44.0, 60.0, 90.0, 150.0, 400.0])
@pytest.mark.parametrize(
    "text",
    [
        f"скорость{NBSP}обучения{NBSP}0.0123456, импульс{NBSP}0.987654",
        f"Quasi-hyperbolic momentum: rate{NBSP}1.2345e−5, beta{NBSP}0.999, nu{NBSP}0.71234567",
        f"學習率{NBSP}0.0001234",
        " ".join(f"number{NBSP}{n}.{n}{n}" for n in range(10, 30)),
    ],
)
def test_that_no_line_has_a_piece_of_a_number(qapp: QApplication, width: float, text: str) -> None:
    lines = broken(text, QFontMetricsF(QApplication.font()), width)
    whole = NUMBER.findall(text)
    assert len(lines) <= MOST_LINES
    said = [number for line in lines for number in NUMBER.findall(line)]
    assert said == whole[: len(said)]
    assert len(said) == len(whole) or lines[-1].endswith(ELLIPSIS)
