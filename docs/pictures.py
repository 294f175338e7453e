"""Make the pictures of the README and the documents from the demo: `python -m docs.pictures` (needs Chromium)."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import browsing

IMAGES = Path(__file__).parent / "images"
WIDTHS = {360: 1000, 768: 1200, 1440: 1250}
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")


def main() -> None:
    """Run the demo in a folder of its own and photograph its map at phone, tablet and desk width."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*SVITLO, "demo"], cwd=folder, check=True)  # noqa: S603 - our own command
        address = (Path(folder) / "out" / "map.html").as_uri()
        with browsing() as page:
            for width, height in WIDTHS.items():
                page.open(address, width=width, height=height)
                (IMAGES / f"map-{width}.png").write_bytes(page.screenshot())


if __name__ == "__main__":
    main()
