"""Asking about files: what to open, where to save, and what shall become of unsaved changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QInputDialog, QWidget

from momentum_lab.containers.formats import FORMATS
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.files import file_name
from momentum_lab.core.messages import message, words
from momentum_lab.experiment.embedded import EmbeddedExperiment, has_files, read_all
from momentum_lab.experiment.file import SUFFIX
from momentum_lab.experiment.presets import presets
from momentum_lab.gui.dialogs.files import ask_save_path
from momentum_lab.gui.dialogs.messages import (
    Answer,
    FileAnswer,
    ask_about_changes,
    ask_about_file,
    ask_about_former_changes,
    tell_error,
)
from momentum_lab.gui.panels.notices import Notice, NoticeChoice, Notices
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, SubmenuSpec, escaped
from momentum_lab.session import Session
from momentum_lab.session.document import FileLook, OnDisk

KEY = "file"
_EXPORTED = " ".join(f"*{suffix}" for suffix in FORMATS)


def save_filters() -> list[str]:
    """Return what a dialog shows that asks where an experiment is saved."""
    return [f"{words('Experiments')} (*{SUFFIX})", f"{words('All files')} (*)"]


def open_filters() -> list[str]:
    """Return what a dialog shows that asks for an experiment."""
    return [f"{words('Experiments and what was exported')} (*{SUFFIX} {_EXPORTED})", *save_filters()]


class DocumentDialogs:
    """Asks a person about the session's document, and tells what could not be done."""

    def __init__(self, window: QWidget, session: Session) -> None:
        self._window = window
        self._session = session
        self._document = session.document
        self._told: FileLook | None = None

    def entries(self) -> list[ActionSpec | SubmenuSpec]:
        """Return what the menus offer of it."""
        return [
            ActionSpec("new", words("&New"), ("Ctrl+N",), self.new, "file.open"),
            ActionSpec("open", words("&Open…"), ("Ctrl+O",), self.ask_open, "file.open"),
            SubmenuSpec(words("Open &recent"), "file.open", self._recent, is_lazy=True),
            ActionSpec("save", words("&Save"), ("Ctrl+S",), self.save, "file.save"),
            ActionSpec("save_as", words("Save &as…"), ("Ctrl+Shift+S",), self.save_as, "file.save"),
            ActionSpec(
                "keep", words("&Keep a copy among my experiments"), ("Ctrl+Shift+K",), self.keep, "file.save"
            ),
            SubmenuSpec("", "presets", self._presets, is_lazy=True),
        ]

    def new(self) -> bool:
        """Begin something new, unless a file has changes to be kept; return whether that is done."""
        return self._opened(self._document.new)

    def open_preset(self, name: str) -> bool:
        """Open a preset, unless a file has changes to be kept; return whether it is open now."""
        return self._opened(partial(self._document.open_preset, name))

    def open(self, path: Path) -> bool:
        """Open a file, unless another has changes to be kept; return whether it is open now.

        Of a report with several figures, it is asked whose experiment is meant.
        """
        name = self._figure_of(path)
        return name is not None and self._opened(partial(self._document.open, path, name))

    def offer_figures(self, path: Path) -> None:
        """Ask which of a report's experiments is meant, the first of which is open, and open it."""
        name = self._figure_of(path)
        if name:
            self._opened(partial(self._document.open, path, name))

    def _figure_of(self, path: Path) -> str | None:
        """Return which of a file's experiments is meant, "" for the only one; None where none is."""
        try:
            found = read_all(path) if has_files(path) else ()
        except MomentumLabError:  # told when it is opened
            return ""
        if len(found) < 2:
            return ""
        titles = [_figure_title(each) for each in found]
        title = str(message("Open a figure"))
        text = str(message("{name} has several experiments. Which one?", name=path.name))
        chosen, is_taken = QInputDialog.getItem(self._window, title, text, titles, 0, False)
        return found[titles.index(chosen)].name if is_taken else None

    def open_lesson(self, name: str, page: int = 0) -> bool:
        """Open a lesson by its name or path, unless a file has changes to be kept; return whether it is."""

        def open_it() -> None:
            from momentum_lab.lessons import find_lesson, lesson_names  # which the first frame does not need

            source = "" if name in lesson_names() else name
            self._session.lessons.open(find_lesson(name), page, source)

        return self._opened(open_it)

    def restore(self, path: Path) -> bool:
        """Go on with unsaved work, unless there are changes to be kept; return whether that is done."""
        if self.ask_to_close(may_keep=False) is Answer.CANCEL:
            return False
        return self._done(partial(self._session.restore, path), words("This work could not be restored"))

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        filters = ";;".join(open_filters())
        folder = str(self._document.folder)
        chosen, _ = QFileDialog.getOpenFileName(self._window, words("Open experiment"), folder, filters)
        if chosen:
            self.open(Path(chosen))

    def save(self) -> bool:
        """Save where it came from, or ask where; return whether it is saved."""
        commit_edits(self._window)
        path = self._document.path
        if path is None:
            return self.save_as()
        found = self._document.look().state
        if found is OnDisk.SAME:
            return self._save(path)
        answer = ask_about_file(self._window, path.name, found)
        if answer is FileAnswer.RELOAD:
            self.reload()
        if answer is FileAnswer.SAVE_AS:
            return self.save_as()
        return answer in (FileAnswer.OVERWRITE, FileAnswer.WRITE_AGAIN) and self._save(path)

    def reload(self) -> None:
        """Take what stands in the file now; undoing brings back what was open."""
        self._done(self._document.reload, words("This file could not be opened"))

    def take_over(self, former: DocumentDialogs, is_answered: bool) -> None:
        """Tell of the file only what is new, where that was answered which another one has told."""
        self._told = former._told if is_answered else None

    def look_at_file(self, notices: Notices) -> None:
        """Say it, once, if another program has changed or removed the file."""
        look = self._document.glance()
        if look == self._told:
            return
        self._told, found, name = look, look.state, self._document.name
        if found is OnDisk.CHANGED:
            keep = NoticeChoice(words("&Keep mine"), lambda: None)
            choices = (NoticeChoice(words("&Reload"), self.reload), keep)
            notices.tell(
                Notice(KEY, words("“{name}” has been changed by another program.", name=name), choices)
            )
        elif found is OnDisk.GONE:
            gone = words("“{name}” has been deleted or moved.", name=name)
            notices.tell(Notice(KEY, gone, (NoticeChoice(words("&All right"), lambda: None),)))
        else:
            notices.withdraw(KEY)

    def save_as(self) -> bool:
        """Ask where to save; return whether it is saved."""
        commit_edits(self._window)
        path = self._document.path
        stem = path.stem if path else file_name(self._session.experiment.title)
        proposed = self._document.folder / f"{stem}{SUFFIX}"
        chosen = ask_save_path(self._window, words("Save experiment"), proposed, save_filters(), SUFFIX)
        return chosen is not None and self._save(chosen)

    def keep(self) -> bool:
        """Save a copy in one's own folder, under a name that is free; return whether that is done."""
        commit_edits(self._window)
        try:
            path = self._document.keep()
        except MomentumLabError as error:
            tell_error(self._window, words("The experiment could not be kept"), str(error))
            return False
        self._session.said.emit(str(message("Kept as {path}", path=path)))
        return True

    def ask_to_close(self, may_keep: bool = True) -> Answer:
        """Ask, at most once, what shall become of all that is not saved, also of what was opened before.

        Returns what is to be done now: nothing more is to be saved.
        """
        commit_edits(self._window)
        model, recovery = self._session.model, self._session.recovery
        history = model.history
        unsaved = history.unsaved
        if not unsaved:
            return Answer.DISCARD
        if len(unsaved) == 1 and model.is_modified:
            return self._ask_about_present()
        named = (history.sources[step.source].name_of(step.experiment) for step in reversed(unsaved))
        names = list(dict.fromkeys(named))  # each once, the last one first
        can_keep = recovery is not None and not recovery.is_failing
        return ask_about_former_changes(self._window, names, may_keep and can_keep)

    def _ask_about_present(self) -> Answer:
        """Ask about the changes of what is open now, and save it if that is the answer."""
        answer = ask_about_changes(self._window, self._document.name)
        return Answer.CANCEL if answer is Answer.SAVE and not self.save() else answer

    def _may_leave(self) -> bool:
        """Whether the open file may be left: its changes are saved, or not wanted."""
        if not self._session.model.is_modified:
            return True
        answer = self._ask_about_present()
        if answer is Answer.DISCARD:
            self._session.model.give_up()
        return answer is not Answer.CANCEL

    def _opened(self, open_it: Callable[[], None]) -> bool:
        """Open something else; what was only tried can be had back by undo, so only files are asked about."""
        commit_edits(self._window)
        left, is_modified = self._document.name, self._session.model.is_modified
        if self._document.path is not None and not self._may_leave():
            return False
        if not self._done(open_it, words("This file could not be opened")):
            return False
        if is_modified:
            self._session.said.emit(
                str(message("Undo (Ctrl+Z) goes back to “{name}” as it was left", name=left))
            )
        return True

    def _done(self, do: Callable[[], None], failure: str) -> bool:
        """Do something, or tell why it could not be done; return whether it is."""
        try:
            do()
        except MomentumLabError as error:
            tell_error(self._window, failure, str(error))
            return False
        return True

    def _save(self, path: Path) -> bool:
        return self._done(partial(self._document.save, path), words("The experiment could not be saved"))

    def _recent(self) -> list[ActionSpec]:
        recent = self._session.settings.recent
        if not recent:
            return [ActionSpec(text=words("nothing yet"), is_enabled=lambda: False)]
        files = [ActionSpec(text=escaped(p.name), run=partial(self.open, p), tip=str(p)) for p in recent]
        return [
            *files,
            LINE,
            ActionSpec(text=words("Forget these"), run=self._session.settings.forget_recent),
        ]

    def _presets(self) -> list[ActionSpec]:
        return [
            ActionSpec(text=escaped(experiment.title_words), run=partial(self.open_preset, name))
            for name, experiment in presets()
        ]


def _figure_title(found: EmbeddedExperiment) -> str:
    """Return what one of several experiments is called where one is chosen."""
    title = found.experiment.title_words
    return f"{found.name}: {title}" if title else found.name


def commit_edits(window: QWidget) -> None:
    """Take what is being typed in a window: a field reports its text when the focus leaves it."""
    field = window.focusWidget()
    if field is not None:
        field.clearFocus()
        field.setFocus()
