"""The folder of one country's built data: `geodata/data/<iso2>/`, and what its manifest says."""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

PACKAGED = Path(str(files("geodata"))) / "data"
MANIFEST = "SOURCES.json"
DATA = PACKAGED / (PACKAGED / "default").read_text(encoding="utf-8").strip()  # of the country that nobody has to name


class DataError(ValueError):
    """Place data cannot be used; the message is one line and names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a folder says of itself."""

    version: str
    retrieved_at: str
    country_id: str
    inputs: tuple[dict[str, Any], ...]
    files: dict[str, str]  # name → SHA-256
    packaged_version: str | None = None  # of a synced version: what it was made from


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest.

    Raises:
        DataError: it is missing or not whole.
    """
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(
            version=document["version"],
            retrieved_at=document["retrieved_at"],
            country_id=document["country_id"],
            inputs=tuple(document["inputs"]),
            files=dict(document["files"]),
            packaged_version=document.get("packaged_version"),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{folder / MANIFEST}: {type(error).__name__}: {error}"
        raise DataError(message) from error
