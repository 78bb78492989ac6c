"""The register of the mayors comes in: chosen or dropped, seen first, done, undone, done twice."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.storage import queries
from tests.factories import add_person
from tests.journeys.desktop import Desktop
from ui.places import Page

Start = Callable[[], Desktop]
HEADINGS = (
    "Code du département;Libellé du département;Code de la collectivité à statut particulier;"
    "Libellé de la collectivité à statut particulier;Code de la commune;Libellé de la commune;Nom de l'élu;"
    "Prénom de l'élu;Code sexe;Date de naissance;Code de la catégorie socio-professionnelle;"
    "Libellé de la catégorie socio-professionnelle;Date de début du mandat;Date de début de la fonction"
)
TERM = "33;Cadre;22/03/2026;28/03/2026"
MAYORS = (
    f"42;Loire;;;42019;Boën-sur-Lignon;THÉVENET;Odile;F;25/11/1962;{TERM}",
    f"42;Loire;;;42005;Andrézieux-Bouthéon;DE LA TOUR-D'ARGENT;Rémi;M;04/03/1971;{TERM}",
    f"42;Loire;;;42147;Montbrison;CLADIÈRE;Lise;F;02/01/1980;{TERM}",
)
BROKEN = f"42;Loire;;;42046;Champdieu;;;F;31/02/1980;{TERM}"


def register(folder: Path, lines: Sequence[str] = MAYORS, name: str = "elus-maires.csv") -> Path:
    """The file as data.gouv.fr gives it, with invented mayors."""
    path = folder / name
    path.write_text("\n".join((HEADINGS, *lines)) + "\n", encoding="utf-8")
    return path


def names(window: Desktop) -> list[str]:
    """Who stands in the directory."""
    return [row.sort_name for row in queries.officials(window.desk)]


def test_the_mayors_are_chosen_seen_and_accepted_by_keyboard(desktop: Start, prepared: Desk, tmp_path: Path) -> None:
    path = register(tmp_path, (*MAYORS, BROKEN))
    window = desktop()
    assert window.focus_name().startswith("Choisir le fichier")
    window.key("Space")
    window.until(lambda: QApplication.activeWindow() is not window.window, "the dialog is there")
    window.type(str(path))
    window.key("Return")
    assert window.page() is Page.ELUS
    assert window.sees("3 personnes nouvelles")
    assert window.sees("1 ligne refusée")
    assert window.sees("Lignes refusées, 1")
    assert names(window) == []  # seeing writes nothing
    assert window.focus_name().startswith("Importer 3 personnes")
    window.key("Space")
    assert "3 élus ajoutés" in window.banner()
    assert {"Cladière Lise", "Thévenet Odile"} < set(names(window))
    assert len(names(window)) == 3
    assert window.sees("Odile")


def test_what_was_imported_can_be_undone_and_done_again(desktop: Start, prepared: Desk, tmp_path: Path) -> None:
    window = desktop()
    window.drop(register(tmp_path))
    window.key("Ctrl+S")
    assert len(names(window)) == 3
    window.key("Ctrl+Z")
    assert names(window) == []
    window.key("Ctrl+Y")
    assert len(names(window)) == 3


def test_importing_again_creates_nobody_twice(desktop: Start, prepared: Desk, tmp_path: Path) -> None:
    window = desktop()
    path = register(tmp_path)
    window.drop(path)
    window.key("Ctrl+S")
    before = names(window)
    window.drop(path)
    assert window.sees("Rien à importer")
    window.key("Ctrl+S")
    assert names(window) == before
    window.key("Escape")
    window.drop(
        register(
            tmp_path,
            (
                *MAYORS,
                MAYORS[0].replace("THÉVENET;Odile", "FAYARD;Jeanne").replace("42019;Boën-sur-Lignon", "42094;Feurs"),
            ),
        )
    )
    assert window.sees("1 personne nouvelle")
    window.key("Ctrl+S")
    assert len(names(window)) == 4


def test_what_the_agent_typed_stays_when_the_register_comes(desktop: Start, prepared: Desk, tmp_path: Path) -> None:
    odile = add_person(
        prepared, "Odile", "Thévenet", "Boën-sur-Lignon", function="maire", mobile_typed="06 39 98 41 27",
        mobile="+33639984127", email="odile@example.fr",
    )  # fmt: skip
    window = desktop()
    window.drop(register(tmp_path))
    assert window.sees("2 personnes nouvelles")
    window.key("Ctrl+S")
    kept = queries.official(window.desk, odile)
    assert kept is not None
    assert (kept.email, kept.phones[0].e164) == ("odile@example.fr", "+33639984127")
    assert len(names(window)) == 3


NO_REGISTERS = {
    "vide.csv": b"",
    "image.csv": bytes(range(256)) * 40,
    "page.csv": b"<!DOCTYPE html><html><body>404</body></html>",
    "moitie.csv": HEADINGS[:150].encode(),
}


def test_a_file_that_is_no_register_is_one_sentence_and_changes_nothing(
    desktop: Start, prepared: Desk, tmp_path: Path
) -> None:
    window = desktop()
    for name, content in NO_REGISTERS.items():
        path = tmp_path / name
        path.write_bytes(content)
        window.drop(path)
        assert window.page() is Page.ELUS
        assert window.sees("Ce fichier n'est pas importé"), name
        assert window.sees("Rien n'a été changé."), name
    assert names(window) == []
    window.drop(register(tmp_path))
    assert window.sees("3 personnes nouvelles")
