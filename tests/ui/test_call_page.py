"""The call page by keyboard alone: the situations of a day at the desk, with the real services and a real base."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.checks.nir_structure import right_key
from app.desk import Desk
from app.domain.calls import Call, Callback, CallOutcome, CallReason
from app.domain.dossiers import Stage
from app.settings import PcSettings
from app.storage.database import open_encrypted
from app.storage.keys import Key
from app.storage.queries import caller, dossier, drafts, official
from app.storage.upgrade import upgrade
from tests.factories import (
    ACCOUNT_OPEN,
    NOT_SHOWN,
    WITHOUT_ACCOUNT,
    Clock,
    add_dossier,
    add_person,
    add_session,
    add_training,
    make_desk,
)
from ui.front import Front
from ui.pages.call import CallPage
from ui.pages.live_call import LiveCall
from ui.printing import PrinterSource
from ui.tasks import Handlers, ImmediateRunner, ThreadRunner

KEY = Key("1f" * 32)
LINE = "04 65 71 20 14"
THIRTEEN = "2850542187005"
NIR = THIRTEEN + right_key(THIRTEEN)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("call") / "amf42.db"
    upgrade(path, KEY)
    return path


@pytest.fixture
def desk(tmp_path: Path, model: Path) -> Iterator[Desk]:
    database = open_encrypted(Path(shutil.copy(model, tmp_path / "amf42.db")), KEY)
    yield make_desk(database, Clock())
    database.close()


@pytest.fixture
def front(desk: Desk, qapp: QApplication) -> Front:
    return Front(desk, ImmediateRunner(), PcSettings())


@pytest.fixture
def page(qtbot: QtBot, front: Front) -> CallPage:
    return shown(qtbot, CallPage(front))


class PaperPrinters(PrinterSource):
    """One printer, whose paper is a file."""

    def __init__(self, folder: Path) -> None:
        self.paper = folder / "papier.pdf"
        self.out_of_paper = False

    def names(self) -> tuple[str, ...]:
        return ("Accueil",)

    def stopped(self, name: str) -> bool:
        return self.out_of_paper

    def printer(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFileName(str(self.paper))
        return printer


@pytest.fixture
def printers(front: Front, tmp_path: Path) -> PaperPrinters:
    """The remembered printer of this PC."""
    source = PaperPrinters(tmp_path)
    front.printer_source = source
    front.settings = replace(front.settings, printer="Accueil")
    return source


def shown(qtbot: QtBot, page: CallPage) -> CallPage:
    qtbot.addWidget(page)
    page.resize(1274, 636)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    return page


# Keys, as a person strikes them


def press(*keys: Any) -> None:
    """A letter, a word, a key, or (key, modifiers)."""
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        if isinstance(key, str):
            for letter in key:
                down = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(focus, down)
        elif isinstance(key, tuple):
            QTest.keyClick(focus, key[0], key[1])
        else:
            QTest.keyClick(focus, key)


ENTER, DOWN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape
F7, F8, F9, F11 = Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F11
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
END = (ENTER, CTRL)
ALT_DOWN = (DOWN, ALT)
BACK = (F7, SHIFT)


def call_of(page: CallPage) -> LiveCall:
    call = page.current()
    assert call is not None
    return call


def say(page: CallPage) -> str:
    reading = page.script.reading()
    assert reading is not None
    return reading.say


def step_of(page: CallPage) -> str:
    script = call_of(page).script()
    return script.step.id if script is not None and script.step is not None else ""


def titles(page: CallPage) -> list[str]:
    return [row.title for row in page.form.caller.list.rows()]


def logged(desk: Desk) -> list[Call]:
    with desk.database.read() as session:
        calls = list(session.query(Call).order_by(Call.id))
        session.expunge_all()
        return calls


def promised(desk: Desk) -> list[Callback]:
    with desk.database.read() as session:
        found = list(session.query(Callback).order_by(Callback.id))
        session.expunge_all()
        return found


def town_hall(desk: Desk) -> tuple[int, int, int]:
    """Three people on one line: the adjointe, a councillor, the secretary."""
    odile = add_person(desk, landline_typed=LINE, birth_name="Martel", usual_name="Thévenet")
    robert = add_person(desk, "Robert", "Pallandre", function="conseiller", civility="M.", landline_typed=LINE)
    martine = add_person(desk, "Martine", "Oriol", is_official=False, role="Secrétaire de mairie", landline_typed=LINE)
    return odile, robert, martine


# 1. The easy one


def test_from_f2_to_the_printed_sheet_and_the_logged_call_in_few_keys(
    page: CallPage, printers: PaperPrinters, desk: Desk
) -> None:
    add_session(desk)
    person = add_person(desk, "Hélène", "Fayard", "Champdieu", function="maire", mobile_typed="06 39 98 41 27")
    page.start()  # F2
    press("faya", ENTER)
    assert page.current_title() == "Appel de Mme\u00a0Fayard"
    assert page.new()  # Ctrl+N
    press("dom", ENTER)
    press(F7, F7, F7, F8)
    assert step_of(page) == "login_franceconnect"
    assert page.print_sheet()  # Ctrl+P
    press(ENTER)
    assert printers.paper.read_bytes().startswith(b"%PDF")
    press(END)
    assert not page.has_call()
    (call,) = logged(desk)
    assert (call.official_id, call.reason, call.outcome) == (person, CallReason.TRAINING, CallOutcome.STEP_DONE)
    assert [event.kind for event in official(desk, person).history][:2] == ["call", "handed_out"]  # type: ignore[union-attr]
    (row,) = (one for one in official(desk, person).dossiers)  # type: ignore[union-attr]
    assert row.stage is Stage.READY_TO_REQUEST
    # F2 f a y a ↵ Ctrl+N d o m ↵ F7 F7 F7 F8 Ctrl+P ↵ Ctrl+↵: 18 keys, the letters of both searches included.


def test_keys_struck_faster_than_the_base_answers_are_not_lost(qtbot: QtBot, desk: Desk) -> None:
    add_session(desk)
    add_person(desk, "Hélène", "Fayard", "Champdieu", function="maire")
    told: list[str] = []
    runner = ThreadRunner(Handlers(lambda problem: told.append(problem.message), raise_here))
    page = shown(qtbot, CallPage(Front(desk, runner, PcSettings())))
    page.start()
    press("fayard", ENTER)
    qtbot.waitUntil(lambda: call_of(page).person is not None)
    page.new()
    press("domaine", ENTER)
    press(F7, F7, F7, F7, F7)
    qtbot.waitUntil(lambda: not runner.busy())
    assert told == []
    detail = call_of(page).dossier
    assert detail is not None
    assert set(detail.situation.values()) == {"yes"}
    assert [step.id for step in detail.steps if step.done and step.done_at] == ["create_file_found"]
    press(END)
    qtbot.waitUntil(lambda: not page.has_call())
    runner.finish()
    assert len(logged(desk)) == 1


def raise_here(problem: BaseException) -> None:
    raise problem


# 2. The shared line


def test_a_shared_number_brings_all_of_the_line_those_with_a_dossier_first(page: CallPage, desk: Desk) -> None:
    _odile, robert, _martine = town_hall(desk)
    add_dossier(desk, robert, add_session(desk), WITHOUT_ACCOUNT)
    page.start()
    press("04.65.71 2014")
    assert titles(page)[0] == "Robert Pallandre"
    assert titles(page)[-1] == "Une autre personne sur cette ligne"
    assert page.form.caller.list.rows()[0].right == "1\u00a0dossier"
    press(ENTER)
    assert call_of(page).state.official_id == robert
    assert page.current_title() == "Appel de M.\u00a0Pallandre"
    # The others of the line stay in sight: it may have been the wrong one.
    assert len(titles(page)) == 4


def test_a_secretary_calls_for_an_official(page: CallPage, desk: Desk) -> None:
    odile, _robert, martine = town_hall(desk)
    page.start()
    press(LINE, DOWN, DOWN, DOWN, ENTER)
    assert call_of(page).state.speaker_id == martine
    assert say(page) == "Pour quel élu appelez-vous\u00a0?"
    # The keyboard stands in « Pour », with the officials of her town hall.
    assert QApplication.focusWidget() is page.form.subject.line
    press("Thévenet", ENTER)
    assert page.current_title() == "Appel de Mme\u00a0Oriol pour Mme\u00a0Thévenet"
    press(END)
    (call,) = logged(desk)
    assert (call.official_id, call.speaker_id) == (odile, martine)


def test_another_person_of_the_line_is_made_on_the_spot(page: CallPage, desk: Desk) -> None:
    town_hall(desk)
    page.start()
    press(LINE, Qt.Key.Key_Up, ALT_DOWN, Qt.Key.Key_End, ENTER)
    assert page.form.person.isVisible()
    assert page.form.person.commune.text() == "Saint-Georges-en-Couzan"
    press("Lucie", Qt.Key.Key_Tab, "Fargier", ENTER)
    person = call_of(page).person
    assert person is not None
    assert (person.name, person.commune) == ("Lucie Fargier", "Saint-Georges-en-Couzan")
    assert person.phone is not None
    assert person.phone.national.replace("\u00a0", " ") == LINE


def test_the_official_for_whom_a_secretary_calls_is_made_on_the_spot_too(page: CallPage, desk: Desk) -> None:
    *_others, martine = town_hall(desk)
    page.start()
    press("oriol", ENTER)
    press("Fargier Lucie", ENTER)
    assert page.form.person.isVisible()
    page.form.person.role.set_value("adjoint")
    page.form.person.commune.set_text("Saint-Georges-en-Couzan")
    press(ENTER)
    call = call_of(page)
    assert call.person is not None
    assert (call.person.name, call.person.function) == ("Fargier Lucie", "adjoint")
    assert call.state.speaker_id == martine
    assert not page.form.person.isVisible()


# 3. Two names, 4. homonyms


@pytest.mark.parametrize("name", ["martel", "thevenet", "Odile Thévenet"])
def test_the_birth_name_finds_her_as_well_as_the_name_in_use(page: CallPage, desk: Desk, name: str) -> None:
    town_hall(desk)
    page.start()
    press(name)
    row = page.form.caller.list.rows()[0]
    assert row.title == "Odile Thévenet"
    assert "née Martel" in row.sentence


def test_the_script_says_which_name_the_platform_wants(page: CallPage, desk: Desk) -> None:
    odile, *_ = town_hall(desk)
    add_dossier(desk, odile, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=odile)
    press(F7, F7)
    assert step_of(page) == "screen_identity"
    assert page.script.fields is not None
    field = page.script.fields.fields["birth_name"]
    assert field.text() == "Martel"
    assert "pas Thévenet" in field.message.text()


def test_homonyms_are_told_apart_by_commune_function_and_year_of_birth(page: CallPage, desk: Desk) -> None:
    add_person(desk, "Jean", "Faure", "Feurs", function="maire", civility="M.", birth_date=date(1962, 11, 25))
    add_person(desk, "Jean", "Faure", "Montbrison", function="adjoint", civility="M.", birth_date=date(1975, 2, 3))
    page.start()
    press("faure")
    told = {row.second for row in page.form.caller.list.rows() if row.title == "Jean Faure"}
    assert told == {"Feurs · maire · né en\u00a01962", "Montbrison · adjoint · né en\u00a01975"}


# 5. The NIR that does not pass


def at_identity(page: CallPage, desk: Desk) -> int:
    odile, *_ = town_hall(desk)
    add_dossier(desk, odile, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=odile)
    press(F7, F7)
    return odile


def type_nir(page: CallPage, number: str) -> Any:
    assert page.script.fields is not None
    nir = page.script.fields.nir
    assert nir is not None
    nir.edit.setFocus()
    press(number)
    page.form.note.lead_here()
    return nir


def test_a_nir_is_checked_and_only_that_it_was_is_kept(page: CallPage, desk: Desk) -> None:
    odile = at_identity(page, desk)
    nir = type_nir(page, NIR)
    assert nir.problems() == ()
    detail = official(desk, odile)
    assert detail is not None
    assert detail.nir_checked_by == "Claire M."


def test_a_nir_is_forgotten_when_the_step_changes_or_the_call_is_left(page: CallPage, desk: Desk) -> None:
    at_identity(page, desk)
    nir = type_nir(page, NIR)
    assert not nir.is_empty()
    press(F7)
    assert nir.is_empty()
    press(BACK)
    nir = type_nir(page, NIR)
    assert not nir.is_empty()
    page.forget_nir()  # the screen locks
    assert nir.is_empty()
    nir = type_nir(page, NIR)
    page.set_aside()
    assert nir.is_empty()
    assert NIR not in str([row.payload for row in drafts(desk)])


def test_a_wrong_key_names_the_groups_to_read_again(page: CallPage, desk: Desk) -> None:
    at_identity(page, desk)
    wrong = THIRTEEN + f"{(int(right_key(THIRTEEN)) % 97) + 1:02}"
    nir = type_nir(page, wrong)
    assert "La clé ne correspond pas" in nir.message.text()


def test_a_nir_in_the_note_keeps_the_call_open_until_it_is_replaced(page: CallPage, desk: Desk) -> None:
    page.start()
    page.form.note.lead_here()
    press(f"Elle lit {NIR} deux fois")
    press(END)
    assert page.has_call()
    assert QApplication.focusWidget() is page.form.note.area
    page.form.note.redact()
    press(END)
    (call,) = logged(desk)
    assert call.note == "Elle lit «\u00a0NIR contrôlé\u00a0» deux fois"


def test_a_nir_typed_as_a_caller_is_told_and_goes_nowhere(page: CallPage, desk: Desk) -> None:
    page.start()
    press(NIR)
    press(END)
    assert page.has_call()
    assert "ne se garde pas" in page.form.caller.message.text()
    assert call_of(page).keeper.draft_id is None or NIR not in str(drafts(desk)[0].payload)
    press((Qt.Key.Key_R, CTRL))
    assert page.form.caller.line.text() == ""


# 6. The dictated address, and the platform's other fields


def test_platform_fields_are_saved_to_the_person_when_left_or_when_the_step_is_done(page: CallPage, desk: Desk) -> None:
    odile = at_identity(page, desk)
    press(F7)
    assert step_of(page) == "screen_contact"
    assert page.script.fields is not None
    page.script.fields.fields["mobile"].lead_here()
    press("0639984127", Qt.Key.Key_Tab)
    assert official(desk, odile).values["mobile"] == "+33639984127"  # type: ignore[union-attr]
    page.script.fields.fields["email"].lead_here()
    press("odile.thevenet@example.fr", F7)
    assert step_of(page) == "screen_address"
    detail = official(desk, odile)
    assert detail is not None
    assert detail.email == "odile.thevenet@example.fr"


def test_an_address_is_typed_in_the_platforms_order_and_nothing_is_refused(page: CallPage, desk: Desk) -> None:
    odile = at_identity(page, desk)
    press(F7, F7)
    fields = page.script.fields
    assert fields is not None
    order = ["street_number", "repetition", "street_type", "street_name", "complement", "locality", "postcode_city"]
    assert list(fields.fields) == order
    fields.fields["street_number"].lead_here()
    press("12", Qt.Key.Key_Tab, "BIS", Qt.Key.Key_Tab, "av", Qt.Key.Key_Tab, "des Pins", Qt.Key.Key_Tab)
    town = fields.fields["postcode_city"]
    assert isinstance(town.editor, QLineEdit)
    town.editor.selectAll()
    town.lead_here()
    press("42600 Ici-Même")
    page.form.note.lead_here()
    values = official(desk, odile).values  # type: ignore[union-attr]
    assert (values["street_number"], values["repetition"], values["street_type"]) == ("12", "bis", "avenue")
    assert (values["postcode"], values["city"], values["city_insee"]) == ("42600", "Ici-Même", "")
    assert town.state() == "warning"


def test_a_commune_is_completed_from_its_code(page: CallPage, desk: Desk) -> None:
    odile = at_identity(page, desk)
    press(F7, F7)
    fields = page.script.fields
    assert fields is not None
    town = fields.fields["postcode_city"]
    town.set_text("42130 Boën-sur-Lignon")
    town.lead_here()
    page.form.note.lead_here()
    values = official(desk, odile).values  # type: ignore[union-attr]
    assert (values["postcode"], values["city"], values["city_insee"]) == ("42130", "Boën-sur-Lignon", "42019")


def test_a_field_that_somebody_else_changed_meanwhile_is_told_and_never_overwritten_unseen(
    page: CallPage, front: Front, desk: Desk
) -> None:
    odile = at_identity(page, desk)
    press(F7)
    told: list[str] = []
    front.refused.connect(told.append)
    fields = page.script.fields
    assert fields is not None
    fields.fields["email"].lead_here()
    press("odile@example.fr")
    write_elsewhere(desk, odile, email="mairie@example.fr")
    page.form.note.lead_here()
    assert "mairie@example.fr" in told[0]
    assert "odile@example.fr" in told[0]
    assert official(desk, odile).email == "mairie@example.fr"  # type: ignore[union-attr]
    assert fields.fields["email"].text() == "odile@example.fr"
    fields.fields["email"].lead_here()
    page.form.note.lead_here()
    assert official(desk, odile).email == "odile@example.fr"  # type: ignore[union-attr]


def test_another_field_changed_meanwhile_is_kept(page: CallPage, desk: Desk) -> None:
    odile = at_identity(page, desk)
    press(F7)
    fields = page.script.fields
    assert fields is not None
    fields.fields["email"].lead_here()
    press("odile@example.fr")
    write_elsewhere(desk, odile, diploma="Licence")
    page.form.note.lead_here()
    values = official(desk, odile).values  # type: ignore[union-attr]
    assert (values["email"], values["diploma"]) == ("odile@example.fr", "Licence")


def write_elsewhere(desk: Desk, official_id: int, **values: str) -> None:
    """Another agent saves the form of the same person, on another PC."""
    from app.services.directory import OfficialForm, save_official

    now = official(desk, official_id)
    assert now is not None
    form = OfficialForm(**{**now.values, **values}, birth_date=now.birth_date)  # type: ignore[arg-type]
    save_official(desk, official_id, form, None)


# 7. Password in hand


def test_f11_marks_the_step_keeps_her_words_and_offers_what_to_do(page: CallPage, desk: Desk) -> None:
    at_identity(page, desk)
    press(F7, F7, F7)
    assert step_of(page) == "screen_password"
    press(F11)
    reading = page.script.reading()
    assert reading is not None
    assert "8\u00a0caractères" in reading.blocked
    assert QApplication.focusWidget() is page.form.note.area
    press("elle lit autre chose")
    dossier_id = call_of(page).state.dossier_id
    assert dossier_id is not None
    assert dossier(desk, dossier_id).blocked_step == "screen_password"  # type: ignore[union-attr]
    press(END)
    assert logged(desk)[0].note.startswith("Blocage à l’étape\u00a06\u00a0: elle lit autre chose")


def test_going_back_shows_the_step_again_and_forward_loses_nothing(page: CallPage, desk: Desk) -> None:
    at_identity(page, desk)
    press(BACK)
    assert step_of(page) == "create_account"
    reading = page.script.reading()
    assert reading is not None
    assert reading.done
    press(F7)
    assert step_of(page) == "screen_identity"
    press(BACK, BACK, BACK)
    assert say(page).startswith("Avez-vous un compte FranceConnect")
    press(F7)
    assert call_of(page).dossier.situation["franceconnect"] == "yes"  # type: ignore[union-attr]


def test_help_shows_another_way_and_the_step_stays(page: CallPage, desk: Desk) -> None:
    odile, *_ = town_hall(desk)
    add_dossier(desk, odile, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=odile)
    press(F7, F8)
    assert step_of(page) == "create_account"
    reading = page.script.reading()
    assert reading is not None
    assert "Création de compte" in reading.help


# 8. The account that is not shown


def test_an_elu_account_that_is_not_shown_leads_to_the_cdc_and_a_callback(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    session = add_session(desk, starts_on=date(2027, 1, 14))  # the CDC has the time to answer
    made = add_dossier(desk, person, session, {"account_open": "yes", "franceconnect": "yes"})
    page.start(official_id=person)
    press(F8)
    assert dossier(desk, made).row.stage is Stage.ELU_ACCOUNT_MISSING  # type: ignore[union-attr]
    assert page.form.outcome.value() == CallOutcome.WRITE_TO_CDC
    press(F7)  # the mail is sent
    assert dossier(desk, made).cdc_written_by == "mail"  # type: ignore[union-attr]
    press(END)
    (promise,) = promised(desk)
    assert (promise.due_on, promise.due_time) == (date(2026, 12, 1), time(9))
    assert promise.dossier_id == made


# 9. The mail nobody reads


def test_a_dossier_to_confirm_asks_nothing_of_the_account_again(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    add_dossier(desk, person, add_session(desk), NOT_SHOWN | ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    page.start(official_id=person, outgoing=True)
    assert page.current_title() == "Appel à Mme\u00a0Thévenet"
    call = call_of(page)
    assert call.script() is not None
    assert call.script().question is None  # type: ignore[union-attr]
    assert page.form.reason.value() == CallReason.ENROLMENT


# 11. Interrupted


def test_two_calls_go_on_and_end_in_any_order(page: CallPage, desk: Desk) -> None:
    first = add_person(desk)
    second = add_person(desk, "Hélène", "Fayard", "Champdieu", function="maire")
    page.start()
    press("thev", ENTER)
    press("Note de la première")
    page.start()  # F2 on the call page
    assert page.calls() == 2
    assert page.current_title() == "Nouvel appel"
    press("fayard", ENTER)
    press("Note de la seconde")
    page.next_call()  # Maj+F2
    assert page.form.note.text() == "Note de la première"
    assert page.form.caller.line.text() == "thev"
    press(END)
    assert page.current_title() == "Appel de Mme\u00a0Fayard"
    assert page.form.note.text() == "Note de la seconde"
    press(END)
    assert not page.has_call()
    assert [(call.official_id, call.note) for call in logged(desk)] == [
        (first, "Note de la première"),
        (second, "Note de la seconde"),
    ]
    assert drafts(desk) == ()


def test_a_call_set_aside_is_kept_when_the_pc_stops(qtbot: QtBot, page: CallPage, front: Front, desk: Desk) -> None:
    person = add_person(desk)
    add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.start()
    press("thev", ENTER)
    press("Sa carte Vitale est à la maison", F7)
    assert not page.escape()  # Échap
    again = shown(qtbot, CallPage(front))
    again.restore(drafts(desk))
    assert again.current_title() == "Appel de Mme\u00a0Thévenet"
    assert again.form.note.text() == "Sa carte Vitale est à la maison"
    assert again.form.outcome.value() == CallOutcome.STEP_DONE
    assert step_of(again) == "create_account"
    again.finish()
    assert drafts(desk) == ()


def test_the_draft_of_a_call_is_kept_within_two_seconds(qtbot: QtBot, page: CallPage, desk: Desk) -> None:
    page.start()
    page.form.note.lead_here()
    press("Rappelle ce soir")
    qtbot.waitUntil(lambda: bool(drafts(desk)), timeout=2000)
    assert drafts(desk)[0].payload["note"] == "Rappelle ce soir"


def test_an_empty_call_leaves_no_trace(page: CallPage, desk: Desk) -> None:
    page.start()
    page.start()
    assert page.calls() == 1
    press(END)
    assert (page.has_call(), logged(desk), drafts(desk)) == (False, [], ())
    page.start()
    assert page.escape()
    assert not page.has_call()


# 12. The stranger


def test_a_stranger_is_logged_and_attached_in_two_keys_the_next_day(page: CallPage, desk: Desk) -> None:
    page.start()
    press(LINE)
    page.form.note.lead_here()
    press("Veut une formation, a raccroché")
    page.form.callback.tomorrow.click()
    press(END)
    (call,) = logged(desk)
    assert (call.official_id, call.caller_phone) == (None, "+33465712014")
    person = add_person(desk, "Lucie", "Fargier", "Feurs")
    desk.clock.pass_by(days=1)  # type: ignore[attr-defined]
    page.start()
    press("fargier", ENTER)
    page.form.caller.setFocus()
    press(ALT_DOWN, ENTER)
    assert logged(desk)[0].official_id == person
    assert promised(desk)[0].official_id == person
    press(END)
    assert [one.official_id for one in logged(desk)] == [person, person]
    assert caller(desk, "").strangers == ()


def test_a_stranger_may_be_attached_before_one_knows_who_it_is(page: CallPage, desk: Desk) -> None:
    page.start()
    press(LINE)
    press(END)
    page.start()
    press("Fargier", ALT_DOWN, ENTER)
    assert logged(desk)[0].official_id is None
    page.form.caller.setFocus()
    press(ENTER)
    press("Lucie", ENTER)
    person = call_of(page).person
    assert person is not None
    assert logged(desk)[0].official_id == person.id


# 15. The printer, and what the form holds


def test_a_sheet_needs_a_dossier(page: CallPage) -> None:
    page.start()
    assert not page.print_sheet()


def test_a_printer_without_paper_is_told_at_once_and_nothing_is_noted_as_handed_out(
    page: CallPage, printers: PaperPrinters, desk: Desk
) -> None:
    person = add_person(desk)
    made = add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    printers.out_of_paper = True
    page.start(official_id=person)
    page.print_sheet()
    page.print_sheet()
    assert page.sheet.shown
    assert page.sheet.preview is not None
    assert page.sheet.preview.notice()
    assert not printers.paper.exists()
    detail = dossier(desk, made)
    assert detail is not None
    assert all(event.kind != "handed_out" for event in detail.history)
    assert page.escape()  # the script is there again, the call goes on
    assert not page.sheet.shown
    assert page.has_call()


def test_an_answer_closes_the_preview_whose_sheet_it_changes(
    page: CallPage, printers: PaperPrinters, desk: Desk
) -> None:
    person = add_person(desk)
    add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=person)
    page.print_sheet()
    assert page.sheet.shown
    press(F7)
    assert not page.sheet.shown
    assert step_of(page) == "create_account"


def test_the_callback_is_typed_or_taken_in_one_gesture(page: CallPage, desk: Desk) -> None:
    page.start()
    page.form.callback.day.lead_here()
    press("jeudi", Qt.Key.Key_Escape, Qt.Key.Key_Tab, "10h30", Qt.Key.Key_Escape)
    page.form.note.lead_here()
    assert page.form.outcome.value() == CallOutcome.CALL_BACK
    press("Confirme la date")
    press(END)
    (promise,) = promised(desk)
    assert (promise.due_on, promise.due_time) == (date(2026, 11, 26), time(10, 30))
    assert promise.reason == "Confirme la date"


def test_an_hour_that_does_not_read_keeps_the_call_open_and_stays_with_it(page: CallPage, desk: Desk) -> None:
    page.start()
    page.form.callback.hour.lead_here()
    press("courrier")
    page.start()  # another call, F2
    assert page.form.callback.hour.text() == ""
    press("Une autre personne")
    page.form.callback.hour.lead_here()
    press("bientôt", END)
    assert page.has_call()
    assert not logged(desk)
    assert page.form.callback.hour.text() == "bientôt"
    [problem] = page.form.callback.hour.problems()
    assert problem.message.startswith("Cette heure ne se lit pas.")
    page.form.callback.hour.set_text("10 h")
    press(END)
    assert len(logged(desk)) == 1


def test_reason_and_result_can_be_changed_or_taken_away(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=person)
    assert page.form.reason.value() == CallReason.CONNECTION
    page.form.reason.chip("follow_up").click()
    press(F7)
    assert page.form.reason.value() == CallReason.FOLLOW_UP
    assert page.form.outcome.value() == CallOutcome.STEP_DONE
    page.form.outcome.chip("step_done").click()
    assert page.form.outcome.value() is None
    press(END)
    assert (logged(desk)[0].reason, logged(desk)[0].outcome) == (CallReason.FOLLOW_UP, "")


def test_the_most_urgent_dossier_is_chosen_and_another_can_be(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    far = add_dossier(desk, person, add_session(desk, add_training(desk, "Budget"), starts_on=date(2027, 1, 21)))
    near = add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.start()
    press("thev", ENTER)
    assert call_of(page).state.dossier_id == near
    assert [row.title for row in page.form.dossier.list.rows()][-1] == "Nouveau dossier"
    press(DOWN, ENTER)
    assert call_of(page).state.dossier_id == far
    press(END)
    assert logged(desk)[0].dossier_id == far


def test_a_dossier_can_be_opened_without_a_session(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    page.start(official_id=person)
    assert say(page) == "Pour quelle formation appelez-vous\u00a0?"
    press(F7)
    press("rien de tel", ENTER)
    assert call_of(page).dossier is not None
    assert call_of(page).dossier.row.session_id is None  # type: ignore[union-attr]


def test_a_callback_that_is_answered_is_done(page: CallPage, desk: Desk) -> None:
    from app.services.calls import add_callback

    person = add_person(desk)
    promise = int(add_callback(desk, person, None, date(2026, 11, 24), time(11), "Ouvrir son compte").result)
    page.start(official_id=person, callback_id=promise, outgoing=True)
    press(END)
    assert promised(desk)[0].done_at is not None
    assert logged(desk)[0].outgoing


def test_a_name_is_shown_as_typed_never_as_markup(page: CallPage, desk: Desk) -> None:
    add_person(desk, "<b>O'Brien", "& <img src=x>", "Feurs")
    page.start()
    press("brien", ENTER)
    assert page.form.title.text() == "Appel de Mme\u00a0& <img src=x>"
    assert page.form.title.textFormat() is Qt.TextFormat.PlainText


# Shape, keyboard, screen readers


def test_the_page_stands_as_its_width_allows(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=person)
    assert (page.form.width(), page.script.isVisible(), page.steps.isVisible()) == (588, True, False)
    page.resize(1828, 948)
    assert (page.form.width(), page.steps.isVisible(), page.steps.width()) == (640, True, 348)
    page.resize(900, 480)
    assert (page.form.isVisible(), page.script.isVisible()) == (True, False)
    page.form.note.lead_here()
    press((Qt.Key.Key_Tab, CTRL))
    assert (page.form.isVisible(), page.script.isVisible()) == (False, True)


def test_a_step_of_the_column_can_be_shown_and_reopened(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    made = add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.resize(1828, 948)
    page.start(official_id=person)
    press(F7, F7)
    page.steps.chosen.emit("step:open_site")
    assert step_of(page) == "open_site"
    page.script.reopenWanted.emit()
    assert [step.id for step in dossier(desk, made).steps if step.done] == ["create_account"]  # type: ignore[union-attr]
    assert step_of(page) == "open_site"


def test_every_part_has_a_name_for_a_screen_reader(page: CallPage, desk: Desk) -> None:
    person = add_person(desk)
    add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.resize(1828, 948)
    page.start()
    press("thev", ENTER)
    press(F7, F7)
    unnamed = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not spoken(widget)
    ]
    assert unnamed == []
    assert "Odile Thévenet" in str(page.form.caller.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def test_what_another_page_writes_is_seen_in_the_call(page: CallPage, front: Front, desk: Desk) -> None:
    from app.services.dossiers import tick

    person = add_person(desk)
    made = add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    page.start(official_id=person)
    assert step_of(page) == "open_site"
    front.write(lambda: tick(desk, made, "open_site"))
    assert step_of(page) == "create_account"
    front.undo()
    assert step_of(page) == "open_site"
