"""Which reading of a report counts, and for which claims a decision holds."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CITY, DISTRICT, NOON, make_claim
from tracker.merge import carry_reviews, select_current
from tracker.model import Claim, ClaimKind, Evidence, Review, Service

HOUR = timedelta(hours=1)


def ids(*claims: Claim, at: int = 10) -> set[str]:
    return {claim.claim_id for claim in select_current(claims, (), NOON + at * HOUR)}


def reread(claim: Claim, claim_id: str, hours: int = 2, **fields: object) -> Claim:
    """The same claim, read again some hours after noon."""
    return replace(claim, claim_id=claim_id, read_at=NOON + hours * HOUR, **fields)  # type: ignore[arg-type]


def review(claim_id: str, decision: str = "confirmed", hours: int = 1) -> Review:
    return Review(claim_id=claim_id, reviewer="invented", decision=decision, reviewed_at=NOON + hours * HOUR)


FIRST = make_claim("first", report_id="r")


def test_the_newest_reading_known_by_then_counts() -> None:
    second, third = reread(FIRST, "second", 2), reread(FIRST, "third", 4)

    assert [ids(FIRST, second, third, at=at) for at in (1, 2, 4)] == [{"first"}, {"second"}, {"third"}]


def test_a_newer_revision_counts_before_a_later_reading_of_an_older_one() -> None:
    newer = make_claim("newer", report_id="r", revision=2, at=NOON + HOUR)

    assert ids(FIRST, reread(FIRST, "second", 5), newer) == {"newer"}


def test_the_numbers_of_a_version_are_compared_as_numbers() -> None:
    old, new = (
        make_claim(version, report_id="r", extractor_version=version) for version in ("2026.11-5", "2026.11-10")
    )

    assert ids(old, new) == {"2026.11-10"}


def test_a_decision_holds_for_a_newer_reading_that_says_the_same() -> None:
    again = reread(FIRST, "again", quantities=(), extractor_version="other")

    assert carry_reviews([review("first")], {"first": FIRST}, [again]) == (review("again"),)


def test_a_decision_does_not_hold_for_what_says_something_else() -> None:
    others = [
        reread(FIRST, "place", place_id=DISTRICT),
        reread(FIRST, "service", service=Service.HEAT),
        reread(FIRST, "kind", kind=ClaimKind.RESTORATION),
        reread(FIRST, "words", evidence=Evidence(quote="other words", start=9, end=20)),
        reread(FIRST, "revision", revision=2),
        reread(FIRST, "report", report_id="other"),
    ]

    assert carry_reviews([review("first")], {"first": FIRST}, others) == ()


def test_the_words_of_a_record_are_told_by_field_and_value() -> None:
    record = replace(FIRST, evidence=Evidence(quote="12", field_path="observed.1"))
    same, other = (
        reread(record, "same"),
        reread(record, "other", evidence=Evidence(quote="12", field_path="observed.2")),
    )

    assert carry_reviews([review("first")], {"first": record}, [same, other]) == (review("same"),)


def test_a_decision_about_what_is_not_known_any_more_is_left_as_it_is() -> None:
    assert carry_reviews([review("gone")], {}, [FIRST]) == (review("gone"),)


def test_of_decisions_on_both_readings_the_newest_holds() -> None:
    again = reread(FIRST, "again")
    decisions = [review("first", "rejected", 1), review("again", "confirmed", 3)]
    carried = carry_reviews(decisions, {"first": FIRST, "again": again}, [again])

    assert select_current([again], carried, NOON + 2 * HOUR) == ()
    assert select_current([again], carried, NOON + 3 * HOUR) == (again,)


@given(
    st.lists(st.tuples(st.sampled_from([CITY, DISTRICT]), st.integers(0, 3)), min_size=1, max_size=6, unique=True),
    st.sets(st.integers(0, 5)),
)
def test_rejecting_and_reading_again_leaves_the_same_as_reading_again_and_rejecting(
    told: list[tuple[str, int]], rejected: set[int]
) -> None:
    old = [
        replace(FIRST, claim_id=f"old{number}", place_id=place, evidence=Evidence(quote="words", start=start, end=9))
        for number, (place, start) in enumerate(told)
    ]
    new = [reread(claim, f"new{number}") for number, claim in enumerate(old)]
    before = [review(f"old{number}", "rejected") for number in rejected if number < len(old)]
    after = [review(f"new{number}", "rejected") for number in rejected if number < len(old)]
    carried = carry_reviews(before, {claim.claim_id: claim for claim in old}, new)

    assert select_current(new, carried, NOON + 5 * HOUR) == select_current(new, after, NOON + 5 * HOUR)
