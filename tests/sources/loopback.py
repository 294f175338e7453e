"""A scripted server on loopback: each path does what its script says."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANY_BYTES = 200_000
RESET = struct.pack("ii", 1, 0)  # close without a good-bye


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """An answer, byte for byte."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    drips: bool = False  # one byte at a time, for ever
    drips_headers: bool = False
    resets: bool = False  # the connection breaks behind the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a client asked for."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class Loopback:
    """A running server and what it was asked."""

    address: str
    port: int
    asks: list[Ask]

    @property
    def asked(self) -> list[tuple[str, Mapping[str, str]]]:
        """Paths and headers alone."""
        return [(ask.path, ask.headers) for ask in self.asks]


@contextmanager
def serve(script: Mapping[str, Scripted] | Callable[[str], Scripted]) -> Iterator[Loopback]:
    """Serve a script by path until the block ends."""

    def answer(ask: Ask) -> Scripted:
        return script(ask.path) if callable(script) else script.get(ask.path, Scripted(status=404))

    with serve_asks(answer) as server:
        yield server


@contextmanager
def serve_asks(script: Callable[[Ask], Scripted], tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Answer each request as a function of it, until the block ends."""
    asks: list[Ask] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            ask = Ask(method=self.command, path=self.path, headers=dict(self.headers), body=self.rfile.read(length))
            asks.append(ask)
            try:
                _send(self, script(ask))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of a client that turns away: a refused certificate is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    scheme = "http" if tls is None else "https"
    try:
        yield Loopback(address=f"{scheme}://127.0.0.1:{server.server_port}", port=server.server_port, asks=asks)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _send(handler: BaseHTTPRequestHandler, answer: Scripted) -> None:
    if answer.drips_headers:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Drip: ")
        _drip(handler)
        return
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if answer.drips:
        _drip(handler)
    else:
        handler.wfile.write(answer.body)
    if answer.resets:
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        handler.connection.close()


def _drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(MANY_BYTES):
        handler.wfile.write(b"x")
        handler.wfile.flush()
