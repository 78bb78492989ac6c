"""Whether two files of sheets say the same: the words of each sheet, whatever their order and their pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2

# What a layout may leave out or add for want of room or for having some: our own engine does, the peers do not.
OPTIONAL = re.compile(
    r"Cochez chaque étape faite\.\s+Un cadre comme celui-ci\s+est un bouton à cliquer\.|Pourquoi cette date \?"
    r"|Vos notes : jamais votre mot de passe ni votre numéro de sécurité sociale\."
)
PAGING = re.compile(r"suite page \d+|Page \d+/\d+")
FIRST_PAGE = re.compile(r"Page 1/\d+")


class OtherWordsError(Exception):
    """The two files do not say the same: no time of theirs may be compared."""


def require_same_words(ours: Path, peer: Path, sheets: Sequence[dict[str, Any]]) -> None:
    """Raise OtherWordsError, naming the first sheet and its words, unless both files say the same on every sheet."""
    here, there = words_of_sheets(ours, sheets), words_of_sheets(peer, sheets)
    for number, (mine, other) in enumerate(zip(here, there, strict=True), start=1):
        alone, peer_alone = mine - other, other - mine
        _part(alone, peer_alone)
        _part(peer_alone, alone)
        if alone or peer_alone:
            raise OtherWordsError(
                f"sheet {number} of {peer.name}: ours alone says {sorted(alone.elements())}, "
                f"the peer alone {sorted(peer_alone.elements())}"
            )


def _part(glued: Counter[str], parted: Counter[str]) -> None:
    """Take out of both a word of one that is two words of the other: pdfium joins what two forms draw on one line."""
    for word in list(glued.elements()):
        for at in range(1, len(word)):
            halves = Counter((word[:at], word[at:]))
            if halves <= parted:
                glued[word] -= 1
                parted -= halves
                break
    for counts in (glued, parted):
        for word in [word for word, count in counts.items() if count <= 0]:
            del counts[word]


def words_of_sheets(pdf: Path, sheets: Sequence[dict[str, Any]]) -> list[Counter[str]]:
    """Words of each sheet, heads and feet that each page repeats counted once. Raises OtherWordsError."""
    pages = grouped(texts_of(pdf))
    if len(pages) != len(sheets):
        raise OtherWordsError(f"{pdf.name} holds {len(pages)} sheets, not {len(sheets)}")
    return [_once(group, sheet) for group, sheet in zip(pages, sheets, strict=True)]


def texts_of(pdf: Path) -> list[str]:
    """Text of each page, every space alike."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(" ".join(text_page.get_text_bounded().replace("\u00a0", " ").split()))
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def grouped(texts: list[str]) -> list[list[str]]:
    """Pages of one sheet together: each begins at its « Page 1/… »."""
    groups: list[list[str]] = []
    for text in texts:
        if FIRST_PAGE.search(text) or not groups:
            groups.append([])
        groups[-1].append(text)
    return groups


def _once(pages: list[str], sheet: dict[str, Any]) -> Counter[str]:
    found = Counter(_words(OPTIONAL.sub(" ", PAGING.sub(" ", " ".join(pages)))))
    foot = ["Un blocage", "Appelez-nous", sheet["phone"], sheet["email"], *sheet["address"]]
    for page in pages[1:]:
        found.subtract(_words(" ".join((*foot, sheet["edition"], sheet["made"], _head(sheet, page)))))
    return Counter({word: count for word, count in found.items() if count})


def _head(sheet: dict[str, Any], page: str) -> str:
    """The running head as it stands on this page: our own engine shortens it beside a long name."""
    words, notice = [sheet["name"]], sheet["notice"]
    running = sheet["running"].replace("\u00a0", " ")
    words.append(running if running in page else running.rpartition(" ")[0])
    if notice:
        label = notice["label"].replace("\u00a0", " ")
        words.append(label if label in page else label.replace("Demande à", "À"))
        words += [notice["weekday"], notice["day"]]
    return " ".join(words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
