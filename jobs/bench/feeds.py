"""The input of a cycle: 200 feeds of 50 reports, each with its full text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from jobs.bench.case import scaled
from jobs.bench.markup import make_feed, make_source
from jobs.bench.reports import SHARE_RELEVANT, Made, make_reports
from tracker.model import Source

FEEDS, ITEMS = 200, 50
SEED = 9
NOW = datetime(2026, 2, 1, tzinfo=UTC)  # behind all reports
SETTINGS: Mapping[str, object] = {
    "feeds": FEEDS,
    "feed_items": ITEMS,
    "feeds_seed": SEED,
    "share_relevant": SHARE_RELEVANT,
}


def feeds_count(scale: float) -> int:
    """How many feeds there are at a scale."""
    return scaled(FEEDS, scale)


@cache
def documents(scale: float) -> tuple[Made, ...]:
    """All reports, in the order of the feeds."""
    return make_reports(feeds_count(scale) * ITEMS, SHARE_RELEVANT, SEED)


def make_feeds(made: Sequence[Made]) -> Iterator[bytes]:
    """The feeds of some reports."""
    for start in range(0, len(made), ITEMS):
        yield make_feed([one.report for one in made[start : start + ITEMS]])


def make_sources(scale: float, port: int | None = None) -> tuple[Source, ...]:
    """A source for each feed, each with a host of its own; `port` is where all of them are served."""
    where = "" if port is None else f":{port}"
    return tuple(
        replace(make_source("rss"), source_id=f"generated-{at}", url=f"http://feed-{at}.example{where}/{at}")
        for at in range(feeds_count(scale))
    )


def sample(made: Sequence[Made], n: int) -> tuple[Made, ...]:
    """The first of some reports, with as large a share of relevant ones as there is in all."""
    n_relevant = max(1, round(n * sum(one.is_relevant for one in made) / len(made)))
    relevant = [one for one in made if one.is_relevant][:n_relevant]
    others = [one for one in made if not one.is_relevant][: n - n_relevant]
    return (*relevant, *others)
