"""The pages and the files behind them, over an invented edition."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.builders import NOON
from tests.packaged import packaged_boundaries
from tests.publish.editions import make_edition, make_outage
from tests.web.figures import make_figures
from tracker.errors import StoreUnavailable
from tracker.model import Edition
from tracker.web.app import Site, create_app
from tracker.web.snapshot import Snapshot, dump_edition, read_edition

BOUNDARIES = packaged_boundaries()
PAGES = ("/uk/", "/en/", "/uk/outages/o1", "/en/outages/o2", "/uk/sources", "/en/sources", "/uk/method", "/en/method")


def fail() -> Edition:
    subject = "the database"
    raise StoreUnavailable(subject, "stopped for the test")


def make_client(folder: Path, make: Callable[[], Edition] = make_edition) -> TestClient:
    snapshot = Snapshot(make, folder / "edition.json", lambda: NOON)
    site = Site(snapshot=snapshot, boundaries=BOUNDARIES, clock=lambda: NOON, look=make_figures)
    return TestClient(create_app(site))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_with_its_language_and_security_headers(tmp_path: Path, address: str) -> None:
    answer = make_client(tmp_path).get(address)

    assert answer.status_code == 200
    assert f'<html lang="{address[1:3]}">' in answer.text
    assert "DEMO, invented data" in answer.text
    assert "Natural Earth" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_start_leads_to_ukrainian(tmp_path: Path) -> None:
    answer = make_client(tmp_path).get("/", follow_redirects=False)

    assert answer.headers["location"] == "/uk/"


@pytest.mark.parametrize("address", ["/de/", "/uk/outages/nothing", "/data/latest/passwords.txt"])
def test_what_is_not_there_is_404(tmp_path: Path, address: str) -> None:
    assert make_client(tmp_path).get(address).status_code == 404


@pytest.mark.parametrize("query", ["area=Kharkiv", "service=coffee", "since=yesterday", "status=fine"])
def test_a_wrong_filter_is_the_callers_error(tmp_path: Path, query: str) -> None:
    assert make_client(tmp_path).get(f"/data/latest/outages.geojson?{query}").status_code == 422


def test_the_file_is_what_is_on_the_screen(tmp_path: Path) -> None:
    client = make_client(tmp_path)
    page = client.get("/en/?area=UA80&service=heat").text
    rows = json.loads(client.get("/data/latest/outages.geojson?area=UA80&service=heat").text)["features"]
    shown = client.get("/en/map?area=UA80&service=heat").text

    assert [row["id"] for row in rows] == ["o2"]
    assert page.count("/en/outages/") == 1
    assert "/data/latest/outages.geojson?area=UA80&amp;service=heat" in page
    assert '"id":"o2"' in shown
    assert '"id":"o1"' not in shown


def test_what_nobody_tells_of_any_more_can_be_chosen(tmp_path: Path) -> None:
    def make() -> Edition:
        return make_edition((make_outage("heard"), make_outage("unheard", status=None)))

    client = make_client(tmp_path, make)
    rows = json.loads(client.get("/data/latest/outages.geojson?status=unheard").text)["features"]

    assert [row["id"] for row in rows] == ["unheard"]
    assert '<option value="unheard" selected>' in client.get("/en/?status=unheard").text


def test_a_day_to_choose_from_begins_at_midnight_in_kyiv(tmp_path: Path) -> None:
    page = make_client(tmp_path).get("/en/?since=2026-01-15").text

    assert 'value="2026-01-15"' in page
    assert "since=2026-01-14T22:00:00Z" in page


def test_a_client_need_not_take_the_same_bytes_twice(tmp_path: Path) -> None:
    client = make_client(tmp_path)
    first = client.get("/data/latest/oblasts.csv")
    second = client.get("/data/latest/oblasts.csv", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")
    assert first.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/uk/", "/en/map", "/data/latest/oblasts.csv", "/health/live", "/en/nothing"])
def test_head_answers_as_get_without_the_body(tmp_path: Path, address: str) -> None:
    client = make_client(tmp_path)
    whole, head = client.get(address), client.head(address)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_pages_are_not_for_other_sites_scripts(tmp_path: Path) -> None:
    assert "Access-Control-Allow-Origin" not in make_client(tmp_path).get("/uk/").headers


def test_with_the_store_down_the_last_edition_stands_with_its_age(tmp_path: Path) -> None:
    (tmp_path / "edition.json").write_bytes(dump_edition(make_edition()))
    client = make_client(tmp_path, fail)
    page = client.get("/en/")

    assert page.status_code == 200
    assert "The store does not answer" in page.text
    assert "0 minutes old" in page.text
    assert client.get("/data/latest/outages.geojson").status_code == 200
    assert (client.get("/health/live").status_code, client.get("/health/ready").status_code) == (200, 503)


def test_with_nothing_at_all_the_page_says_so(tmp_path: Path) -> None:
    client = make_client(tmp_path, fail)

    assert "There is no edition yet" in client.get("/en/").text
    assert client.get("/data/latest/outages.geojson").status_code == 503


def test_an_edition_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "edition.json"
    path.write_bytes(dump_edition(make_edition()))

    assert read_edition(path) == make_edition()


def test_a_broken_file_is_no_edition(tmp_path: Path) -> None:
    path = tmp_path / "edition.json"
    path.write_bytes(b'{"tier": "public"}')

    assert read_edition(path) is None


def test_what_strangers_write_is_text(tmp_path: Path) -> None:
    def hostile() -> Edition:
        return make_edition((make_outage(place_en="<script>x</script>{{7*7}}"),))

    page = make_client(tmp_path, hostile).get("/en/").text

    assert "<script>x" not in page
    assert "{{7*7}}" in page
