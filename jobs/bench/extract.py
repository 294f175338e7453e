"""`svitlo bench extract`: from reports to claims."""

from collections.abc import Mapping, Sequence

from geodata.gazetteer import load_gazetteer
from jobs.bench import reports
from jobs.bench.case import Case, Side
from tracker.extract.claims import extract_claims
from tracker.extract.lexicon import load_lexicon

SETTINGS: Mapping[str, object] = reports.SETTINGS


def cases(scale: float) -> Sequence[Case]:
    """The cases of reading."""
    return (Case(name="relevant report", unit="reports", prepare=lambda: _relevant(scale), load=_load),)


def _load() -> object:
    return load_gazetteer(), load_lexicon()


def _relevant(scale: float) -> Side:
    gazetteer, lexicon = load_gazetteer(), load_lexicon()
    texts = reports.relevant_reports(scale)
    return Side(n=len(texts), run=lambda: [extract_claims(report, gazetteer, lexicon) for report in texts])
