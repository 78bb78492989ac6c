# ruff: noqa: F811 - fixtures are parameters
"""*Élus*: the list read page by page, letters that filter, town halls that open, a person beside, nothing lost."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.dossiers import Stage
from app.domain.officials import Mandate, Official
from app.services.directory import delete_official, record_nir_check
from app.storage.queries import official
from tests.factories import ACCOUNT_OPEN, add_dossier, add_person, add_session
from tests.ui.directory_desk import (  # noqa: F401 - the fixtures come with the hands
    BACK,
    DOWN,
    ENTER,
    LEFT,
    RIGHT,
    Told,
    clock,
    desk,
    directory_model_base,
    form_of,
    front,
    plain,
    shown,
    strike,
    told,
)
from ui.front import Front
from ui.pages.directory import DirectoryPage
from ui.panels.official_list import ALL, HALLS, WITH_DOSSIER
from ui.panels.people_model import PAGE_OF_ROWS
from ui.places import NewCall, NewDossier, OpenDossier, PreviewSheet
from ui.theme import Theme


def names(page: DirectoryPage) -> list[str]:
    """What the list shows, in order."""
    model = page.list.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def words(widget: QWidget) -> str:
    """All words on screen in a widget."""
    QApplication.processEvents()
    return plain("\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible()))


def foot(page: DirectoryPage) -> str:
    return plain(page.list._foot.text())


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Four people of two communes; Odile has an open dossier."""
    found = {
        "odile": add_person(
            desk,
            "Odile",
            "Thévenet",
            "Sury-le-Comtal",
            function="2e adjointe",
            mobile_typed="06 39 98 52 18",
            landline_typed="04 65 71 33 07",
            phone_note="de préférence le matin",
            email="o.thevenet@exemple.fr",
            street_number="4",
            repetition="bis",
            street_type="rue",
            street_name="du Moulin",
        ),
        "remi": add_person(
            desk, "Rémi", "Combaret", "Sury-le-Comtal", civility="M.", function="maire", landline_typed="04 65 71 33 07"
        ),
        "lise": add_person(desk, "Lise", "Cladière", "Feurs", usual_name="Achard"),
        "paul": add_person(
            desk, "Paul", "Damon", "Feurs", civility="M.", is_official=False, role="Secrétaire de mairie"
        ),
    }
    add_dossier(desk, found["odile"], add_session(desk), ACCOUNT_OPEN, stage=Stage.ENROLLED)
    return found


@pytest.fixture
def page(qtbot: QtBot, front: Front, people: dict[str, int]) -> DirectoryPage:
    return shown(qtbot, front)


def test_the_first_person_is_shown_at_once_and_arrows_go_through_the_list(
    page: DirectoryPage, people: dict[str, int]
) -> None:
    assert names(page) == ["Achard Lise", "Combaret Rémi", "Damon Paul", "Thévenet Odile"]
    assert page.detail.person_id == people["lise"]
    assert foot(page) == "4 visibles sur 4"
    strike(DOWN)
    assert page.detail.person_id == people["remi"]
    strike(DOWN, DOWN)
    assert page.detail.name.text() == "Odile Thévenet"
    strike(ENTER)
    assert page.detail.modify.hasFocus()
    assert page.escape()
    assert page.list.table.hasFocus()


def test_who_has_an_open_dossier_stands_out_and_is_counted(page: DirectoryPage) -> None:
    model = page.list.model
    bold = [model.index(row, 0).data(Qt.ItemDataRole.FontRole).bold() for row in range(4)]
    weights = [model.index(row, 0).data(Qt.ItemDataRole.FontRole).weight() for row in range(4)]
    assert weights[3] > weights[0] == weights[1]
    assert bold[:3] == [False] * 3
    assert [model.index(row, 2).data() for row in range(4)] == ["", "", "", "1"]
    spoken = model.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert plain(spoken) == "Thévenet Odile, Sury-le-Comtal, 2e adjointe, 1 dossier ouvert"


def test_letters_filter_whatever_the_accents_and_escape_takes_them_back(page: DirectoryPage) -> None:
    strike("thev")
    assert page.list.line.text() == "thev"
    assert names(page) == ["Thévenet Odile"]
    assert foot(page) == "1 trouvé"
    strike(DOWN)
    assert page.list.table.hasFocus()
    assert page.escape()
    assert len(names(page)) == 4
    assert page.list.line.isHidden()
    assert not page.escape()  # nothing more to leave: the window goes one level back


