"""Commands about what the store keeps: what goes by age, what is forgotten, and who did it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from jobs.cli.output import Format, print_rows
from jobs.cli.progress import tell

FormatOption = Annotated[Format, typer.Option("--format")]


def purge(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go; touch nothing.")] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Take away what is kept no longer than the settings say: bytes, old texts, runs, temperatures."""
    from jobs.actors import operator_name
    from jobs.purge import purge_by_hand
    from jobs.stores import open_current_store
    from tracker.settings import Settings

    engine, _, default_now = open_current_store()
    now = default_now or datetime.now(UTC).replace(microsecond=0)
    print_rows(purge_by_hand(engine, Settings(), now=now, actor=operator_name(), is_dry=dry_run), output)
    if dry_run:
        tell("nothing was touched")


def audit(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    output: FormatOption = Format.TABLE,
) -> None:
    """List who took what away from the store, and when: figures, never what it said."""
    from jobs.stores import open_current_store
    from tracker.store.audit import read_acts

    engine, _, _ = open_current_store()
    rows = [
        {
            "at": act.at,
            "actor": act.actor,
            "action": act.action,
            "subject": act.subject,
            "figures": dict(act.figures)
            if output == Format.JSON
            else ", ".join(f"{count} {name}" for name, count in act.figures.items() if count),
        }
        for act in read_acts(engine, limit=limit)
    ]
    print_rows(rows, output)


COMMANDS: Iterable[Callable[..., None]] = (purge, audit)
