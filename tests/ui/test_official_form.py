# ruff: noqa: F811 - fixtures are parameters
"""The form of a person by keyboard: judged when left, always saved, never a NIR kept, nothing typed ever lost."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.checks.problems import warning
from app.desk import Desk
from app.domain.dossiers import DossierEvent
from app.domain.officials import Official
from app.services.directory import OfficialForm, save_official
from app.storage.database import open_encrypted
from app.storage.queries import drafts, official, officials
from app.storage.rows import OfficialDetail
from tests.factories import Clock, add_person, make_desk
from tests.ui.directory_desk import (  # noqa: F401 - the fixtures come with the hands
    ENTER,
    INVENTED,
    KEY,
    NIR,
    TAB,
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
from ui.drafting import DELAY
from ui.forms import NIR_STANDS, Field, TextField
from ui.front import Front
from ui.pages.directory import DirectoryPage
from ui.pages.official_form import OfficialFormPage
from ui.panels.form_notices import MINE, THEIRS


@pytest.fixture
def odile(desk: Desk) -> int:
    return add_person(
        desk,
        "Odile",
        "Thévenet",
        "Sury-le-Comtal",
        function="2e adjointe",
        birth_date=date(1962, 11, 25),
        mobile_typed="06 39 98 52 18",
        landline_typed="04 65 71 33 07",
        email="o.thevenet@exemple.fr",
        street_number="4",
        street_type="rue",
        street_name="du Moulin",
    )


@pytest.fixture
def page(qtbot: QtBot, front: Front, odile: int) -> DirectoryPage:
    return shown(qtbot, front)


@pytest.fixture
def form(page: DirectoryPage, odile: int) -> OfficialFormPage:
    page.open_official(odile)
    assert page.modify()
    QApplication.processEvents()
    return form_of(page)


def fill(field: Field, text: str) -> None:
    """Go to a field, replace what stands there, and leave it."""
    field.lead_here()
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    if text:
        strike(text)
    else:
        strike(Qt.Key.Key_Delete)
    strike(TAB)


def told_by(field: Field) -> str:
    return plain(field.message.text())


def kept(desk: Desk, official_id: int) -> OfficialDetail:
    detail = official(desk, official_id)
    assert detail is not None
    return detail


# Order, judging, saving


def test_tab_goes_in_the_platforms_own_order(form: OfficialFormPage) -> None:
    form.identity.birth_name.lead_here()
    order = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        name = next((one for one, field in form.all_fields().items() if focus is field.editor), None)
        if name is not None:
            order.append(name)
        strike(TAB)
    expected = [name for name in form.all_fields() if name not in ("role", "note")]
    assert [name for name in order if name in expected][: len(expected)] == expected


def test_nothing_is_judged_while_typing_and_all_is_when_left(form: OfficialFormPage) -> None:
    mobile = form.identity.mobile
    mobile.lead_here()
    mobile.line.selectAll()
    strike("06 39 98 52 1")
    assert told_by(mobile) == ""
    assert form.summary.isHidden()
    strike(TAB)
    assert told_by(mobile) == "Il manque un chiffre : 9 saisis sur 10."
    assert [link.words() for link in form.summary.links()] == ["Téléphone mobile"]
    assert "Un point à relire" in plain(form.told())
    form.summary.links()[0].click()
    assert mobile.line.hasFocus()
    fill(mobile, "0639985218")
    assert plain(mobile.text()) == "06 39 98 52 18"  # tidied as people write it
    assert form.summary.isHidden()


def test_saving_keeps_a_wrong_value_marked_and_leads_to_it(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int, told: Told
) -> None:
    fill(form.identity.mobile, "06 39 98 52 1")
    fill(form.identity.email, "claire.gmail.com")
    assert page.save()
    detail = kept(desk, odile)
    assert detail.values["mobile_typed"] == "06 39 98 52 1"
    assert detail.values["mobile"] == ""
    assert detail.values["email"] == "claire.gmail.com"
    assert form.isVisible()
    assert form.identity.mobile.line.hasFocus()
    assert "Enregistré. Deux points à relire" in plain(form.told())
    assert page.save()  # a second time, with nothing changed: read and accepted
    assert not form.isVisible()
    assert told.banners[0] == "Fiche de Mme\u00a0Thévenet enregistrée"


def test_saving_what_is_right_comes_back_to_the_person(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int, front: Front
) -> None:
    fill(form.identity.phone_note, "après 18 h")
    assert page.save()
    assert not form.isVisible()
    assert page.detail.person_id == odile
    assert kept(desk, odile).values["phone_note"] == "après 18 h"
    assert not drafts(desk)
    front.undo()
    assert kept(desk, odile).values["phone_note"] == ""


def test_what_was_typed_of_a_phone_stays_beside_its_standard_form(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    fill(form.identity.landline, "04.65.71/33 08")
    assert plain(form.identity.landline.text()) == "04 65 71 33 08"
    page.save()
    detail = kept(desk, odile)
    assert detail.values["landline"] == "+33465713308"
    assert detail.values["landline_typed"] == "04.65.71/33 08"


def test_a_likely_slip_of_a_mail_is_named_and_not_corrected(form: OfficialFormPage) -> None:
    fill(form.identity.email, "odile@gmial.com")
    assert "Vouliez-vous dire gmail.com ?" in told_by(form.identity.email)
    assert form.identity.email.text() == "odile@gmial.com"
    assert form.summary.isHidden()  # a warning is no point of the summary


def test_two_names_say_which_one_the_platform_asks(form: OfficialFormPage) -> None:
    fill(form.identity.usual_name, "Achard")
    assert told_by(form.identity.birth_name) == "Celui que demande la plateforme, et non Achard."
    assert form.title.text() == "Mme Odile Achard"
    assert "MME ODILE ACHARD" in form.address.envelope.text()


def test_nothing_empty_is_wrong(qtbot: QtBot, front: Front, desk: Desk) -> None:
    page = shown(qtbot, front)
    page.new()
    form = form_of(page)
    for _ in range(30):
        strike(TAB)
    assert form.summary.isHidden()
    assert not [one for one in form.form.fields() if one.problems()]


def test_a_form_without_any_name_says_so_and_keeps_the_rest(qtbot: QtBot, front: Front, desk: Desk) -> None:
    page = shown(qtbot, front)
    page.new()
    form = form_of(page)
    fill(form.identity.email, "o.thevenet@exemple.fr")
    assert page.save()
    assert "Il manque un nom." in form.told()
    assert form.isVisible()
    assert form.identity.email.text() == "o.thevenet@exemple.fr"
    assert not officials(desk)


def test_a_new_person_is_made_by_keyboard_with_a_mandate(qtbot: QtBot, front: Front, desk: Desk, told: Told) -> None:
    page = shown(qtbot, front)
    page.new()
    form = form_of(page)
    strike("Chavassieux", TAB, "Bernadette", TAB)
    form.identity.civility.chip("Mme").click()
    form.mandates.add.click()
    item = form.mandates.items[0]
    assert item.territory.line.hasFocus()
    strike("sury")
    strike(ENTER)
    assert item.territory.text() == "Sury-le-Comtal"
    fill(item.function, "2e adjointe")
    fill(item.since, "22/03/2026")
    page.save()
    (person,) = officials(desk)
    assert person.name == "Bernadette Chavassieux"
    (mandate,) = kept(desk, person.id).mandates
    assert (mandate.territory_code, mandate.function) == ("42304", "2e adjointe")
    assert mandate.mandate_on == date(2026, 3, 22)
    assert told.banners == ["Fiche de Mme\u00a0Chavassieux ajoutée"]
    assert page.detail.person_id == person.id


def test_a_mandate_is_ended_and_removed_and_its_register_dates_stay(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    form.mandates.items[0].end.click()
    page.save()
    (mandate,) = kept(desk, odile).mandates
    assert mandate.ended_on == date(2026, 11, 24)
    page.modify()
    form.mandates.items[0].remove.click()
    page.save()
    assert not kept(desk, odile).mandates


def test_an_epci_is_completed(form: OfficialFormPage) -> None:
    form.mandates.add.click()
    item = form.mandates.items[-1]
    item.kind.set_value("communautaire")
    item.territory.lead_here()
    strike("loire forez")
    assert [one.text for one in item.territory.offered()][:1] == ["CA Loire Forez Agglomération"] or any(
        "Loire Forez" in one.text or "Loire-Forez" in one.text for one in item.territory.offered()
    )
    assert any("conseillère communautaire" in one.text for one in item._functions("cons"))


def test_a_secretary_is_no_official(page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int) -> None:
    assert form.role.isHidden()
    form.elected.chip("other").click()
    fill(form.role, "Secrétaire de mairie")
    page.save()
    detail = kept(desk, odile)
    assert not detail.person.is_official
    assert detail.values["role"] == "Secrétaire de mairie"


# The address


def test_one_dictated_line_is_split_and_ctrl_z_puts_it_back(page: DirectoryPage, form: OfficialFormPage) -> None:
    line = "Douze bis, lotissement Les Pins, au lieu-dit La Croix, à Saint-Just"
    form.address.dictated.lead_here()
    strike(line, ENTER)
    texts = form.address.texts()
    assert texts["street_number"] == "12"
    assert texts["repetition"] == "bis"
    assert texts["locality"] == "La Croix"
    assert texts["city"] == "Saint-Just"
    choices = [one for one in form.address.choices.findChildren(QWidget) if hasattr(one, "words")]
    offered = [plain(one.words()) for one in choices if not one.isHidden()]
    assert "42430 Saint-Just-en-Chevalet" in offered
    next(one for one in choices if one.words() == "42430 Saint-Just-en-Chevalet").click()  # type: ignore[attr-defined]
    assert form.address.texts()["postcode"] == "42430"
    assert form.address.insee() == "42248"
    assert form.address.choices.isHidden()


def test_splitting_is_taken_back_before_anything_else_is_typed(page: DirectoryPage, form: OfficialFormPage) -> None:
    before = form.address.texts()
    form.address.dictated.lead_here()
    strike("3 place du Marche, 42110 Feurs", ENTER)
    assert form.address.texts()["city"] == "Feurs"
    assert page.undo()
    assert form.address.texts() == before
    assert form.address.dictated.text() == "3 place du Marche, 42110 Feurs"
    assert not page.undo()


def test_town_and_code_are_completed_from_either_side(qtbot: QtBot, front: Front, desk: Desk) -> None:
    page = shown(qtbot, front)
    page.new()
    address = form_of(page).address
    fill(address.fields["postcode"], "42450")
    assert address.texts()["city"] == "Sury-le-Comtal"
    fill(address.fields["postcode"], "")
    fill(address.fields["city"], "")
    fill(address.fields["postcode"], "42600")
    assert address.texts()["city"] == ""  # nineteen communes: the person chooses
    fill(address.fields["city"], "montbrison")
    assert (address.texts()["city"], address.insee()) == ("Montbrison", "42147")
    fill(address.fields["postcode"], "")
    fill(address.fields["city"], "")
    fill(address.fields["city"], "saint etienne")
    assert address.texts()["city"] == "Saint-Étienne"
    offered = [one.words() for one in address.choices.findChildren(QWidget) if hasattr(one, "words")]
    assert {"42000 Saint-Étienne", "42100 Saint-Étienne", "42230 Saint-Étienne"} <= set(offered)


def test_an_unknown_commune_is_kept_with_a_warning(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    fill(form.address.fields["postcode"], "42999")
    fill(form.address.fields["city"], "Villeneuve-Nulle-Part")
    assert told_by(form.address.fields["city"])
    page.save()
    detail = kept(desk, odile)
    assert (detail.values["city"], detail.values["city_insee"]) == ("Villeneuve-Nulle-Part", "")


def test_the_envelope_follows_what_is_typed(form: OfficialFormPage) -> None:
    assert form.address.envelope.text().splitlines() == [
        "MME ODILE THEVENET",
        "4 RUE DU MOULIN",
        "42450 SURY LE COMTAL",
    ]
    fill(form.address.fields["repetition"], "bis")
    assert "4 BIS RUE DU MOULIN" in form.address.envelope.text()


# The NIR


def type_nir(form: OfficialFormPage, number: str) -> None:
    form.identity.nir.lead_here()
    strike(number, TAB)


def test_a_right_nir_is_noted_as_checked_and_goes_nowhere(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int, tmp_path: Path, qtbot: QtBot
) -> None:
    type_nir(form, NIR)
    assert not form.identity.nir.problems()
    assert form.identity.nir_checked
    fill(form.identity.phone_note, "le matin")
    qtbot.wait(DELAY + 300)
    page.save()
    detail = kept(desk, odile)
    assert detail.nir_checked_by == desk.agent
    assert detail.nir_checked_at is not None
    assert form.identity.nir.is_empty()
    assert "contrôlé" in plain(page.detail.situation._nir.text.text())
    with desk.database.read() as session:
        everything = repr([vars(one) for one in session.query(Official)])
        everything += repr([one.details for one in session.query(DossierEvent)])
    assert NIR not in everything
    assert INVENTED not in everything


def test_a_wrong_key_names_the_groups_and_never_blocks_saving(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    wrong = NIR[:13] + ("01" if NIR[13:] != "01" else "02")
    type_nir(form, wrong)
    assert "Relisez" in told_by(form.identity.nir)
    assert [link.words() for link in form.summary.links()] == ["Numéro de sécurité sociale"]
    page.save()
    assert kept(desk, odile).nir_checked_at is None


def test_a_nir_is_held_against_civility_and_birth_date(form: OfficialFormPage) -> None:
    type_nir(form, NIR)
    assert not form.identity.nir.problems()
    fill(form.identity.birth_date, "25/11/1971")
    assert told_by(form.identity.nir)
    fill(form.identity.birth_date, "25/11/1962")
    form.identity.civility.chip("M.").click()
    assert told_by(form.identity.nir)


def test_a_check_is_noted_though_the_form_is_closed_without_saving(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    type_nir(form, NIR)
    assert page.escape()
    assert kept(desk, odile).nir_checked_at is not None
    assert form.identity.nir.is_empty()


def test_a_nir_is_forgotten_when_the_page_changes(page: DirectoryPage, form: OfficialFormPage) -> None:
    type_nir(form, NIR)
    page.hide()
    assert form.identity.nir.is_empty()


TEXT_FIELDS = (
    *("birth_name", "first_name", "usual_name", "mobile", "landline", "email", "phone_note", "birth_date"),
    *("street_number", "repetition", "street_type", "street_name", "complement", "locality", "postcode", "city"),
)


@pytest.mark.parametrize("name", [*TEXT_FIELDS, "dictated", "territory", "function"])
def test_a_nir_in_any_other_field_is_neither_drafted_nor_saved(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int, qtbot: QtBot, name: str
) -> None:
    item = form.mandates.items[0]
    item.open()
    field = {**form.all_fields(), **item.fields, "dictated": form.address.dictated}[name]
    assert isinstance(field, TextField)
    fill(field, f"appelée {NIR} hier")
    assert any(problem.code == NIR_STANDS for problem in field.problems())
    form._keeper.flush()
    assert page.save()
    assert form.isVisible()
    assert field.editor.hasFocus()
    assert NIR not in repr(drafts(desk))
    assert INVENTED not in repr(drafts(desk))
    assert NIR not in repr(kept(desk, odile))
    field.redact()
    assert "NIR contrôlé" in plain(field.text()) or not field.text()
    page.save()
    assert NIR not in repr(kept(desk, odile))


# Drafts


def after_a_crash(desk: Desk, clock: Clock, qtbot: QtBot, tmp_path: Path) -> tuple[Desk, DirectoryPage]:
    """The same base, as the next run finds it."""
    from app.settings import PcSettings
    from ui.tasks import ImmediateRunner

    path = desk.database.path
    assert path is not None
    copy = Path(shutil.copy(path, tmp_path / "apres.db"))
    wal = path.with_name(path.name + "-wal")
    if wal.exists():
        shutil.copy(wal, copy.with_name(copy.name + "-wal"))
    next_desk = make_desk(open_encrypted(copy, KEY), clock)
    return next_desk, shown(qtbot, Front(next_desk, ImmediateRunner(), PcSettings()))


def test_what_is_typed_is_kept_within_two_seconds_and_offered_again(
    form: OfficialFormPage, desk: Desk, odile: int, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    form.identity.phone_note.lead_here()
    strike("avant midi")
    qtbot.waitUntil(lambda: bool(drafts(desk)), timeout=2000)
    next_desk, again = after_a_crash(desk, clock, qtbot, tmp_path)
    again.open_official(odile)
    again.modify()
    offered = form_of(again)
    assert not offered.offer.isHidden()
    assert "n’a pas été enregistrée" in offered.offer.words.text()
    assert offered.offer.take.hasFocus()
    assert offered.identity.phone_note.text() == ""
    strike(ENTER)
    assert offered.identity.phone_note.text() == "avant midi"
    again.save()
    assert kept(next_desk, odile).values["phone_note"] == "avant midi"
    assert not drafts(next_desk)
    next_desk.database.close()


def test_escape_closes_the_form_and_keeps_the_draft(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    fill(form.identity.phone_note, "le soir")
    assert page.escape()
    assert not form.isVisible()
    assert page.list.table.hasFocus()
    assert kept(desk, odile).values["phone_note"] == ""
    assert [draft.subject_id for draft in drafts(desk)] == [odile]
    page.modify()
    assert not form.offer.isHidden()
    form.offer.give_up.click()
    assert not drafts(desk)
    assert form.offer.isHidden()


def test_closing_what_was_only_read_keeps_no_draft(page: DirectoryPage, form: OfficialFormPage, desk: Desk) -> None:
    fill(form.identity.phone_note, "")
    page.escape()
    assert not drafts(desk)


def test_a_draft_brings_mandates_and_a_dictated_line_back(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    form.mandates.add.click()
    strike("Feurs", TAB)
    form.address.dictated.lead_here()
    strike("3 rue")
    form.close_form()
    # What stood on the line was split when it was left: its words are in the fields.
    page.modify()
    form.offer.take.click()
    assert [item.territory.text() for item in form.mandates.items] == ["Sury-le-Comtal", "Feurs"]
    assert form.mandates.items[0].id is not None


# Two people at once


def elsewhere(desk: Desk, odile: int, **values: str) -> None:
    """Another desk saves the same person."""
    before = kept(desk, odile)
    names = {name for name in OfficialForm.__dataclass_fields__ if name in before.values}
    known = {name: before.values[name] for name in names}
    save_official(desk, odile, OfficialForm(**{**known, "birth_date": before.birth_date, **values}), None)


def test_both_values_are_shown_field_by_field_and_chosen(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    elsewhere(desk, odile, phone_note="après 18 h", email="odile@exemple.fr", note="vue hier")
    fill(form.identity.phone_note, "le matin")
    fill(form.identity.email, "thevenet@exemple.fr")
    page.save()
    assert form.isVisible()
    assert set(form.conflict.choices) == {"phone_note", "email"}
    assert kept(desk, odile).values["phone_note"] == "après 18 h"  # nothing is overwritten unseen
    sides = form.conflict.choices["email"]
    assert sides[MINE].isChecked()
    assert "odile@exemple.fr" in sides[THEIRS].text()
    form.conflict.choices["email"][THEIRS].click()
    form.conflict.keep.click()
    detail = kept(desk, odile)
    assert detail.values["phone_note"] == "le matin"
    assert detail.values["email"] == "odile@exemple.fr"
    assert detail.values["note"] == "vue hier"  # what only the other one changed is taken over


def test_two_people_who_change_other_fields_are_not_asked(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    elsewhere(desk, odile, email="odile@exemple.fr")
    fill(form.identity.phone_note, "le matin")
    page.save()
    assert not form.isVisible()
    detail = kept(desk, odile)
    assert (detail.values["phone_note"], detail.values["email"]) == ("le matin", "odile@exemple.fr")


def test_a_phone_that_both_changed_is_asked_once(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    elsewhere(desk, odile, mobile="", mobile_typed="06 39 98 11 11")
    fill(form.identity.mobile, "06 39 98 22 22")
    page.save()
    assert set(form.conflict.choices) == {"mobile_typed"}
    form.conflict.choices["mobile_typed"][THEIRS].click()
    page.save()  # Ctrl+S keeps what is chosen
    assert not form.isVisible()
    assert kept(desk, odile).values["mobile"] == "+33639981111"


def test_an_old_draft_overwrites_nothing_unseen(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int
) -> None:
    fill(form.identity.phone_note, "le matin")
    page.escape()
    elsewhere(desk, odile, phone_note="après 18 h", email="odile@exemple.fr")
    page.modify()
    form.offer.take.click()
    page.save()
    assert set(form.conflict.choices) == {"phone_note"}
    form.conflict.keep.click()
    detail = kept(desk, odile)
    assert (detail.values["phone_note"], detail.values["email"]) == ("le matin", "odile@exemple.fr")


# From other pages


def test_a_form_that_another_page_asked_for_goes_back_there(page: DirectoryPage, odile: int) -> None:
    page.edit_official(odile, {})
    assert not page.escape()  # the window goes back to the page before
    page.edit_official(None, {"mobile": "0639984127", "birth_name": "Damon", "commune": "42094"})
    form = form_of(page)
    assert plain(form.identity.mobile.text()) == "06 39 98 41 27"
    assert form.title.text() == "Damon"
    assert form.mandates.items[0].territory.text() == "Feurs"


def test_somebody_deleted_meanwhile_is_said(page: DirectoryPage, told: Told) -> None:
    page.edit_official(999, {})
    assert told.refusals == ["Cette fiche n’existe plus\u00a0: une suppression a eu lieu."]
    assert page.list.isVisible()


@pytest.mark.parametrize("name", ['<b>O\'Brien & <img src="file:///etc/passwd"/>', "Æ" * 200, "Δημήτρης", "محمد", "🙂"])
def test_any_name_is_kept_as_typed(
    page: DirectoryPage, form: OfficialFormPage, desk: Desk, odile: int, name: str
) -> None:
    fill(form.identity.birth_name, name)
    page.save()
    assert kept(desk, odile).values["birth_name"] == name


@pytest.mark.parametrize("width", [1274, 808])
def test_no_message_is_cut_however_long(qtbot: QtBot, front: Front, desk: Desk, odile: int, width: int) -> None:
    page = shown(qtbot, front, width, 636)
    page.edit_official(odile, {})
    form = form_of(page)
    for field in form.all_fields().values():
        field.show_problems([warning("long", "Relisez ces mots avec la personne. " * 8)])

    def cut() -> list[str]:
        lines = {name: field.message for name, field in form.all_fields().items() if field.isVisible()}
        return [name for name, line in lines.items() if line.height() < line.heightForWidth(line.width())]

    qtbot.waitUntil(lambda: not cut())
    assert form.address.fields["city"].message.height() > 60