def test_a_filter_that_finds_nobody_says_so_and_backspace_leaves_it(page: DirectoryPage) -> None:
    strike("zz")
    assert names(page) == []
    assert "Personne ne répond à « zz »" in words(page.list)
    strike(BACK, BACK, BACK)
    assert len(names(page)) == 4
    assert page.list.table.hasFocus()


def test_filters_show_who_has_a_dossier(page: DirectoryPage) -> None:
    page.list.filters.chip(WITH_DOSSIER).click()
    assert names(page) == ["Thévenet Odile"]
    assert foot(page) == "1 visible sur 1"
    page.list.filters.chip(ALL).click()
    assert len(names(page)) == 4


def test_town_halls_open_on_their_people_by_keyboard_and_by_click(page: DirectoryPage, people: dict[str, int]) -> None:
    page.list.filters.chip(HALLS).click()
    page.list.table.setFocus()
    assert names(page) == ["Feurs", "Sury-le-Comtal"]
    assert "Mairie de Feurs" in words(page.detail)
    strike(ENTER)
    assert names(page) == ["Feurs", "Achard Lise", "Damon Paul", "Sury-le-Comtal"]  # the secretary stands there too
    strike(DOWN)
    assert page.detail.person_id == people["lise"]
    strike(LEFT)
    assert names(page) == ["Feurs", "Sury-le-Comtal"]
    strike(DOWN, RIGHT)
    assert names(page)[1:] == ["Sury-le-Comtal", "Combaret Rémi", "Thévenet Odile"]
    strike("feu")
    assert names(page) == ["Feurs"]


def test_another_page_shows_a_town_hall_and_one_where_nobody_is_known(
    page: DirectoryPage, people: dict[str, int], told: Told
) -> None:
    page.open_town_hall("42304", "Sury-le-Comtal")
    assert page.detail.person_id == people["remi"]
    assert page.list.mode() == HALLS
    page.open_town_hall("42147", "Montbrison")
    assert "Mairie de Montbrison" in words(page.detail)
    assert page.detail._empty.action is not None
    page.detail._empty.action.click()
    form = form_of(page)
    assert form.mandates.items[0].territory.text() == "Montbrison"


def test_another_page_shows_a_person_who_stands_far_down(
    qtbot: QtBot, front: Front, desk: Desk, people: dict[str, int]
) -> None:
    with desk.database.transaction() as unit:
        now = datetime(2026, 11, 24, tzinfo=UTC)
        for place in range(PAGE_OF_ROWS + 50):
            person = Official(birth_name=f"Abel{place:03}", first_name="Jean", created_at=now, situation={})
            person.mandates.append(Mandate(kind="municipal", territory="Feurs", territory_code="42094"))
            unit.session.add(person)
    page = shown(qtbot, front)
    page.open_official(people["odile"])
    assert page.detail.name.text() == "Odile Thévenet"
    row = page.list.table.current()
    assert row is not None
    assert row.person is not None
    assert row.person.id == people["odile"]


def test_a_large_directory_comes_page_by_page(qtbot: QtBot, front: Front, desk: Desk) -> None:
    with desk.database.transaction() as unit:
        now = datetime(2026, 11, 24, tzinfo=UTC)
        unit.session.add_all(
            Official(birth_name=f"Nom{place:04}", first_name="Jean", created_at=now, situation={})
            for place in range(900)
        )
    page = shown(qtbot, front)
    model = page.list.model
    assert model.rowCount() == PAGE_OF_ROWS
    assert foot(page).endswith("sur 900")
    page.list.table.scrollToBottom()
    qtbot.waitUntil(lambda: model.rowCount() > PAGE_OF_ROWS)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rowCount() == 900
    assert len(set(names(page))) == 900
    assert names(page) == sorted(names(page))
    page.refresh()
    assert model.rowCount() == 900


def test_the_model_keeps_qts_rules(page: DirectoryPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.list.model)  # type: ignore[no-untyped-call]
    page.list.filters.chip(HALLS).click()
    qtmodeltester.check(page.list.model)  # type: ignore[no-untyped-call]


