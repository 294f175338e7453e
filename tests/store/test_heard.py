"""What was heard lately reads the same from both stores, and a notice is kept once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from tests.builders import NOON
from tracker.model import HeardHour, Notice, NoticeKind, Poll, PollOutcome
from tracker.store import ledger
from tracker.store.heard import append_notices, read_heard_hours, read_notices, read_recent_polls

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
