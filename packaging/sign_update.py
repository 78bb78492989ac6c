"""Announce a new version: the pair of keys, once; then, for each installer, the manifest and its signature.

    python packaging/sign_update.py keys FOLDER
    python packaging/sign_update.py sign --key FOLDER/amf42-updates.pem --news "Une phrase." INSTALLER

`keys` asks for a password, writes the private key (encrypted) and says the public one, which IT lays in `accueil.toml`.
The private key stays with whoever releases, never in the repository nor on the server. `sign` takes the version from
the installer's name and leaves `annonce.json` and `annonce.json.sig` beside it; the three files go together to the
server (https) or to the shared folder, the installer first. What is signed is read again as a desk would read it.

Numbers only rise: a desk that has seen an announcement refuses a lower one, which anybody might show again. To take a
release back, announce the former program under a higher number.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != HERE]  # `packaging` is a library too
sys.path.append(str(ROOT))

from app.errors import UserError  # noqa: E402 - after the path is set
from app.settings import UpdateSource  # noqa: E402 - after the path is set
from app.update_release import INSTALLER_NAME, SIGNATURE, check_installer, judge  # noqa: E402 - after the path is set

KEY_FILE, MANIFEST = "amf42-updates.pem", "annonce.json"


class RefusalError(Exception):
    """It cannot be done; the message, in French, says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; 0 done, 1 refused."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "keys":
            make_keys(options.folder, b"" if options.no_password else ask_password(twice=True))
        else:
            password = ask_password if options.password_asked else lambda: b""
            sign(options.installer, load_key(options.key, password()), options.news)
    except (RefusalError, UserError) as refusal:
        say(str(refusal))
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="sign_update.py", description="Annonce une nouvelle version, signée.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMANDE")
    keys = commands.add_parser("keys", help="fait les deux clés, une seule fois")
    keys.add_argument("folder", type=Path, metavar="DOSSIER", help="où garder la clé privée, hors du dépôt")
    keys.add_argument("--no-password", action="store_true", help="clé privée sans mot de passe, pour un essai")
    signing = commands.add_parser("sign", help="signe l’annonce d’un installeur")
    signing.add_argument("installer", type=Path, metavar="INSTALLEUR", help="AMF42-VERSION-installer.exe")
    signing.add_argument("--key", type=Path, required=True, metavar="FICHIER", help="la clé privée")
    signing.add_argument("--news", action="append", default=[], metavar="PHRASE", help="ce qui est nouveau ; à répéter")
    signing.add_argument(
        "--no-password", dest="password_asked", action="store_false", help="la clé privée n’a pas de mot de passe"
    )
    return top


def ask_password(*, twice: bool = False) -> bytes:
    """The password of the private key, typed unseen."""
    password = getpass.getpass("Mot de passe de la clé privée : ")
    if twice and getpass.getpass("Encore une fois : ") != password:
        raise RefusalError("Les deux mots de passe diffèrent. Recommencez.")
    return password.encode("utf-8")


def make_keys(folder: Path, password: bytes) -> str:
    """Write a new private key in `folder`, for its owner's eyes only; returns the public one, in base 64."""
    file = folder.resolve() / KEY_FILE
    if file.is_relative_to(ROOT):
        raise RefusalError("La clé privée ne reste pas dans le dépôt. Choisissez un autre dossier.")
    key = Ed25519PrivateKey.generate()
    hiding = BestAvailableEncryption(password) if password else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hiding)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RefusalError(f"{file} existe déjà : les postes connaissent sa clé publique. Gardez-la.") from None
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(pem)
    public = public_words(key)
    say(f"Clé privée : {file}")
    say(f'Dans accueil.toml de chaque poste :\n[updates]\naddress = "https://…/{MANIFEST}"\npublic_key = "{public}"')
    return public


def public_words(key: Ed25519PrivateKey) -> str:
    """The public key as `accueil.toml` has it."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def load_key(file: Path, password: bytes) -> Ed25519PrivateKey:
    """The private key. Raises RefusalError."""
    try:
        key = load_pem_private_key(file.read_bytes(), password or None)
    except OSError:
        raise RefusalError(f"{file} ne se lit pas. Indiquez la clé privée que « keys » a faite.") from None
    except (TypeError, ValueError):
        raise RefusalError(f"{file} ne s’ouvre pas ainsi. Vérifiez le mot de passe.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise RefusalError(f"{file} n’est pas une clé Ed25519. Indiquez celle que « keys » a faite.")
    return key


def sign(installer: Path, key: Ed25519PrivateKey, news: Sequence[str]) -> None:
    """Leave the manifest and its signature beside the installer, once a desk would take them."""
    named = INSTALLER_NAME.fullmatch(installer.name)
    if named is None or not installer.is_file():
        raise RefusalError("Indiquez l’installeur que build.py a fait, AMF42-VERSION-installer.exe.")
    with installer.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    told = {
        "program": "AMF42",
        "version": named[1],
        "news": list(news),
        "installer": installer.name,
        "size": installer.stat().st_size,
        "sha256": digest,
    }
    manifest = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")
    signature = base64.b64encode(key.sign(manifest)) + b"\n"
    check_installer(installer, judge(UpdateSource("", public_words(key)), manifest, signature))
    installer.with_name(MANIFEST).write_bytes(manifest)
    installer.with_name(MANIFEST + SIGNATURE).write_bytes(signature)
    say(f"Annonce d’AMF42 {named[1]} signée, à côté de l’installeur. Vérifiez que les postes ont cette clé publique :")
    say(public_words(key))


def say(sentence: str) -> None:
    """A line for whoever releases."""
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
