"""What was forgotten and is told again is not kept, whether a poll brings it or a person hands it over."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from jobs.files import read_files
from jobs.forget import find, forget
from jobs.registers import Registers
from tests.faults.server import HTML, XML, make_feed
from tests.faults.world import NOON, World
from tests.forgetting import remains
from tests.packaged import packaged_registers
from tests.sources.loopback import Ask, Scripted, serve_asks
from tracker.model import PollOutcome
from tracker.store import ledger
from tracker.store.forgetting import Order
from tracker.store.rows import ledger_table

pytestmark = pytest.mark.slow  # a server on loopback, and whole stores rewritten
HOUR = timedelta(hours=1)
OUTAGE = "У Конотопі без світла лишилися 640 споживачів"
BODY = "Вигадані енергетики обіцяють полагодити лінію біля старого ставу до вечора."
EDITED = "Виправлення: у Конотопі без світла 655 споживачів"
BESIDE = "У Сумах без світла 1200 споживачів"
PASTED = "У Конотопі немає світла, розповідає вигаданий сусід зі старого провулка".encode()


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


@pytest.fixture
def script() -> dict[str, Scripted]:
    return {}


@pytest.fixture
def world(store: Engine, registers: Registers, script: dict[str, Scripted]) -> Iterator[World]:
    def answer(ask: Ask) -> Scripted:
        return script.get(ask.path, Scripted(status=404))

    with serve_asks(answer) as server:
        yield World(store=store, registers=registers, server=server)


@pytest.fixture
def forget_now(world: World, tmp_path: Path) -> Callable[[str], None]:
    def do(name: str) -> None:
        order = Order(subject=find(world.store, name), actor="tester", now=world.now)
        forget(world.store, world.registers, order, out=tmp_path / "out", snapshot=tmp_path / "s.json", as_of=world.now)

    return do


def feed(*titles: str) -> Scripted:
    return Scripted(headers=XML, body=make_feed(*titles, body=BODY))


def report_of(world: World, words: str) -> str:
    return next(report.report_id for report in world.reports() if words in report.text)


def rows(store: Engine, name: str) -> list[tuple[Any, ...]]:
    with store.connect() as connection:
        return sorted(map(tuple, connection.execute(select(ledger_table(store, name)))), key=repr)


def test_the_same_report_given_again_is_nothing_new_and_leaves_nothing(
    world: World, script: dict[str, Scripted], forget_now: Callable[[str], None]
) -> None:
    script["/feed"] = feed(OUTAGE)
    source = world.source("/feed")
    first = world.hear(source)
    forget_now(report_of(world, OUTAGE))
    kept = {name: rows(world.store, name) for name in ("report", "claim", "payload", "payload_body")}
    script["/feed"] = Scripted(headers=XML, body=script["/feed"].body + b"<!-- served anew -->")
    again = world.hear(source, after=HOUR)

    assert (first.outcome, again.outcome) == (PollOutcome.NEW, PollOutcome.NOTHING_NEW)
    assert {name: rows(world.store, name) for name in kept} == kept
    assert remains(world.store, OUTAGE, BODY) == set()


def test_an_edited_revision_is_not_kept_either_and_what_stands_beside_it_is(
    world: World, script: dict[str, Scripted], forget_now: Callable[[str], None]
) -> None:
    script["/feed"] = feed(OUTAGE)
    source = world.source("/feed")
    world.hear(source)
    forget_now(report_of(world, OUTAGE))
    script["/feed"] = feed(EDITED, BESIDE)
    polls = [world.hear(source, after=HOUR), world.hear(source, after=HOUR)]

    assert [(poll.outcome, poll.new_reports_count) for poll in polls] == [
        (PollOutcome.NEW, 1),
        (PollOutcome.NOTHING_NEW, 0),
    ]
    assert [report.title for report in world.reports()] == [BESIDE]
    assert remains(world.store, EDITED, OUTAGE) == set()


def test_the_page_of_a_forgotten_report_is_not_asked_for(
    world: World, script: dict[str, Scripted], forget_now: Callable[[str], None]
) -> None:
    page = f"<html lang='uk'><body><article><h1>{OUTAGE}</h1><p>{(BODY + ' ') * 6}</p></article></body></html>"
    link = world.server.address.encode()
    body = make_feed(OUTAGE, body=BODY).replace(b"https://news.example", link)
    script["/feed"], script["/0"] = Scripted(headers=XML, body=body), Scripted(headers=HTML, body=page.encode())
    source = world.source("/feed", options={"articles": "yes"})
    world.hear(source)
    forget_now(report_of(world, OUTAGE))
    world.server.asks.clear()
    script["/feed"] = Scripted(headers=XML, body=body.replace(OUTAGE.encode(), EDITED.encode()))
    world.hear(source, after=HOUR)

    assert [ask.path for ask in world.server.asks] == ["/feed"]
    assert remains(world.store, EDITED, OUTAGE, BODY) == set()


def test_what_a_person_hands_over_again_is_not_kept_and_they_are_told(
    store: Engine, registers: Registers, tmp_path: Path
) -> None:
    documents = [("-", PASTED)]
    readings, _ = read_files(store, registers, documents, published=None, now=NOON)
    subject = find(store, readings[0].report.report_id)
    order = Order(subject=subject, actor="tester", now=NOON)
    forget(store, registers, order, out=tmp_path / "out", snapshot=tmp_path / "s.json", as_of=NOON)
    again, warnings = read_files(store, registers, documents, published=None, now=NOON + HOUR)

    assert again[0].is_relevant
    assert warnings == (f"report {subject.subject_id} was forgotten: nothing of it is kept",)
    assert ledger.read_reports(store, as_of=NOON + HOUR) == ()
    assert remains(store, PASTED.decode()) == set()
