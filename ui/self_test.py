"""The program tries itself: each piece it needs, then a real window on a throw-away base, from the import to the sheet.

Each trial has a French name, goes on whatever came before it, and is a line of the report: whoever installs the program
reads there which file is missing. The whole ends within `LIMIT`, with 0 or a reason.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QPluginLoader
from PySide6.QtWidgets import QApplication

from app import self_test as pieces
from app import self_test_installed as installed
from app import self_test_work as work
from app.errors import UserError
from app.self_test import FailedError, Outcome, Trial, attempt, place_of, report_text
from app.settings import Office, PcSettings, Places
from ui.main_window import MainWindow
from ui.places import Page
from ui.program import Program
from ui.theme import apply_theme, system_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

AGENT = "Essai"
LIMIT = 29.0  # seconds for the whole: an installer waits for it
SLOW = 120  # seconds that are proposed where LIMIT was too short
CLEANING = 5.0  # seconds
KEY_FOLDER, WORK_FOLDER = "cle", "travail"  # those of the trials that put a key into the user's keyring
PATIENCE = 20.0  # seconds for the base to open
TRIED = "Essai réussi."
NBSP = "\u00a0"

logger = logging.getLogger("amf42")


@dataclass(frozen=True)
class Wanted:
    """What the command line asks of the trial: where to tell, and which earlier bases to take through it."""

    report: Path | None = None
    bases: Path | None = None  # a folder of NAME.db, each with its key in NAME.key
    timings: Path | None = None
    log: Path | None = None  # the usual log: a reason is written there too
    limit: float = LIMIT  # seconds; longer only where the machine itself is slow, as Wine is beside other work


class Report:
    """What was tried so far; written whole at the end, or by the watch when the end does not come."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._lock = threading.Lock()
        self._over = False
        self.outcomes: list[Outcome] = []
        self.under_way = "Début"
        self.folder: Path | None = None  # all that the trial writes, once there is one

    def try_each(self, trials: Iterator[Trial]) -> None:
        for trial in trials:
            self.under_way = trial.name
            self.outcomes.append(attempt(trial))

    def close(self, problem: str = "") -> int:
        """Tell what came of it, once; the exit code."""
        with self._lock:
            if self._over:
                return 1
            self._over = True
            missed = [outcome for outcome in self.outcomes if not outcome.good]
            reasons = [f"{outcome.name}{NBSP}: {outcome.told}" for outcome in missed] + ([problem] if problem else [])
            verdict = f"Essai manqué{NBSP}: " + " · ".join(reasons) if reasons else TRIED
            tell(verdict)
            if self._wanted.report is not None:
                try:
                    self._wanted.report.write_text(report_text(self.outcomes, verdict), encoding="utf-8")
                except OSError as refusal:
                    from app.files import why

                    reasons.append(f"Le rapport ne s’écrit pas{NBSP}: {why(refusal)}.")
                    tell(reasons[-1])
            if reasons:
                self._log(reasons)
            return 1 if reasons else 0

    def _log(self, reasons: list[str]) -> None:
        from ui.reporting import LogFile

        handler = LogFile(self._wanted.log) if self._wanted.log is not None else None
        if handler is not None:
            logging.getLogger().addHandler(handler)
        for reason in reasons:
            logger.error("self-test: %s", reason)
        if handler is not None:
            logging.getLogger().removeHandler(handler)
            handler.close()


def self_test(make_application: Callable[[], QApplication], wanted: Wanted) -> int:
    """Run the trial; 0 when all of it worked, else 1 and a reason on standard error, in the report and in the log."""
    report = Report(wanted)
    watch = threading.Timer(wanted.limit, _give_up, (report, wanted.limit))
    watch.daemon = True
    watch.start()
    try:
        report.try_each(iter((Trial("Affichage de Qt", platform_plugin),)))
        if not report.outcomes[0].good:  # Qt would end the program itself, without a word to anybody
            return report.close()
        application = make_application()
        with TemporaryDirectory(prefix="amf42-essai-", ignore_cleanup_errors=True) as folder:
            report.folder = Path(folder)
            report.try_each(_trials(application, Path(folder), wanted))
        return report.close()
    finally:
        watch.cancel()


