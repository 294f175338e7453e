"""Tables on a terminal, one JSON document for programs."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

UNKNOWN = "unknown"


class Format(StrEnum):
    """How a command prints its rows."""

    TABLE = "table"
    JSON = "json"


def print_rows(rows: Sequence[Mapping[str, object]], output: Format) -> None:
    """Print rows as a table, or as one JSON list and nothing else."""
    if output == Format.JSON:
        sys.stdout.write(json.dumps(list(rows), ensure_ascii=False, default=str, indent=1) + "\n")
        return
    if not rows:
        sys.stdout.write("nothing\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in rows[0]:
        table.add_column(column)
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200).print(table)


def print_document(document: Mapping[str, object], output: Format) -> None:
    """Print one thing: its fields as rows, nested ones by their path, or one JSON object and nothing else."""
    if output == Format.JSON:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str, indent=1) + "\n")
        return
    print_rows([{"what": path, "value": value} for path, value in _flatten(document, "")], output)


def _flatten(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(inner, f"{path} {key}".lstrip())
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield f"{path} {number}", " · ".join(str(part) for _, part in _flatten(inner, ""))
    else:
        yield path, value


def _cell(value: object) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, tuple):  # an interval
        return "–".join(map(_cell, value))
    return str(value)
