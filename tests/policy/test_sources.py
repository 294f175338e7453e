"""What an edition tells of its sources: silence is shown, and a source that is not published does not show itself."""

from datetime import timedelta
from pathlib import Path

from tests.builders import CAPITAL, CITY, NOON, make_gazetteer, make_source
from tracker.model import CoverageState, Edition, Poll, PollOutcome, Tier
from tracker.pipeline import picture
from tracker.policy import read_policy, redact

GAZETTEER = make_gazetteer()
POLICY = read_policy(Path("seeds/policy.toml").read_text(encoding="utf-8"))
SOURCES = {
    source.source_id: source
    for source in (
        make_source("grid", home_place_id=CITY),
        make_source("mayor", home_place_id=CITY),
        make_source("secret", home_place_id=CAPITAL, publish=False),
        make_source("medium", home_place_id=None),
        make_source("heat", area_place_ids=(CITY, CAPITAL)),
        make_source("ministry", home_place_id="UA"),
    )
}


def publish(*heard: str) -> Edition:
    polls = [Poll(source_id=name, polled_at=NOON, outcome=PollOutcome.NOTHING_NEW) for name in heard]
    known = picture((), (), polls, (), SOURCES, GAZETTEER, NOON + timedelta(minutes=5))
    return redact(known, Tier.PUBLIC, POLICY, SOURCES, GAZETTEER)


def test_a_row_tells_how_many_of_the_sources_of_the_oblast_itself_would_have_told_us() -> None:
    rows = {
        row.adm1_pcode: (row.sources_live_count, row.sources_count) for row in publish("grid", "medium", "heat").oblasts
    }

    assert rows == {"UA63": (2, 3), "UA80": (1, 1)}


def test_a_source_that_is_not_published_is_not_counted_either() -> None:
    rows = {row.adm1_pcode: (row.sources_live_count, row.sources_count) for row in publish("secret").oblasts}

    assert rows["UA80"] == (0, 1)


def test_a_published_source_tells_how_it_is_heard_now() -> None:
    states = {source.source_id: source.state for source in publish("grid").sources}

    assert states["grid"] == CoverageState.LIVE
    assert states["mayor"] == CoverageState.UNKNOWN
