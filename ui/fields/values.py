"""Fields that read a date, an hour, an amount, a duration or a number out of what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any, Generic, TypeVar

from app.checks.problems import NBSP, Problem, error
from ui.dates import capitalised, duration_words, money_words, numeric_date, short_date, time_words
from ui.fields.reading import read_date, read_duration, read_money, read_number, read_time
from ui.fields.text import TextField

V = TypeVar("V")


class ValueField(TextField, Generic[V]):
    """One line that holds a value: what cannot be read stays as typed, with a sentence that says how to write it.

    `judge_value` looks at a value that could be read.
    """

    unreadable = ""
    code = "value.unreadable"

    def __init__(
        self,
        label: str,
        *,
        judge_value: Callable[[V], Sequence[Problem]] | None = None,
        **options: Any,
    ) -> None:
        self._judge_value = judge_value
        super().__init__(label, **options)

    def value(self) -> V | None:
        """The value; None if nothing, or nothing that can be read, was typed."""
        return self.read(self.text())

    def set_value(self, value: V | None) -> None:
        """Show a value, without judging it."""
        self.set_text("" if value is None else self.written(value))

    def read(self, text: str) -> V | None:
        """The value of a text, or None."""
        raise NotImplementedError

    def written(self, value: V) -> str:
        """The value as the field shows it once left."""
        raise NotImplementedError

    def examine(self, text: str) -> tuple[str, Sequence[Problem]]:
        if not text.strip():
            return super().examine(text)
        value = self.read(text)
        if value is None:
            return text.strip(), (error(self.code, self.unreadable),)
        return self.written(value), (self._judge_value(value) if self._judge_value is not None else ())


class DateField(ValueField[date]):
    """A day. `today` is asked when needed; `past` is for births: 62 is 1962, and the day is written in digits."""

    unreadable = f"Cette date ne se lit pas. Écrivez jour, mois et année{NBSP}: 15/12/2026."
    code = "date.unreadable"

    def __init__(self, label: str, today: Callable[[], date], *, past: bool = False, **options: Any) -> None:
        self._today, self._past = today, past
        if past:
            self.unreadable = f"Cette date ne se lit pas. Écrivez jour, mois et année{NBSP}: 25/11/1962."
        super().__init__(label, **options)

    def read(self, text: str) -> date | None:
        return read_date(text, self._today(), past=self._past)

    def written(self, value: date) -> str:
        return numeric_date(value) if self._past else capitalised(short_date(value))


class TimeField(ValueField[time]):
    """An hour of the day."""

    unreadable = f"Cette heure ne se lit pas. Écrivez-la ainsi{NBSP}: 10{NBSP}h{NBSP}30."
    code = "time.unreadable"

    def read(self, text: str) -> time | None:
        return read_time(text)

    def written(self, value: time) -> str:
        return time_words(value)


class MoneyField(ValueField[int]):
    """An amount in euros; the value is in cents."""

    unreadable = f"Ce montant ne se lit pas. Écrivez-le en chiffres{NBSP}: 200 ou 18,50."
    code = "money.unreadable"

    def read(self, text: str) -> int | None:
        return read_money(text)

    def written(self, value: int) -> str:
        return money_words(value)


class DurationField(ValueField[int]):
    """A duration; the value is in minutes."""

    unreadable = f"Cette durée ne se lit pas. Écrivez-la en heures{NBSP}: 6 ou 6{NBSP}h{NBSP}30."
    code = "duration.unreadable"

    def read(self, text: str) -> int | None:
        return read_duration(text)

    def written(self, value: int) -> str:
        return duration_words(value)


class NumberField(ValueField[int]):
    """A whole number."""

    unreadable = "Ce nombre ne se lit pas. Écrivez-le en chiffres."
    code = "number.unreadable"

    def read(self, text: str) -> int | None:
        return read_number(text)

    def written(self, value: int) -> str:
        return str(value)
