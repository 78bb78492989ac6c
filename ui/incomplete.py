"""The last words of a program that cannot start because one of its files is missing; needs neither Qt nor a base."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from app.self_test import Outcome, report_text

SENTENCE = "Il manque une partie du programme AMF42 ({name}). Réinstallez-le\u00a0: vos données restent en place."


def tell_incomplete(missing: ImportError, arguments: Sequence[str]) -> int:
    """Say which part does not load: in the report of `--self-test`, in a box on Windows, on standard error. 1."""
    name = missing.name or (Path(missing.path).name if missing.path else "?")
    sentence = SENTENCE.format(name=name)
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
    if "--self-test" in arguments:
        report = report_of(arguments)
        if report is not None:
            outcome = Outcome(
                "Démarrage", False, f"«\u00a0{name}\u00a0» ne se charge pas. Réinstallez le programme.", 0.0
            )
            report.write_text(report_text([outcome], f"Essai manqué\u00a0: {sentence}"), encoding="utf-8")
    elif sys.platform == "win32":
        try:
            import ctypes
        except ImportError:
            return 1  # not even that is there
        with_a_cross = 0x10  # MB_ICONERROR
        ctypes.windll.user32.MessageBoxW(None, sentence, "AMF42 – Accueil des élus", with_a_cross)
    return 1


def report_of(arguments: Sequence[str]) -> Path | None:
    """The value of `--report`, as argparse would read it."""
    for at, word in enumerate(arguments):
        if word == "--report" and at + 1 < len(arguments):
            return Path(arguments[at + 1])
        if word.startswith("--report="):
            return Path(word.removeprefix("--report="))
    return None