def test_a_person_whole(page: DirectoryPage, people: dict[str, int], desk: Desk) -> None:
    page.open_official(people["odile"])
    seen = words(page.detail)
    for expected in (
        "Sury-le-Comtal, 2e adjointe",
        "06 39 98 52 18",
        "Mobile · de préférence le matin",
        "Mairie · ligne partagée par 2 personnes",
        "o.thevenet@exemple.fr",
        "4 bis rue du Moulin",
        "42450 Sury-le-Comtal",
        "Compte ouvert",
        "Numéro de sécurité sociale pas encore contrôlé.",
        "Inscrite",
        "mar. 15 déc. · Montbrison",
        "Dossier ouvert : La gestion du domaine public et privé de la commune",
    ):
        assert expected in seen, expected
    record_nir_check(desk, people["odile"])
    page.refresh()
    assert "Numéro de sécurité sociale contrôlé le 24 nov. par Claire M.. Il n’est pas conservé." in words(
        page.detail
    ) or "Numéro de sécurité sociale contrôlé le 24 nov. par Claire M. Il n’est pas conservé." in words(page.detail)


def test_two_names_are_told_apart(page: DirectoryPage, people: dict[str, int]) -> None:
    page.open_official(people["lise"])
    assert page.detail.name.text() == "Lise Achard"
    assert "née Cladière" in words(page.detail)
    page.open_official(people["paul"])
    assert "Secrétaire de mairie (pas élu)" in words(page.detail)


def test_what_is_copied_is_what_is_shown(page: DirectoryPage, people: dict[str, int]) -> None:
    page.open_official(people["odile"])
    buttons = {
        one.accessibleName(): one for one in page.detail.findChildren(QWidget) if "Copier" in one.accessibleName()
    }
    clipboard = QGuiApplication.clipboard()
    buttons["Copier l’adresse mail"].click()  # type: ignore[attr-defined]
    assert clipboard.text() == "o.thevenet@exemple.fr"
    buttons["Copier les lignes de l’enveloppe"].click()  # type: ignore[attr-defined]
    assert clipboard.text().splitlines() == ["MME ODILE THEVENET", "4 BIS RUE DU MOULIN", "42450 SURY LE COMTAL"]


def test_an_answer_is_kept_at_once_and_the_keyboard_stays(
    page: DirectoryPage, people: dict[str, int], desk: Desk, told: Told
) -> None:
    page.open_official(people["remi"])
    switch = page.detail.situation.switches["account_open"]
    assert switch.value() is None
    switch.setFocus()
    strike(Qt.Key.Key_Space)
    assert official(desk, people["remi"]).situation["account_open"] == "yes"  # type: ignore[union-attr]
    strike(RIGHT)
    detail = official(desk, people["remi"])
    assert detail is not None
    assert detail.situation["account_open"] == "no"
    assert page.detail.situation.switches["account_open"] is switch
    assert page.detail.situation.isAncestorOf(QApplication.focusWidget() or page)


def test_declared_rights_are_noted_and_taken_away(page: DirectoryPage, people: dict[str, int], desk: Desk) -> None:
    page.open_official(people["odile"])
    card = page.detail.situation
    card.rights_link.click()
    assert card.rights.line.hasFocus()
    strike("huit cents", ENTER)
    assert card.rights.has_error()
    card.rights.line.selectAll()
    strike("800", ENTER)
    assert "Droits : 800 €, déclarés par l’élue le 24 nov." in words(page.detail)
    card.rights_link.click()
    strike(BACK, ENTER)
    assert "Droits pas encore déclarés." in words(page.detail)


def test_gestures_lead_where_they_say(page: DirectoryPage, people: dict[str, int], told: Told) -> None:
    page.open_official(people["odile"])
    dossier_id = page.detail.dossiers.first_open
    assert dossier_id is not None
    page.detail.call.click()
    page.detail.new_dossier.click()
    page.detail.dossiers.sheet.click()
    QApplication.processEvents()
    page.detail.dossiers.lines[0].setFocus()
    strike(ENTER)
    assert page.print_sheet()
    assert told.places == [
        NewCall(official_id=people["odile"], outgoing=True),
        NewDossier(people["odile"]),
        PreviewSheet(dossier_id),
        OpenDossier(dossier_id),
        PreviewSheet(dossier_id),
    ]
    page.open_official(people["lise"])
    assert not page.print_sheet()
    assert not page.detail.call.isEnabled()
    assert "Aucun numéro" in page.detail.call.reason()


def test_a_deletion_asks_nothing_and_is_turned_back(
    page: DirectoryPage, people: dict[str, int], told: Told, front: Front
) -> None:
    page.open_official(people["odile"])
    action = next(one for one in page.detail.menu().actions() if one.text() == "Supprimer la fiche")
    action.trigger()
    assert told.banners == ["Fiche de Mme\u00a0Thévenet supprimée"]
    assert "Thévenet Odile" not in names(page)
    front.undo()
    assert "Thévenet Odile" in names(page)
    page.open_official(people["odile"])
    assert page.detail.dossiers.first_open is not None


