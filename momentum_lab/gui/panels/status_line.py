"""The status bar: how the balls fare, and what the pointer points at, in plain words."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QStatusBar

from momentum_lab.analysis.nearest_step import NearestStep, nearest_step
from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.lists import sentences_in_a_row
from momentum_lab.core.messages import message, words
from momentum_lab.experiment.ball import Position
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.panels.said_banner import SAID_MS
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.part import Part
from momentum_lab.landscapes import Problem
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.simulation.run import Run, Status
from momentum_lab.wording.numbers import told_number
from momentum_lab.wording.verdicts import sentence


class StatusLine(QStatusBar, Part):
    """Sentences on the left, the pointer's place on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sentences = ElidedLabel(has_fixed_place=True)
        self._said = ElidedLabel(has_fixed_place=True)
        self._pointed = ElidedLabel(least=0)
        self.addWidget(self._sentences, 1)
        self.addWidget(self._said, 1)
        self._said.hide()
        self.addPermanentWidget(self._pointed)
        self.setSizeGripEnabled(False)
        self._place: Position | None = None
        self._has_stayed = QTimer(self)
        self._has_stayed.setSingleShot(True)
        self._has_stayed.setInterval(SAID_MS)
        self._has_stayed.timeout.connect(lambda: self._say(""))
        self.setContentsMargins(8, 0, 8, 0)
        self._leaves = (session.pointed.subscribe(self._point_at), session.said.subscribe(self._say))

    def show_run(self, run: Run, step: int) -> None:
        """Say how the balls of another run fare, and what is at the place that is pointed at now."""
        self.show_step(step)
        self._point_at(self._place)

    def show_step(self, step: int) -> None:
        """Say how the visible balls fare at a step."""
        run = self._session.run
        if run is not None:
            balls = run.experiment.balls
            if self._session.clock.is_sealed:
                self._sentences.set_text(str(message("The run is hidden until a prediction is made.")))
                return
            self._show_summaries([s for s in self._session.summaries if balls[s.ball].visible])

    def set_look(self, theme: Theme, look: Look) -> None:
        """Be away in projector mode."""
        self.setHidden(look.is_projected)

    def stop(self) -> None:
        """Hear no more of the session."""
        for leave in self._leaves:
            leave()

    def _say(self, sentence: str) -> None:
        """Show a sentence for a while instead of how the balls fare."""
        self._said.set_text(sentence)
        self._said.setVisible(bool(sentence))
        self._sentences.setHidden(bool(sentence))
        if sentence:
            self._has_stayed.start()

    def _point_at(self, place: Position | None) -> None:
        self._place = place
        run = self._session.run
        if place is None or run is None or run.ground.dimension != len(place):
            self._pointed.set_text("")
            return
        near = nearest_step(run, place, self._session.step)
        self._pointed.set_text(pointed_text(run, place, near))

    def _show_summaries(self, summaries: list[BallSummary]) -> None:
        """Show how some balls fare; those in trouble come first."""
        told = [(summary.status is Status.DIVERGED, str(sentence(summary))) for summary in summaries]
        ordered = sorted(told, key=lambda each: not each[0])
        lines = "\n".join(text for _, text in told)
        self._sentences.set_text(str(sentences_in_a_row(text for _, text in ordered)), lines)

    @property
    def text(self) -> str:
        """All sentences."""
        return self._sentences.text

    @property
    def said(self) -> str:
        """The sentence that was said last, while it stays."""
        return self._said.text

    @property
    def pointed(self) -> str:
        """What is pointed at."""
        return self._pointed.text


def pointed_text(run: Run, place: tuple[float, ...], near: NearestStep | None) -> str:
    """Return a place of the ground, its loss, and the nearest step of a ball as a line of text."""
    problem: Problem = run.experiment.landscape.build()
    position = problem.ground.from_plane(np.array(place, dtype=np.float64)).tolist()
    try:
        loss = told_number(problem.loss(position))
    except (ArithmeticError, ValueError):
        loss = words("not a number")
    at = "  ".join(f"{axis} {told_number(value)}" for axis, value in zip("xy", place, strict=False))
    text = words("{place}  loss {loss}", place=at, loss=loss)
    if near is None:
        return text
    return words(
        "{place}  ·  {ball}, step {step}: {loss}",
        place=text,
        ball=run.experiment.names[near.ball],
        step=near.step,
        loss=told_number(near.loss),
    )
