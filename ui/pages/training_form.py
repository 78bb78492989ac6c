"""The form of a training: title, short name, hours, price, extra fees, place, theme, public page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.changes import Changes
from app.checks.problems import Problem, error, warning
from app.domain.trainings import SHORT_NAME_LENGTH
from app.services.catalogue import (
    TRAINING_LABELS,
    TrainingForm,
    delete_training,
    save_training,
    short_name_for,
)
from app.storage.rows import TrainingRow
from ui.components import Button, show_part
from ui.dates import NBSP, duration_words, money_words
from ui.forms import CompletingField, DurationField, MoneyField, TextField
from ui.pages.catalogue_form import CatalogueForm, beside, used_before

if TYPE_CHECKING:
    from ui.front import Front

HOURLY_CAP_CENTS = 8_000  # 80 € HT an hour at most (arrêté du 16/02/2021; domain.md, section 3)
NEW = "Nouvelle formation"


def check_short_name(text: str) -> tuple[str, Sequence[Problem]]:
    """18 characters at most, so that a card never cuts a date."""
    text = " ".join(text.split())
    if len(text) > SHORT_NAME_LENGTH:
        sentence = (
            f"Le nom court a {len(text)}{NBSP}caractères, {SHORT_NAME_LENGTH} au plus tiennent sur une carte. "
            "Raccourcissez-le."
        )
        return text, (error("training.short_name", sentence),)
    return text, ()


def check_link(text: str) -> tuple[str, Sequence[Problem]]:
    """An address of the web; one without its beginning gets it, a doubtful one is kept."""
    text = text.strip()
    if not text:
        return "", ()
    if "://" not in text and "." in text and " " not in text:
        text = f"https://{text}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or " " in text:
        sentence = "Cette adresse ne s’ouvrira pas. Copiez-la depuis le navigateur, avec https://."
        return text, (warning("training.link", sentence),)
    if parts.scheme == "http":
        return text, (warning("training.link", "L’adresse commence par http://. Essayez-la avec https://."),)
    return text, ()


class TrainingFormPage(CatalogueForm):
    """`training` None makes a new one."""

    def __init__(self, front: Front, training: TrainingRow | None, catalogue: Sequence[TrainingRow]) -> None:
        title = training.title if training is not None else NEW
        super().__init__(front, "training", training.id if training else None, title, TRAINING_LABELS)
        self._training = training
        places = [row.place for row in catalogue] + [one.place for row in catalogue for one in row.sessions]
        self.title = TextField(
            "Titre", hint="Celui du programme.", required="Il manque le titre. Recopiez celui du programme."
        )
        self.title.left.connect(self._propose_short_name)
        self.short_name = TextField(
            "Nom court",
            note=f"{SHORT_NAME_LENGTH}{NBSP}caractères au plus",
            hint="Pour les cartes et les listes.",
            check=check_short_name,
        )
        self.theme_field = CompletingField("Thème", used_before([row.theme for row in catalogue]), chevron=True)
        self.place = CompletingField(
            "Lieu habituel", used_before(places), chevron=True, hint="Proposé pour chaque nouvelle session."
        )
        self.minutes = DurationField("Durée", hint=f"En heures{NBSP}: 6 ou 6{NBSP}h{NBSP}30.")
        self.minutes.left.connect(self._weigh_price)
        self.price = MoneyField("Prix", hint="Par élu, payé par le DIF.", judge_value=self._judge_price)
        self.fees = MoneyField("Frais additionnels", hint="Par élu, réglés le jour même.")
        self.link = TextField(
            "Page publique", placeholder="https://www.amf42.fr/…", hint="Elle est imprimée sur la fiche.",
            check=check_link,
        )  # fmt: skip
        self.lay_out(
            (self.title, self.short_name, self.theme_field, self.place),
            (beside(self.minutes, self.price), self.fees, self.link),
            {
                "title": self.title,
                "short_name": self.short_name,
                "theme": self.theme_field,
                "place": self.place,
                "minutes": self.minutes,
                "price_cents": self.price,
                "extra_fees_cents": self.fees,
                "link": self.link,
            },
        )
        self._add_gestures()
        self.reset()

    def _add_gestures(self) -> None:
        training = self._training
        self.archive = Button("Archiver", "archive", kind="quiet")
        self.archive.clicked.connect(self._archive)
        self.remove = Button("Supprimer la formation", "trash-2", kind="quiet")
        self.remove.clicked.connect(self._remove)
        if training is not None and training.archived:
            self.archive.set_text("Proposer de nouveau")
            self.archive.set_icon_name("rotate-ccw")
        for button in (self.archive, self.remove):
            show_part(button, training is not None)
            self.add_gesture(button)

    def reset(self) -> None:
        training = self._training
        self.version = training.version if training is not None else None
        self.fields.restore(dict(training_texts(training)) if training is not None else dict.fromkeys(self.fields, ""))
        self._propose_short_name()

    def form(self) -> TrainingForm:
        """The training as typed; what cannot be read counts as nothing."""
        return TrainingForm(
            title=self.title.text(),
            short_name=self.short_name.text(),
            minutes=self.minutes.value() or 0,
            price_cents=self.price.value() or 0,
            extra_fees_cents=self.fees.value() or 0,
            place=self.place.text(),
            theme=self.theme_field.text(),
            link=self.link.text(),
            archived=self._training.archived if self._training is not None else False,
        )

    def action(self) -> Callable[[], Changes]:
        return partial(
            save_training,
            self.front.desk,
            self.subject_id,
            self.form(),
            self.version,
            draft_id=self.keeper.draft_id,
        )

    def read_version(self) -> int | None:
        from app.storage import queries

        rows = queries.trainings(self.front.desk, when="all")
        self._training = next((row for row in rows if row.id == self.subject_id), self._training)
        return next((row.version for row in rows if row.id == self.subject_id), None)

    def _propose_short_name(self) -> None:
        proposed = short_name_for(self.title.text()) if self.title.text().strip() else ""
        self.short_name.line.setPlaceholderText(proposed)

    def _judge_price(self, cents: int) -> Sequence[Problem]:
        minutes = self.minutes.value() or 0
        if minutes and cents * 60 > HOURLY_CAP_CENTS * minutes:
            cap = money_words(HOURLY_CAP_CENTS)
            sentence = f"C’est plus de {cap} HT de l’heure, le plafond du DIF. Relisez le prix et la durée."
            return (warning("training.price", sentence),)
        return ()

    def _weigh_price(self) -> None:
        if self.price.text():
            self.price.judge()

    def _archive(self) -> None:
        training = self._training
        if training is None:
            return
        form = TrainingForm(**{**vars(self._kept_form(training)), "archived": not training.archived})
        self.front.write(partial(save_training, self.front.desk, training.id, form, None), lambda _done: self._left())

    def _remove(self) -> None:
        if self.subject_id is not None:
            self.front.write(partial(delete_training, self.front.desk, self.subject_id), lambda _done: self._left())

    def _left(self) -> None:
        self.keeper.drop()
        self.closed.emit()

    def _kept_form(self, training: TrainingRow) -> TrainingForm:
        return TrainingForm(
            title=training.title,
            short_name=training.short_name,
            minutes=training.minutes,
            price_cents=training.price_cents,
            extra_fees_cents=training.extra_fees_cents,
            place=training.place,
            theme=training.theme,
            link=training.link,
        )


def training_texts(training: TrainingRow) -> Mapping[str, str]:
    """Field name -> what the form shows of a training."""
    return {
        "title": training.title,
        "short_name": training.short_name,
        "theme": training.theme,
        "place": training.place,
        "minutes": duration_words(training.minutes) if training.minutes else "",
        "price_cents": money_words(training.price_cents),
        "extra_fees_cents": money_words(training.extra_fees_cents) if training.extra_fees_cents else "",
        "link": training.link,
    }
