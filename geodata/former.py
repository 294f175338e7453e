"""Names that places had, and until when: read only when a text uses one."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

FILE_NAME = "former_names.csv"
COLUMNS = ("place_id", "name_uk", "kind", "ceased_from", "ceased_to", "source")
OFFICIAL, SOVIET, OCCUPIED = "official", "soviet", "occupied"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    """A name that a place had. It ceased in one of the years from first to last; None where that is not known."""

    place_id: str
    name_uk: str
    kind: str  # official; soviet: of that time by its words; occupied: official once, and kept by the occupying side
    ceased_from: int | None
    ceased_to: int | None
    source: str  # who calls it so

    def __str__(self) -> str:
        years = dict.fromkeys(str(year) for year in (self.ceased_from, self.ceased_to) if year is not None)
        until = f", until {'–'.join(years)}" if years else ""
        return f"a former name{until}{', kept by the occupying side' if self.kind == OCCUPIED else ''}"


class FormerNames(Sequence[FormerName]):
    """The rows of a country's table; a country may have none. The file is opened at the first question, once."""

    def __init__(self, folder: Path) -> None:
        """Remember where the table lies."""
        self._path = folder / FILE_NAME

    @cached_property
    def _rows(self) -> tuple[FormerName, ...]:
        if not self._path.exists():
            return ()
        with self._path.open(encoding="utf-8", newline="") as file:
            return tuple(
                FormerName(
                    place_id=row["place_id"],
                    name_uk=row["name_uk"],
                    kind=row["kind"],
                    ceased_from=int(row["ceased_from"]) if row["ceased_from"] else None,
                    ceased_to=int(row["ceased_to"]) if row["ceased_to"] else None,
                    source=row["source"],
                )
                for row in csv.DictReader(file)
            )

    @overload
    def __getitem__(self, at: int) -> FormerName: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[FormerName]: ...
    def __getitem__(self, at: int | slice) -> FormerName | Sequence[FormerName]:
        return self._rows[at]

    def __len__(self) -> int:
        return len(self._rows)
