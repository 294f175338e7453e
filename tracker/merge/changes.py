"""Days of a source → notices: since when it gives far less, or far more, than it did."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.merge.volume import DayCount
from tracker.model import Notice, NoticeKind

MEMORY_DAYS = 63  # known days, the newest and those that what is usual is taken from
FEWEST_DAYS = 14  # known days, before which nothing is usual
FEWEST_A_DAY = 1.0  # new reports: what gives fewer cannot be judged by the days of a week
WEEKDAYS_FROM = 28  # known days, from which on each weekday has its own level
WINDOWS = (2, 3, 4, 5, 7)  # days that are looked at together
DROP, JUMP = 0.4, 3.0  # of what is expected; a smaller change is no news, however sure
# The first and the last day of a change are beyond these themselves: the one is its onset, and one wild day is none.
LOW_DAY, HIGH_DAY = 0.5, 2.0
BACK_FROM_DROP, BACK_FROM_JUMP, DAYS_BACK = 0.6, 1.8, 3
WAVE_DAYS = 10  # a jump that is over so soon, those days included, belongs to how widely the source scatters
SETTLED_DAYS = 28  # changed for so long, it is usual
RAREST = 5e-4  # chance of as little, or as much, while nothing changed
PRIOR_REPORTS = 2.0  # by which a weekday's own level is drawn to that of all


def find_changes(source_id: str, days: Sequence[DayCount]) -> tuple[Notice, ...]:
    """Walk the known days of one source, oldest first, and tell each change once, and once more when it is over.

    A day is judged by what was known on it and before: notices of the past do not change when days are added.
    """
    usual: list[DayCount] = []  # the days that are not part of a change
    changed: list[DayCount] = []
    notices: list[Notice] = []
    change: Notice | None = None
    for day in days:
        if change is None:
            usual = [*usual[-MEMORY_DAYS:], day]
            change = _find_change(source_id, usual)
            if change is not None:
                notices.append(change)
                changed = [one for one in usual if one.day >= change.since]
                usual = [one for one in usual if one.day < change.since]
            continue
        changed.append(day)
        resumed = _find_return(change, usual, changed)
        if resumed is not None:
            notices.append(resumed)
            is_wave = change.kind == NoticeKind.JUMP and len(changed) <= WAVE_DAYS
            usual += changed if is_wave else [one for one in changed if one.day >= resumed.since]
            change = None
        elif len(changed) >= SETTLED_DAYS:
            usual, change = changed, None
    return tuple(notices)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """What is usual: new reports a day by weekday, and how widely days scatter around it."""

    by_weekday: Mapping[int, float]
    reports_by_weekday: Mapping[int, float]  # that the level of each weekday rests on
    dispersion: float  # variance over mean; 1: as scattered as chance alone makes them
    persistence: float  # 0 to 1: how much of what a day is off by the next is off by too

    def expected(self, days: Sequence[DayCount]) -> float:
        return sum(self.by_weekday[one.day.weekday()] for one in days)

    def is_off(self, day: DayCount, kind: NoticeKind) -> bool:
        """Whether a day by itself looks like part of a drop or a jump."""
        expected = self.expected([day])
        if kind == NoticeKind.DROP:
            return day.reports_count <= LOW_DAY * expected
        return day.reports_count >= HIGH_DAY * expected

    def variance(self, days: Sequence[DayCount]) -> float:
        """Of their sum: as days scatter together, and because the level itself is known from so many reports only."""
        size, expected = len(days), self.expected(days)
        together = 1 + 2 * sum((1 - lag / size) * self.persistence**lag for lag in range(1, size))
        reports = sum(self.reports_by_weekday[weekday] for weekday in {one.day.weekday() for one in days})
        return self.dispersion * together * expected * (1 + expected / reports)


def _find_change(source_id: str, usual: Sequence[DayCount]) -> Notice | None:
    """The least likely of the changes that the newest days show, whichever number of them is taken together."""
    level = _learn(usual[: -max(WINDOWS)])
    if level is None:
        return None
    tested = (_test(source_id, usual[-size:], level) for size in WINDOWS)
    found = [(notice.probability or 0.0, notice) for notice in tested if notice is not None]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _test(source_id: str, window: Sequence[DayCount], level: _Level) -> Notice | None:
    """A notice where the newest days together are both far from what is expected and too rare to be chance."""
    expected, seen = level.expected(window), _total(window)
    if seen <= DROP * expected:
        kind, probability = NoticeKind.DROP, chance_of_at_most(seen, expected, level.variance(window))
    elif seen >= JUMP * expected:
        kind, probability = NoticeKind.JUMP, chance_of_at_least(seen, expected, level.variance(window))
    else:
        return None
    is_whole = all(level.is_off(one, kind) for one in (window[0], window[-1]))
    return _tell(source_id, kind, window, expected, probability) if is_whole and probability <= RAREST else None


def _find_return(change: Notice, usual: Sequence[DayCount], changed: Sequence[DayCount]) -> Notice | None:
    """A notice where the newest days together are near again to what was usual before the change."""
    level, window = _learn(usual), changed[-DAYS_BACK:]
    if level is None or len(changed) <= DAYS_BACK:
        return None
    expected, seen = level.expected(window), _total(window)
    is_drop = change.kind == NoticeKind.DROP
    is_back = seen >= BACK_FROM_DROP * expected if is_drop else seen <= BACK_FROM_JUMP * expected
    is_whole = not any(level.is_off(one, change.kind) for one in (window[0], window[-1]))
    return _tell(change.source_id, NoticeKind.RESUMED, window, expected, None) if is_back and is_whole else None


def _tell(
    source_id: str, kind: NoticeKind, window: Sequence[DayCount], expected: float, probability: float | None
) -> Notice:
    return Notice(
        source_id=source_id,
        kind=kind,
        since=window[0].day,
        until=window[-1].day,
        expected_count=expected,
        seen_count=_total(window),
        probability=probability,
    )


def _total(days: Sequence[DayCount]) -> int:
    return sum(one.reports_count for one in days)


def _learn(days: Sequence[DayCount]) -> _Level | None:
    """What is usual, from known days; None where they are too few or gave too little."""
    total = sum(one.reports_count for one in days)
    if len(days) < FEWEST_DAYS or total < FEWEST_A_DAY * len(days):
        return None
    mean = total / len(days)
    has_weekdays = len(days) >= WEEKDAYS_FROM
    by_weekday: dict[int, float] = {}
    reports: dict[int, float] = {}
    for weekday in range(7):
        same = [one.reports_count for one in days if one.day.weekday() == weekday] if has_weekdays else []
        factor = (sum(same) + PRIOR_REPORTS) / (len(same) * mean + PRIOR_REPORTS)
        by_weekday[weekday] = mean * factor
        reports[weekday] = sum(same) + PRIOR_REPORTS if has_weekdays else total / 7
    off = [
        (one.reports_count - by_weekday[one.day.weekday()]) / math.sqrt(by_weekday[one.day.weekday()]) for one in days
    ]
    squares, freedom = sum(value * value for value in off), len(days) - (7 if has_weekdays else 1)
    neighbours = sum(value * after for value, after in itertools.pairwise(off))
    doubt = math.sqrt((2 + 1 / mean) / freedom)  # of the dispersion, a standard error relative to it
    return _Level(
        by_weekday=by_weekday,
        reports_by_weekday=reports,
        dispersion=max(1.0, squares / freedom * (1 + doubt)),
        persistence=max(0.0, neighbours / squares) if squares else 0.0,
    )


def chance_of_at_most(count: int, mean: float, variance: float) -> float:
    """The chance of a count this low or lower, from a negative binomial of this mean and (greater) variance."""
    size, share = _negative_binomial(mean, variance)
    term = math.exp(size * math.log(share))
    total = term
    for step in range(count):
        term *= (size + step) / (step + 1) * (1 - share)
        total += term
    return min(1.0, total)


def chance_of_at_least(count: int, mean: float, variance: float) -> float:
    """The chance of a count this high or higher, a count above the mean, from the same distribution."""
    size, share = _negative_binomial(mean, variance)
    term = math.exp(
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log(share)
        + count * math.log1p(-share)
    )
    total, step = term, count
    while term > total * 1e-12:
        term *= (size + step) / (step + 1) * (1 - share)
        total += term
        step += 1
    return min(1.0, total)


def _negative_binomial(mean: float, variance: float) -> tuple[float, float]:
    """Its size and its share (the chance of success)."""
    return mean * mean / (variance - mean), mean / variance
