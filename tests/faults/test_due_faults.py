"""When a source is asked again, on both stores: waits, back-off, and clocks that jump."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make_source
from tests.faults.world import NOON, World
from tracker.model import PollOutcome, SourceState
from tracker.sources.waits import LONGEST_BACK_OFF, is_due, is_free

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ("429-seconds", timedelta(minutes=30)),
        ("429-date", timedelta(minutes=30)),
        ("503-wait", timedelta(minutes=30)),
        ("429-ten-years", DAY),
    ],
)
def test_f03_a_wait_that_is_asked_for_is_kept_up_to_a_day_and_delays_nobody_else(
    world: World, fault: str, wait: timedelta
) -> None:
    source, other = world.source(f"/feed?script={fault},good"), world.source(source_id="invented-tribune")
    polls = world.tick(source)
    early = world.tick(source, other, after=wait - MINUTE)
    late = world.tick(source, after=MINUTE)

    assert [poll.outcome for poll in polls] == [PollOutcome.UNREACHABLE]
    assert [poll.source_id for poll in early] == [other.source_id]
    assert [poll.outcome for poll in late] == [PollOutcome.NEW]


def test_f03_a_wait_that_is_nonsense_is_a_failure_like_any_other(world: World) -> None:
    source = world.source("/feed?fault=429-garbage")
    world.hear(source)
    held_until = world.state(source).held_until

    assert held_until is not None
    assert timedelta(minutes=15) <= held_until - NOON <= timedelta(minutes=18)


def test_f03_a_host_that_wants_a_wait_is_left_alone_by_all_its_sources(world: World) -> None:
    first, second = world.source("/feed?fault=429-seconds"), world.source(source_id="invented-tribune")
    polls = world.tick(first, second)

    assert [ask.path for ask in world.server.asks] == ["/feed?fault=429-seconds"]
    assert (polls[1].outcome, polls[1].detail) == (
        PollOutcome.UNREACHABLE,
        "127.0.0.1: left alone for 1800 s more",
    )
    assert world.state(second).failures_count == 0


def test_f04_back_off_grows_to_six_hours_and_never_gives_up(world: World, caplog: pytest.LogCaptureFixture) -> None:
    source = world.source(f"/feed?script={'500,502,503,' * 4}good")
    gaps = []
    polls = world.tick(source)
    while polls[0].outcome == PollOutcome.UNREACHABLE:
        gaps.append(world.state(source).next_due_at - world.now)
        assert world.tick(source, after=gaps[-1] - MINUTE) == ()
        polls = world.tick(source, after=MINUTE)
    notices = [record.__dict__["event"] for record in caplog.records]

    assert len(gaps) == 12
    assert gaps[:5] == sorted(gaps[:5])
    assert max(gaps) == LONGEST_BACK_OFF
    assert polls[0].outcome == PollOutcome.NEW
    assert (world.state(source).failures_count, world.state(source).failing_since) == (0, None)
    assert notices == ["source_failing", "source_recovered"]


@pytest.mark.parametrize("jump", [-HOUR, -DAY, -3650 * DAY, HOUR, DAY])
def test_f45_a_clock_that_jumps_neither_silences_a_source_nor_makes_a_storm(world: World, jump: timedelta) -> None:
    source = world.source("/feed?fault=conditional")
    world.tick(source)
    after_jump = world.tick(source, after=jump)
    at_once = world.tick(source)

    assert len(after_jump) == 1
    assert at_once == ()


@given(
    checked=st.integers(-10_000, 10_000), due=st.integers(-10_000, 10_000), held=st.none() | st.integers(-10_000, 1440)
)
def test_f45_no_state_keeps_a_source_silent_for_longer_than_a_day_past_its_time(
    checked: int, due: int, held: int | None
) -> None:
    source = make_source("a")
    state = SourceState(
        source_id="a",
        file_url=source.url,
        checked_at=NOON + checked * MINUTE,
        next_due_at=NOON + due * MINUTE,
        held_until=None if held is None else NOON + held * MINUTE,
    )
    past = max(state.next_due_at, NOON + DAY)

    assert is_due(source, state, past)
    assert is_free(source, state, past)
