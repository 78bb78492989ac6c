"""A real server of updates on this machine, in TLS with a certificate of its own, and what it may serve wrongly."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, good for an hour before and after now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate = builder.sign(key, SHA256())
    made, its_key = folder / "server.pem", folder / "server.key"
    made.write_bytes(certificate.public_bytes(Encoding.PEM))
    its_key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made, its_key


class Served:
    """What a server has: files by their names; `moved` leads a name elsewhere; `cut` breaks the line in mid-file.

    `drips` has the first bytes of a file come one by one: so many, at ten a second.
    """

    def __init__(self, address: str, trust: ssl.SSLContext | None) -> None:
        self.address, self.trust = address, trust
        self.files: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        self.moved_by, self.moved_as = "Location", 302  # the header that says where to, and the code
        self.cut: dict[str, int] = {}
        self.drips: dict[str, int] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []  # paths, and the headers that came with them
        self.hold: Callable[[], None] | None = None  # called in the middle of each answer


@contextmanager
def serving(folder: Path, *, safe: bool = True) -> Iterator[Served]:
    """Serve on a free port of this machine until the block ends."""
    served = Served("", None)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            served.asked.append((self.path, dict(self.headers)))
            if name in served.moved:
                self.send_response(served.moved_as)
                self.send_header(served.moved_by, served.moved[name])
                self.send_header("Content-Length", "1000")
                self.end_headers()
                if served.hold is not None:
                    served.hold()
                return
            if name not in served.files:
                self.send_error(404)
                return
            content = served.files[name]
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            slow = served.drips.get(name, 0)
            for at in range(slow):
                self.wfile.write(content[at : at + 1])
                time.sleep(0.1)
            self.wfile.write(content[slow : len(content) // 2])
            if served.hold is not None:
                served.hold()
            if name not in served.cut:
                self.wfile.write(content[max(slow, len(content) // 2) :])

        def log_message(self, *_words: object) -> None:
            """Tests have their own words."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if safe:
        certificate, key = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        served.trust = ssl.create_default_context(cafile=str(certificate))
    served.address = f"{'https' if safe else 'http'}://127.0.0.1:{server.server_port}/amf42/annonce.json"
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
