"""Changes in the volume of a source: told within three days, once, and seldom for nothing."""

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from tracker.merge.changes import chance_of_at_least, chance_of_at_most, find_changes
from tracker.merge.volume import DayCount
from tracker.model import Notice, NoticeKind

MONDAY = date(2026, 1, 5)
DROP, JUMP, RESUMED = NoticeKind
EVEN, OFFICE, SHUT = (1.0,) * 7, (1.3,) * 5 + (0.3, 0.2), (1.4,) * 5 + (0.0, 0.0)


def days_of(counts: Sequence[int], start: date = MONDAY) -> list[DayCount]:
    return [DayCount(day=start + timedelta(days=step), reports_count=count) for step, count in enumerate(counts)]


def draw(seed: int, days: int, mean: float, *, dispersion: float = 1.0, week: Sequence[float] = EVEN) -> list[int]:
    """Counts by chance alone; `dispersion` is their variance over their mean."""
    chance = random.Random(seed)  # noqa: S311 - the same counts in every run
    counts = []
    for step in range(days):
        level = mean * week[step % 7]
        if dispersion > 1 and level > 0:
            level = chance.gammavariate(level / (dispersion - 1), dispersion - 1)
        counts.append(_poisson(chance, level))
    return counts


def _poisson(chance: random.Random, mean: float) -> int:
    count, left = 0, chance.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + chance.expovariate(1.0)
    return count


def told(counts: Sequence[int]) -> list[tuple[NoticeKind, int]]:
    """The kind of each notice, and on which day it was told."""
    return [(one.kind, (one.until - MONDAY).days) for one in find_changes("s", days_of(counts))]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("mean", [5, 8, 30])
def test_a_source_that_falls_to_nothing_is_told_of_within_three_days(seed: int, mean: float) -> None:
    usual = draw(seed, 49 + seed, mean)
    (kind, day), *_ = told([*usual, 0, 0, 0])

    assert kind == DROP
    assert day <= len(usual) + 2


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("mean", "after", "within"), [(5, 0.8, 7), (12, 2.0, 3), (40, 7.0, 3)])
def test_a_source_that_falls_under_a_fifth_is_told_of_in_three_days_or_a_week_where_chance_hides_it(
    seed: int, mean: float, after: float, within: int
) -> None:
    usual, fallen = draw(seed, 49 + seed, mean), draw(100 + seed, within, after)
    (kind, day) = next(one for one in told([*usual, *fallen]) if one[1] >= len(usual))

    assert (kind, day < len(usual) + within) == (DROP, True)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("dispersion", [1, 2])
def test_a_source_that_jumps_above_five_times_is_told_of_within_three_days(seed: int, dispersion: float) -> None:
    usual = draw(seed, 49 + seed, 5, dispersion=dispersion)
    jumped = draw(100 + seed, 3, 26, dispersion=dispersion)
    found = [(kind, day - len(usual)) for kind, day in told([*usual, *jumped]) if day >= len(usual)]

    assert found[0][0] == JUMP
    assert found[0][1] <= 2


@pytest.mark.parametrize(("dispersion", "week"), [(1, EVEN), (2, EVEN), (4, EVEN), (2, OFFICE), (1, SHUT)])
def test_chance_alone_raises_less_than_one_notice_in_two_years_of_a_source(
    dispersion: float, week: Sequence[float]
) -> None:
    years = [draw(seed, 365, mean, dispersion=dispersion, week=week) for seed in range(5) for mean in (1, 2, 5, 20)]

    assert sum(kind != RESUMED for year in years for kind, _ in told(year)) < len(years) / 2


def test_the_first_weekends_of_an_office_are_no_change() -> None:
    assert told([9, 9, 9, 9, 9, 0, 0] * 12) == []


@pytest.mark.parametrize("day", [0, 60])
def test_one_wild_day_is_no_change(day: int) -> None:
    assert told([9] * 45 + [day] + [9] * 20) == []


def test_a_change_is_told_once_and_once_more_when_it_is_over() -> None:
    counts = [9, 10, 11, 10, 9, 12, 10] * 6 + [0] * 12 + [9, 10, 11, 10, 9, 12, 10] * 6
    first, second = find_changes("s", days_of(counts))

    assert (first.kind, first.since) == (DROP, MONDAY + timedelta(days=42))
    assert (first.seen_count, second.probability) == (0, None)
    assert (second.kind, second.since) == (RESUMED, MONDAY + timedelta(days=54))


def test_what_changed_for_four_weeks_is_usual_and_a_new_change_is_told_against_it() -> None:
    assert told([30] * 40 + [5] * 60 + [30] * 5) == [(DROP, 41), (JUMP, 101)]


def test_days_added_later_do_not_change_what_was_told() -> None:
    counts = [*draw(1, 60, 6), 0, 0, 0, 0, *draw(2, 40, 6), *draw(3, 10, 60)]
    whole: Sequence[Notice] = find_changes("s", days_of(counts))

    assert {one.kind for one in whole} == {DROP, RESUMED, JUMP}
    for length in range(0, len(counts), 3):
        last = MONDAY + timedelta(days=length - 1)
        assert find_changes("s", days_of(counts[:length])) == tuple(one for one in whole if one.until <= last)


def test_unknown_days_are_passed_over() -> None:
    days = days_of([8] * 50 + [0] * 3)
    gap = [one for one in days if not MONDAY + timedelta(days=35) <= one.day < MONDAY + timedelta(days=50)]

    assert [one.kind for one in find_changes("s", gap)] == [DROP]


@pytest.mark.parametrize("counts", [[], [0] * 90, [7] * 13 + [0] * 7, [1, 0, 0] * 30 + [0] * 14, [0] * 60 + [1, 0, 2]])
def test_too_few_days_or_reports_are_not_judged(counts: Sequence[int]) -> None:
    assert told(counts) == []


def test_a_smaller_change_is_no_news_however_sure() -> None:
    assert told([1000] * 60 + [500] * 20 + [2000] * 7) == []


def test_tails_are_those_of_a_negative_binomial() -> None:
    mean, variance = 6.0, 15.0
    size, share = mean**2 / (variance - mean), mean / variance
    exact = [
        math.exp(math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)) * share**size * (1 - share) ** k
        for k in range(400)
    ]

    assert chance_of_at_most(2, mean, variance) == pytest.approx(sum(exact[:3]))
    assert chance_of_at_least(20, mean, variance) == pytest.approx(sum(exact[20:]))
    assert chance_of_at_most(0, 4000.0, 4000.5) == 0.0
