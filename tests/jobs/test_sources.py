"""Sources as an operator meets them: listed, tried, recorded, and the walk of docs/add-a-source.md."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from geodata.folder import DATA
from jobs.cli import cli
from jobs.cli.conditions import describe_condition
from jobs.cli.trials import describe_trial, print_trial
from jobs.conditions import assess_sources
from jobs.ingest import hear
from jobs.keys import NO_KEYS
from jobs.recording import write_cases
from jobs.registers import DEMO_SOURCES, Registers
from jobs.trying import Trial, try_source
from tests.builders import make_source
from tests.packaged import packaged_registers
from tests.sources.loopback import Scripted, serve
from tests.sources.test_recorded import read_case, select_told
from tracker.errors import NotConfigured
from tracker.model import PollOutcome, Role, Source
from tracker.sources.cases import summarise_parsed
from tracker.sources.connectors import parse
from tracker.sources.fetch import Fetcher, GuardedTransport
from tracker.sources.health import Health, assess_health
from tracker.sources.hearing import Hearing
from tracker.sources.registry import load_sources
from tracker.store import ledger
from tracker.store.engine import open_store

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.1/32"),)
WALK = Path(__file__).parents[2] / "docs" / "add-a-source.md"
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Вигаданий кур'єр</title>
<item><title>У Конотопі без світла 640 споживачів</title><link>https://courier.example/1</link>
<pubDate>Thu, 15 Jan 2026 09:12:00 +0200</pubDate><description>Пошкоджено лінію.</description></item>
<item><title>Відкрито нову бібліотеку</title><link>https://courier.example/2</link>
<pubDate>Thu, 15 Jan 2026 10:00:00 +0200</pubDate><description>Читачів чекають щодня.</description></item>
</channel></rss>"""
XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
COURIER: Mapping[str, object] = {"kind": "rss", "role": Role.MEDIUM, "languages": ("uk",)}


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers(DEMO_SOURCES)


@pytest.fixture
def address() -> Iterator[str]:
    with serve(
        {"/feed": Scripted(headers=XML, body=FEED.encode()), "/page": Scripted(body=b"<html></html>")}
    ) as server:
        yield server.address


def fetcher() -> Fetcher:
    return Fetcher(contact="ops@ngo.example", transport=GuardedTransport(allowed=LOOPBACK))


def attempt(source: Source, registers: Registers, keys: Mapping[str, SecretStr] = NO_KEYS) -> Trial:
    with fetcher() as client:
        return try_source(source, registers, client, now=NOON, keys=keys)


