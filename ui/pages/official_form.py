"""The form of a person in the platform's own order; whatever is typed is kept, and saving is never refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent

from app.errors import Conflict, UserError
from app.storage.rows import DraftRow, OfficialDetail
from ui.dates import past_moment_words
from ui.drafting import DraftKeeper, DraftState, draft_words
from ui.fields.base import Field
from ui.fields.summary import FormFields, points_words
from ui.fields.values import DateField
from ui.panels.form_notices import Difference
from ui.panels.form_shape import FormShape
from ui.panels.identity_fields import birth_words

if TYPE_CHECKING:
    from app.changes import Changes
    from app.services.directory import OfficialForm
    from ui.front import Front
    from ui.tasks import Progress

DRAFT_KIND = "official"
NOT_ELECTED = "not_elected"


class OfficialFormPage(FormShape):
    """One person being typed. `open_person` begins, `save` and `close_form` end; the page shows it meanwhile."""

    closed = Signal(object)  # the id of the person saved or opened, or None
    saved = Signal(int)

    def __init__(self, front: Front) -> None:
        super().__init__(front.desk)
        self._front = front
        self._id: int | None = None
        self._version: int | None = None
        self._base: dict[str, str] = {}
        self._base_mandates: list[dict[str, Any]] = []
        self._keeper = DraftKeeper(front, DRAFT_KIND, self.payload, parent=self)
        self._offered: DraftRow | None = None
        self._shown_with_errors: tuple[str, ...] | None = None  # errors that were saved as they are
        self._saving: Progress | None = None
        self.form = FormFields(self.all_fields(), self)
        self.form.edited.connect(self._edited)
        for part in (self.identity, self.mandates, self.address):
            part.edited.connect(self._edited)
            part.judged.connect(self._say_points)
        self.identity.civilityChanged.connect(self._say_title)
        self.identity.judged.connect(self._say_title)
        self.elected.changed.connect(lambda _value: self._edited())
        self.form.judged.connect(self._say_points)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close_form)
        self.offer.taken.connect(self._take_draft)
        self.offer.givenUp.connect(self._give_draft_up)
        self.conflict.decided.connect(self._decide)

    # Beginning

    def open_person(self, official_id: int | None, prefill: Mapping[str, str] | None = None) -> None:
        """Show a person, or an empty form with what is already known; a draft of it is offered."""
        desk = self._front.desk

        def read() -> tuple[OfficialDetail | None, Sequence[DraftRow]]:
            from app.storage import queries

            detail = queries.official(desk, official_id) if official_id is not None else None
            drafts = [one for one in queries.drafts(desk) if one.kind == DRAFT_KIND and one.subject_id == official_id]
            return detail, drafts

        self._front.read(read, lambda found: self._show(official_id, prefill or {}, *found))

    def _show(
        self,
        official_id: int | None,
        prefill: Mapping[str, str],
        detail: OfficialDetail | None,
        drafts: Sequence[DraftRow],
    ) -> None:
        if official_id is not None and detail is None:
            self._front.refused.emit("Cette fiche n’existe plus\u00a0: une suppression a eu lieu.")
            self.closed.emit(None)
            return
        self._keeper.flush()  # of the form that stood here, while it still does
        self._id, self._version = official_id, detail.version if detail is not None else None
        self._keeper = self._new_keeper(None)
        self._fill(detail, prefill)
        self._offered = drafts[0] if drafts else None
        self.offer.hide()
        self.conflict.hide()
        self.save_button.set_kind("primary")
        self.say_foot("")
        if self._offered is not None:
            when = past_moment_words(self._offered.updated_at.astimezone(), self._front.desk.today())
            names = (self._offered.payload.get(one) for one in ("first_name", "birth_name"))
            self.offer.offer(when, " ".join(str(one) for one in names if one))
        self._say_points()
        self.area.verticalScrollBar().setValue(0)
        self.focus_first()

    def _fill(self, detail: OfficialDetail | None, prefill: Mapping[str, str]) -> None:
        values = dict(detail.values) if detail is not None else {}
        values |= {name: text for name, text in prefill.items() if text}
        for name in ("mobile", "landline"):
            if prefill.get(name):
                values[f"{name}_typed"] = prefill[name]
        self.identity.load(values, prefill.get("birth_date") or birth_words(detail))
        self.identity.hint_shared(detail)
        self.address.load(values)
        self.mandates.load(detail.mandates if detail is not None else ())
        is_official = detail.person.is_official if detail is not None else not values.get("role")
        self.set_elected(is_official, values.get("role", ""))
        self._base, self._base_mandates = self.snapshot(), self.mandates.draft()
        insee = prefill.get("territory_code") or prefill.get("commune", "")
        if insee or prefill.get("territory"):
            commune = self._front.desk.communes().by_insee(insee) if insee else None
            self.mandates.begin(prefill.get("territory") or (commune.name if commune else ""), insee)
        if prefill:
            self._edited()
        self._shown_with_errors = None
        self._say_title()

    def focus_first(self) -> None:
        """The draft that is offered, or the first field of the form that is empty, or the first one."""
        if not self.offer.isHidden():
            self.offer.take.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        fields = (self.identity.birth_name, self.identity.first_name)
        next((one for one in fields if not one.text()), self.identity.birth_name).lead_here()

    # What stands in the form

    @property
    def official_id(self) -> int | None:
        """Whose form it is; None for somebody new."""
        return self._id

    def snapshot(self) -> dict[str, str]:
        """Every value that the form saves, as text."""
        elected = {NOT_ELECTED: "" if self.is_elected() else "yes", "role": self.role.text()}
        return {**self.identity.texts(), **self.address.texts(), **elected}

    def payload(self) -> dict[str, Any]:
        """What a draft keeps; a field in which a NIR stands is left out."""
        kept = self.form.draft()
        texts = {name: text for name, text in self.snapshot().items() if name not in self.form or name in kept}
        texts.pop("nir", None)
        dictated = self.address.dictated.draft_text()
        over = {"version": self._version, "base": self._base}  # what it was typed over, to compare with later
        return {**texts, **over, "dictated": dictated or "", "mandates": self.mandates.draft()}

    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.snapshot() != self._base or self.mandates.draft() != self._base_mandates

    # Saving

    def save(self) -> bool:
        """Save what stands here, wrong values too: they stay marked, and the first of them is led to."""
        if self._saving is not None and not self._saving.over:
            return True
        if not self.conflict.isHidden():
            self.conflict.decide()
            return True
        self.address.dictated.judge()
        self.address.split()
        self.form.judge_all()
        for field in self.mandates.fields():
            field.judge()
        self.address.judge_all()
        self._say_points()
        if holding := self._holding_nir():
            self.say_foot(
                "Un numéro de sécurité sociale se trouve dans un champ\u00a0: remplacez-le, puis enregistrez."
            )
            holding[0].lead_here()
            return True
        self._write()
        return True

    def _write(self) -> None:
        from app.services.directory import record_nir_check, save_official

        desk, form, official_id, version = self._front.desk, self._official(), self._id, self._version
        mandates = self.mandates.forms() if self.mandates.draft() != self._base_mandates else None
        draft_id, checked = self._keeper.draft_id, self.identity.nir_checked

        def done(changes: Changes) -> None:
            self._keeper.forget()
            if checked:
                saved_id = int(changes.result)
                self._front.write(lambda: record_nir_check(desk, saved_id))
            self._after_saving(int(changes.result))

        self._saving = self._front.write(
            lambda: save_official(desk, official_id, form, version, mandates=mandates, draft_id=draft_id),
            done,
            self._not_saved,
        )

    def _after_saving(self, official_id: int) -> None:
        errors = tuple(field.label() for field in self._with_errors())
        again = errors == self._shown_with_errors and not self.is_changed()
        self._id = official_id
        self.saved.emit(official_id)
        if not errors or again:
            self._leave()
            return
        self._shown_with_errors = errors
        self._read_again(lambda detail: self._go_on(detail, errors))

    def _go_on(self, detail: OfficialDetail, errors: Sequence[str]) -> None:
        """The form stays open on what is to be read again; all of it is saved."""
        self._version = detail.version
        self._base = self.snapshot()
        self.mandates.load_ids(detail.mandates)
        self._base_mandates = self.mandates.draft()
        self.identity.nir_checked = False
        self._keeper = self._new_keeper(None)
        if self._unreadable_dates():
            self._keeper.touch()  # a column cannot hold them: the draft does
        self._say_points()
        self.say_foot(f"Enregistré. {points_words(len(errors))} à relire avec la personne.")
        self._with_errors()[0].lead_here()

    def _not_saved(self, problem: UserError) -> None:
        if isinstance(problem, Conflict) and self._id is not None:
            self._read_again(self._compare)
            return
        self.say_foot(f"{problem.message} Votre saisie est gardée ici.")

    def _read_again(self, show: Any) -> None:
        desk, official_id = self._front.desk, self._id

        def read() -> OfficialDetail | None:
            from app.storage import queries

            return queries.official(desk, official_id) if official_id is not None else None

        def shown(detail: OfficialDetail | None) -> None:
            if detail is not None:
                show(detail)

        self._front.read(read, shown)

    # Two people at once

    def _compare(self, theirs: OfficialDetail) -> None:
        """Take over what only the other one changed; ask, field by field, where both did."""
        mine, base = self.snapshot(), self._base
        other = self.values_of(theirs)
        differences = []
        for name, text in mine.items():
            if name in ("mobile", "landline") or other.get(name, "") in (text, base.get(name, "")):
                continue  # a phone is compared once, as typed
            if text == base.get(name, ""):
                self.put(name, other[name])
            else:
                differences.append(Difference(name, self.label_of(name), text, other[name]))
        self._version, self._base = theirs.version, other
        if not differences:
            self._write()
            return
        self.conflict.show_differences(differences)
        self.save_button.set_kind("secondary")  # one solid gesture at a time: to keep what is chosen
        self.area.verticalScrollBar().setValue(0)
        self.conflict.focus_first()

    def _decide(self, chosen: Mapping[str, str]) -> None:
        self.save_button.set_kind("primary")
        for name, text in chosen.items():
            self.put(name, text)
        self.save()

    # Drafts

    def _new_keeper(self, draft_id: int | None) -> DraftKeeper:
        keeper = DraftKeeper(self._front, DRAFT_KIND, self.payload, subject_id=self._id, draft_id=draft_id, parent=self)
        keeper.changed.connect(self._say_draft)
        self._say_draft(keeper.state)
        return keeper

    def _take_draft(self) -> None:
        """Put what was typed back into the form; it is saved under the version that it was typed over."""
        draft, self._offered = self._offered, None
        self.offer.hide()
        if draft is None:
            return
        self._keeper.drop()
        self._keeper = self._new_keeper(draft.id)
        texts = {name: value for name, value in draft.payload.items() if isinstance(value, str)}
        merged = {**self._base, **texts}
        self.identity.load(merged, merged.get("birth_date", ""))
        self.address.load(merged)
        self.address.dictated.set_text(texts.get("dictated", ""))
        self.set_elected(not merged.get(NOT_ELECTED), merged.get("role", ""))
        mandates = draft.payload.get("mandates")
        if isinstance(mandates, list):
            self.mandates.restore([one for one in mandates if isinstance(one, dict)])
        version = draft.payload.get("version")
        self._version = version if isinstance(version, int) and self._id is not None else self._version
        over = draft.payload.get("base")
        if isinstance(over, dict):
            self._base = {**self._base, **{name: str(text) for name, text in over.items()}}
        self._say_title()
        self._say_points()
        self.focus_first()

    def _give_draft_up(self) -> None:
        draft, self._offered = self._offered, None
        self.offer.hide()
        if draft is not None:
            from app.services.drafts import drop_draft

            desk = self._front.desk
            self._front.write(lambda: drop_draft(desk, draft.id))
        self.focus_first()

    def _say_draft(self, state: DraftState) -> None:
        self.say_draft(draft_words(state))

    # Leaving

    def close_form(self) -> None:
        """Échap: one level back; what was typed is kept as a draft."""
        if self.is_changed():
            self._keeper.flush()
        elif self._keeper.state is not DraftState.EMPTY:
            self._keeper.drop()  # all was taken back: there is nothing to offer again
        if self.identity.nir_checked and self._id is not None:
            from app.services.directory import record_nir_check

            desk, official_id = self._front.desk, self._id
            self._front.write(lambda: record_nir_check(desk, official_id))
        self._leave()

    def _leave(self) -> None:
        self.identity.nir_checked = False
        self.identity.nir.forget()
        self.closed.emit(self._id)

    def undo(self) -> bool:
        """Ctrl+Z: an address that was just split goes back on its line."""
        return self.address.undo()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page changes: the draft is written now, and the number is forgotten."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._keeper.flush()
            self.identity.nir.forget()

    # What is said

    def _edited(self) -> None:
        self._keeper.touch()
        self.address.say_envelope()
        self.say_foot("")

    def _with_errors(self) -> list[Field]:
        return [field for field in (*self.form.fields(), *self.mandates.fields()) if field.has_error()]

    def _holding_nir(self) -> list[Field]:
        fields = (self.address.dictated, *self.form.fields(), *self.mandates.fields())
        return [field for field in fields if field.holds_nir()]

    def _unreadable_dates(self) -> bool:
        fields = (self.identity.birth_date, *self.mandates.fields())
        return any(isinstance(one, DateField) and one.text().strip() and one.value() is None for one in fields)

    def _say_points(self) -> None:
        errors = self._with_errors()
        self.summary.show_fields(errors)
        self.say_count(len(errors))

    def _say_title(self) -> None:
        identity = self.identity
        surname = identity.usual_name.text().strip() or identity.birth_name.text().strip()
        first = identity.first_name.text().strip()
        whole = " ".join(part for part in (identity.civility.value() or "", first, surname) if part)
        self.say_title(whole if first or surname else "Nouvelle personne", self.identity.woman_or_man("élu"))

    def _official(self) -> OfficialForm:
        from app.services.directory import OfficialForm

        texts = self.snapshot()
        names = set(OfficialForm.__dataclass_fields__) & set(texts)
        values: dict[str, Any] = {name: texts[name] for name in names}
        values |= {"mobile": self.e164("mobile"), "landline": self.e164("landline"), "city_insee": self.address.insee()}
        return OfficialForm(**{**values, "birth_date": self.identity.birth_day(), "is_official": self.is_elected()})
