"""What the command line asks for: the window, its trial, or a tour. Loads no more than the first paint needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import __version__
from app.settings import find_places, load_pc_settings
from ui.main_window import MainWindow
from ui.one_instance import Told, hand_over, take_place
from ui.process_age import process_age
from ui.theme import STYLE, apply_settings

if TYPE_CHECKING:
    from app.command_line import FrenchParser
    from app.settings import PcSettings, Places


def arguments_parser() -> FrenchParser:
    """What may be said on the command line."""
    from app.command_line import FrenchParser

    parser = FrenchParser(prog="amf42", description="AMF42 – Accueil des élus")
    add = parser.choices.add_argument
    add("--data", type=Path, metavar="DOSSIER", help="dossier des données (par défaut, celui du programme)")
    add("--demo", action="store_true", help="ouvrir la démonstration, remplie de personnes inventées")
    add("--self-test", action="store_true", help="éprouver le programme sur une base jetable")
    add("--bases", type=Path, metavar="DOSSIER", help="avec --self-test\u00a0: y prendre aussi des bases anciennes")
    add("--report", type=Path, metavar="FICHIER", help="avec --self-test\u00a0: y écrire ce qui a été éprouvé")
    add("--limit", type=float, metavar="SECONDES", help="avec --self-test\u00a0: durée permise, 29 par défaut")
    add("--timings", type=Path, metavar="FICHIER", help="écrire les temps de démarrage, en JSON")
    add("--tour", type=Path, metavar="DOSSIER", help="parcourir la démonstration et laisser des images ici")
    add("--version", action="version", version=f"AMF42 {__version__}", help="dire la version, puis s’arrêter")
    parser.values.add_argument(
        "links", nargs="*", metavar="LIEN", help="amf42://appel, amf42://dossier/NUMÉRO, amf42://aujourdhui ou tel:…"
    )
    return parser


def make_application() -> QApplication:
    """The Qt application, in French; the caller keeps it."""
    application = QApplication.instance()
    if application is None:
        if sys.platform == "win32":
            from ui.windows_shell import name_program

            name_program()
        application = QApplication([*sys.argv[:1], "-style", "fusion"])
        application.setProperty(STYLE, True)
    assert isinstance(application, QApplication)
    application.setApplicationName("AMF42")
    application.setApplicationDisplayName("AMF42 – Accueil des élus")
    application.setApplicationVersion(__version__)
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(application)
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def start(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; returns the exit code."""
    options = arguments_parser().parse_args(arguments)
    if options.self_test:
        from ui.self_test import LIMIT, Wanted, self_test

        log = find_places(options.data).log
        return self_test(
            make_application, Wanted(options.report, options.bases, options.timings, log, options.limit or LIMIT)
        )
    application = make_application()
    if options.tour is not None:
        from ui.tour import tour

        return tour(application, options.tour)
    places = find_places(options.data, demo=options.demo)
    return run(application, places, load_pc_settings(places), options.timings, options.links)


def run(
    application: QApplication, places: Places, settings: PcSettings, timings: Path | None, links: Sequence[str] = ()
) -> int:
    """Paint the window where it was left; only then load what opens the base. Returns the exit code.

    Where another window has this base, that one comes forward and goes where the links lead.
    """
    alone, other = take_place(places), Told.AWAY
    if alone is None:
        for link in links or ("",):
            other = hand_over(places, link)
            if other is not Told.SEEN:
                break
        else:
            return 0
    apply_settings(application, settings)
    window = MainWindow(settings.agent, demo=places.demo)
    at_the_end: list[Callable[[], None]] = []

    def begin() -> None:
        first_paint = process_age()
        from ui.program import Program
        from ui.reporting import Reporting

        reporting = Reporting(places.log)
        reporting.start()
        program = Program(
            application,
            window,
            places,
            settings,
            timings=timings,
            first_paint=first_paint,
            alone=alone,
            other=other,
            links=links,
        )
        at_the_end.extend((program.close, reporting.stop))
        program.open()

    window.painted.connect(begin)
    window.show_where_left(settings.window_geometry)
    code = application.exec()
    for end in at_the_end:
        end()
    return code
