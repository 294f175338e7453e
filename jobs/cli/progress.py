"""What a command says while it works: a bar on a terminal, plain lines elsewhere, always on standard error."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import typer

Item = TypeVar("Item")


def tell(line: str) -> None:
    """Say one line to the person at the terminal, or to the log."""
    typer.echo(line, err=True)


def show_progress(items: Sequence[Item]) -> Iterator[Item]:
    """Go through the items, with a bar if someone is watching."""
    if not sys.stderr.isatty():
        tell(f"{len(items)} steps")
        yield from items
        return
    with typer.progressbar(items, file=sys.stderr) as bar:
        watched: Iterable[Item] = bar
        yield from watched