def _give_up(report: Report, limit: float) -> None:
    """The end does not come: say at what, take away what the trial has made, and leave, whatever holds the program."""
    report.close(
        f"{report.under_way}{NBSP}: l’essai n’est pas fini après {limit:.0f}{NBSP}s. Sur un poste lent ou occupé, "
        f"recommencez avec --limit {SLOW}."
    )
    if report.folder is not None:
        cleaning = threading.Thread(target=_clear_away, args=(report.folder,), daemon=True)
        cleaning.start()
        cleaning.join(CLEANING)  # a keyring may hold it as it may have held the trial
    os._exit(1)


def _clear_away(folder: Path) -> None:
    for place in (KEY_FOLDER, WORK_FOLDER):
        with suppress(UserError, OSError):
            _forget_key(Places(folder / place))
    shutil.rmtree(folder, ignore_errors=True)


def tell(sentence: str) -> None:
    """Write on standard error, which a program without a console has not got on Windows."""
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")


def _trials(application: QApplication, folder: Path, wanted: Wanted) -> Iterator[Trial]:
    yield Trial("Bibliothèques", pieces.libraries)
    yield Trial("Qt en français", french_qt)
    yield Trial("Icônes", icons)
    yield Trial("Impression", printing)
    yield Trial("Polices", pieces.fonts)
    yield Trial("Guide", pieces.guide)
    yield Trial("Données de référence", pieces.reference)
    yield Trial("Contrôles de saisie", pieces.entry_checks)
    yield Trial("Migrations", pieces.migrations)
    yield Trial("Clé", pieces.key_store(Places(folder / KEY_FOLDER)))
    yield from installed.trials(folder / "mises-a-jour")
    if wanted.bases is not None:
        yield from pieces.earlier_bases(wanted.bases, folder / "bases")
    yield Trial("Une seule fenêtre", partial(second_start, folder / "fenetre"))
    yield Trial("Travail", partial(whole_work, application, folder / WORK_FOLDER, wanted.timings))


# Pieces of the window


def platform_plugin() -> str:
    """Qt's own part for this system's screen loads; asked before Qt is: it would end the program without it."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    usual = {"win32": "windows", "darwin": "cocoa"}.get(sys.platform, "")
    names = dict.fromkeys(name for name in (chosen, usual) if name)
    folders = [
        Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)),
        *map(Path, QCoreApplication.libraryPaths()),
    ]
    for name in names:
        file = {"win32": f"q{name}.dll", "darwin": f"libq{name}.dylib"}.get(sys.platform, f"libq{name}.so")
        there = next((path for one in folders if (path := one / "platforms" / file).is_file()), None)
        if there is None:
            raise FailedError(f"il manque platforms/{file}. Réinstallez le programme.")
        loader = QPluginLoader(str(there))
        if not loader.load():
            raise FailedError(f"platforms/{file} ne se charge pas ({loader.errorString()}). Réinstallez le programme.")
    return ", ".join(names) or "au choix du système"


def french_qt() -> str:
    """Qt's own words are French: menus of a field, buttons of its dialogs."""
    if QCoreApplication.translate("QPlatformTheme", "Cancel") != "Annuler":
        raise FailedError("il manque translations/qtbase_fr.qm. Réinstallez le programme.")
    if QLocale().language() is not QLocale.Language.French:
        raise FailedError("Qt n’est pas en français")
    return "ses mots et ses dates"


def icons() -> str:
    """Each icon is drawn."""
    from ui.icons import ICONS, icon_pixmap
    from ui.theme import Role, Theme

    names = sorted(path.stem for path in ICONS.glob("*.svg"))
    color = Theme().color(Role.TEXT)
    blank = [name for name in names if _is_blank(icon_pixmap(name, color, 24))]
    if blank or not names:
        raise FailedError(f"ne se dessinent pas{NBSP}: {', '.join(blank) or 'toutes'}")
    return f"{len(names)} dessinées"


def _is_blank(pixmap: QPixmap) -> bool:
    image = pixmap.toImage()
    return all(image.pixelColor(x, y).alpha() == 0 for x in range(image.width()) for y in range(image.height()))


