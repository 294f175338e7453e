"""The live transport of the HTTP client: guarded connections, one for each request."""

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import httpcore2
import httpx2

from tracker.sources.guard import GuardedBackend, Network, Resolve, resolve

MOST_SECONDS = 30.0
DEADLINE = "deadline_at"


class GuardedTransport(httpx2.BaseTransport):
    """The live transport: one connection a request, to public addresses only, ended at the request's deadline."""

    def __init__(
        self,
        *,
        allowed: Sequence[Network] = (),
        resolve: Resolve = resolve,
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow further networks besides the public internet; proxy variables are not read."""
        self._ssl_context = ssl_context or httpx2.create_ssl_context(trust_env=False)
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
