"""Faults of connections and transfers, on both stores: what is kept, what is told, what is asked for again."""

import itertools
import ssl
import threading
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.builders import make_source
from tests.faults.server import ETAG, GOOD, MODIFIED, OUTAGE
from tests.faults.world import NOON, World
from tests.sources.loopback import Scripted, serve_asks
from tracker.model import PollOutcome
from tracker.sources.fetch import Fetcher, GuardedTransport
from tracker.sources.guard import Address

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CERTIFICATES = Path(__file__).parent / "certificates"
MakeWorld = Callable[..., World]


def test_f01_not_modified_writes_nothing_but_when_it_was_checked(world: World) -> None:
    source = world.source("/feed?fault=conditional")
    first = world.hear(source)
    before = world.state(source)
    second = world.hear(source, after=HOUR)
    after = world.state(source)

    assert (first.outcome, second.outcome) == (PollOutcome.NEW, PollOutcome.NOTHING_NEW)
    assert [(ask.headers.get("If-None-Match"), ask.headers.get("If-Modified-Since")) for ask in world.server.asks] == [
        (None, None),
        (ETAG, MODIFIED),
    ]
    assert after.validators == before.validators
    assert after.checked_at == NOON + HOUR
    assert len(world.reports()) == 1


def test_f02_a_poll_that_failed_half_way_asks_for_the_whole_answer_again(world: World) -> None:
    source = world.source("/feed?fault=conditional")
    commits = itertools.count()

    def break_second(_: object) -> None:
        """The bytes are committed, and what was read of them is not."""
        if next(commits) == 1:
            raise ConnectionAbortedError

    event.listen(world.store, "commit", break_second)
    with pytest.raises(ConnectionAbortedError):
        world.hear(source)
    event.remove(world.store, "commit", break_second)
    again = world.hear(source, after=MINUTE)

    assert again.outcome == PollOutcome.NEW
    assert "If-None-Match" not in world.server.asks[-1].headers
    assert [report.title for report in world.reports()] == [OUTAGE]


def test_f05_a_refused_connection_and_an_unknown_name_are_told_apart(make_world: MakeWorld) -> None:
    def unknown(*_: object) -> Sequence[Address]:
        raise OSError

    world = make_world(transport={"resolve": unknown})
    nobody_there = make_world().hear(make_source("a", url="http://127.0.0.1:9/feed"))
    no_name = world.hear(make_source("b", url="http://news.example/feed"))

    assert nobody_there.outcome == no_name.outcome == PollOutcome.UNREACHABLE
    assert no_name.detail == "news.example: the name is not known"
    assert "refused" in (nobody_there.detail or "")


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [("good", None), ("expired", "certificate has expired"), ("other-host", "Hostname mismatch")],
)
def test_f05_a_certificate_that_ended_or_is_somebody_elses_is_unreachable(
    make_world: MakeWorld, certificate: str, reason: str | None
) -> None:
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
    ours = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
    world = make_world(transport={"resolve": lambda *_: [ip_address("127.0.0.1")], "ssl_context": ours})
    with serve_asks(lambda _: Scripted(body=GOOD), theirs) as server:
        poll = world.hear(make_source("a", url=f"https://news.example:{server.port}/feed"))

    assert poll.outcome == (PollOutcome.NEW if reason is None else PollOutcome.UNREACHABLE)
    assert (reason or "") in (poll.detail or "")


def test_f05_a_name_server_that_does_not_answer_has_the_same_deadline() -> None:
    hangs = threading.Event()

    def never(*_: object) -> Sequence[Address]:
        hangs.wait()
        return ()

    with Fetcher(contact="x", transport=GuardedTransport(resolve=never), most_seconds=0.05) as fetcher:
        answer = fetcher.fetch("http://news.example/feed", source_id="s", now=NOON)
    hangs.set()

    assert getattr(answer, "detail", "") == "news.example: no complete answer in time"


@pytest.mark.parametrize("fault", ["drip", "drip-headers"])
def test_f06_a_dripping_answer_ends_at_the_total_deadline(make_world: MakeWorld, fault: str) -> None:
    ticks = itertools.count()  # every look at the clock takes a second

    def clock() -> float:
        return float(next(ticks))

    world = make_world(transport={"clock": clock}, fetching={"clock": clock})
    poll = world.hear(world.source(f"/feed?fault={fault}"))

    assert (poll.outcome, poll.detail) == (PollOutcome.UNREACHABLE, "127.0.0.1: no complete answer in time")


def test_f07_truncated_gzip_is_an_error_and_its_validators_are_not_kept(world: World) -> None:
    source = world.source("/feed?script=cut-gzip,good")
    poll = world.hear(source)
    again = world.hear(source, after=HOUR)

    assert poll.detail == "127.0.0.1: the answer is cut: its gzip stream has no end"
    assert world.server.asks[1].headers.get("If-None-Match") is None
    assert again.outcome == PollOutcome.NEW


@pytest.mark.parametrize("fault", ["short-length", "cut-chunk", "reset"])
def test_f08_a_transfer_that_breaks_is_unreachable_and_tried_again(world: World, fault: str) -> None:
    source = world.source(f"/feed?script={fault},good")
    broken, whole = world.hear(source), world.hear(source, after=HOUR)

    assert (broken.outcome, whole.outcome) == (PollOutcome.UNREACHABLE, PollOutcome.NEW)


def test_f08_a_feed_cut_by_closing_keeps_its_whole_items_and_is_asked_for_again(world: World) -> None:
    source = world.source("/feed?script=cut-by-closing,good")
    cut = world.hear(source)
    kept = [report.title for report in world.reports()]
    world.hear(source, after=HOUR)

    assert (cut.outcome, kept) == (PollOutcome.NEW, [OUTAGE])
    assert "broken XML" in (cut.detail or "")
    assert "If-None-Match" not in world.server.asks[1].headers


@pytest.mark.parametrize("fault", ["bomb-gzip", "bomb-deflate", "bomb-brotli", "bomb-nested"])
def test_f09_a_bomb_stops_at_the_limit_and_costs_little_memory(world: World, fault: str) -> None:
    source = world.source(f"/feed?fault={fault}")
    tracemalloc.start()
    poll = world.hear(source)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert poll.outcome == PollOutcome.UNREADABLE
    assert peak_bytes < 50_000_000


def test_f15_a_feed_past_the_limit_is_given_up_and_told(world: World) -> None:
    poll = world.hear(world.source("/feed?fault=huge"))

    assert (poll.outcome, poll.detail) == (PollOutcome.UNREADABLE, "127.0.0.1: more than 15 MB, given up")
