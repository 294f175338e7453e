"""The only HTTP client. A failure is a value: one outcome and one line without secrets."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx2

from tracker.model import Payload, PollOutcome, Validators
from tracker.sources.exchange import Exchange, Failure
from tracker.sources.guard import READ_SECONDS
from tracker.sources.hearing import Request
from tracker.sources.hosts import Hosts
from tracker.sources.robots import ANSWERS, Rules, read_rules, rules_address
from tracker.sources.transport import MOST_SECONDS, GuardedTransport

VERSION = "2026.11"
MOST_ARCHIVE_SECONDS = 60.0
CONNECT_SECONDS = 5.0
MOST_FEED_BYTES = 15_000_000  # inflated
MOST_ARCHIVE_BYTES = 100_000_000
PAGE = "article"  # the kind of request that asks for somebody's page: the host's rules for robots hold
PAGE_PACE_SECONDS = 5.0

__all__ = ["MOST_FEED_BYTES", "PAGE", "Failure", "Fetcher", "GuardedTransport", "Hosts"]

# The client logs every address it asks, and addresses may hold a key.
logging.getLogger("httpx2").setLevel(logging.WARNING)


class Fetcher:
    """Fetches addresses; threads may share it. `transport` replaces only the transport: every other rule stays."""

    def __init__(
        self,
        contact: str,
        transport: httpx2.BaseTransport | None = None,
        *,
        hosts: Hosts | None = None,
        most_seconds: float = MOST_SECONDS,
        most_bytes: int = MOST_FEED_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name the operator to every source, and read no proxy variables; `hosts` remembers how hosts are treated."""
        self._transport = transport or GuardedTransport(clock=clock)
        self._hosts = hosts or Hosts(clock=clock)
        self._most_seconds = most_seconds
        self._most_bytes = most_bytes
        self.clock = clock
        self._timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self._headers = {"User-Agent": f"Svitlo/{VERSION} (+{contact})", "Accept-Encoding": "gzip"}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._transport.close()

    def fetch(
        self,
        asked: Request | str,
        *,
        source_id: str,
        now: datetime,
        validators: Validators | None = None,
        pace_seconds: float = 0.0,
        secret: str | None = None,
    ) -> Payload | Failure:
        """Ask for one thing, or for an address: the bytes that came, or why none did.

        With `validators`, only what is another answer than theirs. A host is asked for one thing at a time,
        `pace_seconds` apart. The secret that a request holds is masked in all that comes of it.
        """
        request = Request(url=asked) if isinstance(asked, str) else asked
        exchange = Exchange(
            request=request,
            source_id=source_id,
            now=now,
            validators=validators or Validators(),
            seconds=max(MOST_ARCHIVE_SECONDS, self._most_seconds) if request.is_archive else self._most_seconds,
            most_bytes=max(MOST_ARCHIVE_BYTES, self._most_bytes) if request.is_archive else self._most_bytes,
            clock=self.clock,
            secret=secret,
        )
        try:
            host = httpx2.URL(request.url).host
        except (httpx2.InvalidURL, ValueError):
            return Failure(outcome=PollOutcome.UNREACHABLE, detail="the address is not valid")
        if request.kind != PAGE:
            return self._take_turn(exchange, host, pace_seconds)
        rules = self._hosts.rules_of(host, lambda: self._read_rules(exchange, host), now)
        if not rules.is_known:
            reason = f"{host}: its rules for robots are out of reach"
            return Failure(outcome=PollOutcome.UNREACHABLE, detail=reason, is_asked=False)
        if not rules.allows(request.url):
            return Failure(outcome=PollOutcome.EMPTY, detail=f"{host}: robots are not to read this page")
        return self._take_turn(exchange, host, max(pace_seconds, PAGE_PACE_SECONDS, rules.delay_seconds))

    def _read_rules(self, page: Exchange, host: str) -> Rules:
        request = Request(url=rules_address(page.request.url), statuses=ANSWERS)
        answer = self._take_turn(page.for_another(request), host, 0.0)
        return read_rules(answer if isinstance(answer, Payload) else None)

    def _take_turn(self, exchange: Exchange, host: str, pace_seconds: float) -> Payload | Failure:
        """Ask a host when it is our turn. What it asks of us, or that it is dead, holds for whatever comes next."""
        with self._hosts.turn(host, pace_seconds):
            if (seconds := self._hosts.rest_seconds(host)) is not None:
                reason = f"{host}: left alone for {seconds:.0f} s more"
                return Failure(outcome=PollOutcome.UNREACHABLE, detail=reason, retry_after_s=seconds, is_asked=False)
            # A client of its own: one source's cookies are no business of the next.
            client = httpx2.Client(
                transport=self._transport, timeout=self._timeout, trust_env=False, headers=self._headers
            )
            answer = exchange.run(client)
            self._hosts.note(host, is_answered=isinstance(answer, Payload) or answer.is_answered)
            if isinstance(answer, Failure) and answer.retry_after_s is not None:
                self._hosts.rest(host, answer.retry_after_s)
        return answer
