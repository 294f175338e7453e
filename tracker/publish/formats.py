"""Which artifact a file ending stands for."""

from collections.abc import Mapping
from pathlib import PurePath

from tracker.errors import SvitloError
from tracker.publish import RENDERERS, Renderer

BY_ENDING: Mapping[str, str] = {
    ".geojson": "outages.geojson",
    ".json": "outages.geojson",
    ".gpkg": "outages.gpkg",
    ".csv": "oblasts.csv",
    ".xlsx": "oblasts.xlsx",
}


class UnknownFormat(SvitloError):
    """A file ending that no format of ours has."""

    exit_code = 2


def renderer_of(name: str) -> Renderer:
    """What makes a file of the format that the ending of its name tells.

    Raises:
        UnknownFormat: nothing does.
    """
    ending = PurePath(name).suffix.casefold()
    if ending not in BY_ENDING:
        endings = ", ".join(one.removeprefix(".") for one in BY_ENDING)
        raise UnknownFormat(name, f"no format that can be written; end the name with one of {endings}")
    return RENDERERS[BY_ENDING[ending]]
