"""What claims about one service in one place amount to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CITY, DISTRICT, NOON, OBLAST, make_claim, make_gazetteer
from tracker.merge import merge_claims
from tracker.model import (
    Basis,
    Cause,
    Claim,
    ClaimKind,
    Events,
    Evidence,
    Outage,
    Quantity,
    Review,
    Role,
    Scope,
    Service,
    Status,
    Unit,
    Verification,
)

HOUR = timedelta(hours=1)
GAZETTEER = make_gazetteer()


def merge(claims: Sequence[Claim], as_of: datetime = NOON + 2 * HOUR, reviews: Sequence[Review] = ()) -> Events:
    return merge_claims(claims, reviews, (), {}, GAZETTEER, as_of)


def only_outage(claims: Sequence[Claim], as_of: datetime = NOON + 2 * HOUR) -> Outage:
    (outage,) = merge(claims, as_of).outages
    return outage


def customers(value: float, basis: Basis = Basis.WITHOUT_NOW) -> tuple[Quantity, ...]:
    return (Quantity(value=value, unit=Unit.CUSTOMERS, basis=basis),)


def test_reports_of_the_same_loss_are_one_outage() -> None:
    outage = only_outage([make_claim("a"), make_claim("b", at=NOON + HOUR, publisher="Invented Herald")])

    assert {claim.claim_id for claim in outage.claims} == {"a", "b"}


def test_a_loss_told_without_a_place_is_no_outage_of_the_country() -> None:
    assert merge([make_claim(place_id="UA", place_confidence=0.6)]).outages == ()
    assert len(merge([make_claim(place_id="UA", place_confidence=0.95)]).outages) == 1


def test_services_are_never_mixed() -> None:
    events = merge([make_claim("a"), make_claim("b", service=Service.HEAT)])

    assert {outage.service for outage in events.outages} == {Service.ELECTRICITY, Service.HEAT}


def test_a_restoration_ends_the_outage() -> None:
    outage = only_outage([make_claim("a", onset=NOON - HOUR), make_claim("b", ClaimKind.RESTORATION, at=NOON + HOUR)])

    assert (outage.status, outage.started_at, outage.ended_at) == (Status.RESTORED, NOON - HOUR, NOON + HOUR)


def test_fewer_reconnected_than_cut_is_a_partial_restoration() -> None:
    outage = only_outage(
        [
            make_claim("a", quantities=customers(50_000)),
            make_claim("b", ClaimKind.RESTORATION, at=NOON + HOUR, quantities=customers(20_000, Basis.RECONNECTED)),
        ]
    )

    assert outage.status == Status.PARTIALLY_RESTORED


def test_a_whole_oblast_coming_back_ends_the_outages_inside_it() -> None:
    back = make_claim("b", ClaimKind.RESTORATION, place_id=OBLAST, at=NOON + HOUR, scope=Scope.WHOLE)
    outages = {outage.place_id: outage for outage in merge([make_claim("a"), back]).outages}

    assert outages[CITY].status == Status.RESTORED


def test_an_oblast_told_without_extent_says_nothing_about_its_cities() -> None:
    back = make_claim("b", ClaimKind.RESTORATION, place_id=OBLAST, at=NOON + HOUR)
    outages = {outage.place_id: outage for outage in merge([make_claim("a"), back]).outages}

    assert outages[CITY].status == Status.ONGOING


def test_the_whole_of_an_area_is_no_longer_out_once_some_of_it_is_back() -> None:
    outage = only_outage(
        [
            make_claim("a", scope=Scope.WHOLE),
            make_claim("b", ClaimKind.RESTORATION, at=NOON + HOUR, quantities=customers(9_000, Basis.RECONNECTED)),
        ]
    )

    assert (outage.status, outage.scope) == (Status.PARTIALLY_RESTORED, Scope.UNSTATED)


def test_the_newest_number_counts_whatever_came_first() -> None:
    older = make_claim("a", quantities=customers(30_000))
    newer = make_claim("b", at=NOON + HOUR, quantities=customers(12_000))

    assert only_outage([newer, older]).quantities == customers(12_000)


def test_an_outage_not_heard_of_for_three_days_has_an_unknown_status() -> None:
    assert only_outage([make_claim("a")], as_of=NOON + 73 * HOUR).status is None


def test_what_was_not_yet_learned_is_not_known() -> None:
    assert merge([make_claim("a", learned_at=NOON + 3 * HOUR)]).outages == ()


def test_a_rejected_claim_is_gone() -> None:
    review = Review(claim_id="a", reviewer="invented", decision="rejected", reviewed_at=NOON)

    assert merge([make_claim("a")], reviews=[review]).outages == ()


def test_the_newest_revision_of_a_report_counts_alone() -> None:
    first = make_claim("a", report_id="r", quantities=customers(30_000))
    second = make_claim("b", report_id="r", revision=2, at=NOON + HOUR, quantities=customers(3_000))

    assert [claim.claim_id for claim in only_outage([first, second]).claims] == ["b"]


def test_copies_of_one_text_are_one_voice() -> None:
    claims = [
        make_claim(name, publisher=publisher, role=Role.MEDIUM, quote="The city has no power.")
        for name, publisher in (("a", "Invented Herald"), ("b", "Invented Courier"))
    ]

    assert only_outage(claims).verification == Verification.SINGLE_SOURCE


def test_two_publishers_in_their_own_words_corroborate() -> None:
    claims = [
        make_claim("a", publisher="Invented Herald", role=Role.MEDIUM, quote="The city has no power."),
        make_claim("b", publisher="Invented Courier", role=Role.MEDIUM, quote="Lights are out all over town."),
    ]

    assert only_outage(claims).verification == Verification.CORROBORATED


def test_an_outage_after_the_restoration_is_another_one() -> None:
    events = merge(
        [
            make_claim("a", at=NOON - 30 * HOUR),
            make_claim("b", ClaimKind.RESTORATION, at=NOON - 20 * HOUR),
            make_claim("c", at=NOON),
        ]
    )

    assert sorted(str(outage.status) for outage in events.outages) == ["ongoing", "restored"]


def make_any_claim(index: int, kind: ClaimKind, hour: int, place_id: str, value: int) -> Claim:
    claim = make_claim(f"c{index}", kind, place_id=place_id, at=NOON - timedelta(hours=hour))
    is_counted = kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION}
    return replace(claim, quantities=customers(value) if is_counted else (), cause=Cause.SCHEDULED)


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from([ClaimKind.OUTAGE, ClaimKind.RESTORATION, ClaimKind.STRIKE, ClaimKind.SCHEDULE]),
        st.integers(0, 200),
        st.sampled_from([CITY, DISTRICT, OBLAST, "UA"]),
        st.integers(1, 100_000),
    ),
    max_size=12,
).map(lambda rows: [make_any_claim(index, *row) for index, row in enumerate(rows)])


@given(claims=CLAIMS, data=st.data())
def test_the_order_of_arrival_does_not_matter(claims: list[Claim], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(claims))

    assert merge(shuffled) == merge(claims)


@given(claims=CLAIMS)
def test_hearing_the_same_twice_changes_nothing(claims: list[Claim]) -> None:
    assert merge([*claims, *claims]) == merge(claims)


def test_two_records_alike_are_two_voices_as_their_sentence_is_ours() -> None:
    evidence = Evidence(quote="Invented: no electricity.", start=0, end=24, field_path="place, status")
    claims = [
        make_claim(name, publisher=publisher, role=Role.HUMANITARIAN, evidence=evidence)
        for name, publisher in (("a", "Invented Aid"), ("b", "Invented Relief"))
    ]

    assert only_outage(claims).verification == Verification.CORROBORATED
