"""What was heard lately reads the same from both stores, and a notice is kept once."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert

from tests.builders import NOON, make_source
from tracker.merge.coverage import LONGEST_WAIT, assess_coverage
from tracker.merge.rhythm import MEMORY
from tracker.model import HeardHour, Notice, NoticeKind, Poll, PollOutcome
from tracker.sources.health import WEEK, assess_health
from tracker.store import ledger
from tracker.store.heard import append_notices, read_heard_hours, read_notices, read_recent_polls, read_standing_polls
from tracker.store.rows import ledger_table

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DROP = Notice(
    source_id="grid",
    kind=NoticeKind.DROP,
    since=date(2026, 1, 12),
    until=date(2026, 1, 14),
    expected_count=24.5,
    seen_count=1,
    probability=1e-6,
)


def keep(store: Engine, at: datetime, outcome: PollOutcome, count: int = 0, source_id: str = "grid") -> Poll:
    poll = Poll(source_id=source_id, polled_at=at, outcome=outcome, new_reports_count=count)
    ledger.append_poll(store, poll)
    return poll


def test_recent_polls_are_all_of_late_and_only_news_of_before(store: Engine) -> None:
    old_news = keep(store, NOON - 3 * DAY, PollOutcome.NEW, 2)
    keep(store, NOON - 2 * DAY, PollOutcome.NOTHING_NEW)
    recent = keep(store, NOON - HOUR, PollOutcome.UNREACHABLE)
    keep(store, NOON - 9 * DAY, PollOutcome.NEW, 1)
    keep(store, NOON + MINUTE, PollOutcome.NEW, 1)

    assert read_recent_polls(store, since=NOON - DAY, news_since=NOON - 5 * DAY, as_of=NOON) == (old_news, recent)


def test_hours_add_up_what_was_heard_in_them_and_leave_out_failures(store: Engine) -> None:
    first = datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC)
    keep(store, first, PollOutcome.NEW, 4)
    keep(store, first + timedelta(microseconds=1), PollOutcome.NEW, 2)
    keep(store, first + 5 * MINUTE, PollOutcome.NOTHING_NEW)
    keep(store, first + 50 * MINUTE, PollOutcome.UNREADABLE)
    keep(store, first + HOUR, PollOutcome.EMPTY, source_id="other")

    assert read_heard_hours(store, since=first, as_of=first + HOUR) == (
        HeardHour(source_id="grid", first_at=first, last_at=first, new_reports_count=4),
        HeardHour(
            source_id="grid",
            first_at=first + timedelta(microseconds=1),
            last_at=first + 5 * MINUTE,
            new_reports_count=2,
        ),
        HeardHour(source_id="other", first_at=first + HOUR, last_at=first + HOUR, new_reports_count=0),
    )


def test_a_notice_is_kept_once_and_comes_back_as_it_went_in(store: Engine) -> None:
    resumed = replace(DROP, kind=NoticeKind.RESUMED, since=date(2026, 1, 20), probability=None)

    assert append_notices(store, [DROP], noticed_at=NOON) == (DROP,)
    assert append_notices(store, [replace(DROP, until=date(2026, 1, 15)), resumed], noticed_at=NOON + DAY) == (resumed,)
    assert read_notices(store, as_of=NOON) == (DROP,)
    assert read_notices(store, as_of=NOON + DAY) == (DROP, resumed)


SHARES = {
    "lively": (8, 4, 1, 0.5, 0.5, 0),
    "quiet": (0.3, 9, 1, 0, 0, 0),
    "failing": (1, 1, 0, 0, 20, 0),
    "keyless": (0, 0, 0, 0, 0, 1),
}  # of how often a source gives each outcome


def live_on(store: Engine) -> None:
    """Two months of polls of four sources; the first fell silent for good after one, the third fails at the end."""
    chance = random.Random(7)  # noqa: S311 - invented polls
    rows = []
    for source_id, shares in SHARES.items():
        for step in range(60 * 8):
            at = NOON - 60 * DAY + 3 * HOUR * step
            (outcome,) = chance.choices(list(PollOutcome), shares)
            if source_id == "lively" and step > 240:
                outcome = PollOutcome.NOTHING_NEW
            if source_id == "failing" and step > 300:
                outcome = PollOutcome.UNREACHABLE
            count = chance.randrange(5) if outcome == PollOutcome.NEW else 0
            rows.append({"source_id": source_id, "polled_at": at, "outcome": outcome, "new_reports_count": count})
    with store.begin() as connection:
        connection.execute(insert(ledger_table(connection, "poll")), rows)


@pytest.mark.parametrize("days", [0, 1, 20, 59, 70])
def test_the_polls_that_are_read_tell_the_same_of_every_source_as_all_of_them(store: Engine, days: int) -> None:
    live_on(store)
    at = NOON - days * DAY
    sources = {one: make_source(one, interval_minutes=180, least_reports_per_week=3) for one in (*SHARES, "unheard")}
    all_polls = ledger.read_polls(store, as_of=at)
    of_days = read_standing_polls(store, sources, recent=LONGEST_WAIT, memory=MEMORY, as_of=at)
    of_weeks = read_standing_polls(store, sources, recent=WEEK, memory=timedelta(0), as_of=at)

    assert assess_coverage(of_days, sources, at) == assess_coverage(all_polls, sources, at)
    for source in sources.values():
        assert assess_health(source, of_weeks, None, at) == assess_health(source, all_polls, None, at)


def test_of_a_source_that_is_heard_little_of_two_months_is_read(store: Engine) -> None:
    live_on(store)
    read = read_standing_polls(store, ["quiet"], recent=DAY, memory=DAY, as_of=NOON)

    assert 0 < len(read) < 20
