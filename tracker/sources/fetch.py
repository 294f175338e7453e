"""The only HTTP client. A failure is a value: one outcome and one line without secrets."""

import hashlib
import logging
import re
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpcore2
import httpx2

from tracker.model import Payload, PollOutcome
from tracker.sources.addresses import public_url
from tracker.sources.guard import READ_SECONDS, GuardedBackend, Network, Resolve, resolve

VERSION = "2026.11"
MOST_REDIRECTS = 5
MOST_SECONDS = 30.0
CONNECT_SECONDS = 5.0
MOST_PAGE_BYTES = 2_000_000  # inflated
MOST_FEED_BYTES = 15_000_000
INFLATE_STEP_BYTES = 1 << 16
MOST_WAIT_SECONDS = 24 * 3600.0
DEADLINE = "deadline_at"
IF_MODIFIED = "If-Modified-Since"

# The client logs every address it asks, and addresses may hold a key.
logging.getLogger("httpx2").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why nothing came. `retry_after_s` is the wait that the server asks for, in seconds."""

    outcome: PollOutcome
    detail: str
    retry_after_s: float | None = None


class _Broken(Exception):
    """A transfer that must not be used."""

    def __init__(self, outcome: PollOutcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome


class GuardedTransport(httpx2.BaseTransport):
    """The live transport: one connection a request, to public addresses only, ended at the request's deadline."""

    def __init__(
        self,
        *,
        allowed: Sequence[Network] = (),
        resolve: Resolve = resolve,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow further networks besides the public internet; proxy variables are not read."""
        self._ssl_context = httpx2.create_ssl_context(trust_env=False)
        self._allowed = allowed
        self._resolve = resolve
        self._clock = clock

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request. Connections are not kept, so that no host answers over another's checked connection."""
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        deadline_at = request.extensions.get(DEADLINE, self._clock() + MOST_SECONDS)
        backend = GuardedBackend(lambda: deadline_at - self._clock(), self._resolve, self._allowed)
        connection = httpcore2.HTTPConnection(url.origin, self._ssl_context, network_backend=backend)
        with _client_errors():
            answer = connection.handle_request(
                httpcore2.Request(
                    request.method,
                    url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions={"timeout": request.extensions.get("timeout", {})},
                )
            )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Stream(answer, connection))


class _Stream(httpx2.SyncByteStream):
    """The body of an answer; closing it closes its connection."""

    def __init__(self, answer: httpcore2.Response, connection: httpcore2.HTTPConnection) -> None:
        self._answer = answer
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        with _client_errors():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


