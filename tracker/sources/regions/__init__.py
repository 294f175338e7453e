"""Which place the regions of other registers are: the numbers of the alarm services, the names that IODA uses.

`regions.csv` is kept by hand but for its last column, which `python -m tracker.sources.regions` fills in from the
gazetteer. Connectors read it, so that none of them needs a gazetteer.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

ALERTS = "alerts"  # alerts.in.ua and ukrainealarm, who share their numbers
IODA = "ioda"
COLUMNS = ("register", "region", "name_uk", "within_uk", "place_id")
_JOINS = re.compile(r"[-–_\s]+")
_MARKS = re.compile(r"[^a-z ]+")
_KIND = re.compile(r"^(?:oblast|region|province) | (?:oblast|region|province)$")


@cache
def load_regions(register: str) -> Mapping[str, str]:
    """Place ids by the register's own number or folded name."""
    lines = files(__name__).joinpath("regions.csv").read_text(encoding="utf-8").splitlines()
    return {row["region"]: row["place_id"] for row in csv.DictReader(lines) if row["register"] == register}


def fold_region(name: str) -> str:
    """A region's English name as the table writes it: small letters without apostrophes, "oblast" and "region"."""
    return _KIND.sub("", _MARKS.sub("", _JOINS.sub(" ", name.casefold())).strip())
