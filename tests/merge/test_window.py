"""A picture tells of the last 30 days, and needs no more of the ledger than they do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CAPITAL, CITY, DISTRICT, NOON, OBLAST, RAION, make_claim, make_gazetteer
from tracker.merge import merge_claims, select_current
from tracker.merge.evidence import told_at
from tracker.merge.incidents import merge_incidents
from tracker.merge.outages import SILENCE, merge_outages, struck_at
from tracker.merge.window import WINDOW, Walk, begins_at, reaches_back_to, select_window
from tracker.model import Basis, Claim, ClaimKind, Events, Outage, Quantity, Scope, Service, Status, TimePrecision, Unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GAZETTEER = make_gazetteer()
SINCE = begins_at(NOON)
PLACES = ("UA", OBLAST, RAION, CITY, DISTRICT, CAPITAL)


def merge(claims: Sequence[Claim]) -> Events:
    return merge_claims(claims, (), (), {}, GAZETTEER, NOON)


def select(claims: Sequence[Claim]) -> list[str]:
    return [claim.claim_id for claim in select_window(select_current(claims, (), NOON), GAZETTEER, NOON)]


def test_what_was_last_told_before_the_window_is_in_no_picture() -> None:
    kinds = (ClaimKind.OUTAGE, ClaimKind.STRIKE, ClaimKind.SCHEDULE)
    events = merge([make_claim(kind, kind, at=SINCE - DAY) for kind in kinds])

    assert (events.outages, events.incidents, events.schedules) == ((), (), ())


def test_an_outage_that_ran_as_the_window_began_keeps_its_beginning() -> None:
    claims = [make_claim(f"c{day}", at=SINCE + (day - 10) * DAY, onset=SINCE - 11 * DAY) for day in range(0, 14, 2)]
    (outage,) = merge(claims).outages

    assert outage.first_published_at == SINCE - 10 * DAY
    assert len(outage.claims) == len(claims)


def test_an_outage_without_end_has_no_beginning_that_nobody_told() -> None:
    def onset(stated_days_ago: int) -> datetime | None:
        days = range(200, 0, -2)
        ago = {day: NOON - day * DAY for day in days}
        claims = [make_claim(f"c{day}", at=at, onset=min(at, NOON - stated_days_ago * DAY)) for day, at in ago.items()]
        return merge(claims).outages[0].started_at

    assert onset(0) is None
    assert onset(300) == NOON - 300 * DAY


def test_a_silence_or_a_full_return_before_the_window_ends_what_is_looked_back_to() -> None:
    silent = [make_claim("a", at=SINCE - SILENCE), make_claim("b", at=SINCE + HOUR)]
    returned = [
        make_claim("a", at=SINCE - 3 * HOUR),
        make_claim("back", ClaimKind.RESTORATION, at=SINCE - 2 * HOUR),
        make_claim("b", at=SINCE + HOUR),
    ]

    assert select(silent) == select(returned) == ["b"]


def test_the_name_of_an_endless_outage_changes_once_a_month_at_most() -> None:
    claims = [make_claim(f"c{day}", at=NOON - day * DAY) for day in range(200)]
    names = {
        merge_claims(claims, (), (), {}, GAZETTEER, as_of).outages[0].outage_id
        for as_of in (NOON, NOON + DAY, NOON + 2 * DAY)
    }

    assert reaches_back_to(NOON) == datetime(2025, 11, 1, tzinfo=NOON.tzinfo)
    assert len(names) == 1


def test_a_temperature_of_an_older_report_goes_with_its_outage() -> None:
    told = make_claim("a", at=SINCE - HOUR, report_id="r")
    claims = [
        told,
        make_claim("cold", ClaimKind.TEMPERATURE, at=SINCE - HOUR, report_id="r", temperature_c=-20.0),
        make_claim("other", ClaimKind.TEMPERATURE, at=SINCE - HOUR, report_id="other", temperature_c=-9.0),
        make_claim("b", at=SINCE + HOUR),
    ]

    assert select(claims) == ["a", "cold", "b"]


def test_a_claim_from_far_ahead_is_not_believed() -> None:
    claim = make_claim(at=NOON - HOUR, published_at=NOON + WINDOW + DAY)

    assert merge([claim]).outages == ()


def test_the_return_of_a_whole_area_ends_nothing_that_ended_or_fell_silent_before() -> None:
    back = make_claim("back", ClaimKind.RESTORATION, place_id=OBLAST, at=NOON, scope=Scope.WHOLE)
    silent = make_claim("silent", place_id=DISTRICT, at=NOON - SILENCE - HOUR)
    ended = [
        make_claim("a", at=NOON - 3 * HOUR),
        make_claim("own", ClaimKind.RESTORATION, at=NOON - 2 * HOUR),
    ]
    by_place = {outage.place_id: outage for outage in merge([back, silent, *ended]).outages}

    assert [claim.claim_id for claim in by_place[CITY].claims] == ["a", "own"]
    assert by_place[DISTRICT].status is None


@st.composite
def told(draw: st.DrawFn) -> Claim:
    """A claim near the edge of the window: gaps around the silence, returns of places and whole areas among them."""
    kind = draw(
        st.sampled_from(
            [ClaimKind.OUTAGE, ClaimKind.OUTAGE, ClaimKind.RESTORATION, ClaimKind.RESTORATION, ClaimKind.STRIKE]
        )
    )
    at = SINCE + draw(st.integers(-30, 12)) * 12 * HOUR
    is_back = kind == ClaimKind.RESTORATION
    counted = (Quantity(value=draw(st.sampled_from([10.0, 900.0])), unit=Unit.CUSTOMERS, basis=Basis.RECONNECTED),)
    precision = draw(st.sampled_from([TimePrecision.MINUTE, TimePrecision.DAY]))
    return make_claim(
        "",
        kind,
        place_id=draw(st.sampled_from(PLACES)),
        at=at,
        learned_at=at + draw(st.sampled_from([0, 5, 30])) * HOUR,
        published_precision=precision,
        service=draw(st.sampled_from([Service.ELECTRICITY, Service.HEAT])) if kind != ClaimKind.STRIKE else None,
        scope=draw(st.sampled_from([Scope.WHOLE, Scope.UNSTATED])),
        status=draw(st.sampled_from([Status.RESTORED, Status.PARTIALLY_RESTORED])) if is_back else Status.ONGOING,
        quantities=counted if is_back and draw(st.booleans()) else (),
    )


def number(claims: Sequence[Claim]) -> list[Claim]:
    return [replace(claim, claim_id=f"c{index}", report_id=f"r{index}") for index, claim in enumerate(claims)]


LISTS = st.lists(told(), max_size=25).map(number)


@given(LISTS)
def test_what_is_left_out_changes_nothing_of_what_is_told(claims: Sequence[Claim]) -> None:
    window = select_window(select_current(claims, (), NOON), GAZETTEER, NOON)
    without_window = merge_all(claims)

    assert merge(claims).outages == merge(window).outages == without_window


def merge_all(claims: Sequence[Claim]) -> tuple[Outage, ...]:
    """The outages of all claims there are, less those that were last told before the window."""
    current = select_current(claims, (), NOON)
    recent = [claim for claim in current if told_at(claim) >= SINCE]
    incidents = [one for one in merge_incidents(recent, GAZETTEER) if struck_at(one) >= SINCE]
    outages = merge_outages(current, (), incidents, GAZETTEER, NOON)
    return tuple(outage for outage in outages if told_at(outage.claims[-1]) >= SINCE)


@given(LISTS, st.integers(73, 200))
def test_what_is_left_unread_of_places_that_do_not_run_is_not_missed(claims: Sequence[Claim], hours: int) -> None:
    """The store is asked for more than a silence of older claims, and then for those of running places only."""
    current = select_current(claims, (), NOON)
    edge = SINCE - hours * HOUR
    walk = Walk(GAZETTEER, SINCE)
    for claim in reversed(current):
        if edge <= told_at(claim) <= SINCE + SILENCE:
            walk.counts(claim)
    places = walk.running(edge)
    read = [claim for claim in current if told_at(claim) >= edge or places is None or claim.place_id in places]

    assert merge(read).outages == merge(claims).outages
