"""One word for how it stands with a source."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOON, make_source
from tracker.model import Poll, PollOutcome
from tracker.sources.health import Health, assess_health

MINUTE = timedelta(minutes=1)
NEW, SAME, EMPTY = PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.EMPTY
DOWN, GARBLED, KEYLESS = PollOutcome.UNREACHABLE, PollOutcome.UNREADABLE, PollOutcome.NOT_CONFIGURED


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    is_gone: bool = False
    failing_since: datetime | None = None


def heard(*outcomes: PollOutcome, every: int = 15, count: int = 1, detail: str | None = None) -> list[Poll]:
    """Polls of a source, the newest five minutes ago."""
    return [
        Poll(
            source_id="invented-grid",
            polled_at=NOON - (5 + every * (len(outcomes) - 1 - number)) * MINUTE,
            outcome=outcome,
            detail=detail if number == len(outcomes) - 1 else None,
            new_reports_count=count if outcome == NEW else 0,
        )
        for number, outcome in enumerate(outcomes)
    ]


def judge(polls: list[Poll], state: Remembered | None = None, **fields: Any) -> Health:
    return assess_health(make_source("invented-grid", **fields), polls, state, NOON).health


@pytest.mark.parametrize(
    ("outcomes", "health"),
    [
        ((), Health.NEVER_HEARD),
        ((NEW,), Health.OK),
        ((EMPTY,), Health.OK),
        ((NEW, SAME), Health.OK),
        ((NEW, DOWN), Health.DEGRADED),
        ((NEW, GARBLED), Health.DEGRADED),
        ((NEW, DOWN, GARBLED), Health.FAILING),
        ((NEW, DOWN, DOWN, SAME), Health.OK),
        ((DOWN,), Health.FAILING),
        ((NEW, KEYLESS), Health.NOT_CONFIGURED),
    ],
)
def test_the_newest_polls_say_how_it_stands(outcomes: tuple[PollOutcome, ...], health: Health) -> None:
    assert judge(heard(*outcomes)) == health


def test_a_source_is_silent_once_two_of_its_intervals_have_passed_unheard() -> None:
    polls = heard(NEW)

    assert judge(polls, interval_minutes=3) == Health.OK
    assert judge(polls, interval_minutes=2) == Health.SILENT


def test_what_could_not_be_read_whole_is_degraded_and_a_picture_is_not() -> None:
    assert judge(heard(NEW, detail="the feed is cut")) == Health.DEGRADED
    assert judge(heard(NEW, detail="Channel/12: image, unread; moved for good to https://x.example/")) == Health.OK
    assert judge(heard(NEW, detail="Channel/12: image, unread; the page is cut")) == Health.DEGRADED


def test_a_flood_within_a_day_breaks_the_ceiling() -> None:
    polls = heard(NEW, NEW, count=60)

    assert judge(polls, most_reports_per_day=120) == Health.OK
    assert judge(polls, most_reports_per_day=119) == Health.ABOVE_CEILING


def test_too_few_reports_in_a_week_break_the_floor_but_only_after_a_week() -> None:
    young, old = heard(NEW, NEW, SAME, every=60 * 48), heard(NEW, NEW, SAME, every=60 * 96)

    assert judge(young, least_reports_per_week=3) == Health.OK
    assert judge(old, least_reports_per_week=3) == Health.BELOW_FLOOR
    assert judge(old, least_reports_per_week=1) == Health.OK


def test_what_is_switched_off_or_gone_is_said_before_all_else() -> None:
    failing = heard(NEW, DOWN, DOWN)

    assert judge(failing, Remembered(is_gone=True)) == Health.GONE
    assert judge(failing, Remembered(is_gone=True), is_enabled=False) == Health.DISABLED


def test_polls_of_others_and_of_later_do_not_count_and_their_order_does_not_matter() -> None:
    polls = heard(NEW, DOWN, DOWN)
    later = [Poll(source_id="invented-grid", polled_at=NOON + MINUTE, outcome=NEW)]
    others = [Poll(source_id="another", polled_at=NOON, outcome=NEW)]

    assert judge([*later, *others, *reversed(polls)]) == Health.FAILING
    assert judge(others) == Health.NEVER_HEARD


def test_the_figures_stand_beside_the_word() -> None:
    condition = assess_health(make_source("invented-grid"), heard(NEW, SAME, DOWN, DOWN, count=3), None, NOON)

    assert condition.last_new_at == NOON - 50 * MINUTE
    assert condition.last_ok_at == NOON - 35 * MINUTE
    assert condition.failing_since == NOON - 20 * MINUTE
    assert condition.last_polled_at == NOON - 5 * MINUTE
    assert (condition.day_reports_count, condition.week_reports_count) == (3, 3)


def test_since_when_it_fails_is_taken_from_what_is_remembered_where_polls_are_gone() -> None:
    long_ago = NOON - timedelta(days=40)
    condition = assess_health(make_source("invented-grid"), heard(DOWN, DOWN), Remembered(failing_since=long_ago), NOON)

    assert condition.failing_since == long_ago
