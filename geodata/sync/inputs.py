"""What a sync fetches, and how it is told apart from what is there already."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from geodata.sync.errors import NotUsable

CODAB, GEONAMES, UAGEO = "COD-AB Ukraine", "GeoNames dump", "ua-geo"
_HASHES = {32: "md5", 40: "sha1", 64: "sha256"}  # by the number of hex digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """The bytes an address gave."""

    body: bytes
    media_type: str


# Takes an address and the moment of the bytes one has already; None: they are still what is there.
# Raises NotFetched where nothing comes.
Fetch = Callable[[str, datetime | None], Download | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the inputs are, or copies of them. `uageo` is None where its points are not wanted."""

    codab: str  # the listing of the Humanitarian Data Exchange
    geonames: str
    uageo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to be fetched, with what its makers want said of them."""

    name: str
    url: str
    licence: str
    attribution: str
    used_for: str
    edition: str = ""  # what its publisher dates it
    checksum: str = ""  # what its publisher says of it, in hex; empty where nothing is said

    @property
    def file(self) -> str:
        """Its name, for messages."""
        return PurePosixPath(urlsplit(self.url).path).name or self.url


def geonames_input(url: str) -> Input:
    """The GeoNames dump of the country."""
    return Input(
        name=GEONAMES,
        url=url,
        licence="CC BY 4.0",
        attribution="© GeoNames, geonames.org",
        used_for="points of settlements",
    )


def uageo_input(url: str) -> Input:
    """The register joined to OpenStreetMap. Its points are of the database, so its licence goes with them."""
    return Input(
        name=UAGEO,
        url=url,
        licence="ODbL 1.0 (points), MIT (code)",
        attribution="© OpenStreetMap contributors; register joined by the ua-geo project",
        used_for="points of settlements and city districts, newer names and units",
    )


def check_sum(item: Input, body: bytes) -> None:
    """Compare bytes with what their publisher says of them.

    Raises:
        NotUsable: they differ.
    """
    method = _HASHES.get(len(item.checksum))
    if method is None:
        return
    found = hashlib.new(method, body, usedforsecurity=False).hexdigest()
    if found != item.checksum.casefold():
        raise NotUsable(item.file, f"its {method} checksum is {found[:12]}…, its publisher says {item.checksum[:12]}…")
