"""Commands for sources: how it stands with each, what one would give, and a case of it for the tests."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cli.output import Format, print_document, print_rows
from jobs.cli.progress import tell

if TYPE_CHECKING:
    from jobs.registers import Registers
    from jobs.trying import Trial

sources = typer.Typer(help="Who is heard, and how it stands with each.", no_args_is_help=True)

RECORDED = Path("recorded-local")
UNREADABLE, NOT_CONFIGURED, UNREACHABLE = 3, 5, 6
SourceId = Annotated[str, typer.Argument(help="Id of a source: the name of its file without the ending.")]
FormatOption = Annotated[Format, typer.Option("--format")]


@sources.command("list")
def list_sources(
    output: FormatOption = Format.TABLE,
    *,
    unread: Annotated[bool, typer.Option("--unread", help="Official voices that cannot be read, and why.")] = False,
) -> None:
    """List the sources and how it stands with each: last heard, last new, since when it fails."""
    from jobs.cli.conditions import describe_condition, describe_voice, tabulate_condition
    from jobs.conditions import assess_sources
    from jobs.places import places_folder
    from jobs.registers import REAL_SOURCES
    from tracker.settings import Settings

    settings = Settings()
    if unread:
        from geodata.gazetteer import load_gazetteer
        from tracker.sources.voices import load_voices

        gazetteer = load_gazetteer(places_folder(settings))
        voices = load_voices(settings.sources or REAL_SOURCES)
        print_rows([describe_voice(voice, gazetteer) for voice in voices], output)
        return
    known = assess_sources(places_folder(settings), now=datetime.now(UTC).replace(microsecond=0))
    if output == Format.JSON:
        print_rows([describe_condition(source, condition) for source, condition in known.rows], output)
        return
    print_rows([tabulate_condition(source, condition, known.now) for source, condition in known.rows], output)
    if known.is_demo:
        tell("the store is the demo's: its invented sources are listed with the real ones, which nobody heard yet")


@sources.command()
def check(source_id: SourceId, output: FormatOption = Format.TABLE) -> None:
    """Hear one source now and show what would be taken; nothing is stored."""
    from jobs.cli.trials import describe_trial, print_trial
    from tracker.model import PollOutcome

    trial, registers = hear_once(source_id)
    if output == Format.JSON:
        print_document(describe_trial(trial, registers.gazetteer), output)
    else:
        print_trial(trial, registers.gazetteer)
    tell("nothing was stored")
    codes = {
        PollOutcome.UNREADABLE: UNREADABLE,
        PollOutcome.UNREACHABLE: UNREACHABLE,
        PollOutcome.NOT_CONFIGURED: NOT_CONFIGURED,
    }
    raise typer.Exit(codes.get(trial.poll.outcome, 0))


@sources.command()
def record(
    source_id: SourceId,
    out: Annotated[Path, typer.Option(help="The folder to write into; never commit what is real.")] = RECORDED,
    *,
    real: Annotated[bool, typer.Option("--real", help="Keep the words as they came, for your own eyes.")] = False,
) -> None:
    """Hear one source now and write what it gave as test cases, with invented words in the place of its own."""
    from jobs.recording import write_cases

    trial, _ = hear_once(source_id)
    written = write_cases(trial, out, is_real=real)
    for path in written:
        tell(f"wrote {path}")
    if not written:
        tell(f"svitlo: nothing to record ({trial.poll.outcome}{f': {trial.poll.detail}' if trial.poll.detail else ''})")
        raise typer.Exit(UNREADABLE)
    tell("these are the source's own words: never commit them" if real else NOTICE)


NOTICE = (
    "read the files before you move them to tests/recorded: names of files, addresses and single words stay as they "
    "came, and only invented text may be committed"
)


def hear_once(source_id: str) -> "tuple[Trial, Registers]":
    """Try a source by its id, real or the demo's.

    Raises:
        NotConfigured: there is no such source, or its key is not set.
    """
    from jobs.places import places_folder
    from jobs.registers import REAL_SOURCES, load_registers
    from jobs.trying import try_source
    from tracker.errors import NotConfigured
    from tracker.settings import Settings
    from tracker.sources.fetch import Fetcher

    settings = Settings()
    registers = load_registers(settings.sources or REAL_SOURCES, places_folder(settings))
    source = registers.sources.get(source_id)
    if source is None or not source.url:
        raise NotConfigured(source_id, "there is no such source; `svitlo sources list` shows their ids")
    with Fetcher(contact=settings.contact) as fetcher:
        now = datetime.now(UTC).replace(microsecond=0)
        return try_source(source, registers, fetcher, now=now, keys=settings.keys), registers
