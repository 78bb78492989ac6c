"""Reads a TOML table key by key, and says in French where a key is missing, unknown or of another type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.errors import UserError

Choice = TypeVar("Choice", bound=StrEnum)

_BREAKABLE = re.compile(r"(?<=«) | (?=[»:;?!])|(?<=n°) ")

EMPTY = "le texte est vide. Écrivez-le."

_KINDS: dict[type, str] = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    bool: "true ou false",
    date: "une date, comme 2022-03-01",
    list: "une liste entre crochets",
    dict: "une table, question = réponses",
}


class GuideError(UserError):
    """A file of the guide that cannot be used; the sentence names the file, the step and the key.

    `place`, `key` and `problem` are its parts, "" where the whole file is meant.
    """

    def __init__(self, message: str, place: str = "", key: str = "", problem: str = "") -> None:
        super().__init__(french(message))
        self.place, self.key, self.problem = place, key, problem


def french(sentence: str) -> str:
    """Set the no-break spaces of a sentence put together from parts and from words of the file."""
    return _BREAKABLE.sub("\u00a0", sentence)


class Table:
    """One table of the file. `place` is where it stands, for people: « étape « open_site » ».

    Each method takes the key away; `finish` refuses the keys that nobody asked for. All raise GuideError.
    """

    def __init__(self, file: str, place: str, values: Mapping[str, Any]) -> None:
        self.file = file
        self.place = place
        self._values = dict(values)

    def error(self, key: str, problem: str) -> GuideError:
        """Return the error to raise: file, place, key, what is wrong and what to write."""
        place = f", {self.place}" if self.place else ""
        return GuideError(f"Le guide « {self.file} »{place}, clé « {key} » : {problem}", self.place, key, problem)

    def at(self, place: str) -> None:
        """Name the place better, once its id is known."""
        self.place = place

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without default it must be there and say something."""
        value = self._take(key, str, default)
        text = str(value).strip(" \n\t")
        if default is None and not text:
            raise self.error(key, EMPTY)
        return text

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        return bool(self._take(key, bool, default))

    def number(self, key: str) -> int:
        """Return a whole number."""
        return int(self._take(key, int, None))

    def optional_number(self, key: str) -> int | None:
        """Return a whole number, or None where the key is absent."""
        return self.number(key) if key in self._values else None

    def day(self, key: str) -> date:
        """Return a day."""
        value = self._take(key, date, None)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.error(key, f"il faut {_KINDS[date]}, sans heure.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is absent."""
        values = self._take(key, list, [])
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(key, "chaque élément de la liste est un texte entre guillemets.")
        return tuple(values)

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """Return one member of an enumeration, written as its value."""
        return self.member(key, self.text(key), kind)

    def member(self, key: str, word: str, kind: type[Choice]) -> Choice:
        """Return the member written so."""
        try:
            return kind(word)
        except ValueError:
            raise self.unknown(key, word, [member.value for member in kind]) from None

    def one_of(self, key: str, words: tuple[str, ...], default: str | None = None) -> str:
        """Return a text that is one of `words`."""
        word = self.text(key, default)
        if word not in words and word != default:
            raise self.unknown(key, word, words)
        return word

    def unknown(self, key: str, word: str, words: Any) -> GuideError:
        """Return the error of a word that is not one of those that are known."""
        return self.error(key, f"« {word} » n’est pas connu. Écrivez l’un de ces mots : {', '.join(words)}.")

    def conditions(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return question = answers; an answer alone stands for a list of one. Absent: empty."""
        read: dict[str, tuple[str, ...]] = {}
        for question, answers in self._take(key, dict, {}).items():
            listed = [answers] if isinstance(answers, str) else answers
            if not isinstance(listed, list) or not listed or not all(isinstance(answer, str) for answer in listed):
                raise self.error(f"{key}.{question}", 'écrivez une réponse, comme "yes", ou une liste de réponses.')
            read[question] = tuple(listed)
        return read

    def table(self, key: str, place: str) -> Table | None:
        """Return the table under a key, or None."""
        if key not in self._values:
            return None
        return Table(self.file, place, self._take(key, dict, None))

    def tables(self, key: str, place: str) -> Iterator[Table]:
        """Yield the tables `[[key]]`; each is placed by its rank until it is named better."""
        for rank, values in enumerate(self._take(key, list, []), start=1):
            where = f"{place} n° {rank}"
            if not isinstance(values, dict):
                raise self.error(key, f"{where} : il faut une table [[{key}]].")
            yield Table(self.file, where, values)

    def finish(self) -> None:
        """Refuse the first key that was never asked for."""
        for key in self._values:
            raise self.error(key, "cette clé n’existe pas. Corrigez son nom ou retirez-la.")

    def _take(self, key: str, kind: type, default: object) -> Any:
        if key not in self._values:
            if default is None:
                raise self.error(key, f"elle manque. Ajoutez-la : {_KINDS[kind]}.")
            return default
        value = self._values.pop(key)
        # bool is an int for Python, never for a reader.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, f"il faut {_KINDS[kind]}.")
        return value
