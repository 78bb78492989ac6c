"""The sheet that keeps the recovery key of a base: printed or saved once, laid away from the computer."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.fonts import Face
from app.documents.layout import Block, Frame, Tag, Text
from app.documents.painter import Paper

LEFT, TOP = 20.0, 20.0  # millimetres
A_ROW = 5
LINES = (
    "Cette clé rouvre la base de l’accueil des élus et ses copies si l’ordinateur est perdu, volé ou en panne.",
    "Sans elle et sans l’ordinateur, personne ne peut plus lire les données, pas même leur auteur.",
    "Rangez cette feuille sous clé, hors du bureau où se trouve l’ordinateur. Ne la photographiez pas.",
    "Pour l’utiliser\u00a0: au démarrage du programme, saisissez les treize groupes, avec ou sans tirets.",
)


def recovery_sheet(groups: Sequence[str]) -> bytes:
    """One A4 page with the 13 groups of a recovery key; the bytes are made in memory and written nowhere."""
    paper = Paper(title="AMF42 – Clé de secours", author="AMF42", subject="Clé de secours de la base")
    paper.part("Clé de secours")
    _write(paper, 8, "AMF42 – Accueil des élus", Face.REGULAR, 12)
    _write(paper, 20, "Clé de secours de la base", Face.BOLD, 23, role="H1")
    for n, line in enumerate(LINES):
        _write(paper, 32 + 7 * n, line, Face.REGULAR, 11)
    rows = [groups[start : start + A_ROW] for start in range(0, len(groups), A_ROW)]
    top = 66.0
    paper.place(Block(0, (Frame(0, top, 170, 16 * len(rows) + 8, 2.2),)), LEFT, TOP)
    for n, row in enumerate(rows):
        for m, group in enumerate(row):
            marks = (
                Text(6 + 33 * m, top + 9 + 16 * n, str(n * A_ROW + m + 1), Face.REGULAR, 10.5),
                Text(6 + 33 * m, top + 16 + 16 * n, group, Face.BOLD, 18),
            )
            paper.place(Block(0, marks, (), Tag("P")), LEFT, TOP)
    paper.end_page()
    return paper.finish()


def _write(paper: Paper, y: float, text: str, face: Face, size: float, *, role: str = "P") -> None:
    paper.place(Block(0, (Text(0, y, text, face, size),), (), Tag(role)), LEFT, TOP)