def printing() -> str:
    """Printers can be asked for; there may be none."""
    from ui.printing import printer_names

    return f"{len(printer_names())} imprimante(s) sur ce poste"


def second_start(folder: Path) -> str:
    """A second start would find this window."""
    from PySide6.QtCore import QObject

    from ui.one_instance import Doorbell, take_place

    places, holder = Places(folder), QObject()
    lock, bell = take_place(places), Doorbell(holder)
    try:
        if lock is None or not lock.isLocked():
            raise FailedError("le verrou de la base ne se prend pas")
        if not bell.listen(places):
            raise FailedError("le système ne laisse pas écouter un second démarrage")
    finally:
        bell.stop()
        if lock is not None:
            lock.unlock()
    return "un second démarrage la retrouverait"


# The main job


class TrialProgram(Program):
    """The program on a throw-away base: what it would show in a box or in its banner is a failure of the trial."""

    def __init__(self, application: QApplication, window: MainWindow, places: Places, timings: Path | None) -> None:
        self.problems: list[str] = []
        own, no_server = PcSettings(agent=AGENT), Office()
        super().__init__(application, window, places, own, timings=timings, office=no_server)

    def _locked(self, problem: UserError) -> None:
        self.problems.append(problem.message)

    def _tell(self, problem: UserError) -> None:
        self.problems.append(problem.message)

    def _bug(self, problem: BaseException) -> None:
        self.problems.append(f"un défaut, {place_of(problem)}")

    def check(self) -> None:
        """Raise FailedError for what has gone wrong so far."""
        if self.problems:
            raise FailedError(" · ".join(self.problems))


def whole_work(application: QApplication, folder: Path, timings: Path | None) -> str:
    """Open a new base in a real window, and do with it what people do."""
    apply_theme(application, system_theme(application, PcSettings()))
    window = MainWindow(AGENT)
    program = TrialProgram(application, window, Places(folder), timings)
    before = sys.excepthook

    def caught(_kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
        program.problems.append(f"un défaut, {place_of(problem)}")

    sys.excepthook = caught  # what fails in a paint or behind a button comes here
    window.painted.connect(program.open)
    try:
        program.show_window()
        _wait(application, lambda: program.front is not None or bool(program.problems), "la base ne s’est pas ouverte")
        program.check()
        told = _main_job(application, program)
        program.check()
    finally:
        window.close()
        program.close()
        sys.excepthook = before
        _forget_key(program.places)
    return told


def _forget_key(places: Places) -> None:
    """A base that goes away leaves no key behind in the user's keyring."""
    from app.storage.keys import forget_key

    forget_key(places.base_id, places)


def _main_job(application: QApplication, program: Program) -> str:
    """Import, catalogue, dossier, call, sheet, move, undo, copy: each through the program's own doors."""
    front, window, opened = program.front, program.window, program.opened
    assert front is not None
    assert opened is not None
    assert opened.key is not None
    program.runner.wait()
    dossier_id = work.fill(front.desk)
    for page in (Page.TODAY, Page.DOSSIERS, Page.ELUS, Page.FORMATIONS, Page.GUIDE, Page.AIDE, Page.REGLAGES):
        window.show_page(page)
        program.runner.wait()
        application.processEvents()
        if window.grab().isNull():
            raise FailedError(f"la page {page} ne se dessine pas")
    front.new_call(dossier_id=dossier_id)
    program.runner.wait()
    application.processEvents()
    if not window.in_call():
        raise FailedError("l’appel n’a pas commencé")
    window.call_page().finish()
    program.runner.wait()
    told = work.sheet_and_moves(front.desk, dossier_id)
    from app.bootstrap import copy_of_the_day
    from app.storage.backup import check
    from app.storage.migrations import HEAD

    if copy_of_the_day(opened) is None and not any(opened.places.copies.iterdir()):
        raise FailedError("la copie du jour n’a pas été faite")
    base = check(opened.places.base, opened.key)
    if not base.good or base.revision != HEAD:
        raise FailedError(f"la base neuve est à {base.revision}, et non à {HEAD}")
    return told


def _wait(application: QApplication, until: Callable[[], bool], reason: str) -> None:
    limit = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > limit:
            raise FailedError(reason)
        application.processEvents()
        time.sleep(0.005)
