"""The form of a session: dates, hours, place, seats, and whether it is held; its last day to ask shows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from functools import partial
from typing import TYPE_CHECKING, Any

from app.changes import Changes
from app.checks.problems import Problem, error, warning
from app.domain.calendar import NoticeRule, is_working_day
from app.domain.deadlines import session_deadline
from app.domain.folding import fold
from app.domain.trainings import DEFAULT_SEATS
from app.services.catalogue import (
    SESSION_LABELS,
    SessionForm,
    cancel_session,
    delete_session,
    reopen_session,
    save_session,
)
from app.storage.rows import SessionRow, TrainingRow
from ui.components import BadgeKind, Button, DeadlineBox, show_part
from ui.dates import DAYS, NBSP, capitalised, short_date, time_words
from ui.deadline_words import long_words
from ui.forms import ComboField, CompletingField, DateField, NumberField, TextField, TimeField
from ui.pages.catalogue_form import CatalogueForm, beside, used_before
from ui.panels.catalogue_rows import is_cancelled

if TYPE_CHECKING:
    from ui.front import Front

NEW = "Nouvelle session"
TRAINING = "training_id"
NO_FIRST_DAY = f"Il manque le premier jour. Écrivez jour, mois et année{NBSP}: 15/12/2026."


class SessionFormPage(CatalogueForm):
    """`session` None makes a new one, of the training of `training_id`."""

    def __init__(
        self,
        front: Front,
        session: SessionRow | None,
        training_id: int | None,
        catalogue: Sequence[TrainingRow],
        rule: NoticeRule,
    ) -> None:
        title = f"Session du {short_date(session.starts_on)}" if session is not None else NEW
        super().__init__(front, "session", session.id if session else None, title, SESSION_LABELS)
        self._session, self._rule = session, rule
        self._trainings = {row.id: row for row in catalogue}
        offered = [row for row in catalogue if not row.archived or row.id == training_id]
        chosen = session.training_id if session is not None else training_id
        if chosen is None and offered:
            chosen = offered[0].id
        places = [row.place for row in catalogue] + [one.place for row in catalogue for one in row.sessions]
        today = front.desk.today
        self.training = ComboField("Formation", [(str(row.id), row.title) for row in offered], str(chosen or ""))
        self.training.combo.setEnabled(session is None)
        self.training.set_hint("" if session is None else "Une session ne change pas de formation.")
        self.training.edited.connect(self._propose_place)
        self.starts_on = DateField(
            "Premier jour", today, required=NO_FIRST_DAY, judge_value=self._judge_first, hint=f"Exemple{NBSP}: 15/12"
        )
        self.starts_on.left.connect(self._show_deadline)
        self.ends_on = DateField(
            "Dernier jour", today, judge_value=self._judge_last, hint="Vide pour une session d’un jour."
        )
        self.starts_at = TimeField("Début", hint=f"Exemple{NBSP}: 9{NBSP}h")
        self.ends_at = TimeField("Fin", judge_value=self._judge_end)
        self.place = CompletingField("Lieu", used_before(places), chevron=True)
        self.place.left.connect(self._propose_access)
        self.access = TextField("Accès", hint=f"Exemple{NBSP}: salle du conseil, 1er étage, parking derrière la mairie")
        self.seats = NumberField(
            "Places",
            note=f"{DEFAULT_SEATS} au plus",
            required="Il manque le nombre de places. Écrivez-le en chiffres.",
            judge_value=self._judge_seats,
        )
        self.deadline = DeadlineBox(BadgeKind.LATER, "", "")
        show_part(self.deadline, False)
        self.lay_out(
            (self.training, beside(self.starts_on, self.ends_on), self.deadline),
            (self.place, beside(self.starts_at, self.ends_at), self.seats, self.access),
            {
                TRAINING: self.training,
                "starts_on": self.starts_on,
                "ends_on": self.ends_on,
                "place": self.place,
                "starts_at": self.starts_at,
                "ends_at": self.ends_at,
                "seats": self.seats,
                "access": self.access,
            },
        )
        self._add_gestures()
        self.reset()

    def _add_gestures(self) -> None:
        session = self._session
        cancelled = session is not None and is_cancelled(session)
        self.cancel = Button("Annuler la session", "archive", kind="quiet")
        if cancelled:
            self.cancel.set_text("Rouvrir la session")
            self.cancel.set_icon_name("rotate-ccw")
        self.cancel.clicked.connect(self._cancel)
        self.remove = Button("Supprimer la session", "trash-2", kind="quiet")
        self.remove.clicked.connect(self._remove)
        for button in (self.cancel, self.remove):
            show_part(button, session is not None)
            self.add_gesture(button)

    def focus_first(self) -> None:
        """The first day: the training is known as a rule."""
        self.starts_on.lead_here()

    def reset(self) -> None:
        session = self._session
        self.version = session.version if session is not None else None
        if session is not None:
            self.fields.restore(dict(session_texts(session)))
        else:
            blank = {
                "starts_on": "",
                "ends_on": "",
                "starts_at": f"9{NBSP}h",
                "seats": str(DEFAULT_SEATS),
                "ends_at": "",
            }
            self.fields.restore(blank)
            self._propose_place()
        self._show_deadline()

    def take_up(self, payload: Mapping[str, Any]) -> None:
        super().take_up(payload)
        self._show_deadline()

    def form(self) -> SessionForm | None:
        """The session as typed; None without a first day that can be read."""
        first = self.starts_on.value()
        if first is None:
            return None
        return SessionForm(
            starts_on=first,
            ends_on=self.ends_on.value(),
            starts_at=self.starts_at.value(),
            ends_at=self.ends_at.value(),
            place=self.place.text(),
            access=self.access.text(),
            seats=self.seats.value() or 0,
        )

    def action(self) -> Callable[[], Changes] | None:
        form, training = self.form(), self.training.value()
        if form is None or not training:
            return None
        return partial(
            save_session,
            self.front.desk,
            self.subject_id,
            int(training),
            form,
            self.version,
            draft_id=self.keeper.draft_id,
        )

    def read_version(self) -> int | None:
        from app.storage import queries

        found = queries.session(self.front.desk, self.subject_id) if self.subject_id is not None else None
        return found.session.version if found is not None else None

    # Judging

    def _judge_first(self, day: date) -> Sequence[Problem]:
        if not is_working_day(day):
            return (warning("session.day_off", f"{_why_off(day)} Relisez la date."),)
        if self._session is None and day < self.front.desk.today():
            return (warning("session.past", "Ce jour est passé. Relisez la date."),)
        return ()

    def _judge_last(self, day: date) -> Sequence[Problem]:
        first = self.starts_on.value()
        if first is not None and day < first:
            return (error("session.order", "Le dernier jour vient plus tôt que le premier. Relisez les deux dates."),)
        return ()

    def _judge_end(self, at: time) -> Sequence[Problem]:
        begins, last = self.starts_at.value(), self.ends_on.value()
        if begins is not None and at <= begins and last in (None, self.starts_on.value()):
            return (error("session.hours", "L’heure de fin ne suit pas l’heure de début. Relisez les deux heures."),)
        return ()

    def _judge_seats(self, seats: int) -> Sequence[Problem]:
        if seats < 1:
            return (error("session.seats", "Il faut au moins une place. Relisez le nombre."),)
        taken = self._session.taken if self._session is not None else 0
        if seats < taken:
            words = f"{taken}{NBSP}places sont déjà prises. Relisez le nombre, ou changez la session de ces élus."
            return (warning("session.seats_taken", words),)
        if seats > DEFAULT_SEATS:
            words = f"Le DIF prend {DEFAULT_SEATS}{NBSP}participants au plus (arrêté du 12/07/2021). Relisez le nombre."
            return (warning("session.seats_many", words),)
        return ()

    # Showing

    def _propose_place(self) -> None:
        """The usual place of the training, while nobody has typed another one."""
        training = self._trainings.get(int(self.training.value() or 0))
        usual = {row.place for row in self._trainings.values()}
        if self._session is None and training is not None and self.place.text() in ("", *usual):
            self.place.set_text(training.place)
            self._propose_access()

    def _propose_access(self) -> None:
        """How one got to the same place the last time, while nobody has typed anything else for a new session."""
        held = [one for row in self._trainings.values() for one in row.sessions if one.access]
        if self._session is None and self.access.text() in ("", *(one.access for one in held)):
            place = fold(self.place.text())
            there = [one for one in held if place and fold(one.place) == place]
            last = max(there, key=lambda one: one.starts_on, default=None)
            self.access.set_text(last.access if last is not None else "")

    def _show_deadline(self) -> None:
        day, today = self.starts_on.value(), self.front.desk.today()
        show_part(self.deadline, day is not None)
        if day is not None:
            deadline = session_deadline(day, self._rule, today)
            self.deadline.set_deadline(BadgeKind(deadline.urgency), long_words(deadline, today), deadline.rule)

    # Gestures on the whole session

    def _cancel(self) -> None:
        session = self._session
        if session is not None:
            act = reopen_session if is_cancelled(session) else cancel_session
            self.front.write(partial(act, self.front.desk, session.id), lambda _done: self._left())

    def _remove(self) -> None:
        if self._session is not None:
            self.front.write(partial(delete_session, self.front.desk, self._session.id), lambda _done: self._left())

    def _left(self) -> None:
        self.keeper.drop()
        self.closed.emit()


def session_texts(session: SessionRow) -> Mapping[str, str]:
    """Field name -> what the form shows of a session."""
    last = session.ends_on if session.ends_on != session.starts_on else None
    return {
        TRAINING: str(session.training_id),
        "starts_on": capitalised(short_date(session.starts_on)),
        "ends_on": capitalised(short_date(last)) if last else "",
        "starts_at": time_words(session.starts_at) if session.starts_at else "",
        "ends_at": time_words(session.ends_at) if session.ends_at else "",
        "place": session.place,
        "access": session.access,
        "seats": str(session.seats),
    }


def _why_off(day: date) -> str:
    """« C’est un dimanche. », « C’est un jour férié. »"""
    return f"C’est un {DAYS[day.weekday()]}." if day.weekday() >= 5 else "C’est un jour férié."
