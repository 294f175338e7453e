"""Commands that read: what a text says, where its places are, and how good the reading is."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.output import Format, print_rows
from jobs.cli.progress import tell

NOTHING_RELEVANT = 4
STANDARD_INPUT = "-"


def ingest(
    inputs: Annotated[list[str], typer.Argument(help="Files, addresses, or - for standard input.")],
    published: Annotated[str | None, typer.Option(help="When it was published: 2026-02-05 or with a time.")] = None,
) -> None:
    """Read files or pages into the store and print what was understood."""
    from jobs.files import fetch_document, read_files
    from jobs.places import places_folder
    from jobs.registers import load_registers
    from tracker.settings import Settings
    from tracker.store.engine import open_store

    now = datetime.now(UTC).replace(microsecond=0)
    settings = Settings()
    registers = load_registers(places=places_folder(settings))
    documents = [
        (name, fetch_document(name, settings.contact, now=now) if is_address(name) else read_bytes(name))
        for name in inputs
    ]
    engine = open_store(settings.database)
    readings, warnings = read_files(engine, registers, documents, published=published, now=now)
    relevant = [reading for reading in readings if reading.is_relevant]
    from jobs.cli.understood import print_reading

    for reading in readings:
        print_reading(reading, registers.gazetteer)
    for warning in warnings:
        tell(f"svitlo: {warning}")
    if warnings:
        tell(f"svitlo: {len(readings)} taken, {len(relevant)} of them about energy")
    if not relevant:
        tell("svitlo: nothing about strikes on energy, outages or restorations was found")
        raise typer.Exit(NOTHING_RELEVANT)


def extract(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")] = STANDARD_INPUT,
    jsonl: Annotated[Path | None, typer.Option(help="Reports, one JSON object a line; prints predictions.")] = None,
    published: Annotated[str | None, typer.Option(help="When the text was published.")] = None,
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Show clauses, roles and what was refused.")] = False,
) -> None:
    """Print the claims of a text with the quoted evidence; keep nothing."""
    from geodata.gazetteer import load_gazetteer
    from jobs.places import places_folder
    from tracker.extract.lexicon import load_lexicon
    from tracker.settings import Settings

    gazetteer, lexicon = load_gazetteer(places_folder(Settings())), load_lexicon()
    if jsonl is not None:
        from jobs.predictions import predict_lines

        for line in predict_lines(read_bytes(str(jsonl)).decode(), gazetteer, lexicon):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    from jobs.cli.understood import print_explanation, print_reading
    from jobs.clock import read_time
    from tracker.pipeline import read_reports
    from tracker.sources.files import read_input

    now = datetime.now(UTC).replace(microsecond=0)
    parsed = read_input(file, read_bytes(file), now=now, published=read_time(published) if published else None)
    readings = read_reports(parsed.reports, gazetteer, lexicon)
    for reading in readings:
        print_reading(reading, gazetteer)
        if explain:
            print_explanation(reading.report, gazetteer, lexicon)
    if not any(reading.is_relevant for reading in readings):
        tell("svitlo: nothing about strikes on energy, outages or restorations was found")
        raise typer.Exit(NOTHING_RELEVANT)


def evaluate(
    reports: Annotated[Path, typer.Argument(help="Reports, one JSON object a line; with --places sentences.")],
    gold: Annotated[
        Path | None,
        typer.Argument(help="The facts expected of each report, one JSON object a line; none for --places."),
    ] = None,
    errors: Annotated[str | None, typer.Option(help="List what is wrong in one field, such as oblast.")] = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    *,
    places: Annotated[
        bool,
        typer.Option("--places", help="Measure place names: a table of sentences with places marked, or a folder."),
    ] = False,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Show how often claims are right, by the confidence they were given.")
    ] = False,
) -> None:
    """Measure the reading: precision, recall and F1 by field, language and kind of report; or how places are found."""
    from geodata.gazetteer import load_gazetteer
    from jobs.places import places_folder
    from jobs.predictions import evaluate_files, evaluate_places, judge_files
    from tracker.evaluate.calibration import calibration as measure_calibration
    from tracker.evaluate.located import ERRORS
    from tracker.evaluate.score import SETS
    from tracker.extract.lexicon import load_lexicon
    from tracker.settings import Settings

    fields = list(ERRORS if places else SETS)
    if errors is not None and errors not in fields:
        message = f"no such field; there are {', '.join(fields)}"
        raise typer.BadParameter(message, param_hint="--errors")
    if places == (gold is not None):
        message = "the sentences hold their truth" if places else "the facts expected of the reports are missing"
        raise typer.BadParameter(message, param_hint="GOLD")
    gazetteer = load_gazetteer(places_folder(Settings()))
    if gold is None:
        tables = {path.name: read_bytes(str(path)).decode() for path in list_tables(reports)}
        print_rows(evaluate_places(tables, gazetteer, errors=errors), output)
        return
    texts, facts = read_bytes(str(reports)).decode(), read_bytes(str(gold)).decode()
    if calibration:
        print_rows(measure_calibration(judge_files(texts, facts, gazetteer, load_lexicon())), output)
        return
    rows = evaluate_files(texts, facts, gazetteer, load_lexicon(), errors=errors)
    print_rows(rows, output)


def locate(
    text: Annotated[str, typer.Argument(help="A place name, a sentence, or a point: 50.45, 30.52.")],
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Show how place names are understood, and why."""
    from geodata.boundaries import load_level
    from geodata.gazetteer import load_gazetteer
    from geodata.places import Level
    from geodata.search import locate_point, read_point, search
    from jobs.cli.located import describe, tabulate
    from jobs.places import places_folder
    from tracker.settings import Settings

    folder = places_folder(Settings())
    gazetteer = load_gazetteer(folder)
    point = read_point(text)
    if point is None:
        mentions = search(text, gazetteer)
    else:
        layers = (load_level(level, folder).values() for level in (Level.HROMADA, Level.RAION, Level.OBLAST))
        mentions = locate_point(text, *point, gazetteer, layers)
    if output == Format.JSON:
        print_rows([describe(mention, gazetteer) for mention in mentions], output)
    else:
        print_rows(list(tabulate(mentions, gazetteer)), output)


def list_tables(path: Path) -> list[Path]:
    """The tables of a folder, or the one that is named."""
    return sorted(path.glob("*.tsv")) if path.is_dir() else [path]


def is_address(name: str) -> bool:
    """Tell a page's address from the name of a file."""
    return name.startswith(("http://", "https://"))


def read_bytes(name: str) -> bytes:
    """Read a file, or standard input for "-".

    Raises:
        Unreadable: there is no such file, or it cannot be read.
    """
    from tracker.errors import Unreadable

    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Unreadable(name, error.strerror or "cannot be read") from error


COMMANDS: Iterable[Callable[..., None]] = (ingest, extract, evaluate, locate)
