"""The way to the server: what a desk does with a certificate that is not the one it expects, or with none.

The server of these tests speaks only the beginning of PostgreSQL's protocol, in which TLS is agreed upon.
https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.errors import StorageUnavailable
from app.server import Account, Server
from app.storage.on_server import open_server

WANTS_TLS = struct.pack("!ii", 8, 80877103)
SECRET = "sésame, 4"


class FirstWords:
    """Agrees to TLS, or not, and keeps all that it is told afterwards."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        self.told = b""
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._door.accept()
            except OSError:  # closed
                return
            with plain, suppress(OSError):
                if plain.recv(8) != WANTS_TLS:
                    self.told += b"without TLS"
                elif self._context is None:
                    plain.sendall(b"N")
                    self.told += plain.recv(4096)
                else:
                    plain.sendall(b"S")
                    with self._context.wrap_socket(plain, server_side=True) as hidden:
                        self.told += hidden.recv(4096)

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(5)


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def speak(tmp_path: Path) -> Iterator[Callable[[str], FirstWords]]:
    """`speak(name)` starts a server with a certificate for this name; "" for one without TLS."""
    started: list[FirstWords] = []

    def start(name: str) -> FirstWords:
        context = None
        if name:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate(tmp_path, name))
        started.append(FirstWords(context))
        return started[-1]

    yield start
    for one in started:
        one.close()


def refusal(server: Server) -> str:
    with pytest.raises(StorageUnavailable) as caught:
        open_server(server, Account("claire", SECRET))
    return caught.value.message


Speak = Callable[[str], FirstWords]


def test_a_server_without_tls_is_told_nothing(speak: Speak) -> None:
    server = speak("")
    assert "ne chiffre pas la connexion" in refusal(Server("127.0.0.1", "amf42", server.port))
    assert server.told == b""


def test_a_certificate_that_nobody_vouches_for_is_refused(speak: Speak, tmp_path: Path) -> None:
    server = speak("localhost")
    other = certificate(tmp_path, "autre")
    for tls in ("verify-ca", "verify-full", "require"):  # an authority that is named is asked in each of them
        asked = Server("localhost", "amf42", server.port, tls=tls, authority=str(other))
        assert "certificat" in refusal(asked), tls
    assert server.told == b""


def test_a_certificate_for_another_name_is_refused_where_names_count(speak: Speak, tmp_path: Path) -> None:
    server = speak("serveur.autre.example")
    own = str(tmp_path / "serveur.autre.example.pem")
    asked = Server("localhost", "amf42", server.port, tls="verify-full", authority=own)
    assert "certificat" in refusal(asked)
    assert server.told == b""
    refusal(Server("localhost", "amf42", server.port, tls="verify-ca", authority=own))
    assert b"claire" in server.told  # it went on, over TLS
    assert SECRET.encode() not in server.told


def test_an_authority_whose_file_is_not_there_is_told_of(speak: Speak, tmp_path: Path) -> None:
    server = speak("localhost")
    asked = Server("localhost", "amf42", server.port, tls="verify-full", authority=str(tmp_path / "rien.crt"))
    assert "manque sur ce poste" in refusal(asked)
    assert server.told == b""