def test_somebody_whom_another_desk_deleted_leaves_the_screen(
    page: DirectoryPage, people: dict[str, int], desk: Desk
) -> None:
    page.open_official(people["lise"])
    delete_official(desk, people["lise"])
    page.refresh()
    assert "Achard Lise" not in names(page)
    assert page.detail.person_id != people["lise"]


def test_history_is_filtered(page: DirectoryPage, people: dict[str, int]) -> None:
    page.open_official(people["odile"])
    history = page.detail.history
    history.filters.chip("call").click()
    assert "Aucun appel encore." in words(history)
    history.filters.chip("all").click()
    assert "Dossier ouvert" in words(history)


def test_a_mandate_that_the_register_lost_is_marked(
    qtbot: QtBot, front: Front, desk: Desk, people: dict[str, int]
) -> None:
    with desk.database.transaction() as unit:
        mandate = unit.session.query(Mandate).filter_by(official_id=people["remi"]).one()
        mandate.absent_since = date(2026, 11, 20)
    page = shown(qtbot, front)
    page.open_official(people["remi"])
    assert "Plus dans le registre depuis le 20 nov. À vérifier." in words(page.detail)


def test_what_is_kept_though_wrong_is_marked(qtbot: QtBot, front: Front, desk: Desk) -> None:
    person = add_person(desk, "Marc", "Fournier", mobile_typed="06 39 98 52 1", email="marc.exemple.fr")
    page = shown(qtbot, front)
    page.open_official(person)
    seen = words(page.detail)
    assert "Ce numéro est à relire avec la personne." in seen
    assert "Il manque le signe @" in seen


def test_an_empty_directory_says_what_will_be_here_and_offers_to_fill_it(
    qtbot: QtBot, front: Front, told: Told
) -> None:
    page = shown(qtbot, front)
    assert "L’annuaire est vide" in words(page.detail)
    assert page.detail._empty.action is not None
    assert page.detail._empty.action.words() == "Importer les élus"
    assert page.new()
    assert form_of(page).title.text() == "Nouvelle personne"


@pytest.mark.parametrize("name", ['<b>O\'Brien & <img src="file:///etc/passwd"/>', "Æ" * 200, "Δημήτρης", "محمد", "🙂"])
def test_any_name_is_shown_as_typed(qtbot: QtBot, front: Front, desk: Desk, name: str) -> None:
    person = add_person(desk, "Jean", name)
    page = shown(qtbot, front)
    page.open_official(person)
    assert page.detail.name.text() == f"Jean {name}"
    assert names(page) == [f"{name} Jean"]


@pytest.mark.parametrize("size", [(1274, 636), (1182, 584), (808, 428)])
@pytest.mark.parametrize("scale", [0.9, 1.0, 2.0])
def test_nothing_is_cut_at_any_size_of_window_and_text(
    qtbot: QtBot,
    front: Front,
    people: dict[str, int],
    dress: Callable[..., Theme],
    size: tuple[int, int],
    scale: float,
) -> None:
    if scale == 2.0 and size[0] < 1000:
        pytest.skip("the smallest window is that of 100 %")
    dress(scale=scale)
    page = shown(qtbot, front, *size)
    page.open_official(people["odile"])
    area = page.detail._area
    inner = area.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= area.viewport().width()
    head = (page.list.importing, page.list.adding, page.list.filters)
    assert all(one.mapTo(page.list, one.rect().topRight()).x() <= page.list.width() for one in head)


def test_a_page_that_was_hidden_is_read_again_when_it_comes_back(page: DirectoryPage, desk: Desk, front: Front) -> None:
    page.hide()
    front.write(lambda: delete_official(desk, page.list.model.rows()[0].person.id))  # type: ignore[union-attr]
    page.show()
    page.shown()
    assert "Achard Lise" not in names(page)


def test_the_keyboard_row_stays_when_somebody_else_writes(page: DirectoryPage, desk: Desk, front: Front) -> None:
    strike(DOWN, DOWN)
    before = page.list.table.current()
    front.changed.emit(delete_official(desk, page.list.model.rows()[0].person.id))  # type: ignore[union-attr]
    assert before is not None
    after = page.list.table.current()
    assert after is not None
    assert after.key == before.key
