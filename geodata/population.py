"""How many people live in a place, as a table of its own that anyone may replace."""

import csv
import gzip
import io
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

FILE_NAME = "population.csv.gz"
COLUMNS = ("place_id", "value", "kind", "source", "year")
RANKING = "ranking"  # for ranking names, never for counting people: of mixed dates, some of long ago
ESTIMATE = "estimate"
CODE_COLUMNS = ("place_id", "pcode", "adm4_pcode", "adm3_pcode", "adm2_pcode", "adm1_pcode")
VALUE_COLUMNS = ("value", "population", "people", "t_tl")


class Register(Protocol):
    """What codes are looked up in: places by id, and what lies above each."""

    @property
    def places(self) -> Mapping[str, object]:
        """Places by id."""

    def ancestors(self, place_id: str) -> Iterable[object]:
        """The place itself and what lies above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """People of a place: how many, what kind of figure, who says so, of which year. Unknown is None, never zero."""

    place_id: str
    value: int | None
    kind: str  # ranking, or a figure that counts people: estimate, census and the like
    source: str
    year: int | None


class PopulationError(ValueError):
    """A table of people cannot be used; the message is one line and names the row."""


def load_population(folder: Path, register: Register, *, supplied: Path | None = None) -> Mapping[str, Population]:
    """Figures that count people, by place id.

    The packaged figures only rank names, so that nothing is known of any place until a table is supplied: least of all
    of an occupied area, where the last count is of another time.

    Args:
        folder: the built data of one country.
        register: where the codes of a supplied table are looked up.
        supplied: a CSV with p-codes or place ids that replaces the packaged table.

    Raises:
        PopulationError: the supplied table cannot be read.
    """
    if supplied is not None:
        rows = read_population(supplied.read_text(encoding="utf-8-sig"), register, source=supplied.name)
    else:
        rows = read_table((folder / FILE_NAME).read_bytes())
    return {row.place_id: row for row in rows if row.kind != RANKING}


def load_ranks(folder: Path) -> Mapping[str, int]:
    """The figures that rank names, by place id; none where the country has no such table."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    cells = (line.split(",", 3) for line in lines[1:])
    return {place_id: int(value) for place_id, value, kind, _ in cells if kind == RANKING and value}


def read_table(body: bytes) -> tuple[Population, ...]:
    """Read a built table."""
    text = gzip.decompress(body).decode()
    return tuple(
        Population(
            place_id=row["place_id"],
            value=int(row["value"]) if row["value"] else None,
            kind=row["kind"],
            source=row["source"],
            year=int(row["year"]) if row["year"] else None,
        )
        for row in csv.DictReader(io.StringIO(text))
    )


def read_population(text: str, register: Register, *, source: str) -> tuple[Population, ...]:
    """Read a table that someone supplies: a code and a number in each row; kind, source and year if they are known.

    A code is a place id or a p-code, which is what the ids of an area and of all in it begin with. An empty number
    stays unknown.

    Raises:
        PopulationError: a column is missing, a code is unknown, or a number is none.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = {name.strip().casefold(): name for name in (rows[0] if rows else {})}
    code = next((columns[name] for name in CODE_COLUMNS if name in columns), None)
    value = next((columns[name] for name in VALUE_COLUMNS if name in columns), None)
    if code is None or value is None:
        message = f"{source}: needs a column of {', '.join(CODE_COLUMNS)} and one of {', '.join(VALUE_COLUMNS)}"
        raise PopulationError(message)
    codes = _Codes(register)
    found = []
    for number, row in enumerate(rows, start=2):
        place_id = codes.find(row[code].strip())
        if place_id is None:
            message = f"{source}, line {number}: no place has the code {row[code]!r}"
            raise PopulationError(message)
        cells = {name: (row[columns[name]] or "").strip() for name in ("kind", "source", "year") if name in columns}
        found.append(
            Population(
                place_id=place_id,
                value=_count(row[value], source, number),
                kind=cells.get("kind") or ESTIMATE,
                source=cells.get("source") or source,
                year=_count(cells.get("year"), source, number),
            )
        )
    return tuple(found)


def _count(cell: str | None, source: str, number: int) -> int | None:
    plain = (cell or "").replace(" ", "").replace("\u00a0", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit():
        message = f"{source}, line {number}: {cell!r} is no number of people"
        raise PopulationError(message)
    return int(plain)


class _Codes:
    """Finds the largest place whose id begins with a code."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._ids: Sequence[str] = sorted(register.places)

    def find(self, code: str) -> str | None:
        if not code or code in self._register.places:
            return code or None
        first = bisect_left(self._ids, code)
        last = bisect_left(self._ids, f"{code}\U0010ffff")
        depths = [(sum(1 for _ in self._register.ancestors(place_id)), place_id) for place_id in self._ids[first:last]]
        return min(depths)[1] if depths else None
