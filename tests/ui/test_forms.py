"""Fields: nothing judged while typing, wrong values kept, one message, a summary that leads, no NIR left behind."""

from collections.abc import Sequence
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.checks.nir_structure import right_key
from app.checks.phone import check_phone
from app.checks.problems import Problem, error, warning
from ui.components import BadgeKind, DeadlineBox, Section
from ui.fields.reading import read_date, read_duration, read_money, read_number, read_time
from ui.forms import (
    NIR_STANDS,
    ComboField,
    CompletingField,
    DateField,
    DurationField,
    ErrorSummary,
    Field,
    FormFields,
    MoneyField,
    MultilineField,
    NumberField,
    Suggestion,
    TextField,
    TimeField,
)

TODAY = date(2026, 11, 24)
INVENTED = "2620642147036"  # Of nobody: the example of the pictures.
NIR = INVENTED + right_key(INVENTED)


def phone(text: str) -> tuple[str, Sequence[Problem]]:
    result = check_phone(text)
    return result.national or text, result.problems


def window_with(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for widget in widgets:
        layout.addWidget(widget)
    widgets[0].kept = window  # type: ignore[attr-defined]  # Nobody else holds it.
    window.resize(500, 400)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def type_and_leave(qtbot: QtBot, field: Field, text: str) -> None:
    field.lead_here()
    qtbot.keyClicks(field.editor, text)
    qtbot.keyClick(field.editor, Qt.Key.Key_Tab)


def test_nothing_is_judged_while_typing_and_all_is_tidied_on_leaving(qtbot: QtBot) -> None:
    field = TextField("Téléphone mobile", check=phone)
    window_with(qtbot, field, TextField("Prénom"))
    field.lead_here()
    qtbot.keyClicks(field.editor, "0639985")
    assert (field.state(), field.message.text(), field.text()) == ("", "", "0639985")
    qtbot.keyClick(field.editor, Qt.Key.Key_Tab)
    assert field.state() == "error"
    assert field.text() == "0639985"
    assert field.editor.accessibleDescription() == field.message.text() != ""
    before = field.message.text()
    field.lead_here()
    qtbot.keyClick(field.editor, Qt.Key.Key_End)
    qtbot.keyClicks(field.editor, "218")
    assert field.message.text() == before
    qtbot.keyClick(field.editor, Qt.Key.Key_Tab)
    assert (field.state(), field.message.text(), field.text()) == ("", "", "06 39 98 52 18")


def test_a_message_stands_in_the_place_of_the_hint_and_moves_nothing(qtbot: QtBot) -> None:
    field, below = TextField("Téléphone fixe", hint="Mairie"), TextField("Adresse mail")
    bare = TextField("Lieu-dit")
    window_with(qtbot, field, bare, below)
    places = [one.geometry() for one in (field, bare, below)]
    field.show_problems([warning("a", "Ce numéro est rare. Relisez-le.")])
    bare.show_problems([error("b", "Il manque un chiffre.")])
    assert (field.state(), bare.state()) == ("warning", "error")
    qtbot.wait(20)
    assert [one.geometry() for one in (field, bare, below)] == places
    assert field.editor.size() == bare.editor.size()
    field.show_problems([])
    assert field.message.text() == "Mairie"


def test_one_message_a_field_and_an_error_before_a_warning() -> None:
    field = TextField("Téléphone")
    field.show_problems([warning("a", "Peut-être."), error("b", "Certainement.")])
    assert (field.message.text(), field.state()) == ("Certainement.", "error")


def test_leaving_the_window_is_not_leaving_the_field(qtbot: QtBot) -> None:
    field = TextField("Téléphone mobile", check=phone)
    window = window_with(qtbot, field)
    field.lead_here()
    qtbot.keyClicks(field.editor, "0639")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    assert field.state() == ""


def test_every_editor_has_the_name_of_its_label() -> None:
    fields = [
        TextField("Prénom"),
        MultilineField("Note"),
        ComboField("Indice", [("", "—"), ("bis", "bis")]),
        CompletingField("Ville", lambda _text: []),
        DateField("Rappel", lambda: TODAY),
    ]
    assert [field.editor.accessibleName() for field in fields] == ["Prénom", "Note", "Indice", "Ville", "Rappel"]
    assert TextField("Note", accessible_name="Note de l’appel").editor.accessibleName() == "Note de l’appel"


# A NIR where none belongs (design, decision 7)


@pytest.mark.parametrize("make", [TextField, MultilineField, lambda label: CompletingField(label, lambda _text: [])])
def test_a_nir_typed_anywhere_is_neither_drafted_nor_kept(qtbot: QtBot, make: type[TextField]) -> None:
    field = make("Note")
    window = window_with(qtbot, field, TextField("Suite"))
    field.lead_here()
    qtbot.keyClicks(field.editor, "Elle lit ")
    assert field.draft_text() == "Elle lit "
    qtbot.keyClicks(field.editor, f"{NIR} sur sa carte")
    assert field.draft_text() is None
    assert field.state() == ""
    qtbot.keyClick(field.editor, Qt.Key.Key_Tab)
    assert [problem.code for problem in field.problems()] == [NIR_STANDS]
    assert NIR[:5] not in field.message.text() + field.editor.accessibleDescription() + window.windowTitle()
    assert field.message.action is not None
    assert field.message.action.isVisible()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "Elle lit «\u00a0NIR contrôlé\u00a0» sur sa carte"
    assert field.draft_text() == field.text()
    assert not field.message.action.isVisible()
    field.lead_here()
    qtbot.keyClick(field.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not field.holds_nir()


def test_two_fields_with_a_number_are_mended_one_after_the_other(qtbot: QtBot) -> None:
    first, second = TextField("Nom"), TextField("Prénom")
    window = window_with(qtbot, first, second, TextField("Suite"))
    type_and_leave(qtbot, first, NIR)
    type_and_leave(qtbot, second, NIR)
    for _ in range(2):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not first.holds_nir()
    assert not second.holds_nir()


def test_the_pointer_mends_it_too(qtbot: QtBot) -> None:
    field = MultilineField("Note")
    window_with(qtbot, field)
    field.set_text(f"carte {NIR}")
    field.judge()
    qtbot.mouseClick(field.message.action, Qt.MouseButton.LeftButton)
    assert field.text() == "carte «\u00a0NIR contrôlé\u00a0»"


def test_other_fields_copy_and_paste_as_everywhere(qtbot: QtBot) -> None:
    field = TextField("Prénom")
    window_with(qtbot, field)
    type_and_leave(qtbot, field, "Odile")
    field.lead_here()
    qtbot.keyClick(field.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field.editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Odile"


def test_no_part_of_a_field_or_of_a_component_opens_as_a_window_of_its_own(qapp: QApplication) -> None:
    before = [window for window in qapp.topLevelWidgets() if window.isVisible()]
    made = [
        TextField("Prénom", hint="Comme sur la carte"),
        MultilineField("Note"),
        ErrorSummary(),
        Section("À rappeler", 3),
    ]
    made += [
        DateField("Rappel", lambda: TODAY, note="heure de Paris"),
        DeadlineBox(BadgeKind.TODAY, "Demander", "Règle"),
    ]
    made[0].show_problems([error("a", "Il manque un chiffre.")])
    made[1].set_text(NIR)
    made[1].judge()
    made[2].show_points([("Téléphone", lambda: None)])
    assert [window for window in qapp.topLevelWidgets() if window.isVisible()] == before
    holder = QWidget()
    layout = QVBoxLayout(holder)
    for widget in made:
        layout.addWidget(widget)
    holder.show()
    assert all(widget.isVisible() for widget in made)
    assert made[1].message.action.isVisible()
    holder.close()


# The summary


def test_the_summary_names_the_fields_in_their_order_and_leads_to_them(qtbot: QtBot) -> None:
    mobile, mail = TextField("Téléphone mobile", check=phone), TextField("Adresse mail")
    form = FormFields({"mobile": mobile, "mail": mail})
    summary = ErrorSummary()
    window_with(qtbot, summary, mobile, mail)
    form.judged.connect(lambda: summary.show_fields(form.fields()))
    assert not summary.isVisible()
    type_and_leave(qtbot, mobile, "0639")
    assert summary.isVisible()
    assert summary.accessibleName() == "Un point à relire avant d’enregistrer\u00a0: Téléphone mobile"
    mail.show_problems([error("mail", "Il manque le @.")])
    summary.show_fields(form.fields())
    assert summary.accessibleName().startswith("Deux points à relire avant d’enregistrer")
    assert [link.words() for link in summary.links()] == ["Téléphone mobile", "Adresse mail"]
    mail.lead_here()
    summary.links()[0].setFocus()
    qtbot.keyClick(summary.links()[0], Qt.Key.Key_Return)
    assert mobile.editor.hasFocus()
    mobile.set_text("")
    form.judge_all()
    assert [link.words() for link in summary.links()] == []
    assert not summary.isVisible()


def test_a_form_is_judged_drafted_and_restored_together(qtbot: QtBot) -> None:
    form = FormFields({"name": TextField("Nom"), "note": MultilineField("Note"), "mobile": TextField("M", check=phone)})
    for name in form:
        qtbot.addWidget(form[name])
    form.restore({"name": "Thévenet", "note": f"carte {NIR}", "mobile": "0639", "unknown": "x"})
    assert form.draft() == {"name": "Thévenet", "mobile": "0639"}
    assert [field.label() for field in form.holding_nir()] == ["Note"]
    assert [field.label() for field in form.judge_all()] == ["Note", "M"]
    assert form.texts()["mobile"] == "0639"
    told: list[bool] = []
    form.edited.connect(lambda: told.append(True))
    form["name"].set_text("Oriol")
    assert told == []
    qtbot.keyClicks(form["name"].editor, "x")
    assert told == [True]


# Reading values


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15/12/2026", date(2026, 12, 15)),
        ("15 12 26", date(2026, 12, 15)),
        ("15.12.2026", date(2026, 12, 15)),
        ("151226", date(2026, 12, 15)),
        ("15122026", date(2026, 12, 15)),
        ("15 déc. 2026", date(2026, 12, 15)),
        ("mar. 15\u00a0déc.\u00a02026", date(2026, 12, 15)),
        ("Mardi 15 Décembre 2026", date(2026, 12, 15)),
        ("1er mars 2027", date(2027, 3, 1)),
        ("2026-12-15", date(2026, 12, 15)),
        ("15/12", date(2026, 12, 15)),
        ("3 mars", date(2027, 3, 3)),
        ("24/11", TODAY),
        ("29/02", date(2028, 2, 29)),
        ("demain", date(2026, 11, 25)),
        ("Aujourd’hui", TODAY),
        ("jeudi", date(2026, 11, 26)),
        ("mardi", date(2026, 12, 1)),
        ("jeudi 26", date(2026, 11, 26)),
        ("jeudi 10", date(2026, 12, 10)),
        ("2 août 2027", date(2027, 8, 2)),
        ("2 juil 27", date(2027, 7, 2)),
        ("31/02/2026", None),
        ("15/13/2026", None),
        ("bientôt", None),
        ("", None),
        ("15", None),
        ("1/2/3/4", None),
    ],
)
def test_dates_are_read_as_people_type_them(text: str, day: date | None) -> None:
    assert read_date(text, TODAY) == day


def test_a_birth_lies_in_the_past() -> None:
    assert read_date("25/11/62", TODAY, past=True) == date(1962, 11, 25)
    assert read_date("01 02 03", TODAY, past=True) == date(2003, 2, 1)
    assert read_date("15/12", TODAY, past=True) == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("10h30", time(10, 30)),
        ("10 h 30", time(10, 30)),
        ("10:30", time(10, 30)),
        ("1030", time(10, 30)),
        ("9", time(9)),
        ("9h", time(9)),
        ("9 heures", time(9)),
        ("midi", time(12)),
        ("24h", None),
        ("10h75", None),
        ("tôt", None),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, hour: time | None) -> None:
    assert read_time(text) == hour


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("200", 20000),
        ("200 €", 20000),
        ("18,5", 1850),
        ("18.50 EUR", 1850),
        ("1 250,05\u00a0€", 125005),
        ("-3", None),
        ("x", None),
    ],
)
def test_amounts_are_read_in_cents(text: str, cents: int | None) -> None:
    assert read_money(text) == cents


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("6", 360), ("6 h", 360), ("6h30", 390), ("6,5 h", 390), ("90 min", 90), ("1 h 75", None), ("", None)],
)
def test_durations_are_read_in_minutes(text: str, minutes: int | None) -> None:
    assert read_duration(text) == minutes


