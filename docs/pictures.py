"""Make the pictures of the README and the documents from the demo: `python -m docs.pictures` (needs Chromium)."""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from jobs.demo import DEFAULT_NOW
from jobs.registers import DEMO_SOURCES, load_registers
from jobs.site import make_app
from tests.browser import browsing
from tests.serving import serving
from tracker.store.engine import open_store

IMAGES = Path(__file__).parent / "images"
WIDTHS = {360: 1000, 768: 1200, 1440: 1250}
COLOURS = 255
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
ODESA = "a[href*='/outages/']"


def main() -> None:
    """Run the demo in a folder of its own and photograph map, pages and card at phone, tablet and desk width."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([*SVITLO, "demo"], cwd=folder, check=True)  # noqa: S603 - our own command
        engine = open_store(str(folder / "var" / "demo.db"))
        app = make_app(
            lambda: engine, load_registers(DEMO_SOURCES), folder / "var" / "edition.json", clock=lambda: DEFAULT_NOW
        )
        save("card", (folder / "out" / "card.png").read_bytes())
        with browsing() as page, serving(app) as address:
            page.open(f"{address}/en/")
            outage = page.evaluate(f"document.querySelector({ODESA!r}).getAttribute('href')")
            for picture, path in pages((folder / "out" / "map.html").as_uri(), address, outage):
                for width, height in WIDTHS.items():
                    page.open(path, width=width, height=height)
                    save(f"{picture}-{width}", page.screenshot())


def pages(whole_map: str, address: str, outage: str) -> Iterator[tuple[str, str]]:
    """What is photographed: the name of the picture and the address."""
    yield "map", whole_map
    for lang in ("uk", "en"):
        yield f"home-{lang}", f"{address}/{lang}/"
        yield f"outage-{lang}", address + outage.replace("/en/", f"/{lang}/")
        yield f"sources-{lang}", f"{address}/{lang}/sources"


def save(name: str, png: bytes) -> None:
    """Save a picture with few colours: a screen has few, and a repository keeps every picture it ever had."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
