"""What one poll of a source takes: steps, pages, keys, and one commit for all of it."""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select

from jobs.ingest import ingest
from jobs.registers import Registers
from tests.faults.server import HTML, XML, make_feed
from tests.faults.world import NOON, World
from tests.packaged import packaged_registers
from tests.sources.loopback import Ask, Scripted, serve_asks
from tracker.model import Payload, PollOutcome, ScheduleDay, ScheduleLayer, ScheduleState, Signal, Source
from tracker.sources.connectors import CONNECTORS, Connector
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, collect
from tracker.store import ledger
from tracker.store.rows import ledger_table
from tracker.store.signals import read_signals
from tracker.store.timetables import read_schedules

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

HOUR = timedelta(hours=1)
OUTAGE = "У Конотопі без світла 640 споживачів"
PAGE = (
    "<!DOCTYPE html><html lang='uk'><head><title>Вигадані вісті</title></head><body><article><h1>У Конотопі без світла"
    " 640 споживачів</h1><p>"
    + "У місті Конотоп Сумської області після негоди без світла залишилися 640 споживачів, розповіли в компанії. " * 4
    + "</p></article></body></html>"
).encode()
MakeWorld = Callable[..., World]


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


@pytest.fixture
def script() -> dict[str, Any]:
    """What the server answers, by path: a `Scripted`, or several in turn."""
    return {}


