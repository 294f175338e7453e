"""The body of an answer: inflated by ourselves, within a limit and a deadline."""

import zlib
from collections.abc import Callable, Iterator

import httpx2

from tracker.model import PollOutcome

INFLATE_STEP_BYTES = 1 << 16


class Broken(Exception):
    """A transfer that must not be used."""

    def __init__(self, outcome: PollOutcome, reason: str) -> None:
        """Keep which kind of failure it is."""
        super().__init__(reason)
        self.outcome = outcome


def read_body(response: httpx2.Response, most_bytes: int, remaining: Callable[[], float]) -> bytes:
    """Read a body to its end; `remaining` gives the seconds left.

    Raises:
        Broken: it is too large, cut, or encoded as nobody asked.
        httpx2.HTTPError: the connection broke, or the time is up.
    """
    body = bytearray()
    for piece in _inflate(response):
        body += piece
        if len(body) > most_bytes:
            raise Broken(PollOutcome.UNREADABLE, f"more than {most_bytes // 1_000_000} MB, given up")
        if remaining() < 0:
            message = "the time is up"
            raise httpx2.ReadTimeout(message)
    return bytes(body)


def _inflate(response: httpx2.Response) -> Iterator[bytes]:
    """The body in small pieces, inflated by ourselves: clients take a cut gzip stream for a whole one."""
    encoding = response.headers.get("Content-Encoding", "").strip().casefold()
    pieces = iter(_pieces(response))
    if encoding in {"", "identity"}:
        yield from pieces
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise Broken(PollOutcome.UNREADABLE, "an encoding that was not asked for")
    inflater = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            rest = piece
            while rest and not inflater.eof:
                yield inflater.decompress(rest, INFLATE_STEP_BYTES)
                rest = inflater.unconsumed_tail
        yield inflater.flush(INFLATE_STEP_BYTES)
    except zlib.error as error:
        raise Broken(PollOutcome.UNREACHABLE, "broken gzip stream") from error
    if not inflater.eof:
        raise Broken(PollOutcome.UNREACHABLE, "the answer is cut: its gzip stream has no end")


def _pieces(response: httpx2.Response) -> Iterator[bytes]:
    """The bytes as they came."""
    if isinstance(response.stream, httpx2.SyncByteStream):
        yield from response.stream
