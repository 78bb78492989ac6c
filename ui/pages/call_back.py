"""« Rappel »: a day and an hour, typed or taken from a list, and two shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.checks.problems import NBSP, Problem, error, no_error, warning
from ui.call_state import callback_days, tomorrow_morning
from ui.components import Chip, FlowLayout, Text, Themed
from ui.dates import DAYS, capitalised, short_date, short_day, time_words, today_words
from ui.fields.reading import read_date, read_time
from ui.fields.text import CompletingField, Suggestion
from ui.fields.values import DateField, TimeField
from ui.theme import CAPTION, Role, Theme

HOURS = tuple(time(hour, minute) for hour in range(8, 19) for minute in (0, 30))


class CallbackFields(Themed, QWidget):
    """Both fields may be empty: nobody is called back, or at any time of that day."""

    changed = Signal()
    hourWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    tomorrowWanted = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        options = {"show_label": False, "reserve": False}
        self.day = CompletingField(
            "Rappel",
            self._days,
            chevron=True,
            accessible_name="Jour du rappel",
            placeholder="Pas de rappel",
            check=self._check_day,
            **options,
        )
        self.hour = CompletingField(
            "Heure",
            _hours,
            chevron=True,
            accessible_name="Heure du rappel",
            placeholder="Heure",
            check=_check_hour,
            **options,
        )
        self.in_one_hour = Chip(f"Dans 1{NBSP}h", checkable=False)
        self.tomorrow = Chip(tomorrow_morning(today())[2], checkable=False)
        self._proposed = Text(
            "Proposé par le guide\u00a0: videz le jour pour ne pas rappeler.", CAPTION, Role.HINT, wrap=True
        )
        self.limit = Text("", CAPTION, Role.SOON, wrap=True)
        self.limit.hide()
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._row.setSizePolicy(policy)
        for widget in (self.day, self.hour, self.in_one_hour, self.tomorrow):
            self._flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._row)
        layout.addWidget(self._proposed)
        layout.addWidget(self.limit)
        for field in (self.day, self.hour):
            field.edited.connect(self.changed)
            field.left.connect(self.changed)
        self.in_one_hour.clicked.connect(self.hourWanted)
        self.tomorrow.clicked.connect(self.tomorrowWanted)
        self.start_theme()

    def moment(self) -> tuple[date | None, time | None]:
        """Day and hour as far as they can be read."""
        return read_date(self.day.text(), self._today()), read_time(self.hour.text())

    def show_moment(self, day: date | None, at: time | None, *, proposed: bool) -> None:
        """Show a callback; what is being typed is left alone as long as it means the same."""
        if self.moment() != (day, at):
            self.day.set_text(self._written(day) if day is not None else "")
            self.hour.set_text(time_words(at) if at is not None else "")
            for field in (self.day, self.hour):
                field.show_problems(())
        self._proposed.setVisible(proposed and day is not None)
        self.tomorrow.set_words(tomorrow_morning(self._today())[2])

    def forget(self) -> None:
        """Another call begins: nothing of what was typed for the one before stays, readable or not."""
        for field in (self.day, self.hour):
            field.set_text("")
            field.show_problems(())

    def lead_to_unread(self) -> bool:
        """Go to the first of both that holds words which are neither a day nor an hour; False if there is none."""
        unread = [field for field in (self.day, self.hour) if not no_error(field.judge())]
        if unread:
            unread[0].lead_here()
        return bool(unread)

    def show_limit(self, words: str) -> None:
        """Say that the last day to ask is nearer; "" says nothing."""
        self.limit.setText(words)
        self.limit.setVisible(bool(words))

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(6), theme.px(4))
        self.day.setFixedWidth(theme.px(142))
        self.hour.setFixedWidth(theme.px(92))

    def _written(self, day: date) -> str:
        """« Jeudi 26 nov. »: the same year needs no year."""
        ahead = (day - self._today()).days
        if 0 <= ahead <= 1:
            return capitalised(today_words(day, self._today()))
        if day.year != self._today().year:
            return capitalised(short_date(day))
        return capitalised(f"{DAYS[day.weekday()]}{NBSP}{short_day(day)}")

    def _days(self, text: str) -> Sequence[Suggestion]:
        typed = text.strip().lower()
        offered = [self._written(day) for day in callback_days(self._today())]
        return [Suggestion(words) for words in offered if words.lower().startswith(typed)]

    def _check_day(self, text: str) -> tuple[str, Sequence[Problem]]:
        if not text.strip():
            return "", ()
        day = read_date(text, self._today())
        if day is None:
            return text.strip(), (error(DateField.code, DateField.unreadable),)
        past = (
            (warning("callback.past", "Ce jour est passé. Choisissez un jour à venir."),) if day < self._today() else ()
        )
        return self._written(day), past


def _hours(text: str) -> Sequence[Suggestion]:
    typed = text.strip().lower()
    return [Suggestion(time_words(at)) for at in HOURS if time_words(at).startswith(typed)]


def _check_hour(text: str) -> tuple[str, Sequence[Problem]]:
    if not text.strip():
        return "", ()
    at = read_time(text)
    if at is None:
        return text.strip(), (error(TimeField.code, TimeField.unreadable),)
    return time_words(at), ()
