"""Source files, and what their author is told when one is wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders import OBLAST, make_gazetteer, make_source
from tests.packaged import packaged_gazetteer
from tracker.errors import NotConfigured
from tracker.model import Role
from tracker.sources.connectors import CONNECTORS
from tracker.sources.kinds import RULES
from tracker.sources.registry import check_places, load_sources

GOOD = """
kind = "rss"
publisher = "Invented Courier"
url = "https://courier.example/feed"
role = "medium"
languages = ["en"]
"""


def write(folder: Path, text: str, name: str = "courier.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_source_is_named_by_its_file_and_polite_by_default(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path, GOOD))

    assert (source.source_id, source.role, source.languages) == ("courier", Role.MEDIUM, ("en",))
    assert (source.interval_minutes, source.time_zone, source.is_synthetic) == (15, "Europe/Kyiv", False)


def test_sources_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", "notes.txt"):
        write(tmp_path, GOOD.replace("courier.example", f"{name}.example"), name)

    assert [source.source_id for source in load_sources(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace('kind = "rss"', 'kind = "smoke"'), r"courier\.toml: key `kind`: no connector reads 'smoke'; use"),
        (GOOD.replace('url = "https://courier.example/feed"', ""), r"courier\.toml: key `url` is missing; add it"),
        (GOOD + 'colour = "red"', r"courier\.toml: key `colour` is unknown; remove it"),
        (GOOD + "trust = 7", r"courier\.toml: key `trust`: .*less than or equal to 1; correct it"),
        (GOOD.replace("medium", "king"), r"courier\.toml: key `role`: "),
        (GOOD + 'time_zone = "Europe/Nowhere"', r"courier\.toml: key `time_zone`: no time zone"),
        (GOOD.replace("https:", "file:"), r"courier\.toml: key `url`: "),
        (
            GOOD + "[options]\ncolour = 'red'",
            r"courier\.toml: key `options\.colour` is unknown to kind rss; .*articles, pace",
        ),
        (GOOD + "[options]\narticles = 'maybe'", r"courier\.toml: key `options\.articles`: 'maybe' is neither"),
        (GOOD + "[options]\npace_seconds = 'slow'", r"courier\.toml: key `options\.pace_seconds`: 'slow' is no number"),
        (GOOD + "[options]\nplace_902 = 'UA80'", r"courier\.toml: key `options\.place_902` is unknown to kind rss"),
        (GOOD.replace('"rss"', '"kobo"'), r"courier\.toml: key `key` is missing; name the setting"),
        (GOOD.replace('"rss"', '"dtek"'), r"courier\.toml: key `home_place_id` is missing; name the area"),
        (GOOD.replace('"rss"', '"gdelt_gkg"'), r"courier\.toml: key `kind`: no connector reads 'gdelt_gkg'"),
        (
            GOOD.replace("medium", "occupation_authority"),
            r"courier\.toml: key `trust`: an occupation authority is .*lower",
        ),
        (GOOD + "most_reports_per_day = 0", r"courier\.toml: key `most_reports_per_day`: "),
        ("kind = ", r"courier\.toml: no valid TOML"),
    ],
)
def test_a_wrong_file_is_told_with_file_key_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotConfigured, match=told):
        load_sources(write(tmp_path, text))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="no such folder"):
        load_sources(tmp_path / "absent")


def test_two_files_with_one_address_are_refused_and_both_are_named(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.toml")
    write(tmp_path, GOOD.replace("https://courier.example/feed", "http://Courier.example/feed/"), "b.toml")

    with pytest.raises(NotConfigured, match=r"b\.toml: key `url`: a\.toml has the same address; remove one"):
        load_sources(tmp_path)


def test_one_folder_may_give_files_of_several_kinds_but_of_each_to_one_source(tmp_path: Path) -> None:
    drop = GOOD.replace("https://courier.example/feed", "file:drop")
    write(tmp_path, drop.replace('"rss"', '"csv"'), "a.toml")
    write(tmp_path, drop.replace('"rss"', '"xlsx"'), "b.toml")
    both = load_sources(tmp_path)
    write(tmp_path, drop.replace('"rss"', '"csv"'), "c.toml")

    assert len(both) == 2
    with pytest.raises(NotConfigured, match=r"c\.toml: key `url`: a\.toml has the same address"):
        load_sources(tmp_path)


def test_a_kind_whose_terms_forbid_it_is_never_published_whatever_its_file_says(tmp_path: Path) -> None:
    keyed = GOOD.replace('"rss"', '"acled"') + 'publish = true\nkey = "acled_account"'
    (source,) = load_sources(write(tmp_path, keyed))

    assert source.publish is False


def test_a_timetable_may_take_its_place_from_an_option(tmp_path: Path) -> None:
    numbered = GOOD.replace('"rss"', '"yasno"') + "[options]\nplace_902 = 'UA63'\noperator_902 = 'Invented Grid'"
    (source,) = load_sources(write(tmp_path, numbered))

    assert source.options["place_902"] == "UA63"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"home_place_id": "UA99"}, r"courier\.toml: key `home_place_id`: 'UA99' is no id of a place; `svitlo locate"),
        ({"area_place_ids": (OBLAST, "nowhere")}, r"courier\.toml: key `area_place_ids`: 'nowhere' is no id"),
        ({"kind": "yasno", "options": {"place_902": "x"}}, r"courier\.toml: key `options\.place_902`: 'x' is no id"),
    ],
)
def test_a_place_that_the_gazetteer_does_not_know_is_refused(fields: dict[str, Any], told: str) -> None:
    sources = [make_source("courier", home_place_id=OBLAST), make_source("courier", **fields)]

    with pytest.raises(NotConfigured, match=told):
        check_places(sources, make_gazetteer().places)


def test_who_writes_the_p_code_of_an_oblast_is_told_the_id_to_write() -> None:
    places = packaged_gazetteer().places

    with pytest.raises(NotConfigured, match="'UA46' is a p-code; write 'UA46000000000026241', the id of Lviv Oblast"):
        check_places([make_source(kind="dtek", home_place_id="UA46")], places)


def test_rules_are_of_kinds_that_a_connector_reads() -> None:
    assert set(RULES) <= CONNECTORS.keys()