@pytest.fixture
def world(store: Engine, registers: Registers, script: dict[str, Any]) -> Iterator[World]:
    def answer(ask: Ask) -> Scripted:
        known = script.get(ask.path, Scripted(status=404))
        found = known.pop(0) if isinstance(known, list) else known
        return cast("Scripted", found)

    with serve_asks(answer) as server:
        yield World(store=store, registers=registers, server=server)


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let sources of the kind `invented` be asked and read by functions of the test."""

    def register(parse: Callable[[Payload, Source, Hearing], Parsed], ask: Any = None) -> None:
        connector = Connector(parse) if ask is None else Connector(parse, ask)
        monkeypatch.setitem(cast("dict[str, Connector]", CONNECTORS), "invented", connector)

    return register


def read_lines(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """One report a line; a line `next PATH` asks on, and one `seen N` is remembered."""
    del hearing
    lines = payload.body.decode().splitlines()
    words = [line.partition(" ") for line in lines]
    base = payload.url.rpartition("/")[0]
    reports = [Item(native_id=line, title=None, body=line) for line in lines if line[:5] not in {"next ", "seen "}]
    parsed = collect(reports, payload, source, [])
    return replace(
        parsed,
        requests=tuple(Request(url=f"{base}/{rest}") for first, _, rest in words if first == "next"),
        cursor=next((rest for first, _, rest in words if first == "seen"), None),
    )


def feed_of(world: World, *titles: str) -> bytes:
    return make_feed(*titles).replace(b"https://news.example", world.server.address.encode())


def cursor_of(world: World, source: Source) -> str | None:
    return world.state(source).cursor


def test_further_pages_are_asked_for_in_the_same_poll_and_the_last_cursor_is_kept(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(read_lines)
    script["/1"] = Scripted(body="У Сумах немає світла\nseen 1\nnext 2".encode())
    script["/2"] = Scripted(body="У Конотопі немає світла\nseen 2".encode())
    source = world.source("/1", kind="invented")
    poll = world.hear(source)

    assert (poll.new_reports_count, cursor_of(world, source)) == (2, "2")


def test_where_a_further_page_fails_what_came_is_kept_and_the_rest_is_asked_for_again(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(read_lines)
    first = Scripted(headers={"ETag": '"1"'}, body="У Сумах немає світла\nseen 1\nnext 2".encode())
    script["/1"] = first
    script["/2"] = [Scripted(status=503), Scripted(body="У Конотопі немає світла\nseen 2".encode())]
    source = world.source("/1", kind="invented")
    half = world.hear(source)
    kept, remembered = len(world.reports()), cursor_of(world, source)
    whole = world.hear(source, after=HOUR)

    assert (half.outcome, half.detail, kept, remembered) == (
        PollOutcome.NEW,
        "127.0.0.1: answered 503 Service Unavailable",
        1,
        None,
    )
    assert (whole.new_reports_count, cursor_of(world, source)) == (1, "2")


def test_a_source_that_always_knows_a_further_page_ends_at_thirty(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(read_lines)
    script |= {f"/{number}": Scripted(body=f"seen {number}\nnext {number + 1}".encode()) for number in range(40)}
    source = world.source("/0", kind="invented")
    world.hear(source)

    assert len(world.server.asks) == 30
    assert cursor_of(world, source) == "29"


def test_a_body_behind_another_status_is_read_where_the_request_says_so(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    def parse(payload: Payload, *_: object) -> Parsed:
        wait = NOON + 2 * HOUR if payload.status == 403 else None
        return Parsed(reports=(), outcome=PollOutcome.NOT_CONFIGURED, retry_at=wait)

    speak(parse, lambda source, _: [Request(url=source.url, method="POST", body=b"{}", statuses=frozenset({200, 403}))])
    script["/v2"] = Scripted(status=403, body=b"not approved")
    source = world.source("/v2", kind="invented")
    poll = world.hear(source)

    assert (world.server.asks[0].method, world.server.asks[0].body) == ("POST", b"{}")
    assert poll.outcome == PollOutcome.NOT_CONFIGURED
    assert (world.state(source).held_until, world.state(source).failures_count) == (NOON + 2 * HOUR, 0)


def test_a_key_is_told_to_the_connector_and_stays_out_of_everything_that_is_kept_or_said(
    world: World, script: dict[str, Any], speak: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def ask(source: Source, hearing: Hearing) -> list[Request]:
        secret = hearing.secret or ""
        return [
            Request(url=f"{source.url}/{secret}/list?q={secret}", headers={"Authorization": secret}),
            Request(url=f"{source.url}/missing?appname={secret}"),
        ]

    def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
        return replace(read_lines(payload, source, hearing), warnings=(f"told {hearing.secret}",))

    speak(parse, ask)
    script["/api/s3cr3t/list?q=s3cr3t"] = Scripted(body="У Сумах немає світла".encode())
    world.keys = {"invented_key": SecretStr("s3cr3t")}
    poll = world.hear(world.source("/api", kind="invented", key="invented_key"))
    with world.store.connect() as connection:
        tables = ("payload", "poll", "report", "source_state", "claim")
        kept = [connection.execute(select(ledger_table(world.store, name))).all() for name in tables]

    assert world.server.asks[0].headers["Authorization"] == "s3cr3t"
    assert poll.new_reports_count == 1
    assert "s3cr3t" not in f"{kept} {poll} {caplog.text} {world.keys}"


def test_a_key_in_an_address_is_not_part_of_what_answers_are_known_again_by(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(read_lines, lambda source, hearing: [Request(url=f"{source.url}/{hearing.secret}")])
    script["/api/s3cr3t"] = Scripted(headers={"ETag": '"1"'}, body="У Сумах немає світла".encode())
    world.keys = {"invented_key": SecretStr("s3cr3t")}
    source = world.source("/api", kind="invented", key="invented_key")
    world.hear(source)
    world.hear(source, after=HOUR)
    state = world.state(source)

    assert [ask.headers.get("If-None-Match") for ask in world.server.asks] == [None, '"1"']
    assert "s3cr3t" not in f"{state}"


def test_without_its_key_a_source_is_not_asked_which_is_no_failure(world: World) -> None:
    source = world.source("/api", key="invented_key")
    (poll,) = world.tick(source)

    assert poll.outcome == PollOutcome.NOT_CONFIGURED
    assert "SVITLO_KEYS__INVENTED_KEY" in (poll.detail or "")
    assert (world.server.asks, world.tick(source), world.state(source).failures_count) == ([], (), 0)


def test_what_was_written_for_one_site_is_never_sent_to_another(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    def ask(source: Source, _: Hearing) -> list[Request]:
        body = None if source.url.endswith("/get") else b"secret form"
        return [Request(url=source.url, method="POST" if body else "GET", headers={"X-Key": "k"}, body=body)]

    speak(read_lines, ask)
    with serve_asks(lambda _: Scripted(body="У Сумах немає світла".encode())) as other:
        script["/get"] = Scripted(status=302, headers={"Location": f"{other.address}/there"})
        script["/post"] = Scripted(status=307, headers={"Location": f"{other.address}/there"})
        got = world.hear(world.source("/get", "a", kind="invented"))
        posted = world.hear(world.source("/post", "b", kind="invented"))

    assert (got.outcome, posted.outcome) == (PollOutcome.NEW, PollOutcome.UNREACHABLE)
    assert [("X-Key" in ask.headers, ask.body) for ask in other.asks] == [(False, b"")]


def test_an_answer_that_holds_a_secret_is_read_and_its_bytes_are_not_kept(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(read_lines, lambda source, _: [Request(url=source.url, is_kept=False)])
    script["/token"] = Scripted(body="У Сумах немає світла".encode())
    world.hear(world.source("/token", kind="invented"))
    with world.store.connect() as connection:
        payloads = connection.execute(select(ledger_table(world.store, "payload"))).all()

    assert (len(world.reports()), payloads) == (1, [])


def test_of_a_source_whose_texts_are_not_ours_headline_link_and_quotes_are_kept(
    world: World, script: dict[str, Any]
) -> None:
    script["/feed"] = Scripted(headers=XML, body=feed_of(world, OUTAGE))
    world.hear(world.source("/feed", store_text=False))
    with world.store.connect() as connection:
        (row,) = connection.execute(select(ledger_table(world.store, "report"))).all()
    (claim,) = ledger.read_claims(world.store, as_of=world.now)

    assert (row.title, row.text, row.document, row.is_relevant) == (OUTAGE, None, {}, True)
    assert row.url.endswith("/0")
    assert claim.evidence.quote == OUTAGE


def test_signals_and_timetables_are_kept_with_the_poll_and_only_where_they_change(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
        value = float(payload.body)
        signal = Signal(source_id=source.source_id, kind="air_raid", place_id="UA", value=value, observed_at=NOON)
        day = ScheduleDay(
            source_id=source.source_id,
            place_id=None,
            operator="Invented Grid",
            group="3.1",
            day=date(2026, 1, 15),
            layer=ScheduleLayer.ORDER,
            state=ScheduleState.EMERGENCY if value else ScheduleState.NONE,
            slots=(),
            updated_at=None,
            learned_at=hearing.now,
        )
        return Parsed(reports=(), outcome=PollOutcome.NEW, signals=(signal,), schedules=(day,))

    speak(parse)
    script["/x"] = [Scripted(body=b"1"), Scripted(body=b"1.0"), Scripted(body=b"0")]
    source = world.source("/x", kind="invented")
    outcomes = [world.hear(source, after=after).outcome for after in (timedelta(0), HOUR, HOUR)]
    tables = [ledger_table(world.store, name) for name in ("signal", "schedule_day")]
    with world.store.connect() as connection:
        kept = [len(connection.execute(select(table)).all()) for table in tables]

    assert outcomes == [PollOutcome.NEW] * 3
    assert kept == [2, 2]
    assert [read_signals(world.store, as_of=NOON + hours * HOUR)[0].value for hours in (0, 1, 2)] == [1.0, 1.0, 0.0]
    assert [day.state for day in read_schedules(world.store, as_of=NOON + 2 * HOUR)] == [ScheduleState.NONE]
    assert [day.state for day in read_schedules(world.store, as_of=NOON)] == [ScheduleState.EMERGENCY]
    assert ledger.read_claims(world.store, as_of=world.now) == ()


def ask_for_pages(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """A feed whose items that may tell are to be read on their pages."""
    parsed = CONNECTORS["rss"].parse(payload, source, hearing)
    told = [report for report in parsed.reports if hearing.may_tell(report.text)]
    return replace(parsed, requests=tuple(Request(url=report.url or "", kind="article") for report in told))


def test_the_page_of_an_item_is_a_revision_of_it_and_asked_for_once(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(ask_for_pages)
    script["/feed"] = [
        Scripted(headers=XML, body=feed_of(world, OUTAGE, "Відкрито нову бібліотеку")),
        Scripted(headers=XML, body=feed_of(world, OUTAGE, "Відкрито новий театр")),
    ]
    script["/0"] = Scripted(headers=HTML, body=PAGE)
    source = world.source("/feed", kind="invented", options={"articles": "yes"})
    world.hear(source)
    world.hear(source, after=HOUR)
    item, page = world.reports()

    assert [ask.path for ask in world.server.asks] == ["/feed", "/robots.txt", "/0", "/feed"]
    assert (item.report_id, item.revision, page.report_id, page.revision) == (item.report_id, 1, item.report_id, 2)
    assert len(page.text) > len(item.text)


def test_pages_that_robots_are_not_to_read_are_left_unread(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(ask_for_pages)
    script["/robots.txt"] = Scripted(body=b"User-agent: *\nDisallow: /0")
    script["/feed"] = Scripted(headers=XML, body=feed_of(world, OUTAGE))
    poll = world.hear(world.source("/feed", kind="invented", options={"articles": "yes"}))

    assert [ask.path for ask in world.server.asks] == ["/feed", "/robots.txt"]
    assert (poll.outcome, poll.detail) == (PollOutcome.NEW, "127.0.0.1: robots are not to read this page")


def test_pages_are_five_seconds_apart_and_those_there_was_no_time_for_wait(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(ask_for_pages)
    titles = [f"У Конотопі без світла {number} споживачів" for number in range(100, 140)]
    script["/feed"] = Scripted(headers=XML | {"ETag": '"1"'}, body=feed_of(world, *titles))
    script |= {f"/{number}": Scripted(headers=HTML, body=PAGE) for number in range(40)}
    source = world.source("/feed", kind="invented", options={"articles": "yes"})
    world.hear(source)
    waiting = world.state(source).waiting
    script["/feed"] = Scripted(status=304)
    world.hear(source, after=HOUR)
    paths = [ask.path for ask in world.server.asks if ask.path not in {"/feed", "/robots.txt"}]

    assert len(waiting) == 11
    assert world.state(source).waiting == ()
    assert sorted(paths) == sorted(f"/{number}" for number in range(40))
    assert set(world.waited) == {5.0}


def test_a_page_that_cannot_be_had_takes_nothing_from_the_feed(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(ask_for_pages)
    script["/feed"] = Scripted(headers=XML | {"ETag": '"1"'}, body=feed_of(world, OUTAGE))
    script["/0"] = Scripted(status=500)
    source = world.source("/feed", kind="invented", options={"articles": "yes"})
    poll = world.hear(source)

    assert (poll.outcome, len(world.reports()), world.state(source).failures_count) == (PollOutcome.NEW, 1, 0)
    assert [known.etag for known in world.state(source).validators.values()] == ['"1"']


def test_a_page_whose_host_wants_a_wait_is_asked_for_when_it_is_over(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    speak(ask_for_pages)
    script["/feed"] = [Scripted(headers=XML, body=feed_of(world, OUTAGE)), Scripted(headers=XML, body=make_feed())]
    script["/0"] = [Scripted(status=429, headers={"Retry-After": "60"}), Scripted(headers=HTML, body=PAGE)]
    source = world.source("/feed", kind="invented", options={"articles": "yes"})
    world.hear(source)
    waiting = world.state(source).waiting
    again = world.hear(source, after=HOUR)

    assert waiting == (f"{world.server.address}/0",)
    assert (again.new_reports_count, world.state(source).waiting) == (1, ())


def test_a_feed_that_asks_for_longer_pauses_gets_them(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    def parse(*_: object) -> Parsed:
        return Parsed(reports=(), outcome=PollOutcome.EMPTY, cursor=json.dumps({"ttl": 120}))

    speak(parse)
    script["/x"] = Scripted(body=b"x")
    source = world.source("/x", kind="invented")
    world.hear(source)

    assert 2 * HOUR <= world.state(source).next_due_at - NOON <= 2.4 * HOUR


def test_a_state_that_comes_back_is_told_again(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    seen: list[bytes] = []

    def parse(payload: Payload, *_: object) -> Parsed:
        seen.append(payload.body)
        return Parsed(reports=(), outcome=PollOutcome.EMPTY)

    speak(parse)
    script["/x"] = [Scripted(body=body) for body in (b"on", b"on", b"off", b"on")]
    source = world.source("/x", kind="invented")
    for _ in range(4):
        world.hear(source, after=HOUR)

    assert seen == [b"on", b"off", b"on"]


def test_f37_a_worker_that_was_overtaken_keeps_nothing(
    world: World, script: dict[str, Any], speak: Callable[..., None]
) -> None:
    source = world.source("/x", kind="invented")
    script["/x"] = Scripted(body="У Сумах немає світла".encode())

    def be_overtaken(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
        speak(read_lines)
        world.hear(source, after=HOUR)
        return replace(read_lines(payload, source, hearing), cursor="stale")

    speak(be_overtaken)
    stale = world.hear(source)

    assert (stale.outcome, stale.new_reports_count) == (PollOutcome.NOTHING_NEW, 0)
    assert (cursor_of(world, source), len(world.reports())) == (None, 1)
    assert [poll.polled_at for poll in ledger.read_polls(world.store, as_of=world.now)] == [NOON + HOUR]


def test_hosts_are_heard_at_once_and_nothing_else_changes(store: Engine, world: World, script: dict[str, Any]) -> None:
    script |= {f"/{number}": Scripted(headers=XML, body=make_feed(f"{OUTAGE} {number}")) for number in range(8)}
    sources = [world.source(f"/{number}", f"source-{number}") for number in range(8)]
    registers = replace(world.registers, sources={source.source_id: source for source in sources})
    with world.fetcher() as fetcher, ThreadPoolExecutor(4) as pool:
        polls = ingest(store, registers, fetcher, now=NOON, spread=pool.map)

    assert [poll.source_id for poll in polls] == [source.source_id for source in sources]
    assert {poll.outcome for poll in polls} == {PollOutcome.NEW}
    assert len(world.reports()) == 8
