"""The editor of one edition of the guide: taken in hand, drafted, saved as a new version; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.changes import Changes
from app.errors import Conflict, UserError
from app.guide.edition import Edition
from app.storage.rows import DraftRow
from ui.dates import past_moment_words
from ui.drafting import DraftKeeper, DraftState, draft_words
from ui.guide_draft import as_json, edition_from
from ui.guide_words import without_fields
from ui.guide_writing import EditionInHand, merged
from ui.panels.guide_editor_hands import EditorHands
from ui.panels.guide_editor_shape import TREE

if TYPE_CHECKING:
    from ui.front import Front
    from ui.tasks import Progress

DRAFT_KIND = "guide"
NBSP = "\u00a0"


@dataclass(frozen=True)
class Kept:
    """An edition as it is in the base, and the draft of it that somebody left."""

    edition: Edition
    version: int
    draft: DraftRow | None = None


def read_kept(front: Front, edition_id: str) -> Kept:
    """The edition in use, its version and its draft. Raises UserError when it is not here any more."""
    from app.storage import queries
    from app.storage.queries_guide import editions

    row = next((one for one in editions(front.desk) if one.id == edition_id), None)
    if row is None:
        raise UserError("Cette édition n’est plus sur ce poste. Choisissez-en une autre.")
    drafts = [one for one in queries.drafts(front.desk) if one.kind == DRAFT_KIND]
    draft = next((one for one in drafts if one.payload.get("edition_id") == edition_id), None)
    return Kept(front.desk.edition(edition_id), row.version, draft)


class GuideEditor(EditorHands):
    """One edition in hand."""

    closed = Signal()
    saved = Signal(int)  # number of the new version
    inUse = Signal(str)  # the edition that is shown  # noqa: N815 - Qt’s way of naming

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.version = 0
        self._saving: Progress | None = None
        self._offered: DraftRow | None = None
        self._keeper = self._new_keeper(None)
        self.reason.edited.connect(self.draft_touched)
        self.save_button.clicked.connect(lambda _on: self.save())
        self.close_button.clicked.connect(lambda _on: self.close_editor())
        self.offer.taken.connect(self._take_draft)
        self.offer.givenUp.connect(self._give_draft_up)

    def draft_touched(self) -> None:
        self._keeper.touch()

    def kept_words(self) -> str:
        return draft_words(self._keeper.state)

    # Beginning

    @property
    def edition_id(self) -> str:
        """The edition in hand, or nothing yet."""
        return self.hand.base.id if self.hand is not None else ""

    def open_edition(self, edition_id: str, step_id: str = "", *, lead: bool = True) -> None:
        """Take an edition in hand; a draft of it is offered. One that is in hand and changed stays as it is.

        `lead` takes the keyboard there.
        """
        if edition_id == self.edition_id and self.hand is not None and self.hand.is_changed():
            self._show_again(step_id or self.hand.step_id)
            if lead:
                self.focus_first()
            return
        self._keeper.flush()
        self._front.read(
            lambda: read_kept(self._front, edition_id), lambda kept: self.show_kept(kept, step_id, lead=lead)
        )

    def show_kept(self, kept: Kept, step_id: str = "", *, lead: bool = True) -> None:
        """Show an edition as it is in the base."""
        self._keeper = self._new_keeper(None)
        self.hand, self.version = EditionInHand(kept.edition), kept.version
        self._offered = kept.draft
        self.offer.hide()
        self.say("")
        self.reason.set_text("")
        self.reason.show_problems(())
        self._problems = ()
        if kept.draft is not None:
            when = past_moment_words(kept.draft.updated_at.astimezone(), self._front.desk.today())
            self.offer.offer(when, f"guide, {kept.edition.title}, {kept.draft.agent}")
        self._show_again(step_id or self.hand.step_id)
        self.inUse.emit(kept.edition.id)
        self.prove()
        self.sheet.renew()
        if lead:
            self.focus_first()

    def focus_first(self) -> None:
        """The draft that is offered, or the tree."""
        if not self.offer.isHidden():
            self.offer.take.setFocus()
            return
        if self.left.isHidden():
            self.show_pane(TREE)
        self.tree.setFocus()

    def regions(self) -> Sequence[QWidget]:
        """Parts between which F6 goes."""
        points = (self.points.list,) if not self.points.isHidden() else ()
        return (self.left, *points, self.middle, self.sheet, self.foot)

    # Saving

    def save(self) -> bool:
        """Ctrl+S: keep what stands here as a new version, with its reason."""
        if self.hand is None or (self._saving is not None and not self._saving.over):
            return True
        if not self.hand.is_changed():
            self.say("Rien n’a changé\u00a0: il n’y a pas de nouvelle version à enregistrer.")
            return True
        reason = self.reason.given()
        if not reason:
            return True
        from app.services.guide import save_edition

        desk, edition, seen = self._front.desk, self.hand.edition, self.version
        self._saving = self._front.write(
            lambda: save_edition(desk, edition, reason, seen), self._after_saving, self._not_saved
        )
        return True

    def _after_saving(self, changes: Changes) -> None:
        assert self.hand is not None
        self._keeper.drop()
        self._keeper = self._new_keeper(None)
        number = int(changes.result)
        self.hand.base, self.version = self.hand.edition, number
        self.reason.set_text("")
        self.say("")
        self._show_problems(())
        self._say_state()
        self.saved.emit(number)

    def _not_saved(self, problem: UserError) -> None:
        problems = getattr(problem, "problems", ())
        if problems:
            self._show_problems(problems)
            self.say("Le guide n’est pas enregistré\u00a0: relisez d’abord ces points. Votre saisie est gardée ici.")
            if self.left.isHidden():
                self.show_pane(TREE)
            self.points.focus_first()
        elif isinstance(problem, Conflict):
            self._front.read(lambda: read_kept(self._front, self.edition_id), self._take_over)
        else:
            self.say(f"{problem.message} Votre saisie est gardée ici.")

    def _take_over(self, kept: Kept) -> None:
        """Somebody saved another version meanwhile: what was typed here is put onto it, and said."""
        assert self.hand is not None
        edition, both = merged(self.hand.base, self.hand.edition, kept.edition)
        step_id, titles = (
            self.hand.step_id,
            [without_fields(edition.step(one).title) for one in both if _has(edition, one)],
        )
        self.hand, self.version = EditionInHand(kept.edition, edition), kept.version
        self._show_again(step_id)
        self._touched(anew=False)
        named = ", ".join(f"«{NBSP}{title}{NBSP}»" for title in titles)
        also = (
            f" Vous avez changé tous les deux{NBSP}: {named}. Votre texte est gardé, l’autre est dans Versions."
            if titles
            else ""
        )
        self.say(
            f"La version {kept.version} a été enregistrée entre-temps{NBSP}: vos changements y sont reportés.{also} "
            "Relisez, puis Ctrl+S."
        )

    # Drafts

    def _new_keeper(self, draft_id: int | None) -> DraftKeeper:
        keeper = DraftKeeper(self._front, DRAFT_KIND, self._payload, draft_id=draft_id, parent=self)
        keeper.changed.connect(lambda _state: self._say_state())
        return keeper

    def _payload(self) -> Mapping[str, Any]:
        assert self.hand is not None
        return {
            "edition_id": self.hand.base.id,
            "seen": self.version,
            "step": self.hand.step_id,
            "reason": self.reason.draft_text() or "",
            "title": self.hand.edition.title,
            "edition": as_json(self.hand.edition),
        }

    def _take_draft(self) -> None:
        """Put what was typed back; it is saved over the version that it was typed over, or put onto a newer one."""
        draft, self._offered = self._offered, None
        self.offer.hide()
        if draft is None or self.hand is None:
            return
        mine = edition_from(draft.payload.get("edition"))
        if mine is None:
            self.say("Ce brouillon ne se lit plus. Il reste dans la base.")
            return
        self._keeper.drop()
        self._keeper = self._new_keeper(draft.id)
        current = Kept(self.hand.base, self.version)
        self.hand = EditionInHand(current.edition, mine)
        self.reason.set_text(str(draft.payload.get("reason", "")))
        self._show_again(str(draft.payload.get("step", "")))
        self._touched(anew=False)
        self.tree.setFocus()
        seen = draft.payload.get("seen")
        if isinstance(seen, int) and seen != current.version:
            self._put_onto(current, seen, mine)

    def _put_onto(self, kept: Kept, seen: int, mine: Edition) -> None:
        """What was typed over an older version is put onto the one in use."""
        desk, edition_id = self._front.desk, kept.edition.id

        def query() -> Edition:
            from app.storage.queries_guide import edition_at

            return edition_at(desk, edition_id, seen)

        def show(base: Edition) -> None:
            self.hand = EditionInHand(base, mine)
            self._take_over(kept)

        self._front.read(query, show)

    def _give_draft_up(self) -> None:
        draft, self._offered = self._offered, None
        self.offer.hide()
        if draft is not None:
            from app.services.drafts import drop_draft

            desk = self._front.desk
            self._front.write(lambda: drop_draft(desk, draft.id))
        self.focus_first()

    # Leaving

    def escape(self) -> bool:
        """Échap: out of a field's box, then out of the form into the tree; False when the editor is to be left."""
        if self.form.close_box():
            return True
        focus = QApplication.focusWidget()
        if focus is not None and self.middle.isAncestorOf(focus):
            if self.left.isHidden():
                self.show_pane(TREE)
            self.tree.setFocus()
            return True
        return False

    def close_editor(self) -> None:
        """What is not saved stays here, and as a draft."""
        if self.hand is not None and self.hand.is_changed():
            self._keeper.flush()
        elif self._keeper.state is not DraftState.EMPTY:
            self._keeper.drop()
            self._keeper = self._new_keeper(None)
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page changes: the draft is written now."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._keeper.flush()


def _has(edition: Edition, step_id: str) -> bool:
    return any(step.id == step_id for step in edition.steps)