@contextmanager
def _client_errors() -> Iterator[None]:
    """Raise the errors of the connection as those of the client."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise httpx2.TransportError(str(error)) from error


class Fetcher:
    """Fetches addresses one at a time. `transport` replaces only the transport: every other rule stays."""

    def __init__(
        self,
        contact: str,
        transport: httpx2.BaseTransport | None = None,
        *,
        most_seconds: float = MOST_SECONDS,
        most_bytes: int = MOST_FEED_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open a client that names its operator and reads no proxy variables."""
        self._most_seconds = most_seconds
        self._most_bytes = most_bytes
        self._clock = clock
        self._client = httpx2.Client(
            transport=transport or GuardedTransport(clock=clock),
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,
            headers={"User-Agent": f"Svitlo/{VERSION} (+{contact})", "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, url: str, *, source_id: str, now: datetime, since: datetime | None = None) -> Payload | Failure:
        """Fetch one address: the bytes that came, or why none did. With `since`, UTC, only what changed after it."""
        deadline_at = self._clock() + self._most_seconds
        self._client.cookies.clear()  # one source's cookies are no business of the next
        try:
            request = self._client.build_request(
                "GET",
                url,
                headers={IF_MODIFIED: format_datetime(since, usegmt=True)} if since else None,
                extensions={DEADLINE: deadline_at},
            )
        except (httpx2.InvalidURL, ValueError):
            return Failure(outcome=PollOutcome.UNREACHABLE, detail="the address is not valid")
        try:
            return self._follow(request, source_id, now, deadline_at)
        except httpx2.TimeoutException:
            detail = f"{request.url.host}: no complete answer in time"
        except httpx2.HTTPError as error:
            detail = f"{request.url.host}: {_one_line(str(error)) or type(error).__name__}"
        except httpx2.InvalidURL:
            detail = f"{request.url.host}: redirects to an address that is not valid"
        except _Broken as error:
            return Failure(outcome=error.outcome, detail=f"{request.url.host}: {error}")
        return Failure(outcome=PollOutcome.UNREACHABLE, detail=detail)

    def _follow(self, request: httpx2.Request, source_id: str, now: datetime, deadline_at: float) -> Payload | Failure:
        """Send a request and follow its redirects by hand, so that every hop is checked."""
        for _ in range(MOST_REDIRECTS + 1):
            _check_scheme(request.url)
            response = self._client.send(request, stream=True, follow_redirects=False)
            try:
                following = response.next_request
                if following is None:
                    return self._take(response, source_id, now, deadline_at)
            finally:
                response.close()
            if request.url.scheme == "https" and following.url.scheme == "http":
                raise _Broken(PollOutcome.UNREACHABLE, "redirects from https to http, refused")
            request = following
        raise _Broken(PollOutcome.UNREACHABLE, f"more than {MOST_REDIRECTS} redirects")

    def _take(self, response: httpx2.Response, source_id: str, now: datetime, deadline_at: float) -> Payload | Failure:
        if response.status_code == HTTPStatus.NOT_MODIFIED and IF_MODIFIED in response.request.headers:
            return Failure(outcome=PollOutcome.NOTHING_NEW, detail=f"{response.url.host}: not changed")
        if response.status_code != HTTPStatus.OK:
            return Failure(
                outcome=PollOutcome.UNREACHABLE,
                detail=f"{response.url.host}: {_describe(response.status_code)}",
                retry_after_s=read_retry_after(response.headers.get("Retry-After"), now),
            )
        media_type = _one_line(response.headers.get("Content-Type", "")).casefold()[:100]
        body = self._read_body(response, MOST_PAGE_BYTES if "html" in media_type else self._most_bytes, deadline_at)
        return Payload(
            source_id=source_id,
            url=public_url(str(response.url)),
            media_type=media_type,
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            fetched_at=now,
        )

    def _read_body(self, response: httpx2.Response, most_bytes: int, deadline_at: float) -> bytes:
        body = bytearray()
        for piece in _inflate(response):
            body += piece
            if len(body) > most_bytes:
                raise _Broken(PollOutcome.UNREADABLE, f"more than {most_bytes // 1_000_000} MB, given up")
            if self._clock() > deadline_at:
                message = "the time is up"
                raise httpx2.ReadTimeout(message)
        return bytes(body)


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """The wait that a server asks for, in seconds: 1 to 24 h. None where it asks for none, or for nonsense."""
    if value is None:
        return None
    try:
        seconds = float(value) if value.strip().isdecimal() else (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 1.0), MOST_WAIT_SECONDS)


def _inflate(response: httpx2.Response) -> Iterator[bytes]:
    """The body in small pieces, inflated by ourselves: clients take a cut gzip stream for a whole one."""
    encoding = response.headers.get("Content-Encoding", "").strip().casefold()
    pieces = iter(_pieces(response))
    if encoding in {"", "identity"}:
        yield from pieces
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise _Broken(PollOutcome.UNREADABLE, "an encoding that was not asked for")
    inflater = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            rest = piece
            while rest and not inflater.eof:
                yield inflater.decompress(rest, INFLATE_STEP_BYTES)
                rest = inflater.unconsumed_tail
        yield inflater.flush(INFLATE_STEP_BYTES)
    except zlib.error as error:
        raise _Broken(PollOutcome.UNREACHABLE, "broken gzip stream") from error
    if not inflater.eof:
        raise _Broken(PollOutcome.UNREACHABLE, "the answer is cut: its gzip stream has no end")


def _pieces(response: httpx2.Response) -> Iterator[bytes]:
    """The bytes as they came."""
    if isinstance(response.stream, httpx2.SyncByteStream):
        yield from response.stream


def _check_scheme(url: httpx2.URL) -> None:
    if url.scheme not in {"http", "https"}:
        raise _Broken(PollOutcome.UNREACHABLE, "only http and https are fetched")
    if url.userinfo:
        raise _Broken(PollOutcome.UNREACHABLE, "addresses with a password are refused")


def _describe(status: int) -> str:
    try:
        return f"answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"answered {status}"


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()[:200]
