"""The sheet that keeps the recovery key of a base: printed or saved once, laid away from the computer."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.fonts import Face
from app.documents.layout import Block, Frame, Mark, Text
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
    marks: list[Mark] = [
        Text(0, 8, "AMF42 – Accueil des élus", Face.REGULAR, 12),
        Text(0, 20, "Clé de secours de la base", Face.BOLD, 23),
    ]
    marks += [Text(0, 32 + 7 * n, line, Face.REGULAR, 11) for n, line in enumerate(LINES)]
    rows = [groups[start : start + A_ROW] for start in range(0, len(groups), A_ROW)]
    top = 66.0
    marks.append(Frame(0, top, 170, 16 * len(rows) + 8, 2.2))
    for n, row in enumerate(rows):
        for m, group in enumerate(row):
            place = n * A_ROW + m + 1
            marks.append(Text(6 + 33 * m, top + 9 + 16 * n, str(place), Face.REGULAR, 10.5))
            marks.append(Text(6 + 33 * m, top + 16 + 16 * n, group, Face.BOLD, 18))
    paper.place(Block(200, tuple(marks)), LEFT, TOP)
    paper.end_page()
    return paper.finish()
