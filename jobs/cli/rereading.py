"""The command that reads stored reports again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from jobs.cli.output import Format, print_document
from jobs.cli.progress import show_progress, tell


def reread(
    since: Annotated[str, typer.Option(help="Reports learned since then; Kyiv time unless it has an offset.")],
    until: Annotated[str | None, typer.Option(help="Only those learned before then.")] = None,
    source: Annotated[str | None, typer.Option(help="Only those of one source.")] = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Read stored reports again with today's extractor, beside what they said before."""
    from jobs.clock import read_time
    from jobs.places import places_folder
    from jobs.registers import load_registers
    from jobs.reread import reread as read_again
    from jobs.stores import open_current_store
    from tracker.settings import Settings

    begin, end = read_time(since), read_time(until) if until else None
    engine, sources_folder, demo_at = open_current_store()
    now = demo_at or datetime.now(UTC).replace(microsecond=0)
    registers = load_registers(sources_folder, places_folder(Settings()))
    done = read_again(
        engine,
        registers,
        since=begin,
        until=end or datetime.max.replace(tzinfo=UTC),
        now=now,
        source_id=source,
        progress=show_progress,
    )
    print_document(
        {
            "reports_count": done.reports_count,
            "changed_count": done.changed_count,
            "lost_count": done.lost_count,
            "irrelevant_count": done.irrelevant_count,
            "texts_since": done.texts_since,
        },
        output,
    )
    if done.texts_since is None:
        tell("no text is kept: nothing can be read again")
    elif begin < done.texts_since:
        tell(f"texts are kept since {done.texts_since:%Y-%m-%d %H:%M} UTC: nothing older can be read again")
