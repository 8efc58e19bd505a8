"""The way out to addresses that somebody entered: what a receiver may do, and where nobody goes (SEC-42, FLT-09)."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.channels import guarded
from notifications.channels.guarded import post_guarded
from notifications.channels.outbound import LONGEST_ANSWER
from notifications.domain.addresses import NotOutside
from tests.support.scripted_server import cut_short, endless, in_drops
from tests.support.webhook_receiver import receiver_running

HERE = ["127.0.0.1"]


@pytest.fixture
def receiver():
    with receiver_running() as found:
        yield found


def send(url, inside=HERE):
    return post_guarded(url, b"{}", headers={"X-One": "1"}, inside=inside)


def test_what_is_sent_arrives_and_the_answer_comes_back(receiver):
    receiver.script = lambda _arrival: (503, {"Retry-After": "30"})
    reply = send(receiver.url("/hook?a=b"))
    assert (reply.status, reply.retry_after) == (503, "30")
    (came,) = receiver.came
    assert (came.path, came.body, came.headers["x-one"]) == ("/hook?a=b", b"{}", "1")
    assert came.headers["host"] == receiver.address.removeprefix("http://")


def test_a_redirect_is_not_followed(receiver):
    with receiver_running() as inner:
        receiver.script = lambda _arrival: (307, {"Location": inner.url()})
        assert send(receiver.url()).status == 307
        assert inner.came == []


def test_of_a_gigabyte_the_beginning_is_read(receiver):
    receiver.script = lambda _arrival: (200, endless)
    assert len(send(receiver.url()).content) == LONGEST_ANSWER


def headers_in_drops(file):
    file.write(b"X-Slow: ")
    in_drops(file)


@pytest.mark.parametrize("drops", [in_drops, headers_in_drops], ids=["body", "headers"])
def test_what_comes_in_drops_is_cut_off(receiver, drops, monkeypatch):
    monkeypatch.setattr(guarded, "TIMEOUT", 1)
    receiver.script = lambda _arrival: (200, drops)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        send(receiver.url())
    assert time.monotonic() - began < 10, "however many drops there are"


def test_an_answer_that_is_no_http_is_a_fault_of_the_way(receiver):
    receiver.script = lambda _arrival: (200, cut_short)
    assert send(receiver.url()).content == b"{", "what came is kept"
    receiver.script = lambda _arrival: (200, lambda file: file.write(b"x" * 100_000))
    with pytest.raises(OSError, match="no HTTP"):
        send(receiver.url())


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "localhost.", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]"]
)
def test_nobody_gets_into_the_house(receiver, host):
    """The deployment names no host: every way to write this machine ends before a connection."""
    port = receiver.address.rpartition(":")[2]
    for url in (f"https://{host}/", f"https://{host}:{port}/", f"http://{host}:{port}/"):
        with pytest.raises((NotOutside, OSError)):
            send(url, inside=[])
    assert receiver.came == []


def resolver(*answers):
    """A name server that answers something else every time."""
    asked = iter(answers)

    def resolve(_host, port, **_kind):
        return [(2, 1, 6, "", (address, port)) for address in next(asked)]

    return resolve


def test_a_name_is_resolved_once_and_all_its_addresses_are_looked_at(monkeypatch):
    reached = []

    def connect(place, _timeout):
        reached.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    monkeypatch.setattr("socket.getaddrinfo", resolver(["1.1.1.1"], ["127.0.0.1"]))
    with pytest.raises(ConnectionRefusedError):
        send("https://crm.example/", inside=[])
    assert reached == [("1.1.1.1", 443)], "what was looked at is what is connected to"
    with pytest.raises(NotOutside):
        send("https://crm.example/", inside=[])
    monkeypatch.setattr("socket.getaddrinfo", resolver(["1.1.1.1", "10.0.0.1"]))
    with pytest.raises(NotOutside):
        send("https://crm.example/", inside=[])
    assert len(reached) == 1


@pytest.fixture
def safe_server(tmp_path):
    """An https server with a certificate of its own for `localhost`; its port and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.2"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8
    place = tmp_path / "both.pem"
    place.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, form, plain))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_asked: None
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1], place
    server.shutdown()
    server.server_close()


def test_a_certificate_counts_for_the_name_and_not_for_the_address(safe_server, monkeypatch):
    port, place = safe_server
    with pytest.raises(ssl.SSLCertVerificationError):
        send(f"https://localhost:{port}/", inside=["localhost"])
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    guarded._tls_context.cache_clear()
    try:
        assert send(f"https://localhost:{port}/", inside=["localhost"]).status == 200
        with pytest.raises(ssl.SSLCertVerificationError):
            send(f"https://127.0.0.1:{port}/", inside=HERE)
    finally:
        guarded._tls_context.cache_clear()
