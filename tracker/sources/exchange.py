"""One request and its answer, with every redirect between them followed by hand and checked."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Self

import httpx2

from tracker.model import Payload, PollOutcome, Validators
from tracker.sources.addresses import mask_secret, public_url
from tracker.sources.bodies import Broken, read_body
from tracker.sources.hearing import Request
from tracker.sources.transport import DEADLINE
from tracker.sources.waits import read_retry_after

MOST_REDIRECTS = 5
MOST_PAGE_BYTES = 2_000_000  # inflated
MOST_VALIDATOR_LENGTH = 500
IF_NONE_MATCH, IF_MODIFIED = b"If-None-Match", b"If-Modified-Since"
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
NEVER_PASSED_ON = ("Authorization", "Cookie", "If-None-Match", "If-Modified-Since")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why nothing came."""

    outcome: PollOutcome
    detail: str
    retry_after_s: float | None = None  # the wait that the server asks for, in seconds
    is_gone: bool = False  # 410: the address is there no more, and will not be
    is_asked: bool = True  # False: the host was left alone, and may be asked later
    is_answered: bool = True  # False: nothing at all came, or not in time


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request on its way."""

    request: Request
    source_id: str
    now: datetime
    validators: Validators
    seconds: float  # that it may take, all redirects and the whole body included
    most_bytes: int
    clock: Callable[[], float]
    secret: str | None = None

    def for_another(self, request: Request) -> Self:
        """The same for another request, which nothing is known of yet."""
        return replace(self, request=request, validators=Validators(), secret=None)

    def run(self, client: httpx2.Client) -> Payload | Failure:
        """Send the request: the bytes that came, or why none did."""
        deadline_at = self.clock() + self.seconds
        try:
            first = client.build_request(
                self.request.method,
                self.request.url,
                headers=[*_encode(self.request), *self._conditions()],
                content=self.request.body,
                extensions={DEADLINE: deadline_at},
            )
        except (httpx2.InvalidURL, ValueError):
            return Failure(outcome=PollOutcome.UNREACHABLE, detail="the address is not valid")
        host = first.url.host
        try:
            answer = self._follow(client, first, deadline_at)
        except httpx2.TimeoutException:
            answer = _unreachable(f"{host}: no complete answer in time", is_answered=False)
        except httpx2.HTTPError as error:
            answer = _unreachable(f"{host}: {_one_line(str(error)) or type(error).__name__}", is_answered=False)
        except httpx2.InvalidURL:
            answer = _unreachable(f"{host}: redirects to an address that is not valid")
        except Broken as error:
            answer = Failure(outcome=error.outcome, detail=f"{host}: {error}")
        return self._mask(answer)

    def _conditions(self) -> list[tuple[bytes, bytes]]:
        """Ask for another answer than the one known, in its server's own words."""
        named = (IF_NONE_MATCH, self.validators.etag), (IF_MODIFIED, self.validators.last_modified)
        return [(name, value.encode("latin-1")) for name, value in named if value]

    def _follow(self, client: httpx2.Client, request: httpx2.Request, deadline_at: float) -> Payload | Failure:
        """Send a request and follow its redirects by hand, so that every hop is checked."""
        moved_to: str | None = None
        is_for_good = True
        for _ in range(MOST_REDIRECTS + 1):
            _check_address(request.url)
            response = client.send(request, stream=True, follow_redirects=False)
            try:
                following = response.next_request
                if following is None:
                    return self._take(response, moved_to, deadline_at)
            finally:
                response.close()
            is_for_good = is_for_good and response.status_code in PERMANENT
            moved_to = str(following.url) if is_for_good else moved_to
            request = self._pass_on(request, following)
        raise Broken(PollOutcome.UNREACHABLE, f"more than {MOST_REDIRECTS} redirects")

    def _pass_on(self, request: httpx2.Request, following: httpx2.Request) -> httpx2.Request:
        """Check a redirect, and send to another site nothing that was meant for the first."""
        if request.url.scheme == "https" and following.url.scheme == "http":
            raise Broken(PollOutcome.UNREACHABLE, "redirects from https to http, refused")
        if _origin(request.url) != _origin(following.url):
            if self.request.body is not None:
                raise Broken(PollOutcome.UNREACHABLE, "redirects what was written to another site, refused")
            for name in (*self.request.headers, *NEVER_PASSED_ON):
                following.headers.pop(name, None)
        return following

    def _take(self, response: httpx2.Response, moved_to: str | None, deadline_at: float) -> Payload | Failure:
        status, host = response.status_code, response.url.host
        if status == HTTPStatus.NOT_MODIFIED and (self.validators.etag or self.validators.last_modified):
            return Failure(outcome=PollOutcome.NOTHING_NEW, detail=f"{host}: not changed")
        if status not in self.request.statuses:
            return Failure(
                outcome=PollOutcome.UNREACHABLE,
                detail=f"{host}: {_describe(status)}",
                retry_after_s=read_retry_after(response.headers.get("Retry-After"), self.now),
                is_gone=status == HTTPStatus.GONE,
            )
        media_type = _one_line(response.headers.get("Content-Type", "")).casefold()[:100]
        most_bytes = MOST_PAGE_BYTES if "html" in media_type else self.most_bytes
        body = read_body(response, most_bytes, lambda: deadline_at - self.clock())
        sha256 = hashlib.sha256(body).hexdigest()
        return Payload(
            source_id=self.source_id,
            url=public_url(str(response.url)),
            media_type=media_type,
            body=body,
            sha256=sha256,
            fetched_at=self.now,
            status=status,
            validators=Validators(
                etag=_validator(response, b"etag"), last_modified=_validator(response, b"last-modified"), sha256=sha256
            ),
            moved_to=moved_to if moved_to and public_url(moved_to) == moved_to else None,  # no key is ever stored
        )

    def _mask(self, answer: Payload | Failure) -> Payload | Failure:
        """Take the secret out of what is stored and shown."""
        if isinstance(answer, Failure):
            return replace(answer, detail=mask_secret(answer.detail, self.secret))
        moved_to = answer.moved_to
        if moved_to and mask_secret(moved_to, self.secret) != moved_to:
            moved_to = None
        return replace(answer, url=mask_secret(answer.url, self.secret), moved_to=moved_to)


def _encode(request: Request) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers.items()]


def _validator(response: httpx2.Response, name: bytes) -> str | None:
    """A header of an answer, byte for byte; None where it is absent or no server would send it in earnest."""
    value = next((value for known, value in response.headers.raw if known.lower() == name), b"")
    return value.decode("latin-1") if 0 < len(value) <= MOST_VALIDATOR_LENGTH else None


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _check_address(url: httpx2.URL) -> None:
    if url.scheme not in {"http", "https"}:
        raise Broken(PollOutcome.UNREACHABLE, "only http and https are fetched")
    if url.userinfo:
        raise Broken(PollOutcome.UNREACHABLE, "addresses with a password are refused")


def _unreachable(detail: str, *, is_answered: bool = True) -> Failure:
    return Failure(outcome=PollOutcome.UNREACHABLE, detail=detail, is_answered=is_answered)


def _describe(status: int) -> str:
    try:
        return f"answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"answered {status}"


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()[:200]
