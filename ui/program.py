"""The life of one run: open the base off the window's thread, welcome, unlock, copy each day, close."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import KeyMissing, UserError
from app.settings import PcSettings, Places, save_pc_settings
from ui.main_window import MainWindow
from ui.process_age import process_age
from ui.tasks import Handlers, Progress, ThreadRunner
from ui.theme import apply_settings

if TYPE_CHECKING:
    from app.bootstrap import Opened
    from ui.front import Front

COPY_AFTER = 8_000  # milliseconds: the agent's first gestures come first
COPY_EVERY = 3 * 3600 * 1000  # a window that stays open for days is copied too

logger = logging.getLogger("amf42")


class Program(QObject):
    """Holds what one run needs; `open` is called once the window is painted."""

    def __init__(
        self,
        application: QApplication,
        window: MainWindow,
        places: Places,
        settings: PcSettings,
        *,
        timings: Path | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__()
        self.application, self.window = application, window
        self.places, self.settings, self.timings = places, settings, timings
        self.opened: Opened | None = None
        self.front: Front | None = None
        self._first_paint = 0.0
        self._clock = clock
        self.runner = ThreadRunner(Handlers(self._tell, self._bug, self._show_progress), self)
        self._copies = QTimer(self)
        self._copies.setInterval(COPY_EVERY)
        self._copies.timeout.connect(self.copy_base)
        window.closing.connect(self._keep_geometry)

    def show_window(self) -> None:
        """Show the window where it was left."""
        if self.settings.window_geometry:
            self.window.restoreGeometry(QByteArray.fromBase64(self.settings.window_geometry.encode("ascii")))
        self.window.show()

    # Opening

    def open(self) -> None:
        """Open the base, or make it; what stands in the way is shown in the window."""
        self._first_paint = process_age()
        self._open(None)

    def _open(self, recovery: str | None, failed: Callable[[UserError], None] | None = None) -> None:
        def work() -> Opened:
            from app.bootstrap import open_demo, open_desk, system_clock

            clock = self._clock or system_clock
            if self.places.demo:
                opened = open_demo(self.places, clock=clock)
            else:
                opened = open_desk(self.places, clock=clock, recovery=recovery)
            opened.settings = self.settings
            return opened

        self.runner.run(work, self._ready, failed or self._locked, "Ouverture de la base…")

    def _locked(self, problem: UserError) -> None:
        """A sentence, and a field for the recovery key where that is what is missing; never an end."""
        from ui.dialogs.unlock import UnlockPanel

        panel = UnlockPanel(problem, self.places, key_missing=isinstance(problem, KeyMissing))
        panel.keyTyped.connect(lambda text: self._open(text, panel.refuse))
        panel.retry.connect(lambda: self._open(None, panel.refuse))
        panel.copyChosen.connect(lambda path, text: self._restore(path, text, panel.refuse))
        self.window.show_alone(panel)

    def _restore(self, copy: Path, recovery: str, failed: Callable[[UserError], None]) -> None:
        def work() -> Path | None:
            from app.bootstrap import restore_copy

            return restore_copy(self.places, copy, recovery=recovery or None)

        self.runner.run(work, lambda _aside: self._open(None), failed, "Remise en place de la copie…")

    def _restore_over(self, copy: Path) -> None:
        """Put a copy in the place of the open base; the program starts anew on it."""
        from ui.messages import ask

        agreed = ask(
            self.window,
            "Remettre cette copie à la place de la base ?",
            "La base actuelle est gardée à côté, sous un autre nom. Ce qui a été saisi depuis la copie n’y sera pas.",
            "Remettre la copie",
        )
        if not agreed or self.opened is None:
            return
        self.opened.desk.database.close()
        self.window.close_desk()
        self._restore(copy, "", self._locked)

    def _ready(self, opened: Opened) -> None:
        self.opened = opened
        if not self.settings.agent and not self.places.demo:
            from ui.pages.welcome import WelcomePanel

            welcome = WelcomePanel(opened.desk.agent, opened.key, opened.key_place, self.places)
            welcome.done.connect(lambda name, kept: self._welcomed(opened, name, kept))
            self.window.show_alone(welcome)
            return
        self._begin(opened)

    def _welcomed(self, opened: Opened, name: str, recovery_kept: bool) -> None:
        opened.desk.agent = name
        self.change_settings(agent=name, recovery_printed=recovery_kept)
        self._begin(opened)

    def _begin(self, opened: Opened) -> None:
        from ui.front import Front

        opened.settings = self.settings
        self.front = Front(opened.desk, self.runner, self.settings)
        self.front.settingsWanted.connect(lambda changes: self.change_settings(**changes))
        self.window.open_desk(opened, self.front)
        self.window.restoreWanted.connect(self._restore_over)
        self.runner.run(self._drafts, self._offer_drafts)
        self.runner.run(lambda: None, lambda _nothing: self._usable())
        QTimer.singleShot(COPY_AFTER, self, self.copy_base)
        self._copies.start()

    def _drafts(self) -> object:
        from app.storage import queries

        assert self.opened is not None
        return queries.drafts(self.opened.desk)

    def _offer_drafts(self, drafts: object) -> None:
        """Calls that were cut off are there again: F2 comes back to them."""
        from app.storage.rows import DraftRow

        assert isinstance(drafts, tuple)
        calls = [draft for draft in drafts if isinstance(draft, DraftRow) and draft.kind == "call"]
        if calls:
            self.window.call_page().restore(calls)
            self.window.show_call()
            self.window.say(
                "Un appel interrompu vous attend : F2 pour le reprendre."
                if len(calls) == 1
                else f"{len(calls)} appels interrompus vous attendent : F2 pour les reprendre."
            )

    def _usable(self) -> None:
        if self.timings is not None:
            told = {"first_paint": self._first_paint, "usable": process_age()}
            self.timings.write_text(json.dumps(told), encoding="utf-8")

    # While it runs

    def change_settings(self, **changes: object) -> None:
        """Remember something on this PC."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # names come from PcSettings
        if self.front is not None:
            self.front.settings = self.settings
        if changes.keys() & {"theme", "text_scale"}:
            apply_settings(self.application, self.settings)
        try:
            save_pc_settings(self.places, self.settings)
        except OSError:
            self.window.say("Les réglages de ce poste n’ont pas pu être enregistrés : vérifiez la place sur le disque.")

    def copy_base(self) -> None:
        """Make today's copy, beside the work; a failure is told, for it may be the only copy."""
        opened = self.opened
        if opened is None:
            return

        def work(_progress: Progress) -> Path | None:
            from app.bootstrap import copy_of_the_day

            return copy_of_the_day(opened)

        self.runner.run_heavy(work, lambda _made: None)

    def _tell(self, problem: UserError) -> None:
        self.window.say(problem.message)

    def _bug(self, problem: BaseException) -> None:
        from ui.messages import report_bug

        report_bug(problem)

    def _show_progress(self, progress: Progress) -> None:
        from ui.components.progress_notice import ProgressNotice

        ProgressNotice(progress, self.window)

    def _keep_geometry(self) -> None:
        kept = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        self.change_settings(window_geometry=kept)

    def close(self) -> None:
        """End the work under way, make the day's copy if something changed, and close the base."""
        self.runner.finish()
        if self.opened is None:
            return
        from app.bootstrap import copy_of_the_day

        try:
            copy_of_the_day(self.opened)
        except UserError as problem:
            logger.warning("no copy was made on leaving: %s", problem.message)
        finally:
            self.opened.desk.database.close()
