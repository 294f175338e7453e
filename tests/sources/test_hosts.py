"""How hosts are treated: in turn, so far apart, by their rules, and left alone when they want it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tracker.model import Payload
from tracker.sources.hosts import REST_SECONDS, Hosts
from tracker.sources.robots import Rules, read_rules, rules_address

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


class Clock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hosts(clock: Clock) -> Hosts:
    return Hosts(clock=clock, wait=clock.wait)


def answer(text: str, *, status: int = 200, media_type: str = "text/plain") -> Payload:
    return Payload(
        source_id="s",
        url="https://news.example/robots.txt",
        media_type=media_type,
        body=text.encode(),
        sha256="",
        fetched_at=NOON,
        status=status,
    )


def test_requests_to_one_host_are_so_far_apart_and_another_host_waits_for_none(hosts: Hosts, clock: Clock) -> None:
    with hosts.turn("news.example", 5):
        clock.now += 2
    with hosts.turn("other.example", 5):
        pass
    clock.now += 1
    with hosts.turn("news.example", 5):
        pass

    assert clock.waits == [4.0]


def test_nobody_else_asks_a_host_meanwhile(hosts: Hosts) -> None:
    order: list[str] = []
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with hosts.turn("news.example", 0):
            inside.set()
            leave.wait()
            order.append("first")

    def second() -> None:
        with hosts.turn("news.example", 0):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    inside.wait()
    threads[1].start()
    leave.set()
    for thread in threads:
        thread.join()

    assert order == ["first", "second"]


def test_a_host_rests_for_as_long_as_it_asks(hosts: Hosts, clock: Clock) -> None:
    hosts.rest("news.example", 30)
    hosts.rest("news.example", 10)
    clock.now += 20
    still = hosts.rest_seconds("news.example"), hosts.rest_seconds("other.example")
    clock.now += 10

    assert still == (10.0, None)
    assert hosts.rest_seconds("news.example") is None


def test_a_host_that_does_not_answer_twice_in_a_row_holds_up_nobody_for_a_while(hosts: Hosts) -> None:
    for is_answered in (False, True, False):
        hosts.note("news.example", is_answered=is_answered)
    before = hosts.rest_seconds("news.example")
    hosts.note("news.example", is_answered=False)

    assert (before, hosts.rest_seconds("news.example")) == (None, REST_SECONDS)


@pytest.mark.parametrize(
    ("after", "reads"),
    [(timedelta(0), 1), (timedelta(hours=23), 1), (timedelta(hours=25), 2), (-timedelta(days=3), 2)],
)
def test_the_rules_of_a_host_are_read_once_a_day(hosts: Hosts, after: timedelta, reads: int) -> None:
    read: list[Rules] = []

    def read_again() -> Rules:
        read.append(read_rules(answer("")))
        return read[-1]

    hosts.rules_of("news.example", read_again, NOON)
    hosts.rules_of("news.example", read_again, NOON + after)

    assert len(read) == reads


def test_rules_that_could_not_be_read_are_asked_for_again_in_an_hour(hosts: Hosts) -> None:
    missed = hosts.rules_of("news.example", lambda: read_rules(None), NOON)
    early = hosts.rules_of("news.example", lambda: read_rules(answer("")), NOON + timedelta(minutes=59))
    late = hosts.rules_of("news.example", lambda: read_rules(answer("")), NOON + timedelta(minutes=61))

    assert (missed.is_known, early.is_known, late.is_known) == (False, False, True)


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        (answer("User-agent: *\nDisallow: /private"), True),
        (answer("User-agent: *\nDisallow: /news"), False),
        (answer("User-agent: Svitlo\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
        (answer("\ufeffUser-agent: *\r\nDisallow: /"), False),
        (answer("", status=404), True),
        (answer("Disallow: /", status=403), True),
        (answer("<html>User-agent: *\nDisallow: /</html>", media_type="text/html"), True),
        (None, False),
    ],
)
def test_a_page_is_read_where_its_host_allows_it(rules: Payload | None, *, is_allowed: bool) -> None:
    assert read_rules(rules).allows("https://news.example/news/1") == is_allowed


@pytest.mark.parametrize(("written", "seconds"), [("Crawl-delay: 12", 12.0), ("Crawl-delay: 9999", 60.0), ("", 0.0)])
def test_a_host_may_want_longer_pauses(written: str, seconds: float) -> None:
    assert read_rules(answer(f"User-agent: *\n{written}\nDisallow: /x")).delay_seconds == seconds


def test_the_rules_are_beside_the_page() -> None:
    assert rules_address("https://news.example:8080/a/b?c=d#e") == "https://news.example:8080/robots.txt"
