"""Labelled sets in, predictions and figures out."""

from collections.abc import Iterator, Mapping, Sequence

from geodata.gazetteer import Gazetteer
from tracker.evaluate import compare, predict, reports_from_jsonl, score
from tracker.extract.claims import extract_claims
from tracker.extract.lexicon import Lexicon


def predict_lines(text: str, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[Mapping[str, object]]:
    """Predict every report of a JSON-lines text, in its order."""
    for report in reports_from_jsonl(text.splitlines()):
        yield predict(report, extract_claims(report, gazetteer, lexicon), gazetteer)


def evaluate_files(
    reports: str, gold: str, gazetteer: Gazetteer, lexicon: Lexicon, *, errors: str | None = None
) -> Sequence[Mapping[str, object]]:
    """Precision, recall and F1 of our reading, by field, language and kind; or the errors in one field."""
    predictions = list(predict_lines(reports, gazetteer, lexicon))
    lines = gold.splitlines()
    return score(predictions, lines) if errors is None else compare(predictions, lines, errors)
