"""Of the claims given 0.8, about 80 % are right: measured on our labelled texts, the held-out ones among them."""

import tomllib
from importlib.resources import files

import pytest

from tests.gold.calibrate import judge_all
from tracker.evaluate.calibration import Judged, calibration, count_sorts
from tracker.extract.confidence import HIGHEST, confidence_of, shares
from tracker.extract.targets import Found
from tracker.model import ClaimKind

JUDGED = judge_all()
FEW = 30  # claims: a share of fewer says little


@pytest.mark.parametrize("row", [row for row in calibration(JUDGED) if row["n"] >= FEW], ids=lambda row: row["from"])
def test_the_share_of_right_claims_is_what_was_said(row: dict[str, float]) -> None:
    assert abs(row["said"] - row["right"]) <= 0.05


def test_what_is_measured_on_one_half_holds_for_the_other() -> None:
    halves = JUDGED[::2], JUDGED[1::2]
    misses = []
    for fitted, other in (halves, halves[::-1]):
        said = shares(count_sorts(fitted))
        misses += [said[Found(one.claim.found or ""), one.claim.kind] - one.is_right for one in other]

    assert abs(sum(misses) / len(misses)) < 0.02


def test_the_table_is_that_of_todays_reading() -> None:
    table = tomllib.loads(files("tracker.extract").joinpath("confidence.toml").read_text(encoding="utf-8"))
    kept = shares({found: {kind: tuple(pair) for kind, pair in row.items()} for found, row in table.items()})
    today = shares(count_sorts(JUDGED))

    assert max(abs(kept[sort] - today[sort]) for sort in today) <= 0.05


def test_a_place_of_the_clause_is_surer_than_one_carried_from_before() -> None:
    for kind in (ClaimKind.OUTAGE, ClaimKind.STRIKE, ClaimKind.RESTORATION):
        assert confidence_of(Found.CLAUSE, kind, 0.9) > confidence_of(Found.CARRIED, kind, 0.6)


def test_no_reading_is_certain_and_none_surer_than_the_name_of_its_place() -> None:
    assert max(confidence_of(found, kind, 1.0) for found in Found for kind in ClaimKind) <= HIGHEST
    assert confidence_of(Found.CLAUSE, ClaimKind.OUTAGE, 0.4) == 0.4


def test_a_sort_that_was_never_seen_is_judged_by_its_kin() -> None:
    seen = shares({"clause": {"outage": (90, 100)}})

    assert seen[Found.CLAUSE, ClaimKind.STRIKE] == pytest.approx(seen[Found.SEAT, ClaimKind.STRIKE], abs=0.1)


def test_a_claim_is_right_only_with_its_kind_at_its_place() -> None:
    assert all(isinstance(one, Judged) for one in JUDGED)
    assert 0.8 < sum(one.is_right for one in JUDGED) / len(JUDGED) < 0.95
