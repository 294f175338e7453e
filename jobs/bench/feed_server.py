"""A scripted server on the loopback address, in a process of its own: feeds, and the weather of any place."""

import atexit
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from jobs.bench.feeds import documents, make_feeds
from tracker.sources.fetch import Fetcher, GuardedTransport

LOOPBACK = "127.0.0.1"
WEATHER = "/weather"
HOUR, DAY = 3600, 86_400  # seconds
TEMPERATURE_C = -7.5


@cache
def start_server(scale: float) -> int:
    """Start the server of the feeds of a scale, unless it runs; gives its port. It ends with this process."""
    command = [sys.executable, "-m", __name__, str(scale)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)  # noqa: S603 - our own module
    kept = ExitStack()
    kept.enter_context(process)  # closes its input, which ends it, and waits
    atexit.register(kept.close)
    answer = process.stdout.readline() if process.stdout is not None else ""
    return int(answer)


def make_fetcher() -> Fetcher:
    """A fetcher to which every host is the loopback address."""
    transport = GuardedTransport(
        allowed=(ip_network(f"{LOOPBACK}/32"),), resolve=lambda _host, _port: [ip_address(LOOPBACK)]
    )
    return Fetcher(contact="bench@svitlo.example", transport=transport)


class _Handler(BaseHTTPRequestHandler):
    feeds: Sequence[bytes] = ()

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == WEATHER:
            self._send(HTTPStatus.OK, _make_weather(parse_qs(address.query)), "application/json")
            return
        number = int(address.path.strip("/"))
        etag = f'"feed {number}"'
        if self.headers.get("If-None-Match") == etag:
            self._send(HTTPStatus.NOT_MODIFIED, b"", None, etag)
        else:
            self._send(HTTPStatus.OK, self.feeds[number], "application/rss+xml; charset=utf-8", etag)

    def _send(self, status: HTTPStatus, body: bytes, media_type: str | None, etag: str | None = None) -> None:
        headers = {"Content-Type": media_type, "ETag": etag, "Content-Length": str(len(body)) if media_type else None}
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked is no news."""


def _make_weather(asked: dict[str, list[str]]) -> bytes:
    """The same frost in every place, for each hour of the days asked for."""
    [places], [first], [last] = asked["latitude"], asked["start_date"], asked["end_date"]
    begin, end = (int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) for day in (first, last))
    hours = [*range(begin, end + DAY, HOUR)]
    one = {"utc_offset_seconds": 0, "hourly": {"time": hours, "temperature_2m": [TEMPERATURE_C] * len(hours)}}
    answers = [{"location_id": at} | one for at in range(places.count(",") + 1)]
    return json.dumps(answers if len(answers) > 1 else one).encode()


def _main() -> None:
    _Handler.feeds = tuple(make_feeds(documents(float(sys.argv[1]))))
    server = ThreadingHTTPServer((LOOPBACK, 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()  # until the process that started us is gone


if __name__ == "__main__":
    _main()
