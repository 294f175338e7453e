"""A scripted server on loopback: each path does what its script says."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANY_BYTES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """An answer, byte for byte."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    drips: bool = False  # one byte at a time, for ever
    drips_headers: bool = False


@dataclass(slots=True, kw_only=True)
class Loopback:
    """A running server and what it was asked."""

    address: str
    port: int
    asked: list[tuple[str, Mapping[str, str]]]


@contextmanager
def serve(script: Mapping[str, Scripted] | Callable[[str], Scripted]) -> Iterator[Loopback]:
    """Serve a script until the block ends."""
    asked: list[tuple[str, Mapping[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, dict(self.headers)))
            answer = script(self.path) if callable(script) else script.get(self.path, Scripted(status=404))
            try:
                _send(self, answer)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Loopback(address=f"http://127.0.0.1:{server.server_port}", port=server.server_port, asked=asked)
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


def _drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(MANY_BYTES):
        handler.wfile.write(b"x")
        handler.wfile.flush()