def test_numbers() -> None:
    assert [read_number(text) for text in ("15", "1 250", "-1", "x", "")] == [15, 1250, None, None, None]


@pytest.mark.parametrize(
    ("field", "typed", "shown", "value"),
    [
        (lambda: DateField("Date", lambda: TODAY), "15 12 26", "Mar.\u00a015\u00a0déc.\u00a02026", date(2026, 12, 15)),
        (lambda: DateField("Né le", lambda: TODAY, past=True), "3 6 62", "03/06/1962", date(1962, 6, 3)),
        (lambda: TimeField("Heure"), "10h30", "10\u00a0h\u00a030", time(10, 30)),
        (lambda: MoneyField("Prix"), "200", "200\u00a0€", 20000),
        (lambda: DurationField("Durée"), "6h", "6\u00a0h", 360),
        (lambda: NumberField("Places"), "15", "15", 15),
    ],
)
def test_a_value_is_tidied_on_leaving_and_read_again_as_shown(
    qtbot: QtBot, field: type[DateField], typed: str, shown: str, value: object
) -> None:
    made = field()  # type: ignore[call-arg]
    window_with(qtbot, made, TextField("Suite"))
    type_and_leave(qtbot, made, typed)
    assert (made.text(), made.value(), made.state()) == (shown, value, "")
    made.judge()
    assert (made.text(), made.value()) == (shown, value)


