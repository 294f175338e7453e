"""What was understood of a report, for people: each claim with the words it rests on."""

import sys
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from tracker.extract.explain import explain
from tracker.extract.lexicon import Lexicon
from tracker.model import Claim, Interval, Quantity, Reading, Report, Unit

KYIV = ZoneInfo("Europe/Kyiv")
QUOTE_LENGTH = 400


def print_reading(reading: Reading, gazetteer: Gazetteer) -> None:
    """Print a report's claims, one after the other, each with its sentence."""
    report = reading.report
    published = f"{report.published_at.astimezone(KYIV):%Y-%m-%d}" if report.published_at else "date unknown"
    sys.stdout.write(f"{report.title or report.native_id} · {report.publisher} · {published}\n")
    for claim in reading.claims:
        sys.stdout.write(f"  {describe(claim, gazetteer)}\n    “{_quote(claim)}”\n")
    if not reading.claims:
        sys.stdout.write("  nothing about energy\n")
    print_evidence(reading)


def print_evidence(reading: Reading) -> None:
    """On a terminal, print the text itself with the evidence of its claims highlighted."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout)
    evidence = [claim.evidence for claim in reading.claims if claim.evidence.start is not None]
    if not console.is_terminal or not evidence:
        return
    text = Text(reading.report.text)
    for span in evidence:
        text.stylize("bold yellow", span.start or 0, span.end)
    console.print(text, soft_wrap=True)


def print_explanation(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    """Print how a report was read, clause by clause."""
    for clause in explain(report, gazetteer, lexicon):
        sys.stdout.write(f"  · {clause.text}\n")
        for label, parts in (("places", clause.places), ("told", clause.frames), ("refused", clause.refusals)):
            if parts:
                sys.stdout.write(f"      {label}: {', '.join(parts)}\n")


def describe(claim: Claim, gazetteer: Gazetteer) -> str:
    """One line: kind, service, place, cause, status, numbers."""
    place = gazetteer.places.get(claim.place_id) if claim.place_id else None
    parts = [
        str(claim.kind),
        str(claim.service) if claim.service else "",
        place.name_en if place else "place unknown",
        f"cause {claim.cause}" if claim.cause else "",
        str(claim.status) if claim.status else "",
        describe_time(claim.time) if claim.time else "",
        *(describe_quantity(quantity) for quantity in claim.quantities),
        f"{claim.temperature_c:g} °C" if claim.temperature_c is not None else "",
        f"right with {claim.confidence:.0%}" if claim.confidence is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def describe_time(time: Interval) -> str:
    """From when to when, in Kyiv time, and how finely that is known."""
    ends = [f"{at.astimezone(KYIV):%Y-%m-%d %H:%M}" for at in (time.start_at, time.end_at) if at is not None]
    return f"{' to '.join(ends)} ({time.precision})".replace("_", " ")


def describe_quantity(quantity: Quantity) -> str:
    """A number with its bound, unit and basis."""
    value = f"{quantity.value:.0%}" if quantity.unit == Unit.SHARE else f"{quantity.value:,.10g}"
    return f"{quantity.bound} {value} {quantity.unit} ({quantity.basis})".replace("_", " ")


def _quote(claim: Claim) -> str:
    quote = " ".join(claim.evidence.quote.split())
    return quote if len(quote) <= QUOTE_LENGTH else quote[: QUOTE_LENGTH - 1] + "…"