def test_a_trial_shows_what_a_poll_would_take_with_its_evidence(
    registers: Registers, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = attempt(make_source("courier", url=f"{address}/feed", **COURIER), registers)
    print_trial(trial, registers.gazetteer)
    said = capsys.readouterr().out

    assert trial.poll.outcome == PollOutcome.NEW
    assert "640 customers" in said
    assert "“У Конотопі без світла 640 споживачів" in said
    assert "1 reports that say nothing about energy\n  Відкрито нову бібліотеку" in said
    assert "2 reports, 1 of them about energy" in said


def test_a_trial_as_a_document_holds_claims_and_never_a_key(registers: Registers, address: str) -> None:
    keys = {"courier_key": SecretStr("s3cret-word")}
    source = make_source("courier", url=f"{address}/feed?token=s3cret-word", key="courier_key", **COURIER)
    document = json.dumps(describe_trial(attempt(source, registers, keys), registers.gazetteer), default=str)

    assert "s3cret-word" not in document
    assert {"id", "kind", "outcome", "asked", "reports", "signals", "schedules"} <= json.loads(document).keys()


def test_a_source_whose_key_is_not_set_is_not_asked(registers: Registers, address: str) -> None:
    source = make_source("courier", url=f"{address}/feed", key="courier_key", **COURIER)

    with pytest.raises(NotConfigured, match="SVITLO_KEYS__COURIER_KEY"):
        attempt(source, registers)


def test_a_page_instead_of_a_feed_is_told_and_a_dead_address_too(registers: Registers, address: str) -> None:
    page = attempt(make_source("courier", url=f"{address}/page", **COURIER), registers)
    dead = attempt(make_source("courier", url="http://127.0.0.1:9/feed", **COURIER), registers)

    assert (page.poll.outcome, dead.poll.outcome) == (PollOutcome.UNREADABLE, PollOutcome.UNREACHABLE)


def test_a_recorded_case_carries_no_word_of_the_source_and_holds(
    registers: Registers, address: str, tmp_path: Path
) -> None:
    trial = attempt(make_source("courier", url=f"{address}/feed", **COURIER), registers)
    body, expected = write_cases(trial, tmp_path, is_real=False)

    assert (body.name, expected.name) == ("courier-1.xml", "courier-1.expected.json")
    for file in (body, expected):
        assert "Конотоп" not in file.read_text(encoding="utf-8")
    assert_holds(expected)


def test_a_case_with_real_words_is_written_only_when_asked_for(
    registers: Registers, address: str, tmp_path: Path
) -> None:
    trial = attempt(make_source("courier", url=f"{address}/feed", **COURIER), registers)
    body, expected = write_cases(trial, tmp_path, is_real=True)

    assert body.read_text(encoding="utf-8") == FEED
    assert_holds(expected)


def test_without_a_store_no_source_was_heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    known = assess_sources(DATA, now=NOON)
    rows = [describe_condition(source, condition) for source, condition in known.rows]

    assert len(rows) >= 35
    assert len({row["kind"] for row in rows}) >= 10
    assert {row["health"] for row in rows} == {"never_heard", "not_configured", "disabled"}
    assert all(
        list(row) == ["id", "kind", "publisher", "enabled", "health", "last_ok_at", "last_new_at"] for row in rows
    )


def test_what_the_store_knows_is_how_it_stands(
    monkeypatch: pytest.MonkeyPatch, registers: Registers, address: str, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "courier.toml").write_text(walk_file(address), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SVITLO_SOURCES", "sources")
    monkeypatch.setenv("SVITLO_DATABASE", "own.db")
    engine = open_store("own.db")
    with fetcher() as client:
        hear(engine, load_sources(tmp_path / "sources")[0], registers, client, now=NOON)
    ((source, condition),) = assess_sources(DATA, now=NOON).rows
    row = describe_condition(source, condition)

    assert (row["health"], row["last_ok_at"], row["last_new_at"]) == ("ok", NOON.isoformat(), NOON.isoformat())


def test_beside_the_demos_store_its_sources_stand_with_the_real_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("var/demo.db").dispose()
    known = assess_sources(DATA, now=NOON)

    assert known.is_demo
    assert {source.is_synthetic for source, _ in known.rows} == {True, False}


def test_a_source_that_wants_its_bytes_not_kept_leaves_none(store: Engine, registers: Registers, address: str) -> None:
    kept, not_kept = (
        make_source(name, url=f"{address}/feed", keep_payload=keep, **COURIER)
        for name, keep in (("kept", True), ("left", False))
    )
    with fetcher() as client:
        polls = [hear(store, source, registers, client, now=NOON) for source in (kept, not_kept)]
    sha256 = hashlib.sha256(FEED.encode()).hexdigest()

    assert [poll.new_reports_count for poll in polls] == [2, 2]
    assert ledger.read_payload(store, "kept", sha256) is not None
    assert ledger.read_payload(store, "left", sha256) is None


def test_the_walk_of_the_documentation_works(
    store: Engine, registers: Registers, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "courier.toml").write_text(walk_file(address), encoding="utf-8")
    (source,) = load_sources(tmp_path)
    before = assess_health(source, (), None, NOON)
    trial = attempt(source, registers)
    print_trial(trial, registers.gazetteer)
    _, expected = write_cases(trial, tmp_path / "recorded-local", is_real=False)
    with fetcher() as client:
        poll = hear(store, source, registers, client, now=NOON)

    assert (source.source_id, before.health) == ("courier", Health.NEVER_HEARD)
    assert "about energy" in capsys.readouterr().out
    assert expected.parent.name == "rss"
    assert_holds(expected)
    assert assess_health(source, [poll], None, NOON).health == Health.OK


def test_the_commands_and_states_that_the_walk_names_exist() -> None:
    text = WALK.read_text(encoding="utf-8")
    named = set(re.findall(r"^svitlo sources (\w+)", text, re.MULTILINE))
    group = next(group for group in cli.registered_groups if group.name == "sources")
    assert group.typer_instance is not None
    known = {
        command.name or command.callback.__name__
        for command in group.typer_instance.registered_commands
        if command.callback
    }

    assert named == {"list", "check", "record"} <= known
    assert {word for health in Health for word in [health.value] if f"`{word}`" in text} == set(Health)


def walk_file(address: str) -> str:
    """The file of the walk, with the address of our server."""
    (block,) = re.findall(r"```toml\n(.*?)```", WALK.read_text(encoding="utf-8"), re.DOTALL)
    return str(block).replace("https://courier.example/feed", f"{address}/feed")


def assert_holds(expected_file: Path) -> None:
    """Read a recorded case as the test of recorded cases does."""
    payload, expected = read_case(expected_file)
    source = make_source("recorded", url=expected["url"], **expected["source"])
    hearing = Hearing(now=payload.fetched_at, **expected.get("hearing", {}))
    found = summarise_parsed(parse(payload, source, hearing, kind=expected.get("kind")))

    assert len(expected["reports"]) == 2
    assert select_told(found, expected) == {name: value for name, value in expected.items() if name in found}
