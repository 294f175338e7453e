"""The table of other registers' regions, against the gazetteer."""

import csv

import pytest

from geodata.gazetteer import Gazetteer
from geodata.places import Level
from tests.packaged import packaged_gazetteer
from tracker.sources.regions import ALERTS, IODA, fold_region, load_regions
from tracker.sources.regions.__main__ import TABLE, fill


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return packaged_gazetteer()


def test_the_table_is_what_the_gazetteer_gives_by_name(gazetteer: Gazetteer) -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert fill(rows, gazetteer) == rows


@pytest.mark.parametrize("register", [ALERTS, IODA])
def test_every_region_is_a_place_of_the_gazetteer(register: str, gazetteer: Gazetteer) -> None:
    levels = {gazetteer.places[place_id].level for place_id in load_regions(register).values()}

    assert levels <= {Level.OBLAST, Level.RAION, Level.CITY}


@pytest.mark.parametrize("register", [ALERTS, IODA])
def test_every_oblast_has_a_region(register: str, gazetteer: Gazetteer) -> None:
    assert {place.place_id for place in gazetteer.oblasts()} <= set(load_regions(register).values())


def test_the_numbers_of_the_alarm_services_are_all_there_and_crimea_has_two() -> None:
    regions = load_regions(ALERTS)

    assert len(regions) == 156
    assert regions["29"] == regions["9999"] == "UA01000000000013043"
    assert regions["31"] == "UA80000000000093317"


def test_a_region_that_is_not_in_the_gazetteer_is_an_error(gazetteer: Gazetteer) -> None:
    row = {"register": ALERTS, "region": "1", "name_uk": "Вигадана область", "within_uk": "", "place_id": ""}

    with pytest.raises(LookupError, match="Вигадана область"):
        fill([row], gazetteer)


@pytest.mark.parametrize("name", ["L'viv", "Lviv Oblast", "L’vivs’ka Oblast’", "Lvivska region", "Oblast Lviv"])
def test_a_region_is_known_in_any_of_its_spellings(name: str) -> None:
    assert load_regions(IODA)[fold_region(name)] == "UA46000000000026241"


def test_the_capital_is_told_from_its_oblast() -> None:
    regions = load_regions(IODA)

    assert regions[fold_region("Kyiv City")] != regions[fold_region("Kyiv")]
