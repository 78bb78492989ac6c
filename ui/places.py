"""Where the window can be asked to go: plain values, so that pages never know each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ui.rail_pages import Page

if TYPE_CHECKING:
    from app.changes import Changes
    from app.documents.document import Document


@dataclass(frozen=True)
class GoTo:
    """A page of the rail."""

    page: Page


@dataclass(frozen=True)
class OpenOfficial:
    """One person, in the directory."""

    official_id: int


@dataclass(frozen=True)
class OpenTownHall:
    """The people of one commune, in the directory."""

    insee: str
    name: str


@dataclass(frozen=True)
class OpenDossier:
    """One dossier, its panel open on the board."""

    dossier_id: int


@dataclass(frozen=True)
class OpenSession:
    """One session, its panel open in the catalogue."""

    session_id: int


@dataclass(frozen=True)
class NewCall:
    """A call that begins, or that is made; everything may be unknown."""

    official_id: int | None = None
    dossier_id: int | None = None
    typed: str = ""
    callback_id: int | None = None
    outgoing: bool = False


@dataclass(frozen=True)
class EditOfficial:
    """The form of one person, or of a new one with what is already known (column name -> text)."""

    official_id: int | None = None
    prefill: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewDossier:
    """A dossier to open, for somebody or on a session, or neither yet."""

    official_id: int | None = None
    session_id: int | None = None


@dataclass(frozen=True)
class PreviewSheet:
    """The sheet of one dossier, beside it."""

    dossier_id: int


@dataclass(frozen=True)
class PrintSheet:
    """The sheet of one dossier, on paper; `ask` shows the printer's dialog."""

    dossier_id: int
    ask: bool = False


@dataclass(frozen=True)
class ShowDocument:
    """A paper to make and show; `record` is told "print" or "file" once it was printed or saved."""

    make: Callable[[], Document]
    record: Callable[[str], Changes] | None = None


@dataclass(frozen=True)
class EditGuide:
    """The editions of the guide; with an edition its editor, at a step of it."""

    edition_id: str = ""
    step_id: str = ""


@dataclass(frozen=True)
class ManySheets:
    """The sheets of these dossiers; `title` says which they are: « 3 dossiers choisis », a session, a filter."""

    dossier_ids: tuple[int, ...]
    title: str = ""


@dataclass(frozen=True)
class ImportFile:
    """A register to import; without a path one is asked for."""

    path: Path | None = None


@dataclass(frozen=True)
class EditTraining:
    """The form of a training, or of a new one."""

    training_id: int | None = None


@dataclass(frozen=True)
class EditSession:
    """The form of a session, or of a new one of that training."""

    session_id: int | None = None
    training_id: int | None = None


@dataclass(frozen=True)
class WriteLetters:
    """The letters of a dossier. `part`: "post", "mail" or "letter"; `stage`: why the CDC is written to, "" as it is."""

    dossier_id: int
    part: str = "post"
    stage: str = ""


Place = (
    GoTo
    | OpenOfficial
    | OpenTownHall
    | OpenDossier
    | OpenSession
    | NewCall
    | EditOfficial
    | NewDossier
    | PreviewSheet
    | PrintSheet
    | ShowDocument
    | ManySheets
    | EditGuide
    | ImportFile
    | EditTraining
    | EditSession
    | WriteLetters
)

__all__ = [
    "EditGuide",
    "EditOfficial",
    "EditSession",
    "EditTraining",
    "GoTo",
    "ImportFile",
    "ManySheets",
    "NewCall",
    "NewDossier",
    "OpenDossier",
    "OpenOfficial",
    "OpenSession",
    "OpenTownHall",
    "Page",
    "Place",
    "PreviewSheet",
    "PrintSheet",
    "ShowDocument",
    "WriteLetters",
]
