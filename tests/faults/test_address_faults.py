"""Faults of addresses, on both stores: where a redirect may lead, and what of it is remembered."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address

import pytest

from tests.builders import make_source
from tests.faults.world import World
from tracker.model import PollOutcome

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MakeWorld = Callable[..., World]


def test_f17_a_redirect_loop_is_one_failure_and_no_storm(world: World) -> None:
    source = world.source("/feed?fault=loop")
    (poll,) = world.tick(source)
    world.tick(source, after=MINUTE)

    assert poll.detail == "127.0.0.1: more than 5 redirects"
    assert len(world.server.asks) == 6


def test_f18_no_redirect_leads_inside(world: World) -> None:
    poll = world.hear(world.source("/feed?fault=to-metadata"))

    assert poll.outcome == PollOutcome.UNREACHABLE
    assert poll.detail == "127.0.0.1: refused, it leads to an address that is not public"


def test_f19_a_name_that_changes_its_address_reaches_only_the_one_that_was_checked(make_world: MakeWorld) -> None:
    answers = iter([[ip_address("127.0.0.1")], [ip_address("10.0.0.1")]])
    world = make_world(transport={"resolve": lambda *_: next(answers)})
    source = make_source("a", url=f"http://news.example:{world.server.port}/feed?fault=good")
    first, second = world.hear(source), world.hear(source, after=HOUR)

    assert (first.outcome, second.outcome) == (PollOutcome.NEW, PollOutcome.UNREACHABLE)
    assert len(world.server.asks) == 1


@pytest.mark.parametrize("fault", ["to-file", "to-gopher", "to-ftp"])
def test_f20_only_http_is_followed(world: World, fault: str) -> None:
    poll = world.hear(world.source(f"/feed?fault={fault}"))

    assert poll.outcome == PollOutcome.UNREACHABLE


@pytest.mark.parametrize("fault", ["moved", "moved-twice"])
def test_f21_a_permanent_move_is_remembered_once_what_is_there_was_read(
    world: World, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    source = world.source(f"/feed?fault={fault}")
    poll = world.hear(source)
    world.hear(source, after=HOUR)
    there = f"{world.server.address}/moved"

    assert world.state(source).url == there
    assert world.server.asks[-1].path == "/moved"
    assert len(world.server.asks) == (3 if fault == "moved" else 4)
    assert poll.detail == f"moved for good to {there}"
    assert [record.__dict__["event"] for record in caplog.records] == ["source_moved"]


@pytest.mark.parametrize("fault", ["elsewhere", "elsewhere-307", "moved-to-nothing", "moved-with-a-key"])
def test_f21_no_other_redirect_changes_the_address(world: World, fault: str) -> None:
    source = world.source(f"/feed?fault={fault}")
    world.hear(source)

    assert world.state(source).url is None


def test_f21_a_source_whose_file_names_another_address_begins_anew(world: World) -> None:
    world.hear(world.source("/feed?fault=moved"))
    corrected = world.source("/feed?fault=good")
    world.hear(corrected, after=HOUR)

    assert world.server.asks[-1].path == "/feed?fault=good"
    assert world.state(corrected).url is None


def test_an_address_that_is_gone_is_not_asked_again_and_that_is_seen(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    source = world.source("/feed?fault=410")
    (poll,) = world.tick(source)
    later = world.tick(source, after=30 * DAY)

    assert poll.detail == "127.0.0.1: answered 410 Gone"
    assert (later, world.state(source).is_gone) == ((), True)
    assert [record.__dict__["event"] for record in caplog.records] == ["source_gone"]
