"""Commands about what the store keeps: what goes by age, what is forgotten, and who did it."""

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from jobs.cli.output import Format, print_document, print_rows
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


def forget(
    name: Annotated[str, typer.Argument(metavar="REPORT|SOURCE", help="The id of a report, or of a source.")],
    reason: Annotated[
        str | None, typer.Option(help="Why, for the record; never in the words that are forgotten.")
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Erase what a report or a source said, publish anew without it, and prove that it is gone."""
    from jobs.actors import operator_name
    from jobs.forget import describe, explain, find, wording_of
    from jobs.forget import forget as forget_it
    from jobs.places import places_folder
    from jobs.registers import load_registers
    from jobs.stores import open_current_store
    from tracker.settings import Settings
    from tracker.store.forgetting import Order, count_erasable

    settings = Settings()
    engine, sources_folder, default_now = open_current_store()
    registers = load_registers(sources_folder, places_folder(settings))
    subject = find(engine, name)
    if reason is not None and wording_of(engine, registers, subject).find(reason.encode()):
        message = "it repeats what is to be forgotten, and would stay"
        raise typer.BadParameter(message, param_hint="--reason")
    counts = ", ".join(f"{count} {what}" for what, count in count_erasable(engine, subject).items() if count)
    tell(f"{subject.kind} {subject.subject_id} of {subject.source_id}: {counts or 'nothing of it is kept any more'}")
    if not yes and not is_confirmed():
        tell("nothing was forgotten")
        return
    now = datetime.now(UTC)
    order = Order(subject=subject, actor=operator_name(), now=now, reason=reason)
    done = forget_it(engine, registers, order, out=settings.out, snapshot=settings.snapshot, as_of=default_now or now)
    print_document(describe(done), output)
    for line in explain(done):
        tell(line)


def is_confirmed() -> bool:
    """Ask the person at the terminal; where there is none, the command must say so itself."""
    if not sys.stdin.isatty():
        message = "nobody is there to ask; say --yes"
        raise typer.BadParameter(message, param_hint="--yes")
    return typer.confirm("erase it for good?", err=True)


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


COMMANDS: Iterable[Callable[..., None]] = (purge, forget, audit)
