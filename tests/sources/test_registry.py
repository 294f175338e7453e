"""Source files, and what their author is told when one is wrong."""

from pathlib import Path

import pytest

import seeds
from tracker.errors import NotConfigured
from tracker.model import Role
from tracker.sources.registry import load_sources

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
        write(tmp_path, GOOD, name)

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
        ("kind = ", r"courier\.toml: no valid TOML"),
    ],
)
def test_a_wrong_file_is_told_with_file_key_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotConfigured, match=told):
        load_sources(write(tmp_path, text))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="no such folder"):
        load_sources(tmp_path / "absent")


def test_the_sources_that_ship_are_valid_and_real() -> None:
    sources = load_sources(Path(seeds.__file__).parent / "sources" / "ua")

    assert len(sources) >= 3
    assert not any(source.is_synthetic for source in sources)
    assert all(source.licence for source in sources)
