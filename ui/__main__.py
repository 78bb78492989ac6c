"""Starts the window: `amf42 [--data DIR] [--demo] [--self-test [--timings FILE]]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import __version__
from app.settings import find_places, load_pc_settings
from ui.main_window import MainWindow
from ui.theme import apply_settings, follow_system


def arguments_parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    parser = argparse.ArgumentParser(prog="amf42", description="AMF42 – Accueil des élus")
    parser.add_argument("--data", type=Path, metavar="DIR", help="dossier des données")
    parser.add_argument("--demo", action="store_true", help="ouvrir la démonstration, remplie de personnes inventées")
    parser.add_argument("--self-test", action="store_true", help="éprouver le programme sur une base jetable")
    parser.add_argument("--timings", type=Path, metavar="FICHIER", help="écrire les temps de démarrage, en JSON")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="parcourir la démonstration et laisser des images ici")
    parser.add_argument("--version", action="version", version=f"AMF42 {__version__}")
    return parser


def make_application() -> QApplication:
    """The Qt application, in French; the caller keeps it."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("AMF42")
    application.setApplicationDisplayName("AMF42 – Accueil des élus")
    application.setApplicationVersion(__version__)
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(application)
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the window, then open the base; returns the exit code."""
    options = arguments_parser().parse_args(arguments)
    if options.self_test:
        from ui.self_test import self_test

        return self_test(make_application(), options.timings)
    if options.tour is not None:
        from ui.tour import tour

        return tour(make_application(), options.tour)
    application = make_application()
    places = find_places(options.data, demo=options.demo)
    settings = load_pc_settings(places)
    apply_settings(application, settings)
    window = MainWindow(settings.agent, demo=options.demo)
    from ui.program import Program

    program = Program(application, window, places, settings, timings=options.timings)
    follow_system(application, lambda: program.settings)
    window.painted.connect(program.open)
    program.show_window()
    code = application.exec()
    program.close()
    return code


if __name__ == "__main__":
    raise SystemExit(main())
