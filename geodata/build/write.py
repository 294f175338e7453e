"""Write what was built: plain tables, the same bytes for the same places."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from geodata.build.former import Former
from geodata.build.forms import Forms, rank
from geodata.build.inflect import is_adjective
from geodata.build.markers import is_ordinary, needs_marker
from geodata.former import COLUMNS as FORMER_COLUMNS
from geodata.former import FILE_NAME as FORMER
from geodata.forms import (
    FORMER_ROW,
    FORMS,
    IS_ADJECTIVE,
    IS_LOWERCASE,
    IS_WORD,
    NEEDS_MARKER,
    OTHER,
    pack_forms,
)
from geodata.gazetteer import PLACE_COLUMNS
from geodata.places import Place
from geodata.population import COLUMNS, RANKING
from geodata.population import FILE_NAME as POPULATION


def write_all(
    out: Path,
    places: Sequence[Place],
    forms: Forms,
    heads: Mapping[tuple[str, str], set[str]],
    former: Former,
) -> None:
    """Write places, ranks, forms, heads and former names; a place is named by the number of its row."""
    out.mkdir(parents=True, exist_ok=True)
    number = {place.place_id: str(at) for at, place in enumerate(places)}
    rows = [[getattr(place, column) for column in PLACE_COLUMNS] for place in places]
    lines = ["\t".join("" if value is None else str(value) for value in row) for row in rows]
    _write_gzip(out / "places.tsv.gz", "\n".join(["\t".join(PLACE_COLUMNS), *lines]) + "\n")
    ranks = [(place.place_id, place.population, RANKING, "GeoNames", "") for place in places if place.population]
    _write_gzip(out / POPULATION, table(COLUMNS, ranks))
    by_id = {place.place_id: place for place in places}
    (out / FORMS).write_bytes(pack_forms(dict(_meanings(forms, by_id, number, former.forms))))
    (out / FORMER).write_text(table(FORMER_COLUMNS, (astuple(row) for row in former.rows)), encoding="utf-8")
    starts = {("lowercase", key.split(" ")[0]): set[str]() for key in forms.lowercase}
    head_rows = [
        f"{kind}\t{stem}\t{' '.join(number[one] + _row(former.heads.get(stem, {}), one) for one in sorted(ids))}\n"
        for (kind, stem), ids in sorted({**heads, **starts}.items())
    ]
    _write_gzip(out / "heads.tsv.gz", "".join(head_rows))


def _meanings(
    forms: Forms, places: Mapping[str, Place], number: Mapping[str, str], former: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, str]]:
    """Every spelling with its flags and the numbers of the places called so, the best known first."""
    for key in sorted(forms.own.keys() | forms.other.keys()):
        own, ids = forms.own.get(key, set()), forms.ids(key)
        ordered = sorted(ids, key=lambda place_id: (place_id not in own, rank(places[place_id])))
        flags = NEEDS_MARKER * needs_marker(key) + IS_LOWERCASE * (key in forms.lowercase)
        if is_ordinary(key, ids, places):
            flags += IS_WORD + IS_ADJECTIVE * is_adjective(key)
        rows = former.get(key, {})
        shown = (f"{OTHER * (one not in own)}{number[one]}{_row(rows, one)}" for one in ordered)
        meaning = f"{flags} {' '.join(shown)}"
        yield from ((spelling, meaning) for spelling in forms.spellings.get(key) or {key})


def _row(rows: Mapping[str, int], place_id: str) -> str:
    return f"{FORMER_ROW}{rows[place_id]}" if place_id in rows else ""


def write_json(path: Path, document: object) -> None:
    """Write a document without spaces."""
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _write_gzip(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