def test_what_cannot_be_read_is_kept_and_the_way_to_write_it_is_said(qtbot: QtBot) -> None:
    field = DateField("Rappel", lambda: TODAY, required="Choisissez un jour.")
    window_with(qtbot, field, TextField("Suite"))
    type_and_leave(qtbot, field, "la semaine des quatre jeudis")
    assert field.text() == "la semaine des quatre jeudis"
    assert field.value() is None
    assert "15/12/2026" in field.message.text()
    field.set_text("")
    field.judge()
    assert field.message.text() == "Choisissez un jour."
    late = DateField("Date", lambda: TODAY, judge_value=lambda day: [warning("past", "Passé.")] if day < TODAY else [])
    qtbot.addWidget(late)
    late.set_value(date(2026, 11, 1))
    late.judge()
    assert late.state() == "warning"


# Choosing and completing


def test_a_value_outside_the_list_is_kept(qtbot: QtBot) -> None:
    field = ComboField("Indice", [("", "—"), ("bis", "bis")], "quinquies")
    qtbot.addWidget(field)
    assert field.value() == "quinquies"
    field.set_options([("", "—"), ("ter", "ter")])
    assert field.value() == "quinquies"
    field.set_value("ter")
    assert field.draft_text() == "ter"


CITIES = [Suggestion("Saint-Just-en-Bas", "42136", 1), Suggestion("Saint-Just-Saint-Rambert", "42170", 2)]


def test_proposals_come_while_typing_and_the_keyboard_takes_one(qtbot: QtBot) -> None:
    field = CompletingField(
        "Ville", lambda text: [one for one in CITIES if text.lower() in one.text.lower()] if text else []
    )
    window_with(qtbot, field, TextField("Suite"))
    field.lead_here()
    qtbot.keyClicks(field.editor, "just")
    assert [one.value for one in field.offered()] == [1, 2]
    popup = field.popup()
    qtbot.waitUntil(popup.isVisible)
    assert field.state() == ""
    with qtbot.waitSignal(field.chosen) as taken:
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert taken.args == [CITIES[1]]
    assert field.text() == "Saint-Just-Saint-Rambert"
    assert not popup.isVisible()


def test_escape_keeps_what_was_typed(qtbot: QtBot) -> None:
    field = CompletingField("Ville", lambda _text: CITIES)
    window_with(qtbot, field)
    field.lead_here()
    qtbot.keyClicks(field.editor, "Xy")
    popup = field.popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert field.text() == "Xy"
    qtbot.keyClick(field.editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(popup.isVisible)
    popup.hide()
