"""What the keys of the script do: answers, steps back, blocks, and the platform's fields saved to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.checks.problems import NBSP
from app.errors import Conflict, FieldConflict, UserError
from app.guide.cdc import way_to_write, writes_to_cdc
from app.guide.edition import Effect
from ui.call_state import note_offer
from ui.panels.screen_fields import known_values, saved_values
from ui.script_position import Offer, Script, place_after

if TYPE_CHECKING:
    from app.changes import Changes
    from app.desk import Desk
    from ui.front import Front
    from ui.pages.live_call import LiveCall


class ScriptActions:
    """Each action waits for what was asked before it (`LiveCall.settle`)."""

    def __init__(self, call: LiveCall, front: Front) -> None:
        self._call, self._front = call, front

    def answer(self, at: int) -> None:
        """F7, F8, F9."""
        self._call.settle(lambda: self._answer(at))

    def _answer(self, at: int) -> None:
        script, standing = self._call.script(), self._call.standing()
        if script is None or standing is None or at >= len(script.offers):
            return
        offer = script.offers[at]
        if offer.effect is Effect.DONE and script.done:
            self._call.state.place, self._call.state.help = place_after(standing, script.place), ""
        else:
            note_offer(self._call.state, script, offer, self._front.desk.today(), self._call.last_day())
            self._write_answer(script, offer)
        self._call.touch()
        if not self._call.busy:
            self._call.changed.emit()

    def _write_answer(self, script: Script, offer: Offer) -> None:
        from app.services.dossiers import answer, block, tick, written_to_cdc

        desk, dossier_id, step = self._front.desk, self._call.state.dossier_id, script.step
        if dossier_id is None:
            return
        if offer.effect is Effect.ANSWER:
            self._call.write(lambda: answer(desk, dossier_id, offer.question, offer.value))
        elif step is not None and offer.effect is Effect.DONE:
            self._call.write(lambda: tick(desk, dossier_id, step.id))
            if writes_to_cdc(step):
                self._call.write(lambda: written_to_cdc(desk, dossier_id, way_to_write(step), desk.today()))
        elif step is not None and offer.effect is Effect.BLOCKED:
            self._call.write(lambda: block(desk, dossier_id, step.id))
            self._call.noteWanted.emit(blocked_words(script))

    def take_session(self, session_id: int) -> None:
        """F3, F4, F5: another session in the place of one that can no longer be asked for."""
        self._call.settle(lambda: self._take_session(session_id))

    def _take_session(self, session_id: int) -> None:
        from app.services.dossiers import change_session

        desk, dossier_id = self._front.desk, self._call.state.dossier_id
        if dossier_id is not None:
            self._call.state.advanced = True
            self._call.touch()
            self._call.write(lambda: change_session(desk, dossier_id, session_id), told=True)

    def back(self) -> None:
        """Maj+F7: the place before."""
        self._call.settle(self._back)

    def _back(self) -> None:
        script = self._call.script()
        self._go(script.before if script is not None else "")

    def go(self, place: str) -> None:
        """A step of the column: show it."""
        self._call.settle(lambda: self._go(place))

    def _go(self, place: str) -> None:
        if place:
            self._call.state.place, self._call.state.help = place, ""
            self._call.touch()
            self._call.changed.emit()

    def block(self) -> None:
        """F11: stuck here; the note takes the caller's words. Once more: stuck no longer."""
        self._call.settle(self._block)

    def _block(self) -> None:
        from app.services.dossiers import block, unblock

        script, dossier_id, desk = self._call.script(), self._call.state.dossier_id, self._front.desk
        step = script.step if script is not None else None
        if script is None or step is None or dossier_id is None:
            return
        if script.blocked:
            self._call.write(lambda: unblock(desk, dossier_id))
            return
        self._call.write(lambda: block(desk, dossier_id, step.id))
        self._call.noteWanted.emit(blocked_words(script))

    def reopen(self) -> None:
        """Take a tick back."""
        self._call.settle(self._reopen)

    def _reopen(self) -> None:
        from app.services.dossiers import untick

        script, dossier_id, desk = self._call.script(), self._call.state.dossier_id, self._front.desk
        step = script.step if script is not None else None
        if step is None or dossier_id is None:
            return
        self._call.state.ticked = [one for one in self._call.state.ticked if one != step.id]
        self._call.write(lambda: untick(desk, dossier_id, step.id))

    def write_letters(self, stage: str) -> None:
        """The mail or the letter to the CDC, once all that was answered is written; the call goes on."""
        self._call.settle(lambda: self._write_letters(stage))

    def _write_letters(self, stage: str) -> None:
        if self._call.state.dossier_id is not None:
            self._front.write_letters(self._call.state.dossier_id, "mail", stage)

    # The platform's fields

    def type_field(self, source: str, text: str) -> None:
        """A field of the platform's screen is being typed: a draft keeps it until it is saved."""
        if self._call.official is not None and known_values(self._call.official).get(source, "") != text:
            self._call.state.screen[source] = text
        else:
            self._call.state.screen.pop(source, None)
        self._call.touch()

    def save_field(self, source: str, text: str) -> None:
        """The field was left: the person has this value now."""
        self._call.settle(lambda: self._save_field(source, text))

    def _save_field(self, source: str, text: str) -> None:
        call, official, desk = self._call, self._call.official, self._front.desk
        seen = known_values(official).get(source, "") if official is not None else text
        call.state.screen.pop(source, None)
        if official is None or seen == text:
            return

        def refused() -> None:
            call.state.screen[source] = text
            call.touch()
            call.fieldRefused.emit(source)

        official_id = official.person.id
        call.write(lambda: save_platform_field(desk, official_id, source, seen, text), refused=refused)

    def nir_checked(self) -> None:
        """A NIR was checked with the caller: when and by whom is kept, never the number."""
        from app.services.directory import record_nir_check

        desk, official_id, dossier_id = self._front.desk, self._call.state.official_id, self._call.state.dossier_id
        if official_id is not None:
            self._call.write(lambda: record_nir_check(desk, official_id, dossier_id))


def save_platform_field(desk: Desk, official_id: int, source: str, seen: str, text: str) -> Changes:
    """Save one field over the person as they are now. Raises Conflict when somebody changed that very field since."""
    from app.services.directory import OfficialForm, save_official
    from app.storage.queries import official

    now = official(desk, official_id)
    if now is None:
        raise UserError(
            f"On ne trouve plus cette fiche{NBSP}: quelqu’un l’a supprimée. Cherchez la personne à nouveau."
        )
    theirs = known_values(now).get(source, "")
    if theirs not in (seen, text):
        raise Conflict(
            f"Quelqu’un d’autre vient d’écrire «{NBSP}{theirs}{NBSP}» là où vous avez «{NBSP}{text}{NBSP}». "
            "Relisez avec la personne, puis quittez de nouveau le champ pour garder votre saisie.",
            (FieldConflict(source, text, theirs),),
        )
    values: dict[str, Any] = {**now.values, **saved_values(source, text, desk.communes())}
    form = OfficialForm(**values, birth_date=now.birth_date, is_official=now.person.is_official)
    return save_official(desk, official_id, form, now.version)


def blocked_words(script: Script) -> str:
    """How the note goes on after F11: the caller's own words follow."""
    where = f"l’étape\u00a0{script.number}" if script.number else "cette étape"
    return f"Blocage à {where}\u00a0: "
