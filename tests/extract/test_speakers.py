"""Who is taken for the one who claims something. All texts are invented."""

from dataclasses import replace

import pytest

from tests.extract.builders import GAZETTEER, LEXICON, make_report, read
from tracker.extract.claims import extract_claims
from tracker.model import Role


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("У Лубнах без світла 700 родин, повідомили в обласній військовій адміністрації.", Role.OBLAST_ADMINISTRATION),
        ("За словами міського голови, у Лубнах без світла 700 родин.", Role.MAYOR),
        ("У Лубнах без світла 700 родин, кажуть у Полтаваобленерго.", Role.UTILITY),
        ("По данным ГСЧС, в Лубнах без света 700 семей.", Role.EMERGENCY_SERVICE),
        ("Lubny is without power, the energy ministry said.", Role.MINISTRY),
        ("According to Ukrenergo, Lubny is without power.", Role.GRID_OPERATOR),
        ("Lubny is without power, residents say.", Role.RESIDENT),
        ("Міненерго: у Лубнах без світла 700 родин.", Role.MINISTRY),
        ("У Лубнах без світла 700 родин.", Role.MEDIUM),
        ("Після удару по об'єкту обленерго Лубни без світла.", Role.MEDIUM),
    ],
)
def test_the_claimant_is_who_speaks_and_not_who_is_named(text: str, claimant: Role) -> None:
    assert {claim.claimant for claim in read(text)} == {claimant}


def test_an_occupation_authority_is_none_of_the_offices_it_claims() -> None:
    claims = read("В Геническе нет света, заявил губернатор, назначенный Россией ставленник.")

    assert {claim.claimant for claim in claims} == {Role.OCCUPATION_AUTHORITY}


def test_who_signs_the_first_line_speaks_in_those_below() -> None:
    claims = read("Полтавська ОВА | зведення\nУ Лубнах без світла 700 родин.\nУ Миргороді без світла 90 родин.")

    assert {claim.claimant for claim in claims} == {Role.OBLAST_ADMINISTRATION}


def test_an_official_source_speaks_for_itself() -> None:
    report = replace(make_report("У Лубнах без світла 700 родин, кажуть містяни."), role=Role.GRID_OPERATOR)

    assert {claim.claimant for claim in extract_claims(report, GAZETTEER, LEXICON)} == {Role.GRID_OPERATOR}
