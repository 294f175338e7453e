"""The fetcher against a scripted server on loopback."""

import gzip
import itertools
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import httpx2
import pytest

from tests.sources.loopback import Scripted, serve
from tracker.model import Payload, PollOutcome, Validators
from tracker.sources.fetch import Failure, Fetcher, GuardedTransport
from tracker.sources.guard import Address
from tracker.sources.waits import read_retry_after

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.1/32"),)
GZIP = {"Content-Encoding": "gzip", "Content-Type": "application/xml"}


def fetch(url: str, **transport_options: Any) -> Payload | Failure:
    transport = GuardedTransport(**({"allowed": LOOPBACK} | transport_options))
    with Fetcher(contact="ops@ngo.example", transport=transport) as fetcher:
        return fetcher.fetch(url, source_id="s", now=NOW)


def fetch_script(answer: Scripted, path: str = "/feed") -> Payload | Failure:
    with serve({path: answer}) as server:
        return fetch(server.address + path)


class Redirecting(httpx2.BaseTransport):
    """Leads from `feed.example` to one address; every other host is left to the live transport."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._live = GuardedTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host != "feed.example":
            return self._live.handle_request(request)
        return httpx2.Response(302, headers={"Location": self._location})


def fetch_redirected(location: str) -> Payload | Failure:
    with Fetcher(contact="x", transport=Redirecting(location)) as fetcher:
        return fetcher.fetch("https://feed.example/", source_id="s", now=NOW)


def failed(answer: Payload | Failure) -> tuple[PollOutcome, str]:
    assert isinstance(answer, Failure), "a payload came"
    return answer.outcome, answer.detail.partition(": ")[2]


def test_a_payload_holds_the_bytes_as_they_came() -> None:
    answer = fetch_script(Scripted(headers={"Content-Type": "Text/XML; charset=UTF-8"}, body="світло".encode("cp1251")))

    assert isinstance(answer, Payload)
    assert answer.body == "світло".encode("cp1251")
    assert answer.media_type == "text/xml; charset=utf-8"
    assert answer.fetched_at == NOW


def test_the_operator_is_named_to_every_source() -> None:
    with serve({"/feed": Scripted(body=b"x")}) as server:
        fetch(server.address + "/feed")

        ((_, headers),) = server.asked
    assert "ops@ngo.example" in headers["User-Agent"]
    assert headers["Accept-Encoding"] == "gzip"


def test_a_gzip_body_is_inflated() -> None:
    answer = fetch_script(Scripted(headers=GZIP, body=gzip.compress(b"<rss/>" * 100)))

    assert isinstance(answer, Payload)
    assert answer.body == b"<rss/>" * 100


def test_a_cut_gzip_body_is_a_broken_transfer() -> None:
    body = gzip.compress(bytes(range(256)) * 40)[:-12]
    answer = fetch_script(Scripted(headers=GZIP | {"Content-Length": str(len(body))}, body=body))

    assert failed(answer) == (PollOutcome.UNREACHABLE, "the answer is cut: its gzip stream has no end")


def test_a_gzip_body_that_is_none_is_a_broken_transfer() -> None:
    assert failed(fetch_script(Scripted(headers=GZIP, body=b"<rss/>"))) == (
        PollOutcome.UNREACHABLE,
        "broken gzip stream",
    )


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(bytes(60_000_000), compresslevel=1)

    assert failed(fetch_script(Scripted(headers=GZIP, body=bomb))) == (
        PollOutcome.UNREADABLE,
        "more than 15 MB, given up",
    )


@pytest.mark.parametrize(("media_type", "is_read"), [("text/html", False), ("application/rss+xml", True)])
def test_a_page_may_be_two_megabytes_and_a_feed_fifteen(media_type: str, *, is_read: bool) -> None:
    answer = fetch_script(Scripted(headers={"Content-Type": media_type}, body=bytes(2_100_000)))

    assert isinstance(answer, Payload) == is_read


def test_an_encoding_nobody_asked_for_is_not_guessed() -> None:
    answer = fetch_script(Scripted(headers={"Content-Encoding": "gzip, gzip"}, body=b"x"))

    assert failed(answer)[0] == PollOutcome.UNREADABLE


def test_a_body_shorter_than_announced_is_a_broken_transfer() -> None:
    answer = fetch_script(Scripted(headers={"Content-Length": "5000"}, body=b"short"))

    assert failed(answer)[0] == PollOutcome.UNREACHABLE


@pytest.mark.parametrize("script", [Scripted(drips=True), Scripted(drips_headers=True)], ids=["body", "headers"])
def test_the_whole_fetch_has_one_deadline(script: Scripted) -> None:
    ticks = itertools.count()  # every look at the clock takes a second
    with serve({"/feed": script}) as server:
        transport = GuardedTransport(allowed=LOOPBACK, clock=lambda: float(next(ticks)))
        with Fetcher(contact="x", transport=transport, clock=lambda: float(next(ticks))) as fetcher:
            answer = fetcher.fetch(server.address + "/feed", source_id="s", now=NOW)

    assert failed(answer) == (PollOutcome.UNREACHABLE, "no complete answer in time")


@pytest.mark.parametrize("status", [204, 304, 403, 404, 410, 429, 500, 503])
def test_any_answer_but_200_is_a_failure_with_its_number(status: int) -> None:
    outcome, detail = failed(fetch_script(Scripted(status=status)))

    assert outcome == PollOutcome.UNREACHABLE
    assert detail.startswith(f"answered {status} ")


def test_the_wait_a_server_asks_for_is_told() -> None:
    answer = fetch_script(Scripted(status=429, headers={"Retry-After": "120"}))

    assert isinstance(answer, Failure)
    assert answer.retry_after_s == 120


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("soon", None),
        ("-5", None),
        ("0", 1),
        ("90", 90),
        ("315360000", 86_400),
        ("9" * 400, 86_400),
        ("Thu, 15 Jan 2026 12:02:00 GMT", 120),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 1),
        ("Fri, 15 Jan 2036 12:00:00 GMT", 86_400),
    ],
)
def test_a_wait_is_read_in_both_forms_and_kept_within_a_day(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


def test_five_redirects_are_followed_and_the_last_address_is_kept() -> None:
    script = {f"/{hop}": Scripted(status=302, headers={"Location": f"/{hop + 1}"}) for hop in range(5)}
    with serve(script | {"/5": Scripted(body=b"there")}) as server:
        answer = fetch(server.address + "/0")

    assert isinstance(answer, Payload)
    assert answer.url == f"{server.address}/5"


def test_a_redirect_loop_ends() -> None:
    answer = fetch_script(Scripted(status=302, headers={"Location": "/feed"}))

    assert failed(answer) == (PollOutcome.UNREACHABLE, "more than 5 redirects")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "localhost",
        "[::1]",
        "0",
        "0x7f.1",
        "2130706433",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_no_redirect_leads_to_an_address_that_is_not_public(host: str) -> None:
    answer = fetch_redirected(f"https://{host}/latest/meta-data")

    assert failed(answer) == (PollOutcome.UNREACHABLE, "refused, it leads to an address that is not public")


@pytest.mark.parametrize("target", ["file:///etc/hostname", "gopher://127.0.0.1/", "ftp://127.0.0.1/x"])
def test_only_http_is_followed(target: str) -> None:
    answer = fetch_script(Scripted(status=302, headers={"Location": target}))

    assert failed(answer)[0] == PollOutcome.UNREACHABLE


def test_loopback_itself_is_refused_unless_it_is_allowed() -> None:
    with serve({"/feed": Scripted(body=b"inside")}) as server:
        answer = fetch(server.address + "/feed", allowed=())

    assert failed(answer) == (PollOutcome.UNREACHABLE, "refused, it leads to an address that is not public")


def test_the_connection_goes_to_the_very_address_that_was_checked() -> None:
    asked: list[str] = []

    def rebind(host: str, _: int) -> Sequence[Address]:
        """Answer well once, and badly ever after."""
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) == 1 else "10.0.0.1")]

    with serve({"/feed": Scripted(body=b"x")}) as server:
        answer = fetch(f"http://news.example:{server.port}/feed", resolve=rebind)

    assert isinstance(answer, Payload)
    assert asked == ["news.example"]
    assert server.asked[0][1]["Host"] == f"news.example:{server.port}"


def test_a_name_with_one_private_address_among_its_public_ones_is_refused() -> None:
    answer = fetch("http://news.example/", resolve=lambda *_: [ip_address("1.1.1.1"), ip_address("10.0.0.1")])

    assert failed(answer) == (PollOutcome.UNREACHABLE, "refused, it leads to an address that is not public")


def test_an_unknown_name_is_unreachable() -> None:
    def unknown(*_: object) -> Sequence[Address]:
        raise OSError

    assert failed(fetch("http://news.example/", resolve=unknown)) == (PollOutcome.UNREACHABLE, "the name is not known")


def test_proxy_variables_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert isinstance(fetch_script(Scripted(body=b"x")), Payload)


def test_no_redirect_leads_from_https_to_http() -> None:
    answer = fetch_redirected("http://news.example/")

    assert failed(answer) == (PollOutcome.UNREACHABLE, "redirects from https to http, refused")


def test_a_key_in_an_address_reaches_neither_payload_nor_failure_nor_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with serve({"/ok?apikey=s3cret&q=1": Scripted(body=b"x")}) as server:
        good = fetch(server.address + "/ok?apikey=s3cret&q=1")
        bad = fetch(server.address + "/bad?token=s3cret")

    assert isinstance(good, Payload)
    assert good.url.endswith("&q=1")
    assert "s3cret" not in f"{good.url} {bad} {caplog.text}"


@pytest.mark.parametrize("url", ["http://[broken", "nonsense", "", "http://user:pass@news.example/"])
def test_a_wrong_address_is_a_failure_and_no_crash(url: str) -> None:
    answer = fetch(url)

    assert isinstance(answer, Failure)
    assert answer.outcome == PollOutcome.UNREACHABLE
    assert "pass@" not in answer.detail


def test_what_has_not_changed_since_is_nothing_new_and_not_sent_again() -> None:
    known = Validators(last_modified="Wed, 14 Jan 2026 12:00:00 GMT")
    with serve({"/archive": Scripted(status=304)}) as server:
        transport = GuardedTransport(allowed=LOOPBACK)
        with Fetcher(contact="ops@ngo.example", transport=transport) as fetcher:
            asked = fetcher.fetch(server.address + "/archive", source_id="s", now=NOW, validators=known)
            unasked = fetcher.fetch(server.address + "/archive", source_id="s", now=NOW)

        assert [headers.get("If-Modified-Since") for _, headers in server.asked] == [
            "Wed, 14 Jan 2026 12:00:00 GMT",
            None,
        ]
    assert failed(asked) == (PollOutcome.NOTHING_NEW, "not changed")
    assert failed(unasked)[0] == PollOutcome.UNREACHABLE


def test_archives_may_be_larger_than_feeds_but_have_a_limit_too() -> None:
    with serve({"/archive": Scripted(body=bytes(16_000_000))}) as server:
        transport = GuardedTransport(allowed=LOOPBACK)
        with Fetcher(contact="ops@ngo.example", transport=transport, most_bytes=17_000_000) as large:
            whole = large.fetch(server.address + "/archive", source_id="s", now=NOW)
        with Fetcher(contact="ops@ngo.example", transport=transport, most_bytes=1_000_000) as small:
            refused = small.fetch(server.address + "/archive", source_id="s", now=NOW)

    assert isinstance(whole, Payload)
    assert len(whole.body) == 16_000_000
    assert failed(refused) == (PollOutcome.UNREADABLE, "more than 1 MB, given up")
