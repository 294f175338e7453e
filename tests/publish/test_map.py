"""The map, as a browser with the network off draws it."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser import Page, browsing
from tests.packaged import packaged_boundaries
from tests.publish.editions import KHARKIV_OBLAST, KYIV, make_edition, make_outage
from tracker.model import Citation, Edition
from tracker.publish.map import render_map
from tracker.publish.map_data import map_data

BOUNDARIES = packaged_boundaries()
HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "{#",
    "{{ a.b }}",
    "${document.title='owned'}",
    "`;document.title='owned';//`",
    "<img src=x onerror=\"document.title='owned'\">",
    "</script><script>document.title='owned'</script>",
    '"><svg onload="document.title=\'owned\'">',
    "\\${x}",
    "\u2028document.title='owned'",
    "&lt;img src=x onerror=x&gt;",
    "--><img src=x>",
    "javascript:alert(1)",
)


def color_count(png: bytes, color: tuple[int, int, int], *, tolerance: int = 12) -> int:
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int((abs(pixels - np.array(color)).max(axis=2) <= tolerance).sum())


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browsing() as opened:
        yield opened


def show(page: Page, folder: Path, edition: Edition, *, width: int = 1200) -> Page:
    page.requests.clear()
    page.complaints.clear()
    path = folder / "map.html"
    path.write_bytes(render_map(edition, BOUNDARIES).body)
    page.open(path.as_uri(), width=width)
    return page


@pytest.mark.server
def test_polygons_and_markers_are_drawn_with_the_network_off(page: Page, tmp_path: Path) -> None:
    shot = show(page, tmp_path, make_edition()).screenshot()

    assert color_count(shot, (255, 255, 255)) > 100_000  # oblasts without a report
    assert color_count(shot, (215, 140, 110), tolerance=25) > 5_000  # the shaded oblast
    assert color_count(shot, (0xC2, 0x41, 0x0C)) > 100  # electricity markers
    assert color_count(shot, (0x9D, 0x3C, 0x7B)) > 100  # heat markers


@pytest.mark.server
def test_no_request_leaves_and_nothing_is_complained_of(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_edition())

    assert [address for address in page.requests if not address.startswith(("file:", "data:"))] == []
    assert page.complaints == []


@pytest.mark.server
def test_hostile_texts_are_shown_as_text_and_the_map_still_draws(page: Page, tmp_path: Path) -> None:
    outages = tuple(
        make_outage(
            str(index),
            KYIV,
            place_en=text,
            place_uk=text,
            adm1_uk=text,
            citations=(Citation(publisher=text, published_date=None),),
        )
        for index, text in enumerate(HOSTILE)
    )
    area = make_outage("area", KHARKIV_OBLAST, is_area=True)
    edition = replace(
        make_edition((*outages, area), publisher="{{7*7}}<img src=x onerror=alert(1)>"), note="{{7*7}} `${x}`"
    )
    show(page, tmp_path, edition)
    page.evaluate("document.querySelectorAll('.leaflet-marker-icon').forEach(marker => marker.click())")
    shown = page.evaluate("document.body.innerText")
    page.evaluate("Object.values(window).find(value => value instanceof L.Map).closePopup(); 1")

    assert page.complaints == []
    assert "owned" not in page.evaluate("document.title")
    assert page.evaluate("document.images.length") == 0
    assert "{{7*7}}" in shown
    assert "${document.title='owned'}" in shown
    assert "<img src=x" in shown
    assert color_count(page.screenshot(), (215, 140, 110), tolerance=25) > 5_000


@pytest.mark.server
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_sticks_out_sideways(page: Page, tmp_path: Path, width: int) -> None:
    show(page, tmp_path, make_edition(), width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.server
def test_the_page_speaks_ukrainian_and_english(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_edition())
    before = page.evaluate("[document.documentElement.lang, document.querySelector('h1').innerText]")
    page.evaluate("document.getElementById('switch').click()")
    after = page.evaluate("[document.documentElement.lang, document.querySelector('h1').innerText]")

    assert (before[0], after[0]) == ("uk", "en")
    assert "Відключення" in before[1]
    assert "outages" in after[1]


@pytest.mark.server
def test_a_pop_up_names_publisher_and_date(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_edition())
    page.evaluate("document.querySelector('.leaflet-marker-icon[title]').click()")
    shown = page.evaluate("document.querySelector('.leaflet-popup-content').innerText")

    assert "Invented Grid, 2026-01-15" in shown
    assert "−12 °C" in shown


@pytest.mark.server
def test_what_the_map_shows_is_in_a_list_too(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_edition())

    assert page.evaluate("document.querySelectorAll('#outages > li').length") == 3
    assert page.evaluate("document.querySelectorAll('#rows > tr').length") == 27


def test_no_text_of_strangers_stands_unescaped_in_the_page() -> None:
    outages = tuple(make_outage(str(index), place_en=text, place_uk=text) for index, text in enumerate(HOSTILE))
    text = render_map(make_edition(outages), BOUNDARIES).body.decode()

    assert "<img src=x" not in text
    assert "<svg onload" not in text
    assert "49" not in re.findall(r'"place":"([^"]*)"', text)


def test_the_page_loads_nothing_from_anywhere() -> None:
    text = render_map(make_edition(), BOUNDARIES).body.decode()

    assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:|#)([^"]+)', text) == []
    assert "default-src 'none'" in text


def test_what_is_told_of_the_whole_country_has_no_point_on_the_map() -> None:
    edition = make_edition((make_outage("country", "UA"),))
    data = map_data(edition, BOUNDARIES)

    assert [outage["at"] for outage in data["outages"]] == [None]


def test_the_map_says_where_its_lines_come_from() -> None:
    official = {
        place_id: replace(area, boundary_source="Invented Survey 2026") for place_id, area in BOUNDARIES.items()
    }

    for lang, borders in (("en", "oblast lines: {}."), ("uk", "межі областей: {}.")):
        words = map_data(make_edition(), official)["words"][lang]
        assert words["borders"].endswith(borders.format("Invented Survey 2026"))


def test_the_page_stays_small() -> None:
    assert len(render_map(make_edition(), BOUNDARIES).body) < 600_000
