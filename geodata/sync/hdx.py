"""Which files of the COD-AB data set to take: by the listing of the Humanitarian Data Exchange."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from geodata.sync.errors import NotUsable
from geodata.sync.inputs import CODAB, Input

SUBJECT = "listing of COD-AB"
FORMATS = ("geojson", "shp", "geopackage")  # the first that is there
LEVELS = frozenset({1, 2, 3})
_OF_ONE_LEVEL = re.compile(r"adm(?:in)?[ _-]?([0-4])(?!\d)", re.IGNORECASE)


def choose_files(body: bytes) -> tuple[Input, ...]:
    """The files of the first format we read that is listed: one for all levels, or one for each of levels 1 to 3.

    Raises:
        NotUsable: the answer is no listing, or lists nothing of these formats.
    """
    dataset = _dataset(body)
    resources = [resource for resource in dataset["resources"] if isinstance(resource, Mapping)]
    for wanted in FORMATS:
        chosen = _whole([resource for resource in resources if _format(resource) == wanted])
        if chosen:
            return tuple(_input(resource, dataset) for resource in chosen)
    raise NotUsable(SUBJECT, f"lists no file of {', '.join(FORMATS)}")


def _dataset(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
        dataset: Mapping[str, Any] = document["result"]
        is_listing = document["success"] and isinstance(dataset["resources"], list)
    except (ValueError, KeyError, TypeError):
        is_listing = False
    if not is_listing:
        raise NotUsable(SUBJECT, "is not what the exchange answers")
    return dataset


def _whole(resources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of resources of one format, one of all levels; where there is none, those of single levels."""
    single: dict[int, Mapping[str, Any]] = {}
    for resource in resources:
        level = _OF_ONE_LEVEL.search(str(resource.get("name", "")))
        if level is None:
            return [resource]
        single.setdefault(int(level[1]), resource)
    return [single[level] for level in sorted(single) if level in LEVELS]


def _format(resource: Mapping[str, Any]) -> str:
    return str(resource.get("format", "")).casefold().removeprefix("zipped ").replace("shapefile", "shp")


def _input(resource: Mapping[str, Any], dataset: Mapping[str, Any]) -> Input:
    url = str(resource.get("download_url") or resource.get("url") or "")
    if not url.startswith(("https://", "http://")):
        raise NotUsable(SUBJECT, f"gives no address of {resource.get('name')}")
    dated = resource.get("last_modified") or dataset.get("last_modified") or dataset.get("metadata_modified") or ""
    return Input(
        name=CODAB,
        url=url,
        licence="CC BY-IGO",
        attribution="OCHA / State enterprise Kartographia, Common Operational Datasets",
        used_for="polygons of oblasts, raions and hromadas",
        edition=str(dated)[:10],
        checksum=str(resource.get("hash") or ""),
    )
