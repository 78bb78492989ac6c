"""Mail addresses: the library judges the form, a list of slips asks « vouliez-vous dire gmail.com ? »."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from app.checks.problems import NBSP, Problem, error, no_error, warning
from app.checks.reference import table

_BRACKETS = re.compile(r"^[^<>]*<([^<>]+)>$")
# One letter more, less or other in nine is 0.88 or above; short names (sfr.fr) are left to the list of slips.
_LIKENESS = 0.88


@dataclass(frozen=True)
class EmailResult:
    """`email` is the address tidied (None if it cannot be one), `suggestion` what was perhaps meant."""

    email: str | None = None
    suggestion: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether nothing is certainly wrong."""
        return no_error(self.problems)


def check_email(text: str) -> EmailResult:
    """Judge one address without asking any server; nothing is corrected, a likely slip is only named."""
    typed = _tidied(text)
    if not typed:
        return EmailResult(problems=(error("email.empty", "Aucune adresse n’est saisie."),))
    refusal = _refusal(typed)
    if refusal is not None:
        suggestion = _repaired(typed)
        if suggestion is not None:
            refusal = error(refusal.code, f"{refusal.message} {_did_you_mean(suggestion)}")
        return EmailResult(None, suggestion, (refusal,))
    local, _, domain = typed.rpartition("@")
    domain = domain.lower()
    address = f"{local}@{domain}"
    meant = meant_domain(domain)
    if meant is not None:
        suggestion = f"{local}@{meant}"
        return EmailResult(address, suggestion, (warning("email.slip", _did_you_mean(meant)),))
    if not local.isascii():
        plain = _without_accents(local)
        suggestion = f"{plain}@{domain}" if plain.isascii() else None
        message = (
            "Une lettre accentuée avant le @ est rare, et la plateforme peut la refuser. Relisez avec la personne."
        )
        return EmailResult(address, suggestion, (warning("email.accent", message),))
    return EmailResult(address)


def meant_domain(domain: str) -> str | None:
    """Return the domain of a large provider that this one looks like, or None if it is known or like none."""
    emails = table("emails")
    known: list[str] = emails["known"]
    if domain in known:
        return None
    slip: str | None = emails["slips"].get(domain)
    if slip is not None:
        return slip
    close = get_close_matches(domain, known, n=1, cutoff=_LIKENESS)
    return close[0] if close else None


def _tidied(text: str) -> str:
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf").replace("\u00a0", " ").strip()
    inside = _BRACKETS.match(text)
    text = (inside.group(1) if inside else text).strip()
    text = re.sub(r"^mailto:", "", text, flags=re.I)
    return re.sub(r"\s*@\s*", "@", text).rstrip(".,;: ")


def _refusal(typed: str) -> Problem | None:
    """Say in French what keeps `typed` from being an address; None where nothing does."""
    from email_validator import EmailNotValidError, validate_email

    if "@" not in typed:
        return error("email.no_at", f"Il manque le signe @ entre le nom et le fournisseur{NBSP}: nom@orange.fr.")
    if typed.count("@") > 1:
        return error("email.several_at", "Il y a plusieurs signes @. Gardez-en un seul, une seule adresse.")
    if re.search(r"\s", typed):
        return error("email.space", "Il y a un espace dans l’adresse. Retirez-le, ou relisez avec la personne.")
    local, domain = typed.split("@")
    if not local or not domain:
        side = "avant" if not local else "après"
        return error("email.incomplete", f"Il manque ce qui vient {side} le signe @. Complétez l’adresse.")
    if "," in typed or ";" in typed:
        return error("email.comma", "Il y a une virgule dans l’adresse. Mettez un point à sa place.")
    if ".." in typed or typed.startswith(".") or "." in (local[-1], domain[0]):
        return error("email.dot", "Un point est de trop dans l’adresse. Relisez-la signe par signe.")
    if "." not in domain:
        return error("email.no_ending", f"Il manque la fin de l’adresse après le @{NBSP}: .fr ou .com, par exemple.")
    if re.search(r"\.[^.]?$", domain):
        return error("email.no_ending", f"La fin de l’adresse est incomplète{NBSP}: .fr ou .com, par exemple.")
    try:
        validate_email(typed, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return error("email.form", "Un signe ne va pas dans une adresse. Relisez-la signe par signe avec la personne.")
    return None


def _repaired(typed: str) -> str | None:
    """Propose an address for a slip of form, if it then stands; the agent decides."""
    candidate = re.sub(r"\s+", "", typed).replace(",", ".").replace(";", ".")
    candidate = re.sub(r"\.{2,}", ".", re.sub(r"@+", "@", candidate)).strip(".")
    candidate = (
        re.sub(r"\(?(?:arobase|arobas|\bat\b)\)?", "@", candidate, flags=re.I) if "@" not in candidate else candidate
    )
    if "@" not in candidate:
        for known in table("emails")["known"]:
            if candidate.lower().endswith(known) and len(candidate) > len(known):
                candidate = f"{candidate[: -len(known)].rstrip('.')}@{known}"
                break
    local, _, domain = candidate.rpartition("@")
    local, domain = local.strip("."), domain.strip(".").lower()
    candidate = f"{local}@{meant_domain(domain) or domain}"
    return candidate if candidate != typed and _refusal(candidate) is None else None


def _did_you_mean(what: str) -> str:
    return f"Vouliez-vous dire {what}{NBSP}?"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
