"""What the installer laid, and what would replace it, as the self-test tries them: the files, licences, an update."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from app.errors import UserError
from app.self_test import NBSP, FailedError, Trial
from app.settings import installed_program

LISTING = "fichiers.txt"  # laid by the installer: `1234 place`, or `- place` for what it makes itself, on each line
TOLD = 3  # places that a sentence names


def trials(folder: Path) -> Iterator[Trial]:
    """All of them; `folder` is a new one, to write in."""
    yield Trial("Mises à jour", partial(updates, folder))
    yield Trial("Licences", licences)
    yield Trial("Fichiers", files)


def files() -> str:
    """Each file that the installer laid is there with its size: what only another Windows would miss is seen too."""
    program = installed_program()
    if program is None or not program.with_name(LISTING).is_file():
        return "vus dans le programme installé seulement"
    lines = program.with_name(LISTING).read_text(encoding="ascii").splitlines()
    wrong = [place for size, place in map(_size_and_place, lines) if not _is_whole(program.parent / place, size)]
    if wrong:
        more = f" et {len(wrong) - TOLD} autres" if len(wrong) > TOLD else ""
        raise FailedError(f"manquent ou sont abîmés{NBSP}: {', '.join(wrong[:TOLD])}{more}. Réinstallez le programme.")
    return f"{len(lines)} en place"


def _size_and_place(line: str) -> tuple[int | None, str]:
    size, _, place = line.partition(" ")
    return (int(size) if size.isdigit() else None), place.replace("\\", "/")


def _is_whole(path: Path, size: int | None) -> bool:
    return path.is_file() and size in (None, path.stat().st_size)


def licences() -> str:
    """The licences that must travel with an installed program."""
    if not getattr(sys, "frozen", False):
        return "vus dans le programme installé seulement"
    folders = [Path(sys.executable).parent, Path(getattr(sys, "_MEIPASS", sys.executable))]
    found = [path for folder in folders for path in folder.glob("[Ll]icen[cs]es/**/*") if path.is_file()]
    if not found:
        raise FailedError("le dossier des licences manque")
    return f"{len(found)} textes"


def updates(folder: Path) -> str:
    """An announced program is fetched from a folder; forged, cut short or older, it is refused."""
    import base64
    import hashlib
    import json

    from nacl.signing import SigningKey

    from app.settings import UpdateSource
    from app.update_release import SIGNATURE
    from app.updates import download, look

    key, name, installer = SigningKey.generate(), "AMF42-9.9-installer.exe", b"not a program, and never started"
    manifest: dict[str, object] = {"program": "AMF42", "version": "9.9", "news": []}
    manifest |= {"installer": name, "size": len(installer), "sha256": hashlib.sha256(installer).hexdigest()}
    announced = json.dumps(manifest).encode("ascii")
    server, data = folder / "serveur", folder / "poste"
    server.mkdir(parents=True)
    files = {
        "annonce.json": announced,
        f"annonce.json{SIGNATURE}": base64.b64encode(key.sign(announced).signature),
        name: installer,
    }
    source = UpdateSource(str(server / "annonce.json"), base64.b64encode(key.verify_key.encode()).decode("ascii"))

    def fetch(current: str = "9.8", **changed: bytes) -> Path | None:
        for file, content in files.items():
            (server / file).write_bytes(changed.get(file.rpartition(".")[2], content))
        release = look(source, data, date(2026, 1, 1), current=current)
        return download(source, release, data, lambda _done, _words: None) if release else None

    def is_refused(current: str = "9.8", **changed: bytes) -> bool:
        try:
            fetch(current, **changed)
        except UserError:
            return True
        return False

    if not is_refused(exe=installer[:-1]) or not is_refused(exe=installer[::-1]):
        raise FailedError("un installeur qui n’est pas celui annoncé est pris")
    if not is_refused(json=announced.replace(b'"9.9"', b'"9.95"')):  # newer still: nothing but its signature is wrong
        raise FailedError("une annonce changée après sa signature est prise")
    if not is_refused(current="10.0"):
        raise FailedError("une version plus ancienne est prise")
    fetched = fetch()
    if fetched is None or fetched.read_bytes() != installer:
        raise FailedError("la version annoncée n’est pas prise")
    return "prise signée et entière, refusée changée, coupée ou plus ancienne"
