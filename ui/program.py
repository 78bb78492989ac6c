"""The life of one run: open the base off the window's thread, welcome, unlock, copy each day, close."""

from __future__ import annotations

import gc
import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import KeyMissing, UserError
from app.settings import Office, PcSettings, Places, find_places, load_pc_settings, save_pc_settings
from ui.main_window import MainWindow
from ui.one_instance import Doorbell, Told, take_place
from ui.outside import Outside
from ui.process_age import process_age
from ui.tasks import Handlers, Progress, ThreadRunner
from ui.theme import apply_settings, follow_system

if TYPE_CHECKING:
    from app.bootstrap import Opened
    from app.server import Account, Server
    from app.storage.rows import DraftRow
    from ui.front import Front

OPENING_TOLD_AFTER = 2_000  # milliseconds: an ordinary opening is over by then, and must not be slowed by its telling
COPY_AFTER = 8_000  # milliseconds: the agent's first gestures come first
LISTEN_AFTER = 1_500  # milliseconds: a long opening (a migration) is known to a second start all the same
COPY_EVERY = 3 * 3600 * 1000  # a window that stays open for days is copied too

OTHER_WINDOW = {
    Told.AWAY: "AMF42 est déjà ouvert sur cette base\u00a0: les deux fenêtres travaillent ensemble.",
    Told.HANGS: "L’autre fenêtre d’AMF42 ne répond pas\u00a0: celle-ci travaille sur la même base. "
    "Fermez l’autre dès qu’elle répond.",
}

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
        first_paint: float = 0.0,
        clock: Callable[[], datetime] | None = None,
        alone: QLockFile | None = None,
        other: Told = Told.AWAY,
        links: Sequence[str] = (),
        office: Office | None = None,
    ) -> None:
        super().__init__()
        self.application, self.window = application, window
        self.places, self.settings, self.timings = places, settings, timings
        self.opened: Opened | None = None
        self.front: Front | None = None
        self._first_paint = first_paint  # seconds since the process started
        self._clock = clock
        self._laid = office  # None: what IT laid is read at each opening
        self._office = office or Office()
        self._alone = alone  # held by the one window that takes up what was cut off
        self._other = other  # what the other window answered, where it has the base
        self.outside = Outside(window)
        self._doorbell = Doorbell(self)
        self._doorbell.rang.connect(self.outside.ring)
        self.runner = ThreadRunner(Handlers(self._tell, self._bug, self.show_progress), self)
        self._copies = QTimer(self)
        self._copies.setInterval(COPY_EVERY)
        self._copies.timeout.connect(self.copy_base)
        window.closing.connect(self._leave)
        window.restoreWanted.connect(self._restore_over)
        window.top_bar.leaveDemoWanted.connect(lambda: self._change_base(demo=False))
        follow_system(application, lambda: self.settings)
        for link in links:
            self.outside.ask(link)

    def show_window(self) -> None:
        """Show the window where it was left."""
        self.window.show_where_left(self.settings.window_geometry)

    # Opening

    def open(self) -> None:
        """Open the base, or make it; what stands in the way is shown in the window."""
        self._first_paint = self._first_paint or process_age()
        QTimer.singleShot(LISTEN_AFTER, self, self._listen)
        self._open(None)

    def _open(
        self,
        recovery: str | None,
        failed: Callable[[UserError], None] | None = None,
        account: Account | None = None,
    ) -> None:
        """Open the base; `recovery` and `account` are what was typed to open it, None for what this PC remembers."""

        def work() -> Opened:
            from app.bootstrap import open_demo, open_desk, remember_account, system_clock
            from app.settings import load_office

            clock = self._clock or system_clock
            if self.places.demo:
                return open_demo(self.places, clock=clock)
            self._office = load_office() if self._laid is None else self._laid
            opened = open_desk(
                self.places,
                clock=clock,
                recovery=recovery,
                settings=self.settings,
                office=self._office,
                account=account,
                listens=True,
            )
            if account is not None:
                remember_account(opened, account)
            return opened

        progress = self.runner.run(work, self._ready, failed or self._locked)
        progress.text = "Ouverture de la base…"
        told = QTimer(self)
        told.setSingleShot(True)
        told.timeout.connect(lambda: self.show_progress(progress))
        progress.finished.connect(told.deleteLater)
        told.start(OPENING_TOLD_AFTER)

    def _locked(self, problem: UserError) -> None:
        """A sentence, and fields for a key or an account where that is what is missing; never an end."""
        if self._office.server is not None and not self.places.demo:
            self._ask_account(self._office.server, problem)
            return
        from ui.dialogs.unlock import UnlockPanel

        panel = UnlockPanel(problem, self.places, key_missing=isinstance(problem, KeyMissing))
        panel.keyTyped.connect(lambda text: self._open(text, panel.refuse))
        panel.retry.connect(lambda: self._open(None, panel.refuse))
        panel.copyChosen.connect(lambda path, text: self._restore(path, text, panel.refuse))
        self.window.show_alone(panel)
        self._listen()

    def _ask_account(self, server: Server, problem: UserError | None) -> None:
        """The account of the base on the server; without a problem, another one in the place of today's."""
        from app.server import Account
        from ui.dialogs.server_account import ServerPanel

        panel = ServerPanel(server, self.settings.server_account or server.account, problem)
        panel.typed.connect(lambda name, password: self._open(None, panel.refuse, Account(name, password)))
        panel.retry.connect(lambda: self._open(None, panel.refuse))
        self.window.show_alone(panel)
        self._listen()

    def _change_account(self) -> None:
        """Open the base on the server with another account; a call that goes on is ended first."""
        server = self.opened.server if self.opened is not None else None
        if server is None:
            return
        if self.window.in_call():
            self.window.say("Terminez d’abord l’appel.")
            return
        self._close_base()
        self._ask_account(server, None)

    def _ready(self, opened: Opened) -> None:
        self.opened = opened
        if opened.server is not None and self.settings.server_account != opened.account:
            self.change_settings(server_account=opened.account)
        if not self.settings.agent and not self.places.demo:
            from ui.pages.welcome import WelcomePanel

            welcome = WelcomePanel(opened.desk.agent, opened.key, opened.key_place, self.places)
            welcome.done.connect(lambda name, kept: self._welcomed(opened, name, kept))
            self.window.show_alone(welcome)
            self._listen()
            return
        self._begin(opened)

    def _welcomed(self, opened: Opened, name: str, recovery_kept: bool) -> None:
        opened.desk.agent = name
        self.change_settings(agent=name, recovery_printed=recovery_kept)
        self._begin(opened)

    def _begin(self, opened: Opened) -> None:
        from ui.front import Front

        opened.settings = self.settings
        opened.desk.agent = self.settings.agent or opened.desk.agent
        self.front = Front(opened.desk, self.runner, self._with_office())
        self.front.settingsWanted.connect(lambda changes: self.change_settings(**changes))
        self.front.demoWanted.connect(lambda demo: self._change_base(demo=demo))
        if opened.office.updates is not None:
            from ui.updating import follow_updates

            self.front.updates = follow_updates(self, self.front)
        if opened.server is not None:
            from ui.other_desks import OtherDesks

            OtherDesks(opened.desk.database, self.front)
            self.front.accountWanted.connect(self._change_account)
        self.window.open_desk(opened, self.front)
        if self._is_alone():
            self.runner.run(self._drafts, self._offer_drafts)
        else:
            self.window.say(OTHER_WINDOW[self._other])
        self.outside.fulfil()
        self.runner.run(lambda: None, lambda _nothing: self._usable())
        if opened.server is None:  # which has copies of its own
            QTimer.singleShot(COPY_AFTER, self, self.copy_base)
            self._copies.start()

    def _is_alone(self) -> bool:
        """Whether no other window has this base; a call that goes on there must not be taken up here."""
        self._alone = self._alone or take_place(self.places)
        return self._alone is not None

    def _listen(self) -> None:
        """Let a second start find this window; once, and only the one that has the base."""
        if not self._doorbell.listens and self._is_alone() and self._alone is not None and self._alone.isLocked():
            self._doorbell.listen(self.places)

    def _drafts(self) -> tuple[DraftRow, ...]:
        from app.storage import queries

        return queries.drafts(self.opened.desk) if self.opened is not None else ()

    def _offer_drafts(self, drafts: tuple[DraftRow, ...]) -> None:
        """Calls that were cut off are there again: F2 comes back to them."""
        calls = [draft for draft in drafts if draft.kind == "call"]
        if calls and self.front is not None:
            self.window.call_page().restore(calls)
            self.window.show_call()
            self.window.say(
                "Un appel interrompu vous attend\u00a0: F2 pour le reprendre."
                if len(calls) == 1
                else f"{len(calls)} appels interrompus vous attendent\u00a0: F2 pour les reprendre."
            )

    def _usable(self) -> None:
        gc.freeze()  # what the start loaded stays for good: `ui.collecting` need not look through it
        if self.timings is not None:
            told = {"first_paint": self._first_paint, "usable": process_age()}
            self.timings.write_text(json.dumps(told), encoding="utf-8")
        QTimer.singleShot(0, self, self._make_known)

    def _make_known(self) -> None:
        """Tell the system of this window: nobody waits for it, the agent's first gesture comes before."""
        from app.settings import installed_program

        self._listen()
        program = installed_program()
        if program is not None and sys.platform == "win32":
            from ui.windows_shell import make_jump_list

            make_jump_list(str(program))

    # Putting a copy in the base's place

    def _restore(self, copy: Path, recovery: str, failed: Callable[[UserError], None]) -> None:
        def work() -> Path | None:
            from app.bootstrap import restore_copy

            return restore_copy(self.places, copy, recovery=recovery or None)

        self.runner.run(work, lambda _aside: self._open(None), failed, "Remise en place de la copie…")

    def _restore_over(self, copy: Path) -> None:
        """Put a copy in the place of the open base; the program starts anew on it."""
        if self.opened is None or self.opened.key is None:
            return
        from ui.messages import ask

        agreed = ask(
            self.window,
            "Remettre cette copie à la place de la base\u00a0?",
            "La base actuelle est gardée à côté, sous un autre nom. Ce qui a été saisi depuis la copie n’y sera pas.",
            "Remettre la copie",
        )
        if not agreed:
            return
        self._close_base()
        self._restore(copy, "", self._locked)

    def _close_base(self) -> None:
        """Take the pages away and close the base: another one, or another copy of it, comes in its place."""
        if self.opened is None:
            return
        self._keep_drafts()
        self._copies.stop()
        self.window.close_desk()
        self.opened.desk.database.close()
        self.opened = self.front = None

    def _change_base(self, *, demo: bool) -> None:
        """Go to the demonstration or back; a call that goes on is ended first."""
        if self.window.in_call():
            self.window.say("Terminez d’abord l’appel.")
            return
        self._close_base()
        self._doorbell.stop()
        if self._alone is not None:
            self._alone.unlock()
            self._alone = None
        self._other = Told.AWAY
        own = self.places.data.parent if self.places.demo else self.places.data
        self.places = find_places(own, demo=demo)
        agent = self.settings.agent
        kept = load_pc_settings(self.places)
        self.settings = replace(self.settings, agent=kept.agent or agent) if demo else kept
        self.window.set_demo(demo)
        self._open(None)

    # While it runs

    def change_settings(self, **changes: object) -> None:
        """Remember something on this PC."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # names come from PcSettings
        if self.front is not None:
            self.front.settings = self._with_office()
        if changes.keys() & {"theme", "text_scale"}:
            apply_settings(self.application, self.settings)
        try:
            save_pc_settings(self.places, self.settings)
        except OSError:
            self.window.say("Les réglages ne s’enregistrent pas sur ce poste. Vérifiez la place sur le disque.")

    def _with_office(self) -> PcSettings:
        """The settings of this PC, with what IT laid where its user has not chosen."""
        laid = self.opened.office.printer if self.opened is not None else ""
        return replace(self.settings, printer=self.settings.printer or laid)

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

        report_bug(problem, self.window)

    def show_progress(self, progress: Progress) -> None:
        """Show work that lasts, and the way to stop it."""
        from ui.components.progress_notice import ProgressNotice

        ProgressNotice(progress, self.window)

    # Leaving

    def _leave(self) -> None:
        """The window closes: what is being typed is written, and its place is remembered."""
        if self.front is not None:
            self._keep_drafts()
        kept = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        self.change_settings(window_geometry=kept)

    def _keep_drafts(self) -> None:
        """Write what is being typed; twice, for a draft may be under way with the words of a second ago."""
        for _ in range(2):
            self.window.keep_drafts()
            self.runner.wait()

    def close(self) -> None:
        """End the work under way, make the day's copy if something changed, and close the base."""
        self._doorbell.stop()
        self.runner.finish()
        if self._alone is not None:
            self._alone.unlock()
        if self.opened is None:
            return
        from app.bootstrap import copy_of_the_day

        try:
            copy_of_the_day(self.opened)
        except UserError as problem:
            logger.warning("no copy was made on leaving: %s", problem.message)
        finally:
            self.opened.desk.database.close()
