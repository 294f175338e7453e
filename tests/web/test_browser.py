"""The pages in a real browser: found without fault by axe, reached by keyboard, asking nothing of anyone else."""

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser import Page, browsing
from tests.builders import NOON
from tests.packaged import packaged_boundaries
from tests.publish.editions import make_edition
from tests.serving import serving
from tests.web.figures import make_figures
from tracker.web.app import Site, create_app
from tracker.web.snapshot import Snapshot

pytestmark = pytest.mark.server
AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("/uk/", "/en/", "/uk/map", "/en/map#en", "/uk/outages/o1", "/en/sources", "/en/method")
READERS, REQUESTS = 100, 5


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    snapshot = Snapshot(make_edition, tmp_path_factory.mktemp("web") / "edition.json", lambda: NOON)
    app = create_app(Site(snapshot=snapshot, boundaries=packaged_boundaries(), clock=lambda: NOON, look=make_figures))
    with serving(app) as found:
        yield found


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browsing() as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, address: str, path: str) -> None:
    page.open(address + path)
    page.evaluate(AXE.read_text(encoding="utf-8") + ";1")
    found = page.evaluate("axe.run().then(result => result.violations.map(one => one.id + ': ' + one.nodes[0].html))")

    assert found == []


@pytest.mark.parametrize("path", PAGES)
def test_no_request_leaves_and_nothing_is_complained_of(page: Page, address: str, path: str) -> None:
    page.requests.clear()
    page.complaints.clear()
    page.open(address + path)

    assert [asked for asked in page.requests if not asked.startswith((address, "data:"))] == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_sideways(page: Page, address: str, path: str, width: int) -> None:
    page.open(address + path, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_alone_reaches_every_outage(page: Page, address: str) -> None:
    page.open(f"{address}/en/")
    reached = set()
    for _ in range(80):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || ''"))

    assert {f"/en/outages/{name}" for name in ("o1", "o2", "o3")} <= reached


def test_a_hundred_readers_at_once_all_get_an_answer(address: str) -> None:
    host = address.removeprefix("http://")

    def read(number: int) -> set[int]:
        connection = http.client.HTTPConnection(host, timeout=30)
        codes = set()
        for step in range(REQUESTS):
            connection.request("GET", ("/uk/", "/data/latest/outages.geojson", "/uk/outages/o1")[(number + step) % 3])
            answer = connection.getresponse()
            answer.read()
            codes.add(answer.status)
        connection.close()
        return codes

    with ThreadPoolExecutor(READERS) as pool:
        codes = set().union(*pool.map(read, range(READERS)))

    assert codes == {200}
