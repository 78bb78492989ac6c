"""A command line that speaks French; argparse's own English words are replaced, and it never repeats what was typed."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

WRONG_USE = 2
_OF_ARGUMENT = re.compile(r"^argument ([^:]+): ")
_REQUIRED = "the following arguments are required: "
_UNKNOWN = "unrecognized arguments: "


def say(sentence: str) -> None:
    """Tell a person something, on standard error."""
    sys.stderr.write(sentence + "\n")


def put(row: dict[str, Any]) -> None:
    """Write one JSON object on one line of standard output."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class FrenchHelp(argparse.RawDescriptionHelpFormatter):
    """« Usage : » before how a command is written."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Usage\u00a0: " if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """A parser whose help is French and which leaves with 2 after one sentence and the usage."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": FrenchHelp, "add_help": False, "allow_abbrev": False, **options})
        self.values = self.add_argument_group("Valeurs")
        self.choices = self.add_argument_group("Options")
        self.choices.add_argument("-h", "--help", action="help", help="montrer cette aide, puis s’arrêter")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is written; what was typed is never repeated, for it may hold anything."""
        named = _OF_ARGUMENT.match(message)
        if message.startswith(_REQUIRED):
            reason = f"Il manque\u00a0: {message.removeprefix(_REQUIRED)}."
        elif message.startswith(_UNKNOWN):
            reason = "Il y a un mot de trop dans la commande."
        elif named is not None:
            reason = f"La valeur de {named[1]} ne convient pas."
        else:
            reason = "La commande est mal écrite."
        if sys.stderr is not None:  # a window's program has no console on Windows
            sys.stderr.write(f"{reason} {self.format_usage()}")
        raise SystemExit(WRONG_USE)
